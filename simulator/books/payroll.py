"""A person who pays employees: transactions that no object shows, only reports do."""

from ..clock import iso
from ..database.txn_store import TRANSACTION, Posting, Txn
from ..wire.money import ZERO, money


class Payroll:
    """Simulates a user who writes paychecks in the QuickBooks window.

    Their objects need the rights of payroll, so TransactionQuery names them and reports
    show their postings, and there is no query of their own.
    """

    def write_paycheck(self, account, amounts, **values):
        """Write a paycheck; return its TxnID.

        :param account: FullName of the bank account
        :param amounts: FullName of an account → what is posted there (text, a debit)
        """
        with self.by_hand():
            moment = self.clock()
            txn = Txn(self.new_list_id(TRANSACTION, moment), "Paycheck")
            txn.created = iso(moment)
            txn.number = self.store.next_number("TxnNumber")
            txn.date = values.get("TxnDate") or self.today()
            txn.ref_number = values.get("RefNumber", "")
            self._post_paycheck(txn, account, amounts)
        return txn.txn_id

    def change_paycheck(self, txn_id, account, amounts):
        """Let a paycheck post other amounts."""
        with self.by_hand():
            self._post_paycheck(self._txn(txn_id), account, amounts)

    def delete_paycheck(self, txn_id):
        """Delete a paycheck."""
        with self.by_hand():
            txn = self._txn(txn_id)
            self.books.move(self.txns.postings(txn_id), [])
            self.txns.save_postings(txn, [])
            self.txns.remove(txn, iso(self.clock()))

    def _post_paycheck(self, txn, account, amounts):
        self.lists.touch(txn, self.clock())
        self.txns.save(txn)
        new = [Posting(self._account_id(one), money(x)) for one, x in amounts.items()]
        paid = sum((one.debit for one in new), ZERO)
        new.append(Posting(self._account_id(account), -paid))
        self.books.move(self.txns.postings(txn.txn_id), new)
        self.txns.save_postings(txn, new)

    def _account_id(self, name):
        return self.lists.resolve(("Account",), {"FullName": name}).list_id
