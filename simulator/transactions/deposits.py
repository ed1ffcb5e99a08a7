"""Deposits: what waits in Undeposited Funds goes to the bank, and other money with it.

A line holds a payment or a sales receipt, or has an account of its own; one below zero
takes a fee off. What the Ret shows as the account of a line with a payment is unknown:
here it is left out. Assumed: what is deposited cannot be changed in amount or deleted,
until the deposit is.
"""

from ..database.txn_store import TRANSACTION, Posting
from ..wire import status
from ..wire.money import amount_text, money
from ..wire.status import Failed
from .movements import Movement
from .purchase_lines import owed_side
from .settlements import document_total

KIND = "Deposit"
HELD = ("ReceivePayment", "SalesReceipt")
"""Types of what can be deposited."""

_OVERRIDES = {
    "OverrideMemo": "Memo",
    "OverrideCheckNumber": "CheckNumber",
    "OverrideClassRef": "ClassRef",
}


class Deposits(Movement):
    """Makes and changes deposits."""

    total = "DepositTotal"

    def complete(self, txn):
        if not txn.fields.get("DepositToAccountRef"):
            raise Failed(status.missing_element("DepositToAccountRef"))
        back = txn.fields.get("CashBackInfoRet")
        if back and "TxnLineID" not in back:
            moment = self.company.clock()
            back["TxnLineID"] = self.company.new_list_id(TRANSACTION, moment)

    def made(self, txn, data):
        """Return a line as stored; that of a payment takes its amount from it."""
        known = {one["TxnLineID"]: one for one in txn.lines if "TxnLineID" in one}
        data = {_OVERRIDES.get(name, name): value for name, value in data.items()}
        old = known.get(data.get("TxnLineID"), {})
        payment = data.pop("PaymentTxnID", "")
        line = {**old, **super().made(txn, data)}
        return {**line, **self._payment(txn, payment)} if payment else line

    def _payment(self, txn, txn_id):
        payment = self.txns.find(txn_id)
        if payment is None or payment.type not in HELD:
            raise Failed(status.not_found(txn_id))
        holder = self.holder(txn_id)
        where = payment.fields["DepositToAccountRef"]["ListID"]
        undeposited = self.company.books.special("UndepositedFunds")
        if where != undeposited or (holder and holder != txn.txn_id):
            raise Failed(status.not_found(txn_id))
        party = {"EntityRef": {"ListID": payment.entity}} if payment.entity else {}
        amount = document_total(payment)
        return {
            **{"TxnType": payment.type, "TxnID": txn_id, **party},
            "Amount": amount_text(amount),
        }

    def worth_of(self, txn):
        back = txn.fields.get("CashBackInfoRet", {})
        return super().worth_of(txn) - money(back.get("Amount"))

    def void(self, txn):
        """Make all amounts zero and let the payments go (assumed)."""
        txn.lines = [line for line in txn.lines if "TxnID" not in line]
        txn.fields.pop("CashBackInfoRet", None)
        super().void(txn)

    def holder(self, txn_id):
        """Return the TxnID of the deposit that holds a payment, empty if none does."""
        for deposit in self.txns.rows("type = ?", (KIND,)):
            if any(line.get("TxnID") == txn_id for line in deposit.lines):
                return deposit.txn_id
        return ""

    def check_free(self, txn, before=None):
        """Check that a payment that is changed or removed is in no deposit.

        :param before: its amount and account before, None if it is removed
        :raise Failed: with 3210
        """
        if txn.type not in HELD or before == self.money_of(txn):
            return
        if self.holder(txn.txn_id):
            self.company.doubts.refuse("deposited", txn.type)

    def money_of(self, txn):
        """Return (amount, account) of a payment or sales receipt, None of others."""
        if txn.type not in HELD:
            return None
        return document_total(txn), txn.fields["DepositToAccountRef"]

    def postings(self, txn):
        """Yield the bank and the cash against the accounts of the lines."""
        total = money(txn.fields["DepositTotal"])
        yield Posting(txn.fields["DepositToAccountRef"]["ListID"], total)
        back = txn.fields.get("CashBackInfoRet")
        if back:
            yield Posting(back["AccountRef"]["ListID"], money(back.get("Amount")))
        undeposited = self.company.books.special("UndepositedFunds")
        for line in txn.lines:
            account = undeposited
            if "TxnID" not in line:
                account = line["AccountRef"]["ListID"]
            owed = "TxnID" not in line and owed_side(self.store, line)
            name = line.get("EntityRef") if owed else None
            amount = money(line.get("Amount"))
            yield Posting(account, -amount, name["ListID"] if name else "")
