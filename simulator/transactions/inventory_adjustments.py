"""Inventory adjustments: they move quantity on hand, average cost and the books.

A line is kept as its Ret shows it, with the difference in quantity and in value. That
an adjustment of the quantity alone is valued at average cost is QuickBooks' manual.
"""

from ..database.txn_store import Posting
from ..lists.items import SPACE as ITEM_SPACE
from ..lists.items import STOCKED, on_hand, stock_value
from ..wire import status
from ..wire.money import amount_text, money, quantity_text
from ..wire.status import Failed
from .documents import VOID, next_number
from .forms import Form

KIND = "InventoryAdjustment"
_NEW_LINE = "-1"


class InventoryAdjustments(Form):
    """Makes and changes the inventory adjustments of a company file."""

    required = ("AccountRef",)

    def __init__(self, company, kind=KIND):
        super().__init__(company, kind)
        self.lists = company.lists

    def fill(self, txn, data, is_new):
        """Take the data of an Add or Mod into the transaction; moves the stock.

        Failed with 3120, 3140, 3150, 3250 or 3290.
        """
        self.header(txn, data)
        if "RefNumber" in data:
            txn.ref_number = data["RefNumber"]
        elif is_new:
            txn.ref_number = next_number(self.company.txns.last_ref_number((KIND,)))
        lines = data.get("lines") or data.get(f"{KIND}LineAdd")
        if is_new:
            txn.lines = [self._added(line) for line in lines]
        else:
            self._change(txn, lines or data.get(f"{KIND}LineMod"))

    def void(self, txn):
        """Take the adjustment back; its lines stay, at nothing."""
        for line in txn.lines:
            self._move(line, -1)
            line.update(QuantityDifference="0", ValueDifference="0.00")
        memo = txn.fields.get("Memo", "")
        if not memo.startswith(VOID):
            txn.fields["Memo"] = f"{VOID} {memo}".strip()

    def deleted(self, txn):
        """Take the adjustment back before it is deleted."""
        for line in txn.lines:
            self._move(line, -1)
        txn.lines = []

    # lines

    def _added(self, data):
        """Return the line of an Add, its stock moved."""
        item = self._item(data["ItemRef"])
        wanted = data.get("QuantityAdjustment") or data.get("ValueAdjustment")
        if wanted is None or wanted.get("SerialNumber") or wanted.get("LotNumber"):
            raise Failed(status.FEATURE_OFF)
        quantity, value = _differences(item, wanted)
        return self._moved({"ItemRef": {"ListID": item.list_id}}, quantity, value)

    def _change(self, txn, lines):
        """Keep the lines that are named, or all if none is."""
        known = {line["TxnLineID"]: line for line in txn.lines}
        if not lines:
            return
        named = [self._named(known, line["TxnLineID"]) for line in lines]
        order = [list(known).index(line["TxnLineID"]) for line in named if line]
        if order != sorted(set(order)):
            raise Failed(status.line_out_of_order(lines[0]["TxnLineID"]))
        for line in txn.lines:
            self._move(line, -1)
        txn.lines = [
            self._changed(line, data) for line, data in zip(named, lines, strict=True)
        ]

    @staticmethod
    def _named(known, line_id):
        if line_id != _NEW_LINE and line_id not in known:
            raise Failed(status.not_found(line_id))
        return known.get(line_id, {})

    def _changed(self, line, data):
        """Return a line of a Mod, its stock moved; a change of quantity revalues it."""
        if data.get("SerialNumber") or data.get("LotNumber"):
            raise Failed(status.FEATURE_OFF)
        if data.get("ItemRef"):
            item = self._item(data["ItemRef"])
            line = {**line, "ItemRef": {"ListID": item.list_id}}
        elif not line:
            raise Failed(status.missing_element("ItemRef"))
        quantity = data.get("QuantityDifference")
        value = data.get("ValueDifference")
        if not quantity and not value:
            value = line.get("ValueDifference")
        quantity = quantity or line.get("QuantityDifference")
        return self._moved(line, money(quantity), money(value) if value else None)

    def _item(self, reference):
        """Return the inventory item that a line names. Failed with 3140 or 3250."""
        pointer = self.lists.stored(KIND, "ItemRef", reference, None)
        item = pointer and self.store.find(ITEM_SPACE, pointer["ListID"])
        if not item:
            raise Failed(status.missing_element("ItemRef"))
        if item.type not in STOCKED:
            raise Failed(status.reference_not_found(item.full_name, "ItemRef", KIND))
        self.company.items.check_feature()
        return item

    def _moved(self, line, quantity, value):
        moved = self.company.items.move(line["ItemRef"]["ListID"], quantity, value)
        return {
            **line,
            "QuantityDifference": quantity_text(quantity),
            "ValueDifference": amount_text(moved),
        }

    def _move(self, line, sign):
        self.company.items.move(
            line["ItemRef"]["ListID"],
            sign * money(line["QuantityDifference"]),
            sign * money(line["ValueDifference"]),
        )

    # books

    def postings(self, txn):
        """Yield the asset accounts of the lines against the account named."""
        for line in txn.lines:
            value = money(line["ValueDifference"])
            item = self.store.find(ITEM_SPACE, line["ItemRef"]["ListID"])
            yield Posting(item.fields["AssetAccountRef"]["ListID"], value)
            yield Posting(txn.fields["AccountRef"]["ListID"], -value, txn.entity)


def _differences(item, wanted):
    """Return (quantity, value or None for average cost) that an adjustment asks for."""
    quantity = money(wanted.get("QuantityDifference"))
    if wanted.get("NewQuantity"):
        quantity = money(wanted["NewQuantity"]) - on_hand(item)
    value = None
    if wanted.get("ValueDifference"):
        value = money(wanted["ValueDifference"])
    elif wanted.get("NewValue"):
        value = money(wanted["NewValue"]) - stock_value(item)
    return quantity, value
