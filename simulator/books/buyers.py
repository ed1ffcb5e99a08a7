"""A person at QuickBooks who enters bills and pays them, for tests."""

from ..lists.accounts import SPACE as ACCOUNT
from ..transactions.document_lines import flat
from ..transactions.purchase_lines import BILLED
from ..wire.txn_types import TXN_TYPES
from .entered import entered

_EXPENSE, _ITEM = "ExpenseLine", "ItemLine"
_PAYMENTS = {
    "Bank": ("BillPaymentCheck", "BankAccountRef"),
    "CreditCard": ("BillPaymentCreditCard", "CreditCardAccountRef"),
}


class Buyers:
    """Simulates a user with bills, credits and payments in the QuickBooks window.

    Lines are dicts; one without an item is an expense. As with `Users`, a reference may
    be the FullName alone; ids are TxnIDs, amounts texts.
    """

    def enter_bill(self, vendor, *lines, kind="Bill", **fields):
        """Enter a bill, or a VendorCredit or Check by ``kind``; return its TxnID.

        :param vendor: FullName
        """
        expenses = [line for line in lines if not _is_item(line)]
        items = [line for line in lines if _is_item(line)]
        fields = {TXN_TYPES[kind].entity: vendor, **fields}
        return self.user_add(kind, ExpenseLineAdd=expenses, lines=items, **fields)

    def change_bill(self, txn_id, *lines, **fields):
        """Let a bill, credit or check have these lines, by TxnLineID where they are to
        stay; return its EditSequence."""
        lists = {line["TxnLineID"]: line["list"] for line in self._txn(txn_id).lines}
        named = {_EXPENSE: [], _ITEM: []}
        for line in lines:
            usual = _ITEM if _is_item(line) else _EXPENSE
            named[lists.get(line.get("TxnLineID"), usual)].append(
                {"TxnLineID": "-1", **line}
            )
        for name, clear in (
            (_EXPENSE, "ClearExpenseLines"),
            (_ITEM, "ClearItemLines"),
        ):
            if not named[name]:
                fields[clear] = "true"
        fields[f"{_EXPENSE}Mod"], fields["lines"] = named[_EXPENSE], named[_ITEM]
        return self.user_mod(txn_id, **fields)

    def pay_bills(self, amounts, account="Checking", **fields):
        """Pay bills of one vendor; return the TxnID, None if only credits are used.

        :param amounts: TxnID → the amount paid, or a dict of the elements of
            AppliedToTxnAdd (PaymentAmount, SetCredit, DiscountAmount …)
        :param account: FullName of a bank account, for a check, or of a credit card
        """
        party, payable = self.settlements.owed(self._txn(next(iter(amounts))))
        row = self.store.find_name(ACCOUNT, account)
        kind, reference = _PAYMENTS[row.fields["AccountType"]]
        applied = [
            {"TxnID": one, **(how if isinstance(how, dict) else {"PaymentAmount": how})}
            for one, how in amounts.items()
        ]
        return self.user_add(
            kind,
            **{
                "PayeeEntityRef": {"ListID": party},
                "APAccountRef": {"ListID": payable},
                reference: account,
                "AppliedToTxnAdd": applied,
                **fields,
            },
        )

    def pay_vendor(self, vendor, amount, account="Checking", **fields):
        """Write a check to a vendor without a bill; return its TxnID.

        :param vendor: FullName
        """
        payable = self.store.label(ACCOUNT, self.books.special("AccountsPayable"))
        line = {"AccountRef": payable, "Amount": amount, "CustomerRef": vendor}
        fields = {"AccountRef": account, **fields}
        return self.enter_bill(vendor, line, kind="Check", **fields)

    def bill_received(self, receipt, keeps_id=True, **fields):
        """Enter the bill for received items; return its TxnID.

        :param receipt: TxnID of the item receipt, which is one no more
        :param keeps_id: whether the bill has its TxnID; there is no evidence
        """
        with self.by_hand():
            txn = self._txn(receipt)
            if keeps_id:
                txn.type = "Bill"
                self.transactions.change(txn, entered("Bill", "Mod", fields))
                return receipt
            lines = [
                {k: v for k, v in x.items() if k != "TxnLineID"} for x in txn.lines
            ]
            vendor = {"VendorRef": {"ListID": txn.entity}}
            self.transactions.delete(txn)
            data = {**vendor, "lines": lines, **entered("Bill", "Add", fields)}
            return self.transactions.add("Bill", data).txn_id

    def use_credit(self, bill, credit, amount, account="Checking"):
        """Use a credit for a bill, without money."""
        used = {"CreditTxnID": credit, "AppliedAmount": amount}
        return self.pay_bills({bill: {"SetCredit": [used]}}, account)

    def take_off_credit(self, bill, credit):
        """Unapply a credit from a bill, which the interface cannot do."""
        with self.by_hand():
            self.txns.remove_links(source=credit, target=bill)
            for one in (bill, credit):
                self.books.post(self._txn(one))

    def open_balance(self, txn_id):
        """Return what is open of a bill, credit or payment (Decimal), as the windows
        show it; OpenAmount is not to be trusted."""
        return self.settlements.remaining(self._txn(txn_id))

    def mark_billed(self, txn_id, line_id):
        """Let an invoice take over the cost of a line of a bill, without making it."""
        with self.by_hand():
            txn = self._txn(txn_id)
            for line in flat(self.store, txn.lines):
                if line["TxnLineID"] == line_id:
                    line["BillableStatus"] = BILLED
            self.lists.touch(txn, self.clock())
            self.transactions.save(txn)


def _is_item(line):
    return "ItemRef" in line or "ItemGroupRef" in line
