from types import MappingProxyType

from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml import messages
from ....core.qbxml.fields import Field, Lines
from ....core.qbxml.values import amount
from . import elements
from .credit_use import USED
from .sales import FOOTER, HEADER, LINE_FIELDS, MEMO, QbdSalesDocument

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


class QbdMappingCreditMemo(models.AbstractModel):
    """CreditMemo ↔ account.move, out_refund."""

    _name = "qbd.mapping.credit_memo"
    _inherit = [
        "qbd.sale.side",
        "qbd.document.owed",
        "qbd.credit.use",
        "qbd.sales.document",
        "qbd.sales.document.writing",
        "qbd.mapping",
    ]
    _description = "Credit memos"
    _dashboard_order = 50

    _qb_type = "CreditMemo"
    _move_type = "out_refund"
    _depends_on = (*QbdSalesDocument._depends_on, "invoice")
    _query_options = MappingProxyType(
        {"IncludeLineItems": True, "IncludeLinkedTxns": True}
    )
    _open_element = "CreditRemaining"
    _id_elements = ("EditSequence", "TxnDate", "CreditRemaining")
    _deleted_types = ("CreditMemo",)
    _fields_map = (
        *HEADER,
        Field("TotalAmount", None, amount, pull_only=True),
        Field("CreditRemaining", None, amount, pull_only=True, label=_lt("Open")),
        MEMO,
        USED,
        *FOOTER,
        Lines(
            "CreditMemoLine",
            LINE_FIELDS,
            group="CreditMemoLineGroup",
            odoo="_printed",
            label=_lt("Lines"),
            elements=elements.CREDIT_MEMO_LINE,
            group_elements=elements.GROUP_LINE,
        ),
    )
    _elements = elements.CREDIT_MEMO

    def _request_open(self, query):
        """Ask for what a credit was used for, too: it may have been paid back."""
        return messages.query(
            query,
            IncludeLinkedTxns=True,
            IncludeRetElement=[self._id_tag, self._open_element, "LinkedTxn"],
        )
