"""The lines of bills and vendor credits: names on them, and the costs billed on.

A name on a line is a customer's; on a payable account it is a vendor's. A customer
makes a line billable unless it says otherwise (assumed).
"""

from ..lists.accounts import SPACE as ACCOUNT
from ..lists.items import STOCKED
from ..wire import status
from ..wire.messages import NAMES
from ..wire.sides import SIDES
from ..wire.status import Failed
from .document_lines import DocumentLines, flat, item_of

BILLED = "HasBeenBilled"
STATUS = "BillableStatus"
_NAME = "CustomerRef"
_FIGURES = ("Quantity", "Cost", "Amount")


class PurchaseLines(DocumentLines):
    """Makes and changes the lines of one list of one type of purchases."""

    def filled(self, old, data, is_new):
        """Return the lines of this list after an Add or Mod, as `DocumentLines` does.

        :raise Failed: with 3210 also where billed lines are gone, and for doubts
        """
        if data.get(self.declared.clear) == "true" and self.named(data, is_new):
            self.doubts.check("cleared and named", self.kind)
        made = super().filled(old, data, is_new)
        kept = {line.get("TxnLineID") for line in flat(self.store, made)}
        for line in flat(self.store, self.own(old)):
            if line.get(STATUS) == BILLED and line["TxnLineID"] not in kept:
                self.doubts.check("billed line", self.kind)
        return made

    def _made(self, data):
        reference = data.get("ItemRef") or {}
        if any(reference.values()) and not any(data.get(one) for one in _FIGURES):
            data = {**data, "Quantity": "1"}
        line = super()._made(data)
        if "lines" not in line:
            self._check_line(line, data)
        return line

    def _changed(self, old, data):
        line = super()._changed(old, data)
        is_other = line.get("ItemRef") != old.get("ItemRef")
        if is_other and self.doubts.is_lifted:  # the window shows no such account
            line.pop("OverrideItemAccountRef", None)
        if "lines" not in line:
            self._check_line(line, data)
        return line

    def _check_line(self, line, data):
        link = data.get("LinkToTxn")
        if link:
            raise Failed(status.not_found(link["TxnID"]))  # there are no orders
        if data.get(STATUS) == BILLED:
            self.doubts.check("set as billed", self.kind)
        if self.declared.needs not in line and self._must_post():
            self.doubts.check("nothing posted", self.kind)
        self._check_account(line)
        self._check_name(line)

    def _must_post(self):
        """Return whether each line needs an account, by itself or by its item."""
        preferences = self.company.about.preferences()["AccountingPreferences"]
        return preferences.get("IsRequiringAccounts") == "true"

    def _check_account(self, line):
        item = item_of(self.store, line)
        if item and item.type in STOCKED and line.get("OverrideItemAccountRef"):
            self.doubts.check("account of stock", self.kind)

    def _check_name(self, line):
        """Check that the name on a line is one that its account takes."""
        reference = line.get(_NAME)
        row = reference and self.store.find(NAMES, reference["ListID"])
        side = owed_side(self.store, line)
        wanted = side.party if side else "Customer"
        if row and row.type != wanted:
            raise Failed(status.reference_not_found(row.full_name, _NAME, self.label))
        if side and not row:
            reason = f"An account of this type needs a {wanted.lower()}."
            raise Failed(status.against_a_rule(self.kind, reason))
        if not row and line.get(STATUS):
            raise Failed(status.missing_element(_NAME))
        if row and not side:
            line.setdefault(STATUS, "Billable")


def owed_side(store, line):
    """Return the Side of trade whose debts stand on the account of a line, or None."""
    reference = line.get("AccountRef")
    if not reference:
        return None
    kind = store.find(ACCOUNT, reference["ListID"]).fields["AccountType"]
    return next((side for side in SIDES if side.account_type == kind), None)
