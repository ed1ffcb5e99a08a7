"""Declare what other transactions hold besides what becomes an entry.

An entry needs amounts and accounts alone: most of it stays in QuickBooks and is shown.
"""

from odoo.tools.translate import LazyTranslate

from ....core.qbxml.elements import Elements
from .elements import CUSTOM, MONEY

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation

GOODS = (
    *("Quantity", "UnitOfMeasure", "OverrideUOMSetRef"),
    *("InventorySiteRef", "InventorySiteLocationRef", "SerialNumber", "LotNumber"),
    "ExpirationDateForSerialLotNumber",
)
"""How goods are counted, and where they are: the stock has a list of its own."""

SOLD = (
    *GOODS,
    *("Rate", "RatePercent", "TaxAmount", "SalesTaxCodeRef", "IsTaxable"),
    *("ServiceDate", "Other1", "Other2", "CreditCardTxnInfo", "DataExtRet"),
)
BOUGHT = (
    *GOODS,
    *("Cost", "TaxAmount", "SalesTaxCodeRef", "BillableStatus", "SalesRepRef"),
    "DataExtRet",
)
SPENT = (
    *("TaxAmount", "VendorRef", "SalesTaxCodeRef", "BillableStatus", "SalesRepRef"),
    "DataExtRet",
)
COUNTED = (
    *("SerialNumber", "SerialNumberAddedOrRemoved", "LotNumber", "QuantityDifference"),
    *("ExpirationDateForSerialLotNumber", "InventorySiteLocationRef"),
)


def _lines(prefix, passed, **kept):
    """Return the elements of a list of lines, with the paths that they have."""
    return Elements(
        kept={f"{prefix}/{name}": label for name, label in kept.items()},
        passed=tuple(f"{prefix}/{name}" for name in passed),
    )


_CLASS = {"ClassRef": _lt("Class of a line")}
_GROUP = ("ItemGroupRef", "Desc", *GOODS[:3], "TotalAmount")

ALL = (
    MONEY
    + CUSTOM
    + Elements(
        kept={
            "ClassRef": _lt("Class"),
            "TemplateRef": _lt("Template"),
            "BillAddress": _lt("Billing address"),
            "ShipAddress": _lt("Shipping address"),
            "Address": _lt("Address"),
            "CheckNumber": _lt("Check number"),
            "PaymentMethodRef": _lt("Payment method"),
            "SalesRepRef": _lt("Sales rep"),
            "ItemSalesTaxRef": _lt("Sales tax"),
            "CustomerMsgRef": _lt("Customer message"),
            "Other": _lt("Other"),
            "InventorySiteRef": _lt("Inventory site"),
            "LinkedTxn": _lt("Linked transactions"),
            "BilledDate": _lt("Billed on"),
        },
        passed=(
            *("BillAddressBlock", "ShipAddressBlock", "AddressBlock"),
            *("DueDate", "ShipDate", "ShipMethodRef", "FOB", "Subtotal"),
            *("SalesTaxPercentage", "TotalAmountInHomeCurrency"),
            *("AmountInHomeCurrency", "DepositTotalInHomeCurrency"),
            *("IsToBePrinted", "IsToBeEmailed", "IsTaxIncluded"),
            *("CustomerSalesTaxCodeRef", "SalesTaxCodeRef"),
            "CreditCardTxnInfo",  # too private to be stored
            "ExternalGUID",
            # parts of a total that the lines then miss: the entry is refused
            *("DiscountLineRet", "SalesTaxLineRet", "ShippingLineRet"),
            # balances of the two accounts at that time
            *("FromAccountBalance", "ToAccountBalance"),
            *("Rate", "IsPaid", *GOODS[:3]),
            "InventorySiteLocationRef",
            "SalesTaxPaymentCheckLineRet",  # they add up to the amount
        ),
    )
    + _lines("ExpenseLineRet", SPENT, **_CLASS)
    + _lines("ItemLineRet", BOUGHT, **_CLASS)
    + _lines("ItemGroupLineRet", (*_GROUP, "DataExt"))
    + _lines("ItemGroupLineRet/ItemLineRet", BOUGHT, **_CLASS)
    + _lines("SalesReceiptLineRet", SOLD, **_CLASS)
    + _lines(
        "SalesReceiptLineGroupRet",
        (*_GROUP, "IsPrintItemsInGroup", "ServiceDate", "DataExtRet"),
    )
    + _lines("SalesReceiptLineGroupRet/SalesReceiptLineRet", SOLD, **_CLASS)
    + _lines("DepositLineRet", ("PaymentTxnLineID", "PaymentMethodRef"), **_CLASS)
    + _lines("InventoryAdjustmentLineRet", COUNTED)
    + _lines(
        "RefundAppliedToTxnRet",
        (
            *("TxnDate", "RefNumber", "CreditRemaining"),
            *("CreditRemainingInHomeCurrency", "RefundAmountInHomeCurrency"),
        ),
    )
)
