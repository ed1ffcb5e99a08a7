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
