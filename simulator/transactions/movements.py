"""Transactions that move money and are no document of trade.

Transfers, payments of sales tax, and refunds of credits by card. Amounts are positive.
"""

from ..database.txn_store import Link, Posting
from ..wire import status
from ..wire.money import ZERO, amount_text, money
from ..wire.status import Failed
from .documents import VOID
from .forms import Form


class Movement(Form):
    """One type of them: header and lines, an amount that follows from these.

    ``total``: the field with the amount, which is shown; None where it is entered.
    ``worth``: the field of a line with its amount.
    """

    total = None
    worth = "Amount"

    def __init__(self, company, kind):
        super().__init__(company, kind)
        self.txns = company.txns
        self.line = "".join(one.name for one in self.type.lines)

    def fill(self, txn, data, is_new):
        """Take the data of an Add or Mod into the transaction, and work it out.

        Failed with 3120, 3140, 3150, 3180 or 3210.
        """
        self.header(txn, data)
        txn.ref_number = data.get("RefNumber", txn.ref_number)
        named = self.named(data)
        if named is not None:
            txn.lines = [self.made(txn, one) for one in named]
        self.complete(txn)
        if self.total:
            txn.fields[self.total] = amount_text(self.worth_of(txn))

    def named(self, data):
        """Return the lines that an Add or Mod names, None if it names none."""
        names = (f"{self.line}Add", f"{self.line}Mod", "lines")
        return next((data[name] for name in names if self.line and name in data), None)

    def made(self, txn, data):
        """Return a line as stored. Failed with 3120 or 3140."""
        line = {
            name: self.company.lists.stored(f"{self.kind} line", name, value, None)
            for name, value in data.items()
            if name != "list"
        }
        if line.get("TxnLineID") == "-1":
            del line["TxnLineID"]
        return {name: value for name, value in line.items() if value}

    def complete(self, txn):
        """Fill in what a request may leave out. Failed with 3150."""

    def worth_of(self, txn):
        """Return the sum of the lines (Decimal)."""
        return sum((money(one.get(self.worth)) for one in txn.lines), ZERO)

    def check(self, txn, before):
        """Check the amount. Failed with 3180."""
        if money(txn.fields.get(self.total or "Amount")) <= ZERO:
            raise self.refused("Transaction amount must be positive.")

    def void(self, txn):
        """Make the amounts zero; the memo begins with ``VOID:``."""
        for line in txn.lines:
            line[self.worth] = "0.00"
        txn.fields[self.total or "Amount"] = "0.00"
        memo = txn.fields.get("Memo", "")
        if not memo.startswith(VOID):
            txn.fields["Memo"] = f"{VOID} {memo}".strip()


class Transfers(Movement):
    """Money from one account of the balance sheet to another."""

    def complete(self, txn):
        for name in ("TransferFromAccountRef", "TransferToAccountRef", "Amount"):
            if not txn.fields.get(name):
                raise Failed(status.missing_element(name))

    def postings(self, txn):
        """Yield the account that gets the money against that which gives it."""
        amount = money(txn.fields["Amount"])
        yield Posting(txn.fields["TransferToAccountRef"]["ListID"], amount)
        yield Posting(txn.fields["TransferFromAccountRef"]["ListID"], -amount)


class SalesTaxPayments(Movement):
    """Checks to an agency of sales tax."""

    total = "Amount"

    def postings(self, txn):
        """Yield the sales tax payable against the bank."""
        amount = money(txn.fields["Amount"])
        yield Posting(self.company.books.special("SalesTaxPayable"), amount)
        yield Posting(txn.fields["BankAccountRef"]["ListID"], -amount)


class CardRefunds(Movement):
    """Credits of a customer that are paid out to a credit card."""

    total = "TotalAmount"
    worth = "RefundAmount"

    def complete(self, txn):
        self.default_account(txn, "ARAccountRef", "AccountsReceivable")

    def made(self, txn, data):
        """Return the part of a credit that is paid out, and use it up.

        Failed with 3120, or with 3210 where more than is left of it is named.
        """
        credit = self.txns.find(data["TxnID"])
        settlements = self.company.settlements
        if credit is None or credit.entity != txn.entity:
            raise Failed(status.not_found(data["TxnID"]))
        amount = money(data.get("RefundAmount"))
        if not ZERO < amount <= settlements.remaining(credit):
            raise Failed(status.overpaid("RefundAppliedToTxnAdd", amount))
        self.txns.add_link(Link(credit.txn_id, txn.txn_id, amount))
        shown = {"TxnType": credit.type, "TxnDate": credit.date}
        number = {"RefNumber": credit.ref_number} if credit.ref_number else {}
        worth = {"RefundAmount": amount_text(amount)}
        return {"TxnID": credit.txn_id, **shown, **number, **worth}

    def postings(self, txn):
        """Yield the receivable of the customer against the account of the money."""
        amount = money(txn.fields["TotalAmount"])
        yield Posting(txn.fields["ARAccountRef"]["ListID"], amount, txn.entity)
        yield Posting(txn.fields["RefundFromAccountRef"]["ListID"], -amount)
