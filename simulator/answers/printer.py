"""How objects are printed: in the order of the facts, in the words of the responses."""

from decimal import Decimal

from ..database.txn_store import LIST
from ..lists.accounts import total_balance
from ..wire.facts import Element, facts, flatten
from ..wire.messages import referred_types, space_of
from ..wire.request import IN_ORDER
from ..wire.text import escape

_BLOCK_LINES = 5
_PERSONAL = ("VendorTaxIdent",)


def address_block(address):
    """Return the address as QuickBooks prints it on one to five lines: Addr1 … Addr5.

    City, state and postal code share a line (recorded); the country has its own
    (assumed).
    """
    lines = [address.get(f"Addr{number}") for number in range(1, 6)]
    city, state = address.get("City"), address.get("State")
    place = ", ".join(part for part in (city, state) if part)
    lines.append(" ".join(part for part in (place, address.get("PostalCode")) if part))
    lines.append(address.get("Country"))
    printed = [line for line in lines if line][:_BLOCK_LINES]
    return {f"Addr{number}": line for number, line in enumerate(printed, 1)}


def element_lines(element, value, admits):
    """Return the lines of one element; ``admits(element)`` filters those shown.

    ``value``: text, a dict for an aggregate, or a list of either. Nothing is printed
    for an empty value.
    """
    if isinstance(value, list):
        return [line for one in value for line in element_lines(element, one, admits)]
    name = element.name
    if isinstance(value, dict):
        inner = model_lines(element, value, admits)
        return [f"<{name}>", *inner, f"</{name}>"] if inner else []
    return [f"<{name}>{escape(value)}</{name}>"] if value else []


def model_lines(element, values, admits):
    """Return the lines of an aggregate's children, in their order in the facts.

    Elements of a choice that may repeat are printed in the order of ``values``: the
    lines of a document, a list of dicts under ``lines``.
    """
    lines = []
    for part in element.model:
        if not isinstance(part, Element) and part.most > 1:
            lines += _mixed_lines(part, values.get(IN_ORDER, ()), admits)
            continue
        for child in flatten([part]):
            value = values.get(child.name)
            if value and admits(child):
                lines += element_lines(child, value, admits)
    return lines


def _mixed_lines(choice, values, admits):
    """Return the lines of single lines and groups as they follow each other."""
    elements = list(flatten([choice]))
    single, group = elements[:2]
    named, lines = {one.name: one for one in elements}, []
    for value in values:
        if IN_ORDER in value:
            value = {**value, single.name: value[IN_ORDER]}
        usual = group if "ItemGroupRef" in value else single
        element = named.get(value.get(LIST), usual)
        lines += element_lines(element, value, admits)
    return lines


def _mixed_names(root):
    """Return the names of the elements that stand IN_ORDER."""
    mixed = (part for part in root.model if not isinstance(part, Element))
    return {one.name for part in mixed if part.most > 1 for one in flatten([part])}


def ret_lines(ret_name, values, admits, include=()):
    """Return the lines of a whole Ret. ``include``: names of IncludeRetElement, empty
    for all."""
    root = facts().message(ret_name).root
    if include:
        kept = {*include}
        if kept & _mixed_names(root):
            kept.add(IN_ORDER)
        values = {name: value for name, value in values.items() if name in kept}
    inner = model_lines(root, values, admits)
    return [f"<{ret_name}>", *inner, f"</{ret_name}>"]


def percent_text(value):
    """Return ``18.0%``: how the PricePercent of an item was recorded, against the
    schema."""
    places = max(1, -Decimal(value).normalize().as_tuple().exponent)
    return f"{Decimal(value):.{places}f}%"


def time_text(moment, offset):
    """Return a stored wall clock as printed, always with the standard offset."""
    return f"{moment}{offset}" if moment else ""


def admit(version, us, personal=True):
    """Return a filter of the elements shown in this version, for US Desktop or not.

    ``personal``: whether the application may see personal data.
    """
    hidden = () if personal else _PERSONAL
    return lambda element: (
        element.since <= version
        and (element.us or not us)
        and element.name not in hidden
    )


class Printer:
    """Turns stored objects of one company file into values and lines."""

    def __init__(self, store, offset, balance):
        """``balance``: callable, row of an account → its Balance as text."""
        self.store = store
        self.offset = offset
        self.balance = balance

    def values(self, row):
        """Return all that QuickBooks shows of a list object: name → text, dict or
        list."""
        root = facts().message(f"{row.type}Ret")
        values = {
            name: self.shown(name, part, row.type) for name, part in row.fields.items()
        }
        values.update(
            ListID=row.list_id,
            TimeCreated=time_text(row.created, self.offset),
            TimeModified=time_text(row.modified, self.offset),
            EditSequence=str(row.edit_sequence),
            Name=row.name,
            FullName=row.full_name,
            IsActive="true" if row.active else "false",
            Sublevel=str(row.sublevel),
        )
        if row.parent:
            values["ParentRef"] = self.reference(row.space, row.parent)
        if row.type == "Account":
            if "Balance" in values:
                values["Balance"] = self.balance(row)
            values["TotalBalance"] = total_balance(self.store, row, self.balance)
        self.add_blocks(values)
        if root is None:
            return values
        return {
            child.name: values[child.name]
            for child in root.root.children()
            if child.name in values
        }

    def reference(self, space, list_id):
        """Return a reference as printed: ListID and FullName."""
        return {"ListID": list_id, "FullName": self.store.label(space, list_id) or ""}

    def shown(self, name, value, own_type):
        """Return a stored value with the FullNames of its references filled in."""
        if isinstance(value, list):
            return [self.shown(name, one, own_type) for one in value]
        if not isinstance(value, dict):
            return percent_text(value) if name == "PricePercent" else value
        kinds = referred_types(name, own_type)
        if kinds:
            return self.reference(space_of(kinds[0]), value["ListID"])
        shown = {key: self.shown(key, one, own_type) for key, one in value.items()}
        for key in ("TimeCreated", "TimeModified"):
            if key in shown:
                shown[key] = time_text(shown[key], self.offset)
        return shown

    @staticmethod
    def add_blocks(values):
        for name in [name for name in values if name.endswith("Address")]:
            block = (
                address_block(values[name]) if isinstance(values[name], dict) else {}
            )
            if block:
                values[f"{name}Block"] = block
