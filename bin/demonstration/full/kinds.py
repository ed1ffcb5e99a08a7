"""The kinds of records, the people who act on them, and the plan of their actions."""

from dataclasses import dataclass
from itertools import count

from . import odoo_hands as odoo
from . import quickbooks_hands as quickbooks

ODOO, QUICKBOOKS = "Odoo", "QuickBooks"
SIDES = (ODOO, QUICKBOOKS)
CREATE, CHANGE, TAKE_BACK = "create", "change", "void or delete"
VERBS = (CREATE, CHANGE, TAKE_BACK)
GONE = "gone"
"""The mark of a record that is voided, cancelled, inactive, or does not exist."""


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of record.

    :param letter: first letter of the numbers of its records
    :param hands: {side: callable(books) -> the hands of a person on that side}
    :param phase: the round in which its records are created; payments come after the
        documents that they pay
    :param sides: those on which people create and change it
    :param by_memo: whether a change is one of its memo, its amount stays
    """

    label: str
    letter: str
    hands: dict
    phase: int = 1
    sides: tuple = SIDES
    by_memo: bool = False


def _both(ours, theirs):
    return {ODOO: ours, QUICKBOOKS: theirs}


KINDS = (
    Kind("Products", "P", _both(odoo.Products, quickbooks.Products)),
    Kind("Customers", "C", _both(odoo.Customers, quickbooks.Customers)),
    Kind("Vendors", "V", _both(odoo.Vendors, quickbooks.Vendors)),
    Kind("Invoices", "I", _both(odoo.Invoices, quickbooks.Invoices)),
    Kind("Credit memos", "M", _both(odoo.CreditMemos, quickbooks.CreditMemos)),
    Kind(
        "Customer payments",
        "R",
        _both(odoo.Receipts, quickbooks.Receipts),
        2,
        by_memo=True,
    ),
    Kind("Bills", "B", _both(odoo.Bills, quickbooks.Bills)),
    Kind("Vendor credits", "K", _both(odoo.VendorCredits, quickbooks.VendorCredits)),
    Kind(
        "Bill payments",
        "Y",
        _both(odoo.BillPayments, quickbooks.BillPayments),
        2,
        by_memo=True,
    ),
    Kind("Journal entries", "J", _both(odoo.Entries, quickbooks.Entries)),
    Kind(
        "Other transactions",
        "X",
        _both(odoo.Entries, quickbooks.Checks),
        sides=(QUICKBOOKS,),
    ),
)
"""Odoo only reads other transactions, as the documentation says."""


@dataclass
class Subject:
    """One record with its whole life.

    :param born: the side that creates it
    :param fate: the verb of its second action, None if it stays as it was
    :param by: the side of the second action
    """

    kind: Kind
    number: str
    amount: str
    born: str
    fate: str | None = None
    by: str | None = None

    @property
    def acts(self):
        """Return [(verb, side)] of what was done to it."""
        return [(CREATE, self.born), *([(self.fate, self.by)] if self.fate else [])]

    @property
    def changed_amount(self):
        """Return the amount after a change, a text with two decimals."""
        return self.amount if self.kind.by_memo else f"{float(self.amount) + 0.5:.2f}"

    @property
    def mark(self):
        """Return what both sides have to show of it in the end."""
        if self.fate == TAKE_BACK:
            return GONE
        changed = self.fate == CHANGE
        amount = self.changed_amount if changed else self.amount
        if self.kind.by_memo:
            return f"{amount} {self.number}{odoo.CHANGED if changed else ''}"
        return amount


def subjects():
    """Return the records of the plan: of each kind and side of birth one that stays,
    and one for each verb and each side of the second action."""
    numbers = count(1)
    found = []
    for kind in KINDS:
        fates = [(None, None)]
        fates += [(v, side) for v in (CHANGE, TAKE_BACK) for side in kind.sides]
        for born in kind.sides:
            for fate, by in fates:
                number = next(numbers)
                amount = f"{20 + number * 1.07:.2f}"
                name = f"{kind.letter}-{number:03}"
                found.append(Subject(kind, name, amount, born, fate, by))
    return found
