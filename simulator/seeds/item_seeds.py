"""Made-up items to fill a company file with, and one of each type for tests."""

import random

_COLOURS = "Red Green Blue Black White Grey"
_GOODS = "Bolt Café_Table Chair Crème Hinge Lamp Nail Panel Screw Shelf Tape Valve"
_SEEDED_KINDS = (
    "ItemInventory",
    "ItemInventory",
    "ItemNonInventory",
    "ItemService",
    "ItemOtherCharge",
)
_SALES = {"FullName": "Sales"}
_COST = {"FullName": "Cost of Goods Sold"}
_STOCK_ACCOUNTS = {
    "IncomeAccountRef": _SALES,
    "COGSAccountRef": _COST,
    "AssetAccountRef": {"FullName": "Inventory Asset"},
}
_ONE_OF_EACH = {
    "ItemService": {
        "Name": "Repair",
        "SalesOrPurchase": {"Desc": "Repair", "Price": "60.00", "AccountRef": _SALES},
    },
    "ItemInventory": {
        "Name": "Widget",
        "SalesDesc": "A widget",
        "SalesPrice": "25.00",
        "PurchaseCost": "10.00",
        "QuantityOnHand": "5",
        **_STOCK_ACCOUNTS,
    },
    "ItemInventoryAssembly": {
        "Name": "Kit",
        "SalesDesc": "A kit of widgets",
        "SalesPrice": "55.00",
        "PurchaseCost": "20.00",
        **_STOCK_ACCOUNTS,
        "ItemInventoryAssemblyLine": [
            {"ItemInventoryRef": {"FullName": "Widget"}, "Quantity": "2"}
        ],
    },
    "ItemNonInventory": {
        "Name": "Paper",
        "SalesAndPurchase": {
            "SalesDesc": "Paper",
            "SalesPrice": "6.50",
            "IncomeAccountRef": _SALES,
            "PurchaseCost": "4.00",
            "ExpenseAccountRef": _COST,
        },
    },
    "ItemOtherCharge": {
        "Name": "Freight",
        "SalesOrPurchase": {"Desc": "Freight", "Price": "15.00", "AccountRef": _SALES},
    },
    "ItemSubtotal": {"Name": "Subtotal", "ItemDesc": "Subtotal"},
    "ItemDiscount": {
        "Name": "Loyal customer",
        "ItemDesc": "10 percent off",
        "DiscountRatePercent": "10.00",
        "AccountRef": {"FullName": "Sales Discounts"},
    },
    "ItemPayment": {
        "Name": "Deposit",
        "ItemDesc": "Deposit received",
        "DepositToAccountRef": {"FullName": "Undeposited Funds"},
    },
    "ItemGroup": {
        "Name": "Installation",
        "ItemDesc": "A widget with its repair",
        "ItemGroupLine": [
            {"ItemRef": {"FullName": "Widget"}, "Quantity": "1"},
            {"ItemRef": {"FullName": "Repair"}, "Quantity": "2"},
        ],
    },
    "ItemSalesTax": {"Name": "State", "ItemDesc": "State tax", "TaxRate": "6.00"},
    "ItemSalesTaxGroup": {
        "Name": "State and county",
        "ItemDesc": "Sales tax",
        "ItemSalesTaxRef": [{"FullName": "State"}, {"FullName": "County"}],
    },
}


def seed_items(company, count, seed_number=1):
    """Add ``count`` made-up items: goods in stock, services, other charges; about one
    in ten below another. The same ones for the same ``seed_number``. Returns their
    ListIDs. Needs the accounts of the plain or the numbered chart."""
    chance = random.Random(seed_number)
    ids, parents = [], {}
    with company.transaction():
        for number in range(1, count + 1):
            kind = chance.choice(_SEEDED_KINDS)
            data = _item(chance, kind, number)
            if kind in parents and chance.random() < 0.1:
                data["ParentRef"] = {"ListID": parents[kind]}
            ids.append(company.lists.add(kind, data).list_id)
            parents.setdefault(kind, ids[-1])
    return ids


def _item(chance, kind, number):
    colour = chance.choice(_COLOURS.split())
    good = chance.choice(_GOODS.split()).replace("_", " ")
    desc = f"{colour} {good.lower()}, number {number}"
    sold = {"SalesDesc": desc, "SalesPrice": _price(chance, 999)}
    bought = {"PurchaseDesc": desc, "PurchaseCost": _price(chance, 99)}
    data = {"Name": f"{good} {number}"}
    if kind == "ItemInventory":
        quantity = str(chance.randint(0, 50))
        stock = {"QuantityOnHand": quantity, **_STOCK_ACCOUNTS}
        return {**data, **sold, **bought, **stock}
    if chance.random() < 0.5:
        accounts = {"IncomeAccountRef": _SALES, "ExpenseAccountRef": _COST}
        return {**data, "SalesAndPurchase": {**sold, **bought, **accounts}}
    price = sold["SalesPrice"]
    part = {"Desc": desc, "Price": price, "AccountRef": _SALES}
    return {**data, "SalesOrPurchase": part}


def _price(chance, most):
    return f"{chance.randint(1, most)}.{chance.randint(0, 99):02}"


def seed_one_of_each(company):
    """Add one item of each type, for tests; return type → ListID.

    Sales tax: State 6 % (the ItemSalesTax returned) and County 1.25 %, both in the
    group. Five widgets at 10.00 are in stock.
    """
    county = {"Name": "County", "ItemDesc": "County tax", "TaxRate": "1.25"}
    with company.transaction():
        company.lists.add("ItemSalesTax", county)
        return {
            kind: company.lists.add(kind, data).list_id
            for kind, data in _ONE_OF_EACH.items()
        }
