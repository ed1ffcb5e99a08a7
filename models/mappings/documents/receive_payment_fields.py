"""Declare the elements of a ReceivePayment, used for payments and settlements."""

from odoo.tools.translate import LazyTranslate

from ....core.qbxml.fields import Field, Lines
from ....core.qbxml.values import amount, boolean, date_, guid, ref, text
from . import elements
from .payment import APPLIED, ROWS

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


FIELDS = (
    Field(
        "CustomerRef",
        "_party_of",
        ref("customer"),
        required=True,
        label=_lt("Customer"),
    ),
    Field(
        "ARAccountRef",
        "_owed_account",
        ref("account"),
        clearable=False,
        label=_lt("Receivable account"),
    ),
    Field("TxnDate", "_date", date_, clearable=False, label=_lt("Date")),
    Field("RefNumber", "_ref_number", text(20), label=_lt("Number")),
    Field("TotalAmount", "_total", amount, clearable=False, label=_lt("Amount")),
    Field(
        "PaymentMethodRef",
        "_payment_method",
        ref("payment_method"),
        label=_lt("Payment method"),
    ),
    Field("Memo", "_memo", text(4095), label=_lt("Memo")),
    Field(
        "DepositToAccountRef",
        "_deposit_account",
        ref("account"),
        clearable=False,
        label=_lt("Deposited to"),
    ),
    Field("UnusedPayment", None, amount, pull_only=True, label=_lt("Not applied")),
    Field("Void", "_is_cancelled", boolean, virtual=True, label=_lt("Void")),
    Field("ExternalGUID", None, guid, add_only=True),
    Field("IsAutoApply", None, boolean, add_only=True),
    Field("AppliedTxns", None, text(), pull_only=True, virtual=True),
    Lines(
        "AppliedToTxn",
        APPLIED,
        "TxnID",
        True,
        odoo="_applied_moves",
        label=_lt("Applied to"),
        elements=elements.APPLIED,
    ),
)
"""`AppliedTxns` is no element of QuickBooks': {TxnID: type, date, number and balance of
what the payment is applied to}, whatever it is."""

NEEDS = ("CustomerRef", "DepositToAccountRef", ROWS)
"""Paths of references without which nothing is written."""
