"""How a line of a document is written in a worked case."""

import re

from .case_cells import money, number, words
from .case_lists import ACCOUNTS
from .case_model import Line

_FIGURE = re.compile(r"(-?[\d.]+) x(?: (-?[\d.]+))?")


def read_line(row, case, side):
    """Return a Line of ``["Book", "3 x 20.00", "not taxable"]``. ValueError if it is
    none.

    :param side: the `Trade` of the document
    """
    first = row[0]
    if first == "(blank)" or first.startswith('"'):
        if len(row) > 1:
            raise ValueError("words alone have no figures; name the item first")
        return Line(text=None if first == "(blank)" else words(first))
    values = _of_what(first, case, side)
    for cell in row[1:]:
        for name, value in _figure(cell, case).items():
            if name in values:
                raise ValueError(f"the line says twice what its {name} is")
            values[name] = value
    return Line(**values)


def _of_what(name, case, side):
    """Return the item of a line, or the account of an expense."""
    if side.has_expenses and name not in {item.name for item in case.items}:
        return {"account": account(name, case)}
    return {"item": named(name, case.items, "items")}


def _figure(cell, case):
    match = _FIGURE.fullmatch(cell)
    if match:
        found = {"quantity": number(match[1])}
        return {**found, "rate": number(match[2])} if match[2] else found
    if cell.startswith('"'):
        return {"text": words(cell)}
    if cell in ("taxable", "not taxable"):
        return {"taxable": cell == "taxable"}
    if cell.startswith("less ") and cell.endswith(" %"):
        return {"discount": number(cell[len("less ") : -len(" %")])}
    if cell.startswith("tax "):
        tax = cell.removeprefix("tax ")
        return {"tax": named(tax, case.purchase_taxes, "purchase taxes")}
    if cell.startswith("billed to "):
        name = cell.removeprefix("billed to ")
        return {"billed": named(name, case.customers, "customers")}
    if cell.startswith("to "):
        return {"account": account(cell[len("to ") :], case)}
    return {"amount": money(cell.removeprefix("= "))}


def named(name, held, of):
    """Return the name, if one of those held has it; else ValueError."""
    if name not in {one.name for one in held}:
        raise ValueError(f"“{name}” is not among the {of}")
    return name


def account(name, case):
    """Return the name, if the case has such an account; else ValueError."""
    return name if name in ACCOUNTS else named(name, case.accounts, "accounts")
