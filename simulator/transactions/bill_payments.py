"""Payments of bills, by check or by credit card.

The total is the sum of the money applied, so there is no unapplied payment, unless a
bill that it paid was changed afterwards. A Mod that names applications replaces them
all; credits set before stay.
"""

from ..wire.money import ZERO, amount_text, money
from .documents import VOID
from .payments import Payments

_ADD, _MOD = "AppliedToTxnAdd", "AppliedToTxnMod"


class BillPayments(Payments):
    """One type of payments of bills."""

    def fill(self, txn, data, is_new):
        """Take the data of an Add or Mod into the payment, and apply it.

        Failed with 3120, 3140, 3150, 3180, 3210 or 3270.
        """
        if is_new:
            self._defaults(txn, data)
        elif data.get("RefNumber"):
            txn.fields["IsToBePrinted"] = "false"
        elif data.get("IsToBePrinted") == "true":
            data = {**data, "RefNumber": ""}
        if any(name in data and not data[name] for name in (_MOD, _ADD)):
            raise self.refused("A payment of bills pays at least one.")
        super().fill(txn, data, is_new)

    def check_request(self, txn, data):
        """Check a Mod that came by the interface: the total stays that of the
        applications, and what becomes of a bill that it has paid is unknown."""
        named = data.get(_MOD, ())
        links = self.txns.links(source=txn.txn_id)
        kept = sum((link.amount for link in links), ZERO)
        paid = sum((money(one.get("PaymentAmount")) for one in named), ZERO)
        amount = money(data.get("Amount") or txn.fields[self.total])
        if (named or "Amount" in data) and amount != (paid if named else kept):
            self.company.doubts.check("amount and applications", self.kind)
        mine = {link.target for link in links}
        for txn_id in mine & {one["TxnID"] for one in named}:
            if self.settlements.remaining(self.txns.find(txn_id)) <= ZERO:
                self.company.doubts.check("paid by itself", self.kind)

    def void(self, txn):
        """Make the amount zero; the memo begins with ``VOID:``."""
        txn.fields[self.total] = "0.00"
        memo = txn.fields.get("Memo", "")
        if not memo.startswith(VOID):
            txn.fields["Memo"] = f"{VOID} {memo}".strip()

    def _defaults(self, txn, data):
        if self.ret.child("IsToBePrinted"):
            txn.fields["IsToBePrinted"] = "false"
        payee = data.get(self.type.entity, {})
        party = self.company.lists.resolve((self.type.side.party,), payee)
        address = party and party.fields.get("VendorAddress")
        if address and self.ret.child("Address"):
            txn.fields["Address"] = address

    def _set_total(self, txn, data, named):
        """The total is that of the applications where these are named."""
        if named:
            paid = sum((money(one.get("PaymentAmount")) for one in named), ZERO)
            txn.fields[self.total] = amount_text(paid)
        txn.fields.setdefault(self.total, "0.00")

    def _check_total(self, txn, named):
        if named or money(txn.fields[self.total]):  # neither: it has been voided
            super()._check_total(txn, named)

    def _kept(self, txn):
        """Nothing is kept of the applications before, but credits that were set."""
        return {}
