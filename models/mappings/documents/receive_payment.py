from odoo import models

from .elements import PAYMENT
from .receive_payment_fields import FIELDS, NEEDS


class QbdMappingReceivePayment(models.AbstractModel):
    """ReceivePayment ↔ account.payment, of customers, that has an entry."""

    _name = "qbd.mapping.receive_payment"
    _inherit = [
        "qbd.sale.side",
        "qbd.document.owed",
        "qbd.payment.record",
        "qbd.customer.payment",
        "qbd.customer.payment.pull",
        "qbd.mapping",
    ]
    _description = "Customer payments"
    _dashboard_order = 60

    _qb_type = "ReceivePayment"
    _depends_on = ("invoice", "credit_memo", "payment_method")
    _needs = NEEDS
    _deleted_types = ("ReceivePayment",)
    _total_ref = "TotalAmount"
    _money_ref = "DepositToAccountRef"
    _fields_map = FIELDS
    _elements = PAYMENT

    def _inexpressible(self, payment):
        """Say that QuickBooks has no payment that pays money back."""
        if not self._is_refund(payment):
            return super()._inexpressible(payment)
        return self.env._(
            "This payment pays %(amount)s back to %(customer)s. Enter it in "
            "QuickBooks: open the credit memo and choose to give a refund, by check "
            "or card. This question closes as soon as the credit is used up there.",
            amount=self.env["qbd.posting"]._formatted(
                payment.currency_id, payment.amount
            ),
            customer=payment.partner_id.display_name or "",
        )
