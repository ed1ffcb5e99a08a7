"""The goods of the demo: 60 items at QuickBooks, many of them in Odoo already.

Nine are one of each type; the others stand in `items.csv`: QuickBooks' values, and
the names and prices of Odoo. `shared` is the feature in common: "reference",
"barcode", "part_number", "name", or "similar" for no more than a similar name.
"""

import csv
from pathlib import Path

from simulator.seeds.seeds import seed_one_of_each

from .lists import SOLD

ITEMS = Path(__file__).with_name("items.csv")

SALES = {"FullName": "Sales"}
COST = {"FullName": "Cost of Goods Sold"}
STOCK = {"FullName": "Inventory Asset"}
DISCOUNTS = {"FullName": "Sales Discounts"}

SERVICE = {"type": "service"}
GOODS = {"type": "consu"}
STORED = {"type": "consu", "is_storable": True}
IN_ODOO = {"ItemService": SERVICE, "ItemNonInventory": GOODS, "ItemInventory": STORED}
"""{type of an item: what such a product is in Odoo}"""

PRODUCTS = (
    # reference, name, price, further values
    ("Repair", "Repair", 60, SERVICE),
    ("Paper", "Paper", 6.5, {**GOODS, "standard_price": 4}),
    ("Widget", "A widget", 25, {**STORED, "standard_price": 10}),
    ("Site visit", "Site visit", 85, SERVICE),
    ("Sundries", "Sundries", 0, SERVICE),
)
ONLY_IN_ODOO = 2
"""How many of these QuickBooks does not have: the last ones."""


def begin_in_quickbooks(company):
    """Add all items."""
    seed_one_of_each(company)
    for row in _rows():
        company.user_add(row["type"], Name=row["name"], **FIELDS[row["type"]](row))


def begin_in_odoo(odoo):
    """Add the products; their prices are older than QuickBooks'."""
    products = [
        {"default_code": reference, "name": name, "list_price": price, **values}
        for reference, name, price, values in PRODUCTS
    ]
    products += [_product(row) for row in _known()]
    odoo.call("product.product", "create", products)


def same(odoo):
    """Return {name of an item: id of the product that is the same}."""
    names = {row["name"]: row["odoo_name"] for row in _known()}
    names |= {reference: name for reference, name, *_rest in PRODUCTS[:-ONLY_IN_ODOO]}
    rows = odoo.read("product.product", [], ["name"])
    ids = {row["name"]: row["id"] for row in rows}
    return {item: ids[name] for item, name in names.items()}


def duplicates(odoo, company):
    """Return a sentence for each side that has more products than there are goods."""
    goods = len(SOLD) + len(_rows()) + ONLY_IN_ODOO
    there = {
        "Odoo": len(odoo.read("product.product", [], ["id"])),
        "QuickBooks": sum(len(company.objects(kind)) for kind in SOLD),
    }
    return [
        f"{side} has {number} products, and there are {goods}"
        for side, number in there.items()
        if number != goods
    ]


def _rows():
    with ITEMS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _known():
    """Return the products that both sides have."""
    return [row for row in _rows() if row["shared"]]


# -- at Odoo --------------------------------------------------------------------------


def _product(row):
    common = {"barcode": "barcode", "part_number": "qbd_part_number"}
    field = common.get(row["shared"])
    return {
        **IN_ODOO[row["type"]],
        "name": row["odoo_name"],
        "default_code": row["reference"],
        "list_price": float(row["odoo_price"]),
        "standard_price": float(row["odoo_cost"] or 0),
        **({field: row[row["shared"]]} if field else {}),
    }


# -- at QuickBooks, by type -----------------------------------------------------------


def _sold(row):
    part = {"Desc": row["description"], "Price": row["price"], "AccountRef": SALES}
    return {"SalesOrPurchase": part}


def _bought_and_sold(row):
    sides = {
        "SalesDesc": row["description"],
        "SalesPrice": row["price"],
        "IncomeAccountRef": SALES,
        "PurchaseCost": row["cost"],
        "ExpenseAccountRef": COST,
    }
    return {"SalesAndPurchase": sides}


def _stored(row):
    barcode = {"BarCode": {"BarCodeValue": row["barcode"]}} if row["barcode"] else {}
    number = {"ManufacturerPartNumber": row["part_number"]}
    return {
        **barcode,
        **(number if row["part_number"] else {}),
        "SalesDesc": row["description"],
        "SalesPrice": row["price"],
        "IncomeAccountRef": SALES,
        "PurchaseCost": row["cost"],
        "COGSAccountRef": COST,
        "AssetAccountRef": STOCK,
        "QuantityOnHand": row["on_hand"] or "0",
    }


def _assembled(row):
    fields = _stored(row)
    del fields["QuantityOnHand"]
    return {**fields, "ItemInventoryAssemblyLine": _parts(row, "ItemInventoryRef")}


def _group(row):
    return {"ItemDesc": row["description"], "ItemGroupLine": _parts(row, "ItemRef")}


def _discount(row):
    rate = {"DiscountRatePercent": row["price"], "AccountRef": DISCOUNTS}
    return {"ItemDesc": row["description"], **rate}


def _parts(row, name):
    """The column `parts`: "HAM-16*1;SCR-PH2*2"."""
    parts = [part.split("*") for part in row["parts"].split(";")]
    return [{name: item, "Quantity": quantity} for item, quantity in parts]


FIELDS = {
    "ItemService": _sold,
    "ItemNonInventory": _bought_and_sold,
    "ItemInventory": _stored,
    "ItemInventoryAssembly": _assembled,
    "ItemOtherCharge": _sold,
    "ItemDiscount": _discount,
    "ItemGroup": _group,
}
"""{type: callable(row) -> the fields that QuickBooks asks for}"""
