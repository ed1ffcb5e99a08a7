"""Random edits of items and products on both sides, as `soak_world` of customers."""

from .soak_world import World

ODOO = {
    "Desc": "name",
    "Price": "list_price",
    "PartNumber": "qbd_part_number",
    "BarCode": "barcode",
}
PATHS = {
    "Desc": "SalesDesc",
    "Price": "SalesPrice",
    "PartNumber": "ManufacturerPartNumber",
    "BarCode": "BarCode",
}
"""What the fields are called in a link."""

DESCRIPTIONS = {
    "ItemService": ("SalesOrPurchase", "Desc"),
    "ItemNonInventory": ("SalesAndPurchase", "SalesDesc"),
    "ItemInventory": ("SalesDesc",),
}
PRICES = {
    "ItemService": ("SalesOrPurchase", "Price"),
    "ItemNonInventory": ("SalesAndPurchase", "SalesPrice"),
    "ItemInventory": ("SalesPrice",),
}
NEW_PRODUCTS = {
    "ItemService": {"type": "service"},
    "ItemNonInventory": {"description_purchase": "By the box"},
    "ItemInventory": {"is_storable": True},
}
SALES, COST = {"FullName": "Sales"}, {"FullName": "Cost of Goods Sold"}
NEW_ITEMS = {
    "ItemService": {"SalesOrPurchase": {"AccountRef": SALES}},
    "ItemNonInventory": {
        "SalesAndPurchase": {"IncomeAccountRef": SALES, "ExpenseAccountRef": COST}
    },
    "ItemInventory": {
        "IncomeAccountRef": SALES,
        "COGSAccountRef": COST,
        "AssetAccountRef": {"FullName": "Inventory Asset"},
    },
}


class Items(World):
    """One seed's run with items of three types; a thing's number is in its Name."""

    model = "product.product"
    list_name = "item"
    kinds = tuple(NEW_ITEMS)

    def rounds(self, number=5):
        self.case.with_accounts()
        return super().rounds(number)

    def add_odoo(self):
        number, name = self.new_name()
        thing = self.things[number]
        values = {"name": f"Product {number}", "default_code": name}
        thing.record = self.case.product(**values, **NEW_PRODUCTS[thing.kind])

    def add_quickbooks(self):
        number, name = self.new_name()
        thing = self.things[number]
        name = name.replace(":", "").replace("漢字", "")[:31].strip()
        values = NEW_ITEMS[thing.kind]
        thing.list_id = self.case.company.user_add(thing.kind, Name=name, **values)

    def fields_of(self, thing):
        return [one for one in ODOO if self.place(thing, one)]

    def path_of(self, thing, name):
        return PATHS[name]

    def place(self, thing, name):
        """Return where an item of the type of a thing has a field, () for nowhere."""
        if name in ("Price", "Desc"):
            return {"Price": PRICES, "Desc": DESCRIPTIONS}[name][thing.kind]
        if name == "BarCode":
            return ("BarCodeValue",)
        return () if thing.kind == "ItemService" else ("ManufacturerPartNumber",)

    def new_value(self, name, number):
        return str(10000 + number) if name == "Price" else f"v{number:05}"

    def value_in_odoo(self, thing, name):
        """Return an item without a description is named in Odoo as it is called."""
        value = thing.record[ODOO[name]]
        if name == "Desc" and value == thing.record.default_code:
            return None
        return f"{value:g}" if name == "Price" else value or None

    def set_odoo(self, thing, name, value):
        thing.record[ODOO[name]] = float(value) if name == "Price" else value

    def value_in_quickbooks(self, thing, name):
        item = found = self.object_of(thing)
        for part in self.place(thing, name):
            found = found.get(part) if found else None
        if name == "Desc" and item and found == item["Name"]:
            return None
        return f"{float(found or 0):g}" if name == "Price" else found

    def set_quickbooks(self, thing, name, value):
        *above, last = self.place(thing, name)
        changed = {last: value}
        if last == "BarCodeValue":
            changed = {"BarCode": changed}
        for part in above:
            changed = {part: changed}
        self.case.company.user_mod(thing.list_id, kind=thing.kind, **changed)

    def records(self, pattern="C___%"):
        model = self.case.env[self.model].with_context(active_test=False)
        return model.search([("default_code", "=like", pattern)])

    def name_of(self, record):
        return record.default_code

    def one_sided(self, thing, shown):
        """Return the faults of things on one side; of products only those in use are
        items."""
        never_sent = thing.record and not shown and not self.link_of(thing)
        if never_sent and not thing.record.active:
            return []
        return super().one_sided(thing, shown)
