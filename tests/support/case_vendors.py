"""Worked cases of vendors and customers: who they are, not what they owe.

They are written as those of documents (see ``tests/cases/README.md``), in the folder
``cases/vendors``.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from .case_cells import cells
from .case_model import ODOO, QUICKBOOKS, SIDES, CaseError

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "vendors"

FIELDS = {
    # word in a case: (element of QuickBooks, field of Odoo)
    "name": ("Name", "name"),
    "company": ("CompanyName", "company_name"),
    "phone": ("Phone", "phone"),
    "fax": ("Fax", "qbd_fax"),
    "email": ("Email", "email"),
    "city": ("City", "city"),
    "name on check": ("NameOnCheck", "qbd_name_on_check"),
    "credit limit": ("CreditLimit", "qbd_vendor_credit_limit"),
    "account number": ("AccountNumber", "qbd_vendor_account"),
    "terms": ("TermsRef", "property_supplier_payment_term_id"),
    "active": ("IsActive", "active"),
}
OF_CUSTOMERS = {
    "account number": ("AccountNumber", "ref"),
    "terms": ("TermsRef", "property_payment_term_id"),
}
RANKS = {"vendor": "supplier_rank", "customer": "customer_rank"}
TYPES = {"vendor": "Vendor", "customer": "Customer"}
ADDRESSES = {"vendor": "VendorAddress", "customer": "BillAddress"}

_STEP = re.compile(r"\d{4}-\d\d-\d\d\s+(new|change|delete) (vendor|customer) (.+)")
_SIDE = {" in Odoo": (ODOO,), " in QuickBooks": (QUICKBOOKS,)}


def fields_of(kind):
    """Return {word: (element, field)} of a "vendor" or "customer"."""
    return {**FIELDS, **(OF_CUSTOMERS if kind == "customer" else {})}


@dataclass
class Step:
    """What a person does: "new", "change" or "delete", of whom, with which values."""

    where: str
    verb: str
    subject: tuple
    values: dict = field(default_factory=dict)
    other: bool = False
    silent: bool = False


@dataclass
class Expected:
    """What one line below `Then` says of somebody, in these books."""

    where: str
    subject: tuple
    values: dict
    sides: tuple


def read_case(path):
    """Return (the side on which alone it is made or None, Steps and Expecteds).

    :raise CaseError: for what cannot be understood
    """
    title, only, script, below = "", None, [], None
    for at, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}, line {at}"
        try:
            if not row.strip() or row.startswith("#"):
                continue
            if not title:
                title = row.strip()
            elif row.startswith("only: "):
                only = SIDES[SIDES.index(row.split()[1])]
            elif row[0] != " ":
                below = _heading(row, where)
                script += [below] if isinstance(below, Step) else []
            elif isinstance(below, Step):
                _detail(below, row.strip())
            else:
                script.append(_expected(cells(row.strip()), where))
        except (ValueError, KeyError) as error:
            raise CaseError(where, error) from error
    return only, script


def _heading(row, where):
    match = _STEP.fullmatch(row.strip())
    if match:
        return Step(where, match[1], (match[2], match[3]))
    if row.strip() != "Then":
        raise ValueError(f"“{row}” is no step")
    return None


def _detail(step, row):
    name, _colon, value = row.partition(":")
    value = value.strip()
    if (name, value) == ("side", "other"):
        step.other = True
    elif (name, value) == ("session", "none"):
        step.silent = True
    elif name == "is the customer":
        step.values[name] = value
    else:
        step.values[name] = _value(fields_of(step.subject[0]), name, value)


def _value(known, name, value):
    if name not in known:
        raise ValueError(f"“{name}” is not one of: {', '.join(known)}")
    if name == "active":
        return {"yes": True, "no": False}[value]
    return value


def _expected(row, where):
    first, sides = row[0], SIDES
    for words, one in _SIDE.items():
        if first.endswith(words):
            first, sides = first.removesuffix(words), one
    kind, _space, name = first.partition(" ")
    known, values = fields_of(kind if kind in TYPES else None), {}
    if kind not in TYPES or len(row) < 2:
        raise ValueError("write “vendor Mill    phone 555”")
    for cell in row[1:]:
        if cell == "not there":
            values["gone"] = True
            continue
        longest = sorted(known, key=len, reverse=True)
        word = next((w for w in longest if cell.startswith(f"{w} ")), None)
        if word is None and cell.removeprefix("no ") in known:
            values[cell.removeprefix("no ")] = ""
            continue
        if word is None:
            raise ValueError(f"“{cell}” says nothing that can be checked")
        values[word] = _value(known, word, cell[len(word) + 1 :])
    return Expected(where, (kind, name), values, sides)
