"""Declare the types of items in qbXML, each with its own order and aggregates.

`key` is the name of a field in the canonical form, which all types share: the names
are those of an inventory item, the only type without aggregates.
"""

from lxml import etree

from odoo.tools.translate import LazyTranslate

from ....core.qbxml.fields import Field
from ....core.qbxml.values import (
    Many,
    Ref,
    boolean,
    enum,
    guid,
    integer,
    many,
    percent,
    price,
    quantity,
    ref,
    text,
)

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


LONG = text(4095, multiline=True)
SPECIAL = ("FinanceCharge", "ReimbursableExpenseGroup", "ReimbursableExpenseSubtotal")


class Component(Ref):
    """A component of an assembly or group: its id and its quantity. Only read.

    :param tag: the element with the reference, e.g. "ItemInventoryRef"
    """

    def __init__(self, tag):
        super().__init__("item", f"{tag}/ListID")

    def normalise(self, value):
        return value

    def parse(self, element):
        return {
            "item": element.findtext(self.id_tag),
            "quantity": quantity.read(element, "Quantity"),
        }


class NewQuantities(Many):
    """The lines of a new adjustment: items with their new quantities.

    Canonically [{"item": id, "quantity": "12"}].
    """

    def __init__(self):
        super().__init__(ref("item"))

    def normalise(self, value):
        return value or None

    def stored(self, canonical):
        return self.normalise(canonical)

    def append(self, parent, tag, stored, adding=False):
        for line in stored or ():
            element = etree.SubElement(parent, tag)
            self.codec.build(element, "ItemRef", line["item"])
            counted = etree.SubElement(element, "QuantityAdjustment")
            quantity.build(counted, "NewQuantity", line["quantity"])


def _sent(path, codec, key=None, **options):
    return Field(path, None, codec, key=key, **options)


def _shown(path, codec, key=None):
    return Field(path, None, codec, key=key, pull_only=True)


def _read_only(*fields):
    return tuple(_shown(field.qb, field.codec, field.key) for field in fields)


NAME = _sent("Name", text(31), required=True)
FULL_NAME = _shown("FullName", text())
BARCODE = _shown("BarCodeValue", text(50), "BarCode")
ACTIVE = _sent("IsActive", boolean)
HEAD = (
    NAME,
    FULL_NAME,
    _sent("BarCode/BarCodeValue", text(50), "BarCode", add_only=True),
    _sent("BarCode/BarCodeValue", text(50), "BarCode", mod_only=True),
    BARCODE,
    ACTIVE,
)
BELOW = (_sent("ParentRef", ref("item")), _shown("Sublevel", integer))
PART_NUMBER = _sent("ManufacturerPartNumber", text(31))
TAX_CODE = _sent("SalesTaxCodeRef", ref("sales_tax_code"))
SPECIAL_TYPE = _shown("SpecialItemType", enum(*SPECIAL))
GUID = _sent("ExternalGUID", guid, add_only=True)

ONE, BOTH = "SalesOrPurchase", "SalesAndPurchase"
"""An item has one price and one account for all, or those for sales and purchases."""

SIDES = (
    _sent(f"{ONE}/Desc", LONG, "SalesDesc"),
    _sent(f"{ONE}/Price", price, "SalesPrice"),
    _sent(f"{ONE}/PricePercent", percent, "PricePercent"),
    _sent(f"{ONE}/AccountRef", ref("account"), "IncomeAccountRef"),
    _sent(f"{BOTH}/SalesDesc", LONG, "SalesDesc"),
    _sent(f"{BOTH}/SalesPrice", price, "SalesPrice"),
    _sent(f"{BOTH}/IncomeAccountRef", ref("account"), "IncomeAccountRef"),
    _sent(f"{BOTH}/PurchaseDesc", LONG, "PurchaseDesc"),
    _sent(f"{BOTH}/PurchaseCost", price, "PurchaseCost"),
    _sent(f"{BOTH}/ExpenseAccountRef", ref("account"), "ExpenseAccountRef"),
    _sent(f"{BOTH}/PrefVendorRef", ref("vendor"), "PrefVendorRef"),
)
STOCKED = (
    *HEAD,
    *BELOW,
    PART_NUMBER,
    TAX_CODE,
    _sent("SalesDesc", LONG),
    _sent("SalesPrice", price),
    _sent("IncomeAccountRef", ref("account")),
    _sent("PurchaseDesc", LONG),
    _sent("PurchaseCost", price),
    _sent("COGSAccountRef", ref("account"), "ExpenseAccountRef"),
    _shown("PrefVendorRef", ref("vendor")),
    _sent("AssetAccountRef", ref("account"), add_only=True),
)
QUANTITIES = (
    _shown("QuantityOnHand", quantity),
    _shown("AverageCost", price),
    _shown("QuantityOnOrder", quantity),
    _shown("QuantityOnSalesOrder", quantity),
)
DESCRIPTION = _sent("ItemDesc", LONG, "SalesDesc")

TYPES = {
    "ItemService": (*HEAD, *BELOW, TAX_CODE, *SIDES, GUID),
    "ItemNonInventory": (*HEAD, *BELOW, PART_NUMBER, TAX_CODE, *SIDES, GUID),
    "ItemOtherCharge": (*HEAD, *BELOW, TAX_CODE, *SIDES, SPECIAL_TYPE, GUID),
    "ItemInventory": (
        *STOCKED,
        _sent("ReorderPoint", quantity),
        _shown("Max", quantity),
        *QUANTITIES,
        GUID,
    ),
    "ItemInventoryAssembly": (
        *STOCKED,
        _sent("BuildPoint", quantity, "ReorderPoint"),
        _shown("Max", quantity),
        *QUANTITIES,
        GUID,
        _shown(
            "ItemInventoryAssemblyLine",
            many(Component("ItemInventoryRef")),
            "Components",
        ),
    ),
    "ItemDiscount": _read_only(
        *(NAME, FULL_NAME, BARCODE, ACTIVE, *BELOW, DESCRIPTION, TAX_CODE),
        _sent("DiscountRate", price),
        _sent("DiscountRatePercent", percent, "PricePercent"),
        _sent("AccountRef", ref("account"), "IncomeAccountRef"),
        GUID,
    ),
    "ItemSubtotal": _read_only(
        *(NAME, BARCODE, ACTIVE, DESCRIPTION, SPECIAL_TYPE, GUID)
    ),
    "ItemGroup": _read_only(
        *(NAME, BARCODE, ACTIVE, DESCRIPTION, SPECIAL_TYPE, GUID),
        _sent("ItemGroupLine", many(Component("ItemRef")), "Components"),
    ),
    "ItemPayment": _read_only(
        *(NAME, BARCODE, ACTIVE, DESCRIPTION),
        _sent("DepositToAccountRef", ref("account")),
        GUID,
    ),
}
"""{type: its fields in the order of its messages}"""

NAMES = {
    qb_type: frozenset(field.key or field.qb for field in fields)
    for qb_type, fields in TYPES.items()
}
"""{type: what its fields are called in the canonical form}"""

KINDS = {
    "ItemService": "service",
    "ItemNonInventory": "goods",
    "ItemInventory": "stock",
    "ItemInventoryAssembly": "stock",
}
"""{type: the kind of product that it has to be in Odoo}; services for all others"""

TYPE_OF_KIND = {
    "service": "ItemService",
    "goods": "ItemNonInventory",
    "stock": "ItemInventory",
}
"""{kind of product: the type of item that a new one becomes}"""

READ_ONLY = ("ItemDiscount", "ItemSubtotal", "ItemGroup", "ItemPayment")
WITH_SIDES = ("ItemService", "ItemNonInventory", "ItemOtherCharge")
STOCK = ("ItemInventory", "ItemInventoryAssembly")

PURCHASE = {
    "SalesDesc": "PurchaseDesc",
    "SalesPrice": "PurchaseCost",
    "IncomeAccountRef": "ExpenseAccountRef",
}
"""{field of the sales side: that of the purchase side}"""


def _shown(name, codec, label):
    return Field(name, None, codec, pull_only=True, label=label)


SHOWN = (
    _shown("ItemType", text(), _lt("Type in QuickBooks")),
    _shown("Sides", text(), _lt("Prices and accounts")),
    _shown("Bought", boolean, _lt("Only bought")),
    _shown("FullName", text(), _lt("Full name")),
    _shown("SalesTaxCodeRef", ref("sales_tax_code"), _lt("Sales tax code")),
    _shown("PricePercent", percent, _lt("Price in percent")),
    _shown("DiscountRate", price, _lt("Discount")),
    _shown("PrefVendorRef", ref("vendor"), _lt("Preferred vendor")),
    _shown("AssetAccountRef", ref("account"), _lt("Asset account")),
    _shown("DepositToAccountRef", ref("account"), _lt("Deposited to")),
    _shown("Max", quantity, _lt("Order up to")),
    _shown("QuantityOnHand", quantity, _lt("On hand")),
    _shown("AverageCost", price, _lt("Average cost")),
    _shown("QuantityOnOrder", quantity, _lt("On order")),
    _shown("QuantityOnSalesOrder", quantity, _lt("On sales orders")),
    _shown("SpecialItemType", enum(*SPECIAL), _lt("Special type")),
    _shown("Components", many(Component("ItemRef")), _lt("Components")),
    _shown("ExternalGUID", guid, _lt("ExternalGUID")),
    _shown("Sublevel", integer, _lt("Level")),
)
"""What all types show in the canonical form and Odoo has no field for."""
