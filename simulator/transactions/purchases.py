"""Bills and vendor credits: documents that are owed to vendors.

They have no sales tax and no numbers of their own, and goods go into stock at their
cost. A bill without terms falls due after the days that the preferences say.
"""

from datetime import date, timedelta

from ..database.txn_store import Link, Posting
from ..lists.items import STOCKED
from ..wire import status
from ..wire.money import ZERO, money
from ..wire.sides import SALES
from ..wire.status import Failed
from .document_lines import flat, item_of
from .documents import Documents
from .line_items import line_amount
from .purchase_lines import BILLED, STATUS, PurchaseLines, owed_side
from .settlements import document_total

_PAID_OUT, _PAID_OUT_MOD = "ApplyCheckToTxnAdd", "ApplyCheckToTxnMod"


class Purchases(Documents):
    """One type of documents of vendors, e.g. Bill or VendorCredit."""

    line_class = PurchaseLines

    # checks

    def check(self, txn, before):
        """Check lines and total: a bill has both. Failed with 3180 or 3210."""
        if not txn.lines:
            raise Failed(status.against_a_rule(self.kind, "There must be a line."))
        if self.type.can_settle:
            owed = [one for one in txn.lines if owed_side(self.store, one)]
            if len(owed) > 1:
                self.company.doubts.check("several debts", self.kind)
        total = document_total(txn)
        if total <= ZERO and total != before:
            self.company.doubts.check("no total", self.kind)
        super().check(txn, before)

    def check_request(self, txn, data):
        """Check a Mod: both lists cannot be cleared at once, and what is linked to
        other transactions keeps its amounts, its vendor and its account."""
        clears = [one.clear for one in self.type.lines if one.clear]
        if clears and all(data.get(one) == "true" for one in clears):
            raise Failed(status.against_a_rule(self.kind, "There must be a line."))
        changed = self._other(txn, data, (self.type.entity, self.type.account[0]))
        named = any(
            data.get(one.declared.clear) == "true" or one.named(data, False)
            for one in self.lists
        )
        if (changed or named) and self.company.settlements.is_linked(txn):
            self.company.doubts.check("linked", self.kind)

    def _other(self, txn, data, names):
        """Return whether the data of a Mod change one of these references."""
        for name in names:
            reference = data.get(name) or {}
            if any(reference.values()):
                new = self.company.lists.stored(self.kind, name, reference, None)
                if new != txn.fields.get(name):
                    return True
        return False

    def check_removal(self, txn):
        """Check that no line has been billed to a customer, and that nothing settles
        it or is settled by it. Failed with 3210."""
        if self.company.settlements.is_linked(txn):
            self.company.doubts.check("removal of linked", self.kind)
        statuses = [line.get(STATUS) for line in flat(self.store, txn.lines)]
        if BILLED in statuses:
            self.company.doubts.check("billed line", self.kind)

    def fill(self, txn, data, is_new):
        """Take the data of an Add or Mod into the transaction, and work it out.

        Failed as that of `Documents`, and with 3210 if its account is another one than
        that of the payments and credits that settle it.
        """
        paid_out = {name: data.get(name) or () for name in (_PAID_OUT, _PAID_OUT_MOD)}
        for one in paid_out[_PAID_OUT_MOD]:
            raise Failed(status.not_found(one["TxnID"]))  # there is no evidence
        settlements = self.company.settlements
        account = None if is_new else settlements.owed(txn)[1]
        super().fill(txn, data, is_new)
        is_same = account in (None, settlements.owed(txn)[1])
        if not is_same and settlements.is_linked(txn):
            self.company.doubts.refuse("linked", self.kind)
        self._pay_out(txn, paid_out[_PAID_OUT])

    def _pay_out(self, txn, parts):
        """Let a check pay credits of a customer back, whose debt is on one line of it.

        Assumed: each must be open, and on the account of that line; together they are
        no more than the line. Failed with 3120, or with 3210 for an amount.
        """
        lines = [x for x in txn.lines if owed_side(self.store, x) is SALES]
        left, txns = sum((line_amount(x) for x in lines), ZERO), self.company.txns
        for one in parts:
            credit, amount = txns.find(one["TxnID"]), money(one.get("Amount"))
            owed = credit and self.company.settlements.owed(credit)
            debts = [
                (x.get("CustomerRef", {}).get("ListID"), x["AccountRef"]["ListID"])
                for x in lines
            ]
            if not owed or credit.type != "CreditMemo" or owed not in debts:
                raise Failed(status.not_found(one["TxnID"]))
            unused = self.company.settlements.remaining(credit)
            if unused <= ZERO:
                raise Failed(status.not_found(one["TxnID"]))
            if not ZERO < amount <= min(unused, left):
                raise Failed(status.overpaid(_PAID_OUT, amount))
            left -= amount
            txns.add_link(Link(credit.txn_id, txn.txn_id, amount))

    # the header

    def _due_date(self, txn):
        if txn.fields.get("TermsRef"):
            return super()._due_date(txn)
        preferences = self.company.about.preferences()
        days = preferences["PurchasesAndVendorsPreferences"].get("DaysBillsAreDue")
        due = date.fromisoformat(txn.date) + timedelta(days=int(days or 0))
        return due.isoformat()

    # the books

    def _posting(self, line, debit):
        """Return the Posting of a line, with the name on it if the account is one of
        debts."""
        name = line.get("CustomerRef") if owed_side(self.store, line) else None
        return Posting(self._account(line), debit, name["ListID"] if name else "")

    def _of_stock(self, txn, line, sign):
        """Take the goods of a line into stock at their cost; the line itself has posted
        that."""
        item, quantity = item_of(self.store, line), money(line.get("Quantity"))
        if item and item.type in STOCKED:
            self._move(txn, item, -sign * quantity, -sign * line_amount(line))
        return ()
