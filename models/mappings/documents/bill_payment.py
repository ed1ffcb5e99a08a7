from types import MappingProxyType

from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.errors import ValueRefused
from ....core.money import cents, money
from ....core.qbxml import fields as qbf
from ....core.qbxml.fields import Field, Lines
from ....core.qbxml.values import amount, boolean, date_, guid, many, ref, text
from ....core.words import for_reader
from . import elements
from .bill_prepayment import PREPAID, USED
from .payment import APPLIED, ROWS

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


CHECK, CARD = "BillPaymentCheck", "BillPaymentCreditCard"
BANK = "BankAccountRef"
"""Path of the account of the money, of either type."""

CARD_ACCOUNT = "CreditCardAccountRef"
CARD_ACCOUNT_TYPE = "liability_credit_card"
NUMBER_LENGTH = 11


def _fields(account, *more):
    """Return the declaration of a type, in QuickBooks' order.

    :param account: the element of the account of the money
    :param more: fields behind it that only this type has
    """
    return (
        Field(
            "PayeeEntityRef",
            "_party_of",
            ref("vendor"),
            required=True,
            add_only=True,
            label=_lt("Vendor"),
        ),
        Field(
            "APAccountRef",
            "_owed_account",
            ref("account"),
            clearable=False,
            add_only=True,
            label=_lt("Payable account"),
        ),
        Field("TxnDate", "_date", date_, clearable=False, label=_lt("Date")),
        Field(
            account,
            "_deposit_account",
            ref("account"),
            required=True,
            label=_lt("Paid from"),
        ),
        Field(
            "Amount",
            "_total",
            amount,
            clearable=False,
            mod_only=True,
            label=_lt("Amount"),
        ),
        *more,
        Field("RefNumber", "_ref_number", text(NUMBER_LENGTH), label=_lt("Number")),
        Field("Memo", "_memo", text(4095), label=_lt("Memo")),
        Field("Void", "_is_cancelled", boolean, virtual=True, label=_lt("Void")),
        Field("ExternalGUID", None, guid, add_only=True),
        Field("AppliedTxns", None, text(), pull_only=True, virtual=True),
        Field(USED, None, many(text()), pull_only=True, virtual=True),
        Lines(
            ROWS,
            APPLIED,
            "TxnID",
            True,
            odoo="_applied_moves",
            label=_lt("Applied to"),
            elements=elements.APPLIED,
            required=True,
        ),
    )


TYPES = {
    CHECK: _fields(BANK, Field("IsToBePrinted", None, boolean, add_only=True)),
    CARD: _fields(CARD_ACCOUNT),
}
"""`AppliedTxns` is no element of QuickBooks': see `receive_payment_fields`."""


class QbdMappingBillPayment(models.AbstractModel):
    """BillPaymentCheck and BillPaymentCreditCard ↔ account.payment, to vendors.

    Both are one model in Odoo: the account of the money says which one it is. The
    paths are those of a check. One that pays no bill is a Check without one: see
    `qbd.bill.prepayment`.
    """

    _name = "qbd.mapping.bill_payment"
    _inherit = [
        "qbd.purchase.side",
        "qbd.bill.prepayment",
        "qbd.payment.record",
        "qbd.customer.payment",
        "qbd.customer.payment.pull",
        "qbd.mapping",
    ]
    _description = "Bill payments"
    _dashboard_order = 90

    _qb_types = (CHECK, CARD)
    _party_ref = "PayeeEntityRef"
    _total_ref = "Amount"
    _money_ref = BANK
    _open_element = None
    _id_elements = ("EditSequence", "TxnDate")
    _can = frozenset({"add", "mod", "void", "delete"})
    _depends_on = ("bill", "vendor_credit")
    _needs = ("PayeeEntityRef", "APAccountRef", BANK, ROWS)
    _fixed = frozenset({"PayeeEntityRef", "APAccountRef"})
    _deleted_types = (CHECK, CARD, PREPAID)
    _query_options = MappingProxyType({"IncludeLineItems": True})
    _fields_map = TYPES[CHECK]
    _elements = elements.BILL_PAYMENT

    # -- types ----------------------------------------------------------------

    def _declaration(self, qb_type):
        return TYPES[qb_type or CHECK]

    def _can_do(self, qb_type, operation):
        """Say that QuickBooks changes no payment by card."""
        return super()._can_do(qb_type, operation) and (
            operation != "mod" or qb_type != CARD
        )

    def _type_of(self, payment):
        if self._is_by_card(payment):
            return CARD
        return CHECK if self._applied_moves(payment) else PREPAID

    def _is_by_card(self, payment):
        return self._deposit_account(payment).account_type == CARD_ACCOUNT_TYPE

    def _build_add(self, link, values):
        qb_type = self._type_of(self._browse(link.record_id))
        values = dict(values)
        if not values.get(BANK):
            raise ValueRefused(
                for_reader(self.env)._(
                    "This field is required by QuickBooks and empty"
                ),
                BANK,
            )
        if qb_type == PREPAID:
            return self._build_check(link, values)
        if qb_type == CARD:
            values[CARD_ACCOUNT] = values.pop(BANK)
        elif not values.get("RefNumber"):
            values["IsToBePrinted"] = False
        return qbf.build_add(
            self._declaration(qb_type), f"{qb_type}Add", values, **self._target(link)
        )

    def _build_mod(self, link, values, canonical):
        if link.qb_type == PREPAID:
            return self._change_check(link, values, canonical)
        return super()._build_mod(link, values, canonical)

    def _canonical_object(self, element, image=None):
        """Return the canonical form: a card's account under the path of a bank's."""
        qb_type = element.tag.removesuffix("Ret")
        if qb_type == PREPAID:
            return self._canonical_check(element, image or {})
        canonical = qbf.parse(self._declaration(qb_type), element)
        if CARD_ACCOUNT in canonical:
            canonical[BANK] = canonical.pop(CARD_ACCOUNT)
        return self._normalise_object(canonical, element, image or {})

    # -- Odoo's side ----------------------------------------------------------

    def _missing_money_account(self):
        return []

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

    def _referred_needed(self, payment):
        """Add the accounts of both sides: QuickBooks has no funds of its own for it."""
        needed = super()._referred_needed(payment)
        accounts = self._deposit_account(payment) | self._owed_account(payment)
        needed.setdefault("account", set()).update(accounts.ids)
        return needed

    def _inexpressible(self, payment):
        """Return in words the part that QuickBooks cannot represent."""
        if self._is_refund(payment):
            return for_reader(self.env)._(
                "This is a refund from a vendor. Enter it in QuickBooks as a deposit "
                "with a line on the payable account, and use that line for the "
                "vendor credit. This question closes as soon as the credit is used "
                "up."
            )
        if not self._party_of(payment):
            return for_reader(self.env)._(
                "This document has no vendor. Reset it to draft in Odoo and choose "
                "the vendor, or enter it in QuickBooks manually."
            )
        applied = self._applied_moves(payment)
        for move in applied:
            words = self._words_of_applied(payment, move)
            if words:
                return words
        if not applied or self._is_prepaid(payment):
            return self._words_of_other_amounts(payment)
        discounts, words = self._discounts(payment, applied)
        return words or self._words_of_rest(payment, applied, discounts)

    def _words_of_applied(self, payment, move):
        if not self._is_settled(move):
            return for_reader(self.env)._(
                "This payment is applied to %(document)s. QuickBooks pays only "
                "bills: apply it to a bill, or enter the payment there manually.",
                document=move.display_name,
            )
        foreign = self._words_of_foreign_document(move)
        if foreign:
            return foreign
        if not self._pays_for(payment, move):
            return for_reader(self.env)._(
                "This payment is applied to %(document)s of another vendor. "
                "QuickBooks pays bills of one vendor: unapply it, or enter the "
                "payment there manually.",
                document=move.display_name,
            )
        if self._owed_account(payment) not in move.line_ids.account_id:
            return for_reader(self.env)._(
                "This payment pays %(document)s from another payable account. "
                "QuickBooks pays bills of one payable account: make a separate "
                "payment for each.",
                document=move.display_name,
            )
        return ""

    def _words_of_rest(self, payment, applied, discounts):
        """Say that a payment is applied in part, which QuickBooks has no form for."""
        granted = sum(value for value, _account in discounts.values())
        paid = cents(sum(applied.values()) - granted)
        if paid == cents(money(payment.amount)):
            return ""
        posting, currency = self.env["qbd.posting"], payment.currency_id
        return for_reader(self.env)._(
            "Only %(paid)s of %(amount)s is applied to bills. QuickBooks pays only "
            "bills: apply the rest in Odoo, or split it into two payments.",
            paid=posting._formatted(currency, paid),
            amount=posting._formatted(currency, payment.amount),
        )

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

    def _can_replace(self, link):
        return bool(link.qb_id) and not self._is_cancelled(self._browse(link.record_id))

    def _request_replacement(self, link):
        return "replace", self._request_delete(link), {}

    def _choose_operation(self, changed, pair):
        """Void a cancelled payment; replace one whose void ended.

        :raise ValueRefused: if it pays no bill any more
        """
        if changed.get("Void"):
            return "void", {"Void": True}
        if "Void" in changed:
            return "replace", changed
        rows = changed.get(ROWS)
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

    def _refuse_fixed(self, values):
        for path in sorted(self._fixed & values.keys()):
            raise ValueRefused(
                for_reader(self.env)._("QuickBooks cannot change this of a payment"),
                path,
                for_reader(self.env)._(
                    "Press Replace in QuickBooks, or undo the change in Odoo."
                ),
            )
