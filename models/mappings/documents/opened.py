from decimal import Decimal

from odoo import models

from ....core.money import ZERO, cents, money
from .other_rows import HEAD

OPENED = "OpenAtCutOff"
"""Path of the balance that was open at the cut-off date, as the details of ageing
showed it; never compared."""


class QbdDocumentOpened(models.AbstractModel):
    """Open items from before the cut-off date, with their balance of that day.

    The details of ageing show it, once they were read with the opening entry. Until
    then the balance of today stands in for it, and payments from after the cut-off date
    are posted against the account for open items.
    """

    _name = "qbd.document.opened"
    _description = "QuickBooks Transactions: Open Items"

    def _open_items(self):
        """Return {TxnID: open balance at the cut-off date}, {} if it was not read."""
        connection = self._stream().connection_id
        if self._cut_off_date() != connection.cut_off_date:
            return {}
        return self._cached_in_batch("open items", connection._open_at_cut_off)

    def _is_open(self, element):
        if not self._open_element:
            return False
        is_item = element.findtext(self._id_tag) in self._open_items()
        return is_item or bool(money(self._open_text(element)))

    def _is_opening(self, canonical):
        return (canonical.get("TxnDate") or "") < self._cut_off()

    def _with_opened(self, canonical, element):
        """Return an object with its balance at the cut-off date, if that is known."""
        if not self._is_opening(canonical):
            return canonical
        opened = self._open_items().get(element.findtext(self._id_tag))
        return {**canonical, OPENED: opened} if opened else canonical

    def _opening_amount(self, canonical):
        """Return the balance that an object was open with at the cut-off date."""
        return Decimal(canonical.get(OPENED) or canonical[self._open_element])

    def _owed_total(self, canonical, paths):
        """Return the sum of some paths, or what was open of an open item."""
        if self._is_opening(canonical):
            return self._opening_amount(canonical)
        return sum((money(canonical.get(path) or 0) for path in paths), ZERO)

    def _account_of_opening(self):
        return self._stream().connection_id.opening_account_id

    def _opening_line(self, move):
        """Return the line of an open item that we posted; empty for any other."""
        if move.qbd_type:
            lines = move.line_ids.filtered(lambda x: x.qbd_txn_line_id != HEAD)
        else:
            products = move.invoice_line_ids
            lines = products.filtered(lambda x: x.display_type == "product")
        account = self._account_of_opening()
        ours = move.qbd_opening and move.state == "posted" and len(lines) == 1
        return lines.filtered(lambda x: ours and x.account_id == account)

    def _is_as_opened(self, move, txn_id):
        """Return whether a document has its balance of the cut-off date in Odoo."""
        opened = self._open_items().get(txn_id)
        same = opened and cents(money(move.amount_total)) == cents(Decimal(opened))
        return bool(same and self._opening_line(move))

    def _open_again(self, link, opened):
        """Let a document have its balance at the cut-off date, if we posted it."""
        move = self._browse(link.record_id)
        lines = self._opening_line(move)
        if lines and not self._is_as_opened(move, link.qb_id):
            figure = {
                "line": lines,
                "amount": Decimal(opened),
                "quantity": 1.0,
                "price_unit": float(opened),
            }
            self.env["qbd.posting"]._change_document(move, {"lines": [figure]})
