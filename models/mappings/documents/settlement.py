from odoo import models

from ....core.words import for_reader
from .elements import PAYMENT
from .receive_payment_fields import FIELDS, NEEDS


class QbdMappingSettlement(models.AbstractModel):
    """ReceivePayment ← account.move: entries in Odoo that settle without a payment.

    A bank statement line that was matched with an invoice, or an entry, e.g. one that
    writes a bad debt off.
    """

    _name = "qbd.mapping.settlement"
    _inherit = [
        "qbd.sale.side",
        "qbd.document.owed",
        "qbd.document.settling",
        "qbd.customer.payment",
        "qbd.mapping",
    ]
    _description = "Credits used without a payment"

    _qb_type = "ReceivePayment"
    _needs = NEEDS
    _depends_on = ("receive_payment",)
    _deleted_types = ("ReceivePayment",)
    _payments = "receive_payment"
    _total_ref = "TotalAmount"
    _fields_map = FIELDS
    _elements = PAYMENT

    def _total_paths(self):
        return ("TotalAmount",)

    def _payment_method(self, move):
        return self._to_record("payment_method", None)

    def _words_of_several_parties(self):
        return for_reader(self.env)._(
            "This payment is of several customers or accounts. QuickBooks allows "
            "payments of one customer into one account: enter it there manually."
        )

    def _inexpressible(self, move):
        words = self._words_of_several(move)
        if not words and self._total(move) < 0:
            words = for_reader(self.env)._(
                "This is a refund. Enter it in QuickBooks manually."
            )
        return words or super()._inexpressible(move)
