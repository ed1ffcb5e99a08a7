"""Transactions that no object shows, or without their amounts: only reports do."""

from decimal import Decimal

from ..clock import iso
from ..database.txn_store import TRANSACTION, Posting, Txn
from ..lists.items import SPACE as ITEM
from ..wire.money import ZERO, money

_COMPONENT = "ItemInventoryAssemblyLine"
_MOVED = "Stock"


class Payroll:
    """Simulates a user who writes paychecks, and builds assemblies, in the window.

    The objects of paychecks need the rights of payroll, those of builds have no
    amounts: TransactionQuery names them and reports show their postings, and there is
    no query of their own.
    """

    def write_paycheck(self, account, amounts, **values):
        """Write a paycheck; return its TxnID.

        :param account: FullName of the bank account
        :param amounts: FullName of an account → what is posted there (text, a debit)
        :param values: also ``kind``, another type of payroll
        """
        with self.by_hand():
            txn = self._unshown(values.get("kind", "Paycheck"), values)
            self._post_paycheck(txn, account, amounts)
        return txn.txn_id

    def change_paycheck(self, txn_id, account, amounts):
        """Let a paycheck post other amounts."""
        with self.by_hand():
            self._post_paycheck(self._txn(txn_id), account, amounts)

    def delete_paycheck(self, txn_id):
        """Delete a paycheck, or a build."""
        with self.by_hand():
            txn = self._txn(txn_id)
            self._put_parts_back(txn)
            self._post_unshown(txn, [])
            self.txns.remove(txn, iso(self.clock()))

    def build(self, assembly, quantity, **values):
        """Build an assembly of its parts; return the TxnID.

        :param assembly: FullName of the item
        :param quantity: how many, as text
        """
        with self.by_hand():
            txn = self._unshown("BuildAssembly", values)
            self._post_build(txn, self._item(assembly), Decimal(quantity))
        return txn.txn_id

    def change_build(self, txn_id, assembly, quantity):
        """Let a build have another quantity."""
        with self.by_hand():
            txn = self._txn(txn_id)
            self._put_parts_back(txn)
            self._post_build(txn, self._item(assembly), Decimal(quantity))

    def _unshown(self, kind, values):
        moment = self.clock()
        txn = Txn(self.new_list_id(TRANSACTION, moment), kind)
        txn.created = iso(moment)
        txn.number = self.store.next_number("TxnNumber")
        txn.date = values.get("TxnDate") or self.today()
        txn.ref_number = values.get("RefNumber", "")
        return txn

    def _post_paycheck(self, txn, account, amounts):
        new = [Posting(self._account_id(one), money(x)) for one, x in amounts.items()]
        paid = sum((one.debit for one in new), ZERO)
        new.append(Posting(self._account_id(account), -paid))
        self._post_unshown(txn, new)

    def _post_build(self, txn, assembly, quantity):
        """Take the parts out of stock at their cost, and the assembly in at the sum."""
        new, total, moved = [], ZERO, []
        for part in assembly.fields.get(_COMPONENT, ()):
            item = self.store.find(ITEM, part["ItemInventoryRef"]["ListID"])
            needed = quantity * money(part.get("Quantity") or "1")
            value = self.items.move(item.list_id, -needed)
            moved.append([item.list_id, str(-needed), str(value)])
            new.append(Posting(item.fields["AssetAccountRef"]["ListID"], value))
            total -= value
        self.items.move(assembly.list_id, quantity, total)
        moved.append([assembly.list_id, str(quantity), str(total)])
        new.append(Posting(assembly.fields["AssetAccountRef"]["ListID"], total))
        txn.fields[_MOVED] = moved
        self._post_unshown(txn, new)

    def _put_parts_back(self, txn):
        for list_id, quantity, value in txn.fields.pop(_MOVED, ()):
            self.items.move(list_id, -money(quantity), -money(value))

    def _post_unshown(self, txn, new):
        self.lists.touch(txn, self.clock())
        self.txns.save(txn)
        self.books.move(self.txns.postings(txn.txn_id), new)
        self.txns.save_postings(txn, new)

    def _account_id(self, name):
        return self.lists.resolve(("Account",), {"FullName": name}).list_id

    def _item(self, name):
        kinds = ("ItemInventoryAssembly",)
        return self.lists.resolve(kinds, {"FullName": name})
