"""Transactions of all types: those that post, and the query that finds any of them."""

from .queries import query

POSTING_TYPES = (
    *("ARRefundCreditCard", "Bill", "BillPaymentCheck", "BillPaymentCreditCard"),
    *("BuildAssembly", "Charge", "Check", "CreditCardCharge", "CreditCardCredit"),
    *("CreditMemo", "Deposit", "InventoryAdjustment", "Invoice", "ItemReceipt"),
    *("JournalEntry", "LiabilityAdjustment", "Paycheck", "PayrollLiabilityCheck"),
    *("ReceivePayment", "SalesReceipt", "SalesTaxPaymentCheck", "Transfer"),
    *("VendorCredit", "YTDAdjustment"),
)
"""The types of QuickBooks' transactions that move a balance."""

ANY_SIDE = ("Check", "CreditCardCharge", "CreditCardCredit", "Deposit", "JournalEntry")
OWED_TYPES = {
    "asset_receivable": (
        *("ARRefundCreditCard", "Charge", "CreditMemo", "Invoice", "ReceivePayment"),
        *ANY_SIDE,
    ),
    "liability_payable": (
        *("Bill", "BillPaymentCheck", "BillPaymentCreditCard", "ItemReceipt"),
        *("VendorCredit", *ANY_SIDE),
    ),
}
"""Those that may post to a receivable or payable account."""


def any_of_type(kind, since=""):
    """Return the query that shows whether there is a transaction of a type that posts.

    :param str kind: one of `POSTING_TYPES`
    :param str since: the first TxnDate that counts, "" for any
    """
    dates = {"FromTxnDate": since} if since else None
    return query(
        "TransactionQuery",
        MaxReturned=1,
        TransactionDateRangeFilter=dates,
        TransactionTypeFilter={"TxnTypeFilter": [kind]},
        TransactionPostingStatusFilter="Posting",
        IncludeRetElement=["TxnType"],
    )
