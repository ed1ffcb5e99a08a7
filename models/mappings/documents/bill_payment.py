from types import MappingProxyType

from odoo import models

from ....core.errors import ValueRefused
from ....core.words import for_reader
from .bill_payment_types import BANK, CARD, CHECK, TYPES
from .bill_prepayment import PREPAID, USED
from .payment import ROWS


class QbdMappingBillPayment(models.AbstractModel):
    """BillPaymentCheck and BillPaymentCreditCard ↔ account.payment, to vendors.

    Both are one model in Odoo. One that pays no bill is a Check without one: see
    `qbd.bill.prepayment`.
    """

    _name = "qbd.mapping.bill_payment"
    _inherit = [
        "qbd.bill.payment.types",
        "qbd.purchase.side",
        "qbd.payment.bank",
        "qbd.bill.prepayment",
        "qbd.refund.twin",
        "qbd.payment.record",
        "qbd.customer.payment",
        "qbd.customer.payment.pull",
        "qbd.mapping",
    ]
    _description = "Bill payments"
    _dashboard_order = 90

    _total_ref = "Amount"
    _money_ref = BANK
    _depends_on = ("bill", "vendor_credit")
    _deleted_types = (CHECK, CARD, PREPAID)
    _fields_map = TYPES[CHECK]
    _query_options = MappingProxyType({"IncludeLineItems": True})

    # -- types ----------------------------------------------------------------

    def _type_of(self, payment):
        qb_type = super()._type_of(payment)
        return (
            PREPAID
            if qb_type == CHECK and not self._applied_moves(payment)
            else qb_type
        )

    def _build_typed_add(self, qb_type, link, values):
        if qb_type == PREPAID:
            return self._build_check(link, values)
        return super()._build_typed_add(qb_type, link, values)

    def _build_mod(self, link, values, canonical):
        if link.qb_type == PREPAID:
            return self._change_check(link, values, canonical)
        return super()._build_mod(link, values, canonical)

    def _canonical_object(self, element, image=None):
        if element.tag == f"{PREPAID}Ret":
            return self._canonical_check(element, image or {})
        return super()._canonical_object(element, image)

    # -- Odoo's side ----------------------------------------------------------

    def _missing_money_account(self):
        """Ask for no account of undeposited funds: they are paid from the bank."""
        return self._words_of_undecided_banks()

    def _deposit_account(self, payment):
        """Return the bank or card; Odoo may keep the money on its way in between."""
        return self._bank_or_card(payment, super()._deposit_account(payment))

    def _record_waits_for(self, payment):
        words = super()._record_waits_for(payment)
        if words or self._is_cancelled(payment) or self._applied_moves(payment):
            return words
        link = self._links_of(self._mapping_name(), payment.ids).get(payment.id)
        if link and link.qb_id:
            return ""  # a bill that it no longer pays is a question
        return self._words_of_waiting(payment)

    def _inexpressible(self, payment):
        """Return in words the part that QuickBooks cannot represent."""
        if self._is_refund(payment):
            return for_reader(self.env)._(
                "This is a refund from a vendor. Enter it in QuickBooks as a deposit "
                "with a line on the payable account, and use that line for the "
                "vendor credit. This question closes as soon as the credit is used "
                "up."
            )
        applied = self._applied_moves(payment)
        words = self._words_of_no_vendor(payment) or self._words_of_paid(
            payment, applied
        )
        if words:
            return words
        if not applied or self._is_prepaid(payment):
            return self._words_of_other_amounts(payment)
        return self._words_of_all(payment, applied)

    # -- to Odoo --------------------------------------------------------------

    def _texts(self, header, payment):
        """Return number and memo; the number of a check where Odoo prints checks."""
        texts = super()._texts(header, payment)
        number = texts.get("payment_reference") or ""
        if (
            "check_number" in self.env["account.payment"]._fields
            and number.isdecimal()
            and not payment.journal_id.check_manual_sequencing
        ):
            texts["check_number"] = number
        return texts

    # -- to QuickBooks --------------------------------------------------------

    def _choose_operation(self, changed, pair):
        """Void a cancelled payment.

        :raise ValueRefused: if it pays no bill any more
        """
        if changed.get("Void"):
            return "void", {"Void": True}
        rows = None if "Void" in changed else changed.get(ROWS)
        if rows and pair.link.qb_type == PREPAID:
            return "use", {USED: self._used_words(pair.odoo[ROWS])}
        if rows and not rows["lines"]:
            raise ValueRefused(
                for_reader(self.env)._(
                    "This payment no longer pays a bill, and QuickBooks pays only bills"
                ),
                self._label(ROWS),
                for_reader(self.env)._(
                    "Apply the payment to a bill again, cancel it, or press Replace "
                    "in QuickBooks: the payment is deleted there and sent again with "
                    "its next bill, or after a day as a check without a bill."
                ),
            )
        return super()._choose_operation(changed, pair)

    def _request_other(self, op, link, changed, pair):
        if op == "use":
            return self._use_prepaid(link, pair)
        return super()._request_other(op, link, changed, pair)
