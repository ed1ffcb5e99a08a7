"""What stands below `Then` in a worked case."""

from functools import partial

from .case_cells import day, money
from .case_kinds import TRADES, subject_pattern
from .case_lists import ACCOUNTS
from .case_model import ODOO, QUICKBOOKS, Expected

AMOUNTS = ("subtotal", "tax", "total", "open")
TEXTS = ("number", "memo", "parked", "payable", *(side.party for side in TRADES))
DATES = ("date", "due")
FLAGS = {
    "void": {"void": True},
    "gone": {"gone": True},
    "not there": {"gone": True},
    "paid": {"paid": True},
    "not paid": {"paid": False},
    "no number": {"number": ""},
    "no memo": {"memo": ""},
}
_SIDE = {" in Odoo": ODOO, " in QuickBooks": QUICKBOOKS}


def read_expected(row, where, case, labels):
    """Return an Expected of ``["invoice 1001", "total 100.00", "due 2026-07-15"]``.

    ValueError where it cannot be understood.
    """
    first, side = _without_side(row[0])
    document = subject_pattern().fullmatch(first)
    if document:
        subject = (document[1], document[2])
        if subject not in labels:
            raise ValueError(f"there is no {first} yet")
        values = _together(row[1:], _document_value)
    elif first.startswith("the books differ: "):
        subject, values = ("books", ""), {"differ": first.partition(": ")[2]}
    elif first == "nothing is sent to QuickBooks":
        subject, values = ("books", ""), {"quiet": True}
    elif side_of := _trade_with(first, case):
        subject = (side_of.party, first)
        values = _together(row[1:], partial(_owes, side_of))
    else:
        subject, values = _account(first, row, case)
    if not values or (subject[0] == "books" and len(row) > 1):
        raise ValueError(f"“{row[-1]}” says nothing that can be checked")
    return Expected(where, subject, values, side)


def _without_side(first):
    for words, side in _SIDE.items():
        if first.endswith(words):
            return first.removesuffix(words), side
    return first, None


def _account(first, row, case):
    if first not in (*ACCOUNTS, *(account.name for account in case.accounts)):
        raise ValueError(f"“{first}” is no document, account, customer or vendor")
    return ("account", first), _together(row[1:], _balance)


def _together(row, read):
    values = {}
    for cell in row:
        for name, value in read(cell).items():
            if name in values:
                raise ValueError(f"“{name}” is there twice")
            values[name] = value
    return values


def _balance(cell):
    return {"balance": money(cell)}


def _trade_with(name, case):
    """Return the Trade whose party this is, or None."""
    for side in TRADES:
        if name in {party.full_name for party in case.parties(side)}:
            return side
    return None


def _owes(side, cell):
    begin = f"{side.owes} "
    if not cell.startswith(begin):
        raise ValueError(f"of a {side.party}, write “{begin}100.00”")
    return {"owes": money(cell.removeprefix(begin))}


def _document_value(cell):
    if cell in FLAGS:
        return FLAGS[cell]
    name, _space, value = cell.partition(" ")
    if name in AMOUNTS and value:
        return {name: money(value)}
    if name == "lines" and value:
        return {name: [_printed(one) for one in value.split(", ")]}
    if name in DATES and value:
        return {name: day(value)}
    name = name.removesuffix(":")
    if name not in TEXTS or not value:
        known = ", ".join((*AMOUNTS, *DATES, *TEXTS, "lines", *FLAGS))
        raise ValueError(f"“{cell}” does not begin with one of: {known}")
    return {name: value}


def _printed(text):
    return text if text == "text" else money(text)
