"""QuickBooks' prices in Odoo by three files, before anything is synced.

Odoo's products as XML; the same with the prices of the item list that QuickBooks
exports itself; and that file imported, after somebody has looked at it.
"""

import base64
import csv
import io
from dataclasses import dataclass

from .lists import SOLD

TYPES = {
    "ItemService": "Service",
    "ItemNonInventory": "Non-inventory Part",
    "ItemInventory": "Inventory Part",
    "ItemInventoryAssembly": "Inventory Assembly",
    "ItemOtherCharge": "Other Charge",
    "ItemDiscount": "Discount",
    "ItemSubtotal": "Subtotal",
    "ItemGroup": "Group",
    "ItemPayment": "Payment",
}
SIDES = ("SalesOrPurchase", "SalesAndPurchase")
COLUMNS = {
    "Item": ("FullName", "Name"),
    "Description": ("SalesDesc", "Desc", "ItemDesc"),
    "Account": ("IncomeAccountRef", "AccountRef"),
    "Price": ("SalesPrice", "Price"),
    "Cost": ("PurchaseCost",),
    "MPN": ("ManufacturerPartNumber",),
    "Barcode": ("BarCodeValue",),
    "Quantity On Hand": ("QuantityOnHand",),
}
"""{heading: what it may be called in an object}"""


@dataclass(frozen=True)
class PriceUpdate:
    """The results of the three steps.

    :param figures: of the update: products, items, paired, values, left
    :param accepted: changes that were accepted together
    :param applied: products that were written in Odoo
    """

    figures: dict
    accepted: int
    applied: int


def item_list(company):
    """Return the bytes of *Excel › Export all Items* (CSV) of a company file."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["Type", *COLUMNS])
    for kind in SOLD:
        for shown in company.objects(kind):
            flat = _flat(shown)
            cells = [_first(flat, names) for names in COLUMNS.values()]
            writer.writerow([TYPES[kind], *cells])
    return file.getvalue().encode("cp1252")


def _flat(shown):
    """The fields of an object without their groups; references by their names."""
    parts = [shown, *(shown.get(name, {}) for name in (*SIDES, "BarCode"))]
    fields = {name: value for part in parts for name, value in part.items()}
    for name, value in fields.items():
        if name.endswith("Ref"):
            fields[name] = value["FullName"]
    return fields


def _first(flat, names):
    return next((flat[name] for name in names if name in flat), "")


def update_prices(odoo, item_list):
    """Do the three steps in Odoo's windows.

    :param item_list: bytes of QuickBooks' own export
    """
    exported = _wizard(odoo, "qbd.inventory.export", "action_export")
    updated = _wizard(
        odoo,
        "qbd.inventory.update",
        "action_update",
        odoo_file_id=exported,
        source="upload",
        upload=base64.b64encode(item_list).decode(),
        upload_name="items.csv",
    )
    found = _wizard(odoo, "qbd.inventory.load", "action_load", file_id=updated)
    odoo.call("qbd.inventory.import", "action_accept_all", [found])
    odoo.call("qbd.inventory.import", "action_apply", [found])
    (update,) = odoo.read("qbd.inventory.file", [("id", "=", updated)], ["figures"])
    (done,) = odoo.read(
        "qbd.inventory.import",
        [("id", "=", found)],
        ["accepted_count", "applied_count"],
    )
    return PriceUpdate(update["figures"], done["accepted_count"], done["applied_count"])


def _wizard(odoo, model, button, **values):
    """Fill in a window and press its button; return the id of the record it opens."""
    wizard = odoo.create(model, **values)
    return odoo.call(model, button, [wizard])["res_id"]
