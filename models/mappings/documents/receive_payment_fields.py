"""Declare the elements of a ReceivePayment, used for payments and settlements."""

from ....core.qbxml.fields import Field, Lines
from ....core.qbxml.values import amount, boolean, date_, guid, ref, text
from . import elements
from .payment import APPLIED, ROWS

FIELDS = (
    Field("CustomerRef", "_party_of", ref("customer"), required=True, label="Customer"),
    Field(
        "ARAccountRef",
        "_owed_account",
        ref("account"),
        clearable=False,
        label="Receivable account",
    ),
    Field("TxnDate", "_date", date_, clearable=False, label="Date"),
    Field("RefNumber", "_ref_number", text(20), label="Number"),
    Field("TotalAmount", "_total", amount, clearable=False, label="Amount"),
    Field(
        "PaymentMethodRef",
        "_payment_method",
        ref("payment_method"),
        label="Payment method",
    ),
    Field("Memo", "_memo", text(4095), label="Memo"),
    Field(
        "DepositToAccountRef",
        "_deposit_account",
        ref("account"),
        clearable=False,
        label="Deposited to",
    ),
    Field("UnusedPayment", None, amount, pull_only=True, label="Not applied"),
    Field("Void", "_is_cancelled", boolean, virtual=True, label="Void"),
    Field("ExternalGUID", None, guid, add_only=True),
    Field("IsAutoApply", None, boolean, add_only=True),
    Field("AppliedTxns", None, text(), pull_only=True, virtual=True),
    Lines(
        "AppliedToTxn",
        APPLIED,
        "TxnID",
        True,
        odoo="_applied_moves",
        label="Applied to",
        elements=elements.APPLIED,
    ),
)
"""`AppliedTxns` is no element of QuickBooks': {TxnID: type, date, number and balance of
what the payment is applied to}, whatever it is."""

NEEDS = ("CustomerRef", "DepositToAccountRef", ROWS)
"""Paths of references without which nothing is written."""
