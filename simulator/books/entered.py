"""Fields as a person enters them at QuickBooks, in the form of a request."""

from ..database.txn_store import LIST
from ..wire.facts import facts
from ..wire.messages import LIST_TYPES, referred_types
from ..wire.text import typed
from ..wire.txn_types import TXN_TYPES

LINES = "lines"


def entered(kind, operation, fields):
    """Return the data of an Add or Mod of a list object or transaction.

    A reference may be the FullName alone. ValueError for an unknown field or text that
    does not fit.
    """
    names = (kind + operation, f"{kind}Add" if kind in TXN_TYPES else f"{kind}Ret")
    message = next(filter(None, map(facts().message, names)))
    if kind not in LIST_TYPES and kind not in TXN_TYPES:
        raise ValueError(f"unknown type {kind}")
    data = {
        name: _value(_field(message, name), name, value, kind)
        for name, value in fields.items()
        if name != LINES
    }
    if LINES in fields:
        data[LINES] = [_line(message.root, kind, one) for one in fields[LINES]]
    return data


def _field(message, name):
    """Return the element of an Add or Mod; in a Mod some are called
    ``SalesOrPurchaseMod``."""
    return message.root.child(name) or message.root.child(f"{name}Mod")


def _line(root, kind, line):
    """Return a line of the last list of a document, whose lines and groups mix.

    One without TxnLineID is new, ``group`` marks a group. The lines of other lists are
    given under their element, as any field.
    """
    is_group = "group" in line or "ItemGroupRef" in line
    operation = root.name[-3:]
    declared = TXN_TYPES[kind].lines[-1]
    name = (declared.group if is_group else declared.name) + operation
    element = root.child(name) or root.child(line[LIST])
    data = {
        name: _value(element.child(name), name, value, kind)
        for name, value in line.items()
        if name not in (LINES, "group", LIST)
    }
    if LIST in line:
        data[LIST] = line[LIST]
    if operation == "Mod":
        data.setdefault("TxnLineID", "-1")
    if is_group:
        data["group"] = True
    if LINES in line:
        data[LINES] = [_line(element, kind, one) for one in line[LINES]]
    return data


def _value(element, name, value, kind):
    if element is None:
        raise ValueError(f"{kind} has no field {name}")
    if isinstance(value, list):
        return [_value(element, name, one, kind) for one in value]
    if element.is_aggregate:
        if isinstance(value, str):
            value = {"FullName": value} if referred_types(name, kind) else {}
        return {
            key: _value(element.child(key), key, one, kind)
            for key, one in value.items()
        }
    text = typed(value)
    if element.length and len(text) > element.length:
        raise ValueError(f"{name} is longer than {element.length}: {text!r}")
    return text
