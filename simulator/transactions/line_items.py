"""Values that a line of a document takes from its item, of any kind."""

from ..wire.messages import space_of
from ..wire.money import ZERO, money, rate_text

ITEM_SPACE = space_of("ItemSalesTax")
# Amounts of these are taken off, whatever their sign in the request (recorded of
# discounts: RatePercent -5.00).
DEDUCTED = ("ItemDiscount", "ItemPayment")


def _values(item):
    """Return the fields of an item, those of its part about trade among them."""
    fields = item.fields
    part = fields.get("SalesOrPurchase") or fields.get("SalesAndPurchase") or {}
    return {**fields, **part}


def defaults(item, side):
    """Return the fields of a line that the item fills in, those that it has."""
    values = _values(item)
    found = {
        name: next(filter(None, map(values.get, sources)), None)
        for name, sources in side.of_item.items()
    }
    return {name: value for name, value in found.items() if value}


def account(item, side):
    """Return the ListID of the account to which a line of the item is posted, or
    None."""
    values = _values(item)
    found = next(filter(None, map(values.get, side.item_accounts)), None)
    return found and found["ListID"]


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
