from odoo import models

from .elements import PAYMENT
from .owed_check import CHECK
from .receive_payment_fields import FIELDS, NEEDS


class QbdMappingReceivePayment(models.AbstractModel):
    """ReceivePayment ↔ account.payment, of customers, that has an entry.

    Money that goes back is a check: see `qbd.customer.refund`.
    """

    _name = "qbd.mapping.receive_payment"
    _inherit = [
        "qbd.sale.side",
        "qbd.document.owed",
        "qbd.payment.bank",
        "qbd.customer.refund",
        "qbd.refund.twin",
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
    _deleted_types = ("ReceivePayment", CHECK)
    _total_ref = "TotalAmount"
    _money_ref = "DepositToAccountRef"
    _fields_map = FIELDS
    _elements = PAYMENT
