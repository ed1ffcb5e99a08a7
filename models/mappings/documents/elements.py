"""Declare what documents of QuickBooks hold besides the fields that are synced."""

from odoo.tools.translate import LazyTranslate

from ....core.qbxml.elements import HOME, Elements, Meaning

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation

IN_HOME_CURRENCY = _lt(
    "Only the home currency is synced: enter the document in Odoo manually, in its "
    "currency."
)
NO_UNITS = _lt(
    "Units of measure of QuickBooks are not synced: remove the unit from the line in "
    "QuickBooks, or enter the document in Odoo manually."
)
NOT_DESKTOP = _lt(
    "Enter it in QuickBooks as an ordinary line, or enter the document in Odoo "
    "manually."
)
TAX_OF_A_LINE = _lt(
    "QuickBooks computes the tax of each line separately here: enter the document in "
    "Odoo manually."
)

NO = ("false", "0")

MONEY = Elements(
    meanings=(
        Meaning("CurrencyRef", _lt("Currency"), (HOME,), IN_HOME_CURRENCY),
        Meaning("ExchangeRate", _lt("Exchange rate"), ("1",), IN_HOME_CURRENCY),
    ),
)
CUSTOM = Elements(kept={"DataExtRet": _lt("Custom field")})

PAYMENT = (
    MONEY
    + CUSTOM
    + Elements(
        passed=(
            "TotalAmountInHomeCurrency",
            "CreditCardTxnInfo",  # too private to be stored
            "UnusedCredits",
        )
    )
)

APPLIED = Elements(
    kept={"DiscountClassRef": _lt("Class of the discount")},
    passed=(  # of the other document, which shows them itself
        "TxnType",
        "TxnDate",
        "RefNumber",
        "BalanceRemaining",
        "TxnLineDetail",
        "LinkedTxn",
    ),
)

SALES = (
    MONEY
    + CUSTOM
    + Elements(
        kept={
            "ClassRef": _lt("Class"),
            "TemplateRef": _lt("Template"),
            "BillAddress": _lt("Billing address"),
            "ShipAddress": _lt("Shipping address"),
            "SalesRepRef": _lt("Sales rep"),
            "FOB": _lt("FOB"),
            "ShipDate": _lt("Ship date"),
            "ShipMethodRef": _lt("Shipping method"),
            "CustomerMsgRef": _lt("Customer message"),
            "IsToBePrinted": _lt("To be printed"),
            "IsToBeEmailed": _lt("To be emailed"),
            "Other": _lt("Other"),
        },
        meanings=(
            Meaning(
                "IsTaxIncluded",
                _lt("Amounts include tax"),
                NO,
                _lt("Enter amounts without tax in QuickBooks, and the tax separately."),
            ),
            Meaning("DiscountLineRet", _lt("Discount line"), (), NOT_DESKTOP),
            Meaning("SalesTaxLineRet", _lt("Sales tax line"), (), NOT_DESKTOP),
            Meaning("ShippingLineRet", _lt("Shipping line"), (), NOT_DESKTOP),
        ),
        passed=("BillAddressBlock", "ShipAddressBlock", "SalesTaxPercentage"),
    )
)

INVOICE = SALES + Elements(
    kept={
        "SuggestedDiscountAmount": _lt("Suggested discount"),
        "SuggestedDiscountDate": _lt("Suggested discount until"),
        "LinkedTxn": _lt("Linked transactions"),
    },
    meanings=(
        Meaning(
            "IsFinanceCharge",
            _lt("Finance charge"),
            NO,
            _lt("Enter the charge in Odoo manually."),
        ),
    ),
    passed=("BalanceRemainingInHomeCurrency",),
)

CREDIT_MEMO = SALES + Elements(passed=("CreditRemainingInHomeCurrency", "LinkedTxn"))
"""LinkedTxn is carried: it becomes the path `UsedFor`."""

UNIT = Elements(
    meanings=(
        Meaning("UnitOfMeasure", _lt("Unit of measure"), (), NO_UNITS),
        Meaning("OverrideUOMSetRef", _lt("Unit of measure set"), (), NO_UNITS),
    )
)

GOODS = Elements(
    kept={
        "InventorySiteRef": _lt("Inventory site"),
        "InventorySiteLocationRef": _lt("Location in the site"),
        "SerialNumber": _lt("Serial number"),
        "LotNumber": _lt("Lot number"),
        "ExpirationDateForSerialLotNumber": _lt("Expiration date"),
    }
)
TAXED_ALONE = Elements(
    meanings=(Meaning("TaxAmount", _lt("Tax of the line"), ("0.00",), TAX_OF_A_LINE),)
)

LINE = (
    UNIT
    + CUSTOM
    + GOODS
    + TAXED_ALONE
    + Elements(
        kept={
            "ClassRef": _lt("Class"),
            "ServiceDate": _lt("Service date"),
            "Other1": _lt("Other 1"),
            "Other2": _lt("Other 2"),
        },
        passed=("IsTaxable",),  # follows from the sales tax code
    )
)

CREDIT_MEMO_LINE = LINE + Elements(passed=("CreditCardTxnInfo",))

GROUP = (
    UNIT
    + CUSTOM
    + Elements(
        kept={
            "ItemGroupRef": _lt("Group"),
            "Quantity": _lt("Quantity of the group"),
        },
        passed=("TotalAmount",),
    )
)

GROUP_LINE = GROUP + Elements(
    kept={
        "IsPrintItemsInGroup": _lt("Items of the group are printed"),
        "ServiceDate": _lt("Service date"),
    }
)

PURCHASE = (
    MONEY
    + CUSTOM
    + Elements(
        meanings=(
            Meaning(
                "IsTaxIncluded",
                _lt("Amounts include tax"),
                NO,
                _lt("Enter the tax in QuickBooks as a separate expense line."),
            ),
            Meaning("SalesTaxCodeRef", _lt("Tax code"), (), TAX_OF_A_LINE),
        ),
        passed=("OpenAmount",),  # not to be relied on
    )
)

BILL = PURCHASE + Elements(
    kept={"VendorAddress": _lt("Vendor's address"), "ClassRef": _lt("Class")},
    meanings=(
        Meaning("IsPending", _lt("Pending"), NO, _lt("Mark it as final there.")),
    ),
    passed=("AmountDueInHomeCurrency", "LinkedTxn"),
)
VENDOR_CREDIT = PURCHASE + Elements(passed=("CreditAmountInHomeCurrency", "LinkedTxn"))
"""LinkedTxn is carried: it becomes the paths `Open` and `UsedFor`."""

BOUGHT = (
    CUSTOM
    + TAXED_ALONE
    + Elements(
        kept={
            "CustomerRef": _lt("Customer"),
            "ClassRef": _lt("Class"),
            "SalesRepRef": _lt("Sales rep"),
        },
        meanings=(Meaning("SalesTaxCodeRef", _lt("Tax code"), (), TAX_OF_A_LINE),),
    )
)

EXPENSE_LINE = BOUGHT + Elements(kept={"VendorRef": _lt("Vendor of the line")})

PURCHASE_LINE = (
    UNIT
    + BOUGHT
    + GOODS
    + Elements(passed=("Cost",))  # follows from quantity and amount
)

PURCHASE_GROUP_LINE = GROUP + Elements(kept={"DataExt": _lt("Custom field")})

BILL_PAYMENT = (
    MONEY
    + CUSTOM
    + Elements(
        kept={"Address": _lt("Address")},
        passed=("AddressBlock", "AmountInHomeCurrency"),
    )
)

JOURNAL_ENTRY = (
    MONEY
    + CUSTOM
    + Elements(
        kept={"IsAdjustment": _lt("Adjusting entry"), "Memo": _lt("Memo")},
        meanings=(
            Meaning(
                "IsHomeCurrencyAdjustment",
                _lt("Home currency adjustment"),
                NO,
                IN_HOME_CURRENCY,
            ),
        ),
        passed=("IsAmountsEnteredInHomeCurrency",),
    )
)

JOURNAL_LINE = TAXED_ALONE + Elements(
    kept={"ClassRef": _lt("Class")},
    meanings=(Meaning("ItemSalesTaxRef", _lt("Sales tax"), (), TAX_OF_A_LINE),),
)
