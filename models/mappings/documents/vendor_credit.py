from types import MappingProxyType

from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml.fields import Field
from ....core.qbxml.values import amount
from . import elements
from .credit_use import USED
from .purchases import DATE, FOOTER, LINES, MEMO, NUMBER, OWED, PARTY
from .purchases import QbdPurchaseDocument as Purchase

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


class QbdMappingVendorCredit(models.AbstractModel):
    """VendorCredit ↔ account.move, in_refund."""

    _name = "qbd.mapping.vendor_credit"
    _inherit = [
        "qbd.purchase.side",
        "qbd.credit.use",
        "qbd.purchase.document",
        "qbd.purchase.document.writing",
        "qbd.mapping",
    ]
    _description = "Vendor credits"
    _dashboard_order = 80

    _qb_type = "VendorCredit"
    _move_type = "in_refund"
    _depends_on = (*Purchase._depends_on, "bill")
    _total_path = "CreditAmount"
    _totals = MappingProxyType({"CreditAmount": "amount_total"})
    _deleted_types = ("VendorCredit",)
    _fields_map = (
        PARTY,
        OWED,
        DATE,
        Field("CreditAmount", None, amount, pull_only=True, label=_lt("Total")),
        NUMBER,
        MEMO,
        USED,
        *FOOTER,
        *LINES,
    )
    _elements = elements.VENDOR_CREDIT
    _payment_qb_type = "BillPaymentCheck"
    _payment_plain = MappingProxyType({"IsToBePrinted": "false"})

    def _may_be_used(self, canonical, image, linked):
        """Return whether QuickBooks may have left out how the credit is used.

        Then it stays used as it was known to be: the open balances tell if it is not.
        """
        was_used = image.get(USED.qb) or self.env.context.get("qbd_answer")
        return linked is None and bool(image and was_used)

    def _payer(self, party, shown):
        """Return vendor, payable account, and a bank account, which is not charged.

        :raise ValueRefused: if no bank account has a counterpart
        """
        return {
            "PayeeEntityRef": party,
            "APAccountRef": shown["APAccountRef"],
            "BankAccountRef": self._bank_account(),
        }
