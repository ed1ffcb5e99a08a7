from odoo import models

from ....core.money import ZERO, money
from ....core.sync.lines import LinesMerge
from ....core.sync.merge import Conflict

ROWS = "AppliedToTxn"


class QbdPaymentSides(models.AbstractModel):
    """Asks about payments that people applied to other documents on either side.

    Applications are merged one by one, and both may stand; but together they are no
    more than the money. If they are, neither side can take the other's: it is one
    question about all of them.
    """

    _name = "qbd.payment.sides"
    _description = "QuickBooks Payments: Applied on Both Sides"

    _total_ref = None  # path of the money, where it is not just what is applied

    def _review_merge(self, pair):
        result = super()._review_merge(pair)
        targets = getattr(pair.merged, "targets", {})
        merged = getattr(pair.merged, "lines", {}).get(ROWS)
        rows = targets.get(ROWS)
        if merged and merged.conflicts and not merged.whole:
            rows = self._largest(pair)  # some stay as they are, until that is answered
        if rows and self._exceed_money(pair, rows):
            self._ask_about_rows(pair)
        return result

    def _largest(self, pair):
        """Return the rows of both sides, of the same document the larger one."""
        found = {}
        for row in (*(pair.odoo.get(ROWS) or ()), *(pair.quickbooks.get(ROWS) or ())):
            known = found.setdefault(row["TxnID"], row)
            if money(row.get("Paid") or 0) > money(known.get("Paid") or 0):
                found[row["TxnID"]] = row
        return list(found.values())

    def _ask_about_rows(self, pair):
        """Make one question of all applications, for `_review_merge`."""
        pair.merged.targets.pop(ROWS, None)
        both = map(self._as_lines, self._both(pair))
        pair.merged.lines[ROWS] = LinesMerge(
            conflicts=[(None, Conflict(None, *both))], whole=True
        )

    @staticmethod
    def _both(pair):
        return pair.odoo.get(ROWS), pair.quickbooks.get(ROWS)

    @staticmethod
    def _as_lines(rows):
        """Return rows as pairs of the document and what is applied to it."""
        return [
            [row["TxnID"], {name: v for name, v in row.items() if name != "TxnID"}]
            for row in rows or ()
        ]

    def _exceed_money(self, pair, rows):
        """Return whether applications of both sides are more than the money."""
        if self._total_ref is None or not pair.merged.lines[ROWS].mod:
            return False
        total = money(pair.quickbooks.get(self._total_ref) or 0)
        return sum((money(row.get("Paid") or 0) for row in rows), ZERO) > total
