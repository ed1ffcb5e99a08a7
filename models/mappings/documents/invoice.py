from types import MappingProxyType

from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml.fields import Field, Lines
from ....core.qbxml.values import amount, boolean
from . import elements
from .sales import FOOTER, HEADER, LINE_FIELDS, MEMO

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


class QbdMappingInvoice(models.AbstractModel):
    """Invoice ↔ account.move, out_invoice."""

    _name = "qbd.mapping.invoice"
    _inherit = [
        "qbd.sale.side",
        "qbd.document.owed",
        "qbd.sales.document",
        "qbd.sales.document.writing",
        "qbd.mapping",
    ]
    _description = "Invoices"
    _dashboard_order = 40

    _qb_type = "Invoice"
    _move_type = "out_invoice"
    _open_element = "BalanceRemaining"
    _open_filters = MappingProxyType({"PaidStatus": "NotPaidOnly"})
    _id_elements = ("EditSequence", "TxnDate", "BalanceRemaining")
    _deleted_types = ("Invoice",)
    _also_means = ("other_transaction",)  # statement charges
    _fields_map = (
        *HEADER,
        Field("AppliedAmount", None, amount, pull_only=True),
        Field("BalanceRemaining", None, amount, pull_only=True, label=_lt("Open")),
        MEMO,
        Field("IsPaid", None, boolean, pull_only=True),
        *FOOTER,
        Lines(
            "InvoiceLine",
            LINE_FIELDS,
            group="InvoiceLineGroup",
            odoo="_printed",
            label=_lt("Lines"),
            elements=elements.LINE,
            group_elements=elements.GROUP_LINE,
        ),
    )
    _elements = elements.INVOICE
