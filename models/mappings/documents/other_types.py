"""Declare the transactions that are read as entries: the fields of each type.

All of it is read only. An entry is made of these values by `other_rows`.
"""

from ....core.qbxml.fields import GROUP, Field, Lines
from ....core.qbxml.values import amount, boolean, date_, enum, ref, text

NUMBER_LENGTH = 11


def _read(path, codec):
    return Field(path, None, codec, pull_only=True)


def _account(path):
    return _read(path, ref("account"))


def _party(path):
    return _read(path, ref(space="entity"))


DATE = _read("TxnDate", date_)
NUMBER = _read("RefNumber", text(NUMBER_LENGTH))
MEMO = _read("Memo", text(4095))

EXPENSES = Lines(
    "ExpenseLine",
    (
        _account("AccountRef"),
        _read("Amount", amount),
        _read("Memo", text(4095)),
        _party("CustomerRef"),
    ),
    pull_only=True,
)


def _items(name, group, party=()):
    return Lines(
        name,
        (
            Field(GROUP, None, text(), pull_only=True, virtual=True),
            _read("ItemRef", ref("item")),
            _read("Desc", text(4095)),
            _read("Amount", amount),
            *party,
        ),
        group=group,
        pull_only=True,
    )


ITEMS = _items("ItemLine", "ItemGroupLine", (_party("CustomerRef"),))
SOLD = _items("SalesReceiptLine", "SalesReceiptLineGroup")
_BY_CARD = (
    *(_account("AccountRef"), _party("PayeeEntityRef"), DATE),
    *(_read("Amount", amount), NUMBER, MEMO, EXPENSES, ITEMS),
)

TYPES = {
    "SalesReceipt": (
        *(_party("CustomerRef"), DATE, NUMBER, _read("IsPending", boolean)),
        *(_read("SalesTaxTotal", amount), _read("TotalAmount", amount), MEMO),
        *(_account("DepositToAccountRef"), SOLD),
    ),
    "Check": (
        *(_account("AccountRef"), _party("PayeeEntityRef"), NUMBER, DATE),
        *(_read("Amount", amount), MEMO, _read("IsPending", boolean)),
        *(EXPENSES, ITEMS),
    ),
    "CreditCardCharge": _BY_CARD,
    "CreditCardCredit": _BY_CARD,
    "Deposit": (
        *(DATE, _account("DepositToAccountRef"), MEMO),
        _read("DepositTotal", amount),
        _read("CashBackInfoRet/TxnLineID", text(36)),
        _account("CashBackInfoRet/AccountRef"),
        _read("CashBackInfoRet/Memo", text(4095)),
        _read("CashBackInfoRet/Amount", amount),
        Lines(
            "DepositLine",
            (
                _read("TxnType", enum()),
                _read("TxnID", text(36)),
                _party("EntityRef"),
                _account("AccountRef"),
                _read("Memo", text(4095)),
                _read("CheckNumber", text(NUMBER_LENGTH)),
                _read("Amount", amount),
            ),
            pull_only=True,
        ),
    ),
    "Transfer": (
        *(DATE, _account("TransferFromAccountRef")),
        _account("TransferToAccountRef"),
        *(_read("Amount", amount), MEMO),
    ),
    "SalesTaxPaymentCheck": (
        *(_party("PayeeEntityRef"), DATE, _account("BankAccountRef")),
        *(_read("Amount", amount), NUMBER, MEMO),
    ),
    "ARRefundCreditCard": (
        *(_party("CustomerRef"), _account("RefundFromAccountRef")),
        *(_account("ARAccountRef"), DATE, NUMBER, _read("TotalAmount", amount), MEMO),
        Lines(
            "RefundAppliedToTxn",
            (_read("TxnType", enum()), _read("RefundAmount", amount)),
            key="TxnID",
            pull_only=True,
        ),
    ),
    "InventoryAdjustment": (
        *(_account("AccountRef"), DATE, NUMBER, _party("CustomerRef"), MEMO),
        Lines(
            "InventoryAdjustmentLine",
            (_read("ItemRef", ref("item")), _read("ValueDifference", amount)),
            pull_only=True,
        ),
    ),
    "Charge": (
        *(_party("CustomerRef"), DATE, NUMBER, _read("ItemRef", ref("item"))),
        *(_read("Amount", amount), _read("BalanceRemaining", amount)),
        *(_read("Desc", text(4095)), _account("ARAccountRef")),
    ),
    "ItemReceipt": (
        *(_party("VendorRef"), _account("APAccountRef")),
        *(_account("LiabilityAccountRef"), DATE, _read("TotalAmount", amount)),
        *(NUMBER, MEMO, EXPENSES, ITEMS),
    ),
}
"""{type: its fields in QuickBooks' order}"""


def _purchase(total):
    """Return the declaration of a bill or vendor credit; `total` is its total."""
    return (
        *(_party("VendorRef"), _account("APAccountRef"), DATE, _read(total, amount)),
        *(NUMBER, MEMO, EXPENSES, ITEMS),
    )


TAKEN_OVER = {"Bill": _purchase("AmountDue"), "VendorCredit": _purchase("CreditAmount")}
"""{type: its fields} of documents that other lists read, and that are entries if Odoo
has no such document: it takes no receivable or payable account in the lines of one."""

ALL = {**TYPES, **TAKEN_OVER}
CREDITS = ("CheckQuery", "VendorCreditQuery")
"""Queries that also return the bills that use the object as a credit."""

WITHOUT_LINES = ("TransferQuery", "ChargeQuery")
"""Queries that do not take IncludeLineItems."""

UNREPORTED = frozenset({"Transfer"})
"""Types whose deletion QuickBooks reports nowhere: their ids are compared."""

VANISHING = UNREPORTED | {"ItemReceipt"}
"""Those that may be gone without a report: a receipt may have become a bill."""
