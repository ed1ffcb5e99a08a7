"""Values that a line of a sales form takes from its item, of any kind."""

from ..wire.messages import space_of
from ..wire.money import ZERO, money, rate_text

ITEM_SPACE = space_of("ItemSalesTax")
# Amounts of these are taken off, whatever their sign in the request (recorded of
# discounts: RatePercent -5.00).
DEDUCTED = ("ItemDiscount", "ItemPayment")
NO_LINES = ("ItemSalesTax", "ItemSalesTaxGroup")


def _sales_part(item):
    fields = item.fields
    return fields.get("SalesOrPurchase") or fields.get("SalesAndPurchase") or fields


def defaults(item):
    """Return Desc, Rate or RatePercent and SalesTaxCodeRef, those that the item has."""
    part = _sales_part(item)
    found = {
        "Desc": part.get("SalesDesc") or part.get("Desc") or part.get("ItemDesc"),
        "Rate": part.get("SalesPrice") or part.get("Price") or part.get("DiscountRate"),
        "RatePercent": part.get("PricePercent") or part.get("DiscountRatePercent"),
        "SalesTaxCodeRef": item.fields.get("SalesTaxCodeRef"),
    }
    return {name: value for name, value in found.items() if value}


def account(item):
    """Return the ListID of the account to which a sale of the item is posted, or
    None."""
    part = _sales_part(item)
    for name in ("IncomeAccountRef", "AccountRef", "DepositToAccountRef"):
        if part.get(name):
            return part[name]["ListID"]
    return None


def signed(item, text):
    """Return a rate, percentage or amount with the sign that it has on a line of this
    item."""
    if item is None or item.type not in DEDUCTED:
        return text
    return rate_text(-abs(money(text)))


def members(store, group, times=1):
    """Yield (item Row, quantity as Decimal or None) of a group, groups in it
    expanded."""
    for line in group.fields.get("ItemGroupLine", ()):
        item = store.find(ITEM_SPACE, line["ItemRef"]["ListID"])
        quantity = money(line["Quantity"]) * times if line.get("Quantity") else None
        if item.type == "ItemGroup":
            yield from members(store, item, times if quantity is None else quantity)
        else:
            yield item, quantity


def is_percent(line):
    """Return whether the amount of a line is a percentage of the lines above."""
    return "RatePercent" in line


def line_amount(line):
    """Return the amount of a line or group, zero where it has none."""
    return money(line.get("TotalAmount") or line.get("Amount")) if line else ZERO
