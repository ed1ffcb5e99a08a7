from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.errors import ValueRefused
from ....core.money import cents, money
from ....core.qbxml import fields as qbf
from ....core.qbxml.fields import Field, Lines
from ....core.qbxml.values import amount, boolean, date_, guid, many, ref, text
from ....core.words import for_reader
from . import elements
from .bill_prepayment import USED
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


class QbdBillPaymentTypes(models.AbstractModel):
    """Payments of bills as QuickBooks has them: by check, or by credit card.

    The account of the money says which one it is. The paths are those of a check. A
    mapping inherits it first, before its side: payments name the vendor otherwise.
    """

    _name = "qbd.bill.payment.types"
    _description = "QuickBooks Bill Payments by Check and by Card"

    _qb_types = (CHECK, CARD)
    _party_ref = "PayeeEntityRef"
    _open_element = None
    _id_elements = ("EditSequence", "TxnDate")
    _can = frozenset({"add", "mod", "void", "delete"})
    _needs = ("PayeeEntityRef", "APAccountRef", BANK, ROWS)
    _fixed = frozenset({"PayeeEntityRef", "APAccountRef"})
    _deleted_types = (CHECK, CARD)
    _elements = elements.BILL_PAYMENT

    # -- types ----------------------------------------------------------------

    def _declaration(self, qb_type):
        return TYPES[qb_type or CHECK]

    def _can_do(self, qb_type, operation):
        """Say that QuickBooks changes no payment by card."""
        return super()._can_do(qb_type, operation) and (
            operation != "mod" or qb_type != CARD
        )

    def _type_of(self, record):
        return CARD if self._is_by_card(record) else CHECK

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
        return self._build_typed_add(qb_type, link, values)

    def _build_typed_add(self, qb_type, link, values):
        if qb_type == CARD:
            values[CARD_ACCOUNT] = values.pop(BANK)
        elif not values.get("RefNumber"):
            values["IsToBePrinted"] = False
        return qbf.build_add(
            self._declaration(qb_type), f"{qb_type}Add", values, **self._target(link)
        )

    def _canonical_object(self, element, image=None):
        """Return the canonical form: a card's account under the path of a bank's."""
        qb_type = element.tag.removesuffix("Ret")
        canonical = qbf.parse(self._declaration(qb_type), element)
        if CARD_ACCOUNT in canonical:
            canonical[BANK] = canonical.pop(CARD_ACCOUNT)
        return self._normalise_object(canonical, element, image or {})

    def _referred_needed(self, record):
        """Add the accounts of both sides: QuickBooks has no funds of its own for it."""
        needed = super()._referred_needed(record)
        accounts = self._deposit_account(record) | self._owed_account(record)
        needed.setdefault("account", set()).update(accounts.ids)
        return needed

    # -- why it cannot be in QuickBooks ---------------------------------------

    def _words_of_no_vendor(self, record):
        if self._party_of(record):
            return ""
        return for_reader(self.env)._(
            "This document has no vendor. Reset it to draft in Odoo and choose "
            "the vendor, or enter it in QuickBooks manually."
        )

    def _words_of_paid(self, record, applied):
        """Return in words why QuickBooks cannot apply a payment like that, or ""."""
        return next(
            filter(None, (self._words_of_applied(record, move) for move in applied)), ""
        )

    def _words_of_all(self, record, applied):
        """Say that discounts or the money have no form in QuickBooks, "" if they do."""
        discounts, words = self._discounts(record, applied)
        return words or self._words_of_rest(record, applied, discounts)

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
        total = cents(money(self._total(payment)))
        if paid == total:
            return ""
        posting, currency = self.env["qbd.posting"], payment.currency_id
        return for_reader(self.env)._(
            "Only %(paid)s of %(amount)s is applied to bills. QuickBooks pays only "
            "bills: apply the rest in Odoo, or split it into two payments.",
            paid=posting._formatted(currency, paid),
            amount=posting._formatted(currency, total),
        )

    # -- to QuickBooks --------------------------------------------------------

    def _can_replace(self, link):
        return bool(link.qb_id) and not self._is_cancelled(self._browse(link.record_id))

    def _request_replacement(self, link):
        return "replace", self._request_delete(link), {}

    def _choose_operation(self, changed, pair):
        """Replace a payment whose void ended: QuickBooks cannot undo it."""
        if changed.get("Void") is False:
            return "replace", changed
        return super()._choose_operation(changed, pair)

    def _refuse_fixed(self, values):
        for path in sorted(self._fixed & values.keys()):
            raise ValueRefused(
                for_reader(self.env)._("QuickBooks cannot change this of a payment"),
                path,
                for_reader(self.env)._(
                    "Press Replace in QuickBooks, or undo the change in Odoo."
                ),
            )
