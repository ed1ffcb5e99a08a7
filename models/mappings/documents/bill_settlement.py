from odoo import models

from ....core.words import for_reader
from .bill_payment_types import CHECK, NUMBER_LENGTH, TYPES


class QbdMappingBillSettlement(models.AbstractModel):
    """BillPaymentCheck or BillPaymentCreditCard ← account.move: paid by a bank line.

    A bank statement line that was matched with a bill. Other entries that settle
    bills are journal entries in QuickBooks, too: see `qbd.mapping.journal_entry`.
    """

    _name = "qbd.mapping.bill_settlement"
    _inherit = [
        "qbd.bill.payment.types",
        "qbd.purchase.side",
        "qbd.document.settling",
        "qbd.customer.payment",
        "qbd.mapping",
    ]
    _description = "Bills paid by bank lines"

    _depends_on = ("bill_payment",)
    _fields_map = TYPES[CHECK]
    _number_length = NUMBER_LENGTH
    _payments = "bill_payment"
    _total_ref = "Amount"

    def _total_paths(self):
        return ("Amount",)

    def _settling_domain(self):
        return [*super()._settling_domain(), ("statement_line_id", "!=", False)]

    def _words_of_several_parties(self):
        return for_reader(self.env)._(
            "This payment is of several vendors or accounts. QuickBooks pays bills of "
            "one vendor from one account: enter it there manually."
        )

    def _inexpressible(self, move):
        applied = self._applied_moves(move)
        return (
            self._words_of_several(move)
            or self._words_of_no_vendor(move)
            or self._words_of_paid(move, applied)
            or self._words_of_all(move, applied)
        )
