"""Declare what items of QuickBooks hold besides the fields that are synced."""

from odoo.tools.translate import LazyTranslate

from ....core.qbxml.elements import Elements, Meaning

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation

ELEMENTS = Elements(
    kept={
        "ClassRef": _lt("Class"),
        "UnitOfMeasureSetRef": _lt("Unit of measure set"),
        "PurchaseTaxCodeRef": _lt("Purchase tax code"),
        "SalesAndPurchase/PurchaseTaxCodeRef": _lt("Purchase tax code"),
        "IsPrintItemsInGroup": _lt("Items of the group are printed"),
        "PaymentMethodRef": _lt("Payment method"),
        "DataExtRet": _lt("Custom field"),
    },
    meanings=(
        Meaning(
            "IsTaxIncluded",
            _lt("Price includes tax"),
            ("false", "0"),
            _lt("Enter the price without tax in QuickBooks."),
        ),
    ),
)
