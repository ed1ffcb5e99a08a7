from decimal import Decimal

from odoo import models

from ....core.money import cents, money
from .opened import OPENED

ROWS = "AppliedToTxn"


class QbdPaymentOpened(models.AbstractModel):
    """Payments of open items: applied as soon as Odoo has the balance of that day.

    QuickBooks counts a payment as used from the later of the dates of both documents.
    So of two documents, one of them from after the cut-off date, both were open then.
    """

    _name = "qbd.payment.opened"
    _inherit = "qbd.document.opened"
    _description = "QuickBooks Payments of Open Items"

    def _used_later(self, canonical, rows):
        """Return the rows of an open item that settle documents of today's books."""
        if not canonical.get(OPENED):
            return []
        return [row for row in rows if not self._is_from_before(canonical, row)]

    def _open_again(self, link, opened):
        """Let a payment have its amount at the cut-off date, if we posted it."""
        payment = self._browse(link.record_id)
        account = self._account_of_opening()
        ours = payment.qbd_opening and payment.outstanding_account_id == account
        if ours and cents(money(payment.amount)) != cents(Decimal(opened)):
            self._settle_again(link, Decimal(opened))

    def _settle_waiting(self, links):
        """Apply payments to what they settle, see `_settle_again`."""
        payments = self._browse(links.mapped("record_id"))
        batch = self._for_batch([{ROWS: one.qbd_settled_before} for one in payments])
        for link in links:
            batch._settle_again(link)

    def _settle_again(self, link, amount=None):
        """Apply a payment to the open items that it settles, as far as they are open.

        :param amount: Decimal, that of an open item; None: as it is
        """
        payment = self._browse(link.record_id)
        chosen = self._to_settle(payment, link)
        if self._is_cancelled(payment) or not (chosen or amount):
            return
        rows = self._canonical_records(payment)[payment.id].get(ROWS) or []
        kept = [row for row in payment.qbd_settled_before or () if row not in chosen]
        payment.qbd_settled_before = kept or False
        about = {"AppliedTxns": (link.quickbooks_image or {}).get("AppliedTxns")}
        figures = {**self._figures(about, rows, payment), **self._own_texts(payment)}
        figures["amount"] = amount or figures["amount"]
        self.env["qbd.posting.payments"]._change_payment(payment, figures)
        self._forget_applied()  # the open balances show it by now

    def _to_settle(self, payment, link):
        """Return the rows that were posted against the account for open items, and
        belong on documents that Odoo has with their balance of the cut-off date."""
        found = []
        shown = (link.quickbooks_image or {}) if payment.qbd_opening else {}
        for row in payment.qbd_settled_before or ():
            move = self._to_record(self._settled, row["TxnID"])
            belongs = (
                not self._is_from_before(shown, row)
                if payment.qbd_opening
                else self._is_as_opened(move, row["TxnID"])
            )
            if move and belongs:
                found.append(row)
        return found
