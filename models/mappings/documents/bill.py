from types import MappingProxyType

from odoo import models

from ....core.qbxml.fields import Field
from ....core.qbxml.values import amount, boolean, date_, ref
from . import elements
from .purchases import DATE, FOOTER, LINES, MEMO, NUMBER, OWED, PARTY

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
    _fields_map = (
        PARTY,
        OWED,
        DATE,
        Field("DueDate", "_due_date", date_, label="Due date"),
        Field("AmountDue", None, amount, pull_only=True, label="Total"),
        NUMBER,
        Field("TermsRef", "invoice_payment_term_id", ref("terms"), label="Terms"),
        MEMO,
        Field("IsPaid", None, boolean, pull_only=True),
        *FOOTER,
        *LINES,
    )
    _elements = elements.BILL

    def _replaces(self, link, element):
        """Return whether a bill came for goods that were received before."""
        return link.qb_type == RECEIVED
