from types import MappingProxyType

from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml.fields import Field
from ....core.qbxml.values import amount, boolean, date_, ref
from . import elements
from .purchases import DATE, FOOTER, LINES, MEMO, NUMBER, OWED, PARTY

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


CHECK = "Check"
RECEIVED = "ItemReceipt"
"""The type of goods that came before their bill; QuickBooks makes a bill of it."""


class QbdMappingBill(models.AbstractModel):
    """Bill ↔ account.move, in_invoice."""

    _name = "qbd.mapping.bill"
    _inherit = [
        "qbd.purchase.side",
        "qbd.purchase.document",
        "qbd.purchase.document.writing",
        "qbd.mapping",
    ]
    _description = "Bills"
    _dashboard_order = 70

    _qb_type = "Bill"
    _move_type = "in_invoice"
    _total_path = "AmountDue"
    _totals = MappingProxyType({"AmountDue": "amount_total"})
    _open_filters = MappingProxyType({"PaidStatus": "NotPaidOnly"})
    _deleted_types = ("Bill",)
    _also_means = ("other_transaction",)
    _fields_map = (
        PARTY,
        OWED,
        DATE,
        Field("DueDate", "_due_date", date_, label=_lt("Due date")),
        Field("AmountDue", None, amount, pull_only=True, label=_lt("Total")),
        NUMBER,
        Field("TermsRef", "invoice_payment_term_id", ref("terms"), label=_lt("Terms")),
        MEMO,
        Field("IsPaid", None, boolean, pull_only=True),
        *FOOTER,
        *LINES,
    )
    _elements = elements.BILL

    def _read_credits_again(self, link):
        """Have its payments read again, and the vendor's checks on a payable account.

        QuickBooks changes the amount of a payment with its bill, unreported; and a
        person may use a check for a bill, which changes neither of them.
        """
        done = super()._read_credits_again(link)
        settling = self._settling_moves(self._browse(link.record_id))
        payments = settling.filtered("origin_payment_id")
        self._links_of_entries(payments).edit_sequence = False
        partner = self._partner_of(link)
        payments = self.env["account.payment"]._search(
            [("partner_id", "child_of", partner.ids), ("partner_type", "=", "supplier")]
        )
        lines = self.env["account.move.line"].search(
            [
                ("move_id.qbd_type", "=", CHECK),
                ("company_id", "=", link.company_id.id),
                ("partner_id", "child_of", partner.ids),
                ("account_id.account_type", "=", self._owed_type),
            ]
        )
        checks = self.env["qbd.link"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                *(("qb_type", "=", CHECK), ("state", "=", "ok")),
                "|",
                *("&", ("res_model", "=", "account.payment")),
                ("record_id", "in", payments),
                *("&", ("res_model", "=", "account.move")),
                ("record_id", "in", lines.move_id.ids),
            ]
        )
        checks.edit_sequence = False
        return done

    def _replaces(self, link, element):
        """Return whether a bill came for goods that were received before."""
        return link.qb_type == RECEIVED or super()._replaces(link, element)
