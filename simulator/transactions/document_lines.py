"""The lines of documents: defaults of the item, arithmetic, replacement by a Mod.

A line is a dict in QuickBooks' names, references by ListID; a group holds its own in
``lines``. Recorded: a percentage is of the line directly above, of the sum if that is a
subtotal; a discount right below a subtotal is no part of the next one.
"""

from ..database.txn_store import LIST
from ..wire import status
from ..wire.money import ZERO, amount_text, money, quantity_text, rate_text, rounded
from ..wire.request import IN_ORDER
from ..wire.status import Failed
from ..wire.txn_types import TXN_TYPES
from . import line_items
from .line_items import ITEM_SPACE, is_percent, line_amount

NEW_LINE = "-1"
# Intuit's page of InvoiceMod: these must have a value where they are named.
_NOT_CLEARED = {
    "ItemRef",
    "ItemGroupRef",
    "AccountRef",
    "Quantity",
    "Rate",
    "Cost",
    "Amount",
    "SalesTaxCodeRef",
    "OverrideItemAccountRef",
}
_STORED = (
    "ItemRef",
    "Desc",
    "Quantity",
    "UnitOfMeasure",
    "Rate",
    "RatePercent",
    "Cost",
    "ClassRef",
    "Amount",
    "ServiceDate",
    "SalesTaxCodeRef",
    "OverrideItemAccountRef",
    "Other1",
    "Other2",
    # of expenses, and of items that were bought
    "AccountRef",
    "Memo",
    "CustomerRef",
    "BillableStatus",
    "SalesRepRef",
)
_NEEDED = {"ItemRef": "an item", "AccountRef": "an account"}
# What the simulated company does not use: its lists are empty, its features off.
_UNUSED_LISTS = (
    "PriceLevelRef",
    "OverrideUOMSetRef",
    "InventorySiteRef",
    "InventorySiteLocationRef",
)
_UNUSED_FEATURES = ("SerialNumber", "LotNumber")
_PRICES = ("Rate", "Cost", "RatePercent")
_OF_ITEM = ("Desc", *_PRICES, "Amount", "SalesTaxCodeRef")
_PRICING = {"Quantity", *_PRICES, "Amount"}


class DocumentLines:
    """Makes and changes the lines of one list of one type of documents.

    ``declared``: its LineList. Data of a line is as a request has it, with ``lines``
    for those of a group; a group has the key ``group``.
    """

    def __init__(self, company, kind, declared):
        self.declared = declared
        lists, self.side = TXN_TYPES[kind].lines, TXN_TYPES[kind].side
        self.is_alone, self.usual = len(lists) == 1, lists[-1].name
        self.company = company
        self.store = company.store
        self.lists = company.lists
        self.doubts = company.doubts
        self.label = f"{kind} line"
        self.kind = kind

    def own(self, lines):
        """Return those of a document's lines that are in this list."""
        if self.is_alone:
            return lines
        return [line for line in lines if line[LIST] == self.declared.name]

    def marked(self, lines):
        """Return lines of this list as a document holds them."""
        if self.is_alone:
            return lines
        return [{**line, LIST: self.declared.name} for line in lines]

    def filled(self, old, data, is_new):
        """Return the lines of this list after an Add or Mod of a document.

        A Mod that names none of them keeps all, unless it clears the list; one that
        does both begins with an empty list (assumed).

        :param old: all lines of the document before
        :param data: of the request; this list is under its element, or under ``lines``
        :raise Failed: as `replaced`
        """
        named = self.named(data, is_new)
        old = self.own(old)
        if data.get(self.declared.clear) == "true":
            old = []
        if is_new:
            return self.marked(self.added(named))
        return self.marked(self.replaced(old, named)) if named else old

    def named(self, data, is_new):
        """Return the lines of this list that an Add or Mod names."""
        suffix = "Add" if is_new else "Mod"
        return data.get(f"{self.declared.name}{suffix}") or [
            line
            for line in data.get(IN_ORDER, ())
            if line.get(LIST, self.usual) == self.declared.name
        ]

    # new and changed lines

    def added(self, lines):
        """Return the lines of an Add, without TxnLineIDs; amounts settled."""
        made = [self._made(data) for data in lines]
        self.settle(made)
        return made

    def replaced(self, old, lines):
        """Return the lines after a Mod that names ``lines``: those not named are gone.

        Failed with 3120 for an unknown TxnLineID, 3290 for one out of order.
        """
        known = {line["TxnLineID"]: line for line in old}
        made, last = [], -1
        order = list(known)
        for data in lines:
            line_id = data["TxnLineID"]
            if line_id == NEW_LINE:
                made.append(self._made(data))
                continue
            if line_id not in known or _is_group(known[line_id]) != _is_group(data):
                raise Failed(status.not_found(line_id))
            if order.index(line_id) <= last:
                raise Failed(status.line_out_of_order(line_id))
            last = order.index(line_id)
            made.append(self._changed(known[line_id], data))
        return made

    def _made(self, data):
        if _is_group(data):
            return self._new_group(data)
        line = {}
        self._put(line, {name: value for name, value in data.items() if value})
        item = self._item(line)
        self._default(line, item, data)
        self._price(line, item, set(data))
        return line

    def _changed(self, old, data):
        if _is_group(old):
            return self._changed_group(old, data)
        for name, value in data.items():
            if name in _NOT_CLEARED and not _has_value(value):
                raise Failed(status.missing_element(name))
        line = dict(old)
        self._put(line, data)
        item = self._item(line)
        other_item = line.get("ItemRef") != old.get("ItemRef")
        if other_item:
            for name in _OF_ITEM:
                if name not in data:
                    line.pop(name, None)
            self._default(line, item, data)
        if other_item or _PRICING & set(data):
            self._price(line, item, set(data))
        return line

    def _put(self, line, data):
        """Store the named fields; Rate and RatePercent exclude each other."""
        for name in _UNUSED_LISTS:
            self.lists.stored(self.label, name, data.get(name, {}), None)
        if any(data.get(name) for name in _UNUSED_FEATURES):
            raise Failed(status.FEATURE_OFF)
        for name in _STORED:
            if name not in data:
                continue
            value = self.lists.stored(self.label, name, data[name], line.get(name))
            if value:
                line[name] = value
            else:
                line.pop(name, None)
        if data.get("RatePercent"):
            line.pop("Rate", None)
        elif {self.side.price, "Amount"} & set(data):
            line.pop("RatePercent", None)

    def _item(self, line):
        item = item_of(self.store, line)
        if not item:
            return None
        if item.type in self.side.no_items:
            raise Failed(
                status.reference_not_found(item.full_name, "ItemRef", self.label)
            )
        return item

    def _default(self, line, item, named):
        if item is None:
            return
        priced = {*_PRICES, "Amount"} & set(named)
        for name, value in line_items.defaults(item, self.side).items():
            is_price = name in _PRICES
            if name not in named and not (is_price and priced):
                line[name] = line_items.signed(item, value) if is_price else value

    # groups

    def _new_group(self, data):
        name = "ItemGroupRef"
        reference = self.lists.stored(self.label, name, data.get(name, {}), None)
        group = reference and self.store.find(ITEM_SPACE, reference["ListID"])
        if not group:
            raise Failed(status.missing_element(name))
        line = {
            name: reference,
            "Desc": data.get("Desc") or group.fields.get("ItemDesc"),
            "Quantity": data.get("Quantity"),
            "IsPrintItemsInGroup": group.fields.get("IsPrintItemsInGroup", "false"),
        }
        line = {name: value for name, value in line.items() if value}
        line["lines"] = self._group_members(group, money(data.get("Quantity") or 1))
        return line

    def _group_members(self, group, times):
        made = []
        for item, quantity in line_items.members(self.store, group, times):
            data = {"ItemRef": {"ListID": item.list_id}}
            if quantity is not None:
                data["Quantity"] = quantity_text(quantity)
            made.append(self._made(data))
        return made

    def _changed_group(self, old, data):
        if _has_value(data.get("ItemGroupRef")):
            again = {"Quantity": old.get("Quantity"), **data}
            line = self._new_group(again)
            if line["ItemGroupRef"] != old["ItemGroupRef"]:
                return {**line, "TxnLineID": old["TxnLineID"]}
        line = dict(old)
        if data.get("lines"):
            line["lines"] = self.replaced(old["lines"], data["lines"])
        if data.get("Quantity"):
            line["Quantity"] = data["Quantity"]
            if not data.get("lines"):
                times = money(data["Quantity"]) / (money(old.get("Quantity")) or 1)
                line["lines"] = [self._times(one, times) for one in old["lines"]]
        return line

    def _times(self, line, times):
        if "Quantity" not in line:
            return line
        quantity = quantity_text(money(line["Quantity"]) * times)
        return self._changed(line, {"Quantity": quantity})

    # arithmetic

    def _price(self, line, item, named):
        """Work out Amount from Quantity and price, or the price from a given Amount."""
        price = self.side.price
        quantity = money(line.get("Quantity") or 1)
        for name in (*_PRICES, "Amount"):
            if name in line:
                line[name] = line_items.signed(item, line[name])
        if is_percent(line):
            line["Amount"] = ZERO
        elif "Amount" in named and line.get("Amount"):
            amount = money(line["Amount"])
            fits = rounded(money(line.get(price)) * quantity) == amount
            if self.declared.has_items and quantity and not fits:
                line[price] = rate_text(amount / quantity)
        elif price in line:
            line["Amount"] = money(line[price]) * quantity
        elif item and item.type != "ItemSubtotal":
            line["Amount"] = ZERO
        if "Amount" in line:
            line["Amount"] = amount_text(money(line["Amount"]))
        self._check_item(line, item)

    def _check_item(self, line, item):
        needs = self.declared.needs
        if needs not in line and line_amount(line):
            reason = f"An amount must have {_NEEDED[needs]}."
            raise Failed(status.cannot_save_txn(self.kind, reason))

    def settle(self, lines):
        """Work out subtotals, percentages and the totals of groups, top to bottom."""
        running, above, below_subtotal = ZERO, ZERO, False
        for line in lines:
            kind = type_of(self.store, line)
            if _is_group(line):
                line["TotalAmount"] = amount_text(self.settle(line["lines"]))
            elif kind == "ItemSubtotal":
                line["Amount"] = amount_text(running)
            elif is_percent(line):
                share = above * money(line["RatePercent"]) / 100
                line["Amount"] = amount_text(share)
            amount = line_amount(line)
            if kind == "ItemSubtotal":
                running = ZERO
            elif not (below_subtotal and kind == "ItemDiscount"):
                running += amount
            if "Amount" in line or "TotalAmount" in line:
                above, below_subtotal = amount, kind == "ItemSubtotal"
        return sum((line_amount(line) for line in flat(self.store, lines)), ZERO)


def item_of(store, line):
    """Return the item of a line (Row), or None."""
    reference = line.get("ItemRef")
    return reference and store.find(ITEM_SPACE, reference["ListID"])


def type_of(store, line):
    """Return the type of the item of a line (``ItemSubtotal``), empty without one."""
    item = item_of(store, line)
    return item.type if item else ""


def flat(store, lines):
    """Yield the lines that count, those of groups among them, without subtotals."""
    for line in lines:
        if _is_group(line):
            yield from flat(store, line["lines"])
        elif type_of(store, line) != "ItemSubtotal":
            yield line


def _is_group(line):
    return "group" in line or "ItemGroupRef" in line


def _has_value(value):
    return any(value.values()) if isinstance(value, dict) else bool(value)
