"""What a worked case holds, as `case_files` reads it and the books play it."""

import os
import zlib
from dataclasses import dataclass, field
from decimal import Decimal

from .case_kinds import TRADES

QUICKBOOKS, ODOO = "quickbooks", "odoo"
SIDES = (QUICKBOOKS, ODOO)
BUTTONS = {
    "Bring back": "action_bring_back",
    "Delete on both sides": "action_delete_too",
    "Replace in QuickBooks": "action_replace",
    "Take QuickBooks' figures": "action_take_figures",
    "Try again": "action_try_again",
    "Use Odoo's values": "action_use_odoo",
    "Use QuickBooks' values": "action_use_quickbooks",
}
"""{what a button says: what it does}, of a document that waits for a person"""

THOROUGH = bool(os.environ.get("QBD_THOROUGH"))
"""Whether everything is played, as `bin/soak --thorough` does."""


def directions(name, only=None):
    """Return the sides on which the steps of a case are made, each in a test.

    Without `THOROUGH` it is one of them, always the same; half of the cases on each.

    :param name: of the case
    :param only: the only side that the case has, None for both
    """
    if only is not None:
        return (only,)
    return SIDES if THOROUGH else (SIDES[zlib.crc32(name.encode()) % 2],)


class CaseError(ValueError):
    """A case cannot be read; says the file, the line, and what is wrong."""

    def __init__(self, where, message):
        super().__init__(f"{where}: {message}")


@dataclass(frozen=True)
class Line:
    """A line of a document. Amounts are Decimals; None where the case says nothing.

    text      the words of the line; of a text line that is all
    discount  percent that is taken off the line
    account   the account, where it is not that of the item; of an expense, which has
              no item, that is all there is
    tax       name of a tax on purchases
    billed    name of a customer to whom QuickBooks has billed a cost
    """

    item: str | None = None
    text: str | None = None
    quantity: Decimal | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None
    discount: Decimal | None = None
    taxable: bool | None = None
    account: str | None = None
    tax: str | None = None
    billed: str | None = None

    @property
    def is_text(self):
        return self.item is None and self.account is None

    @property
    def is_expense(self):
        return self.item is None and self.account is not None


@dataclass(frozen=True)
class Edit:
    """A change of the lines of a document.

    kind    "change", "new", "remove" or "order"
    number  of the line, the first is 1; of a new line that before it, None: the last
    line    a Line, for "change" and "new"
    order   line numbers in their new order
    """

    kind: str
    number: int | None = None
    line: Line | None = None
    order: tuple[int, ...] = ()


@dataclass(frozen=True)
class Applied:
    """What a payment settles of a document, and the discount granted with it."""

    document: tuple[str, str]
    amount: Decimal
    discount: Decimal = Decimal(0)


@dataclass
class Step:
    """One thing that a person does.

    verb      "add", "change", "void", "delete", "use", "press" or "lock"
    subject   ("invoice", label), ("payment", label) …; (side, date) of a lock
    party     name of the customer or vendor
    amount    of a payment
    fields    {"tax": "Texas", …}; "" where the case empties a field
    applied   [Applied], or None where the case says nothing
    only      the side in which alone the step is made, or None
    other     whether the step is made on the other side than the others
    silent    whether no session follows
    """

    where: str
    date: str
    verb: str
    subject: tuple[str, str] | None = None
    party: str | None = None
    amount: Decimal | None = None
    fields: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    edits: list = field(default_factory=list)
    applied: list | None = None
    only: str | None = None
    other: bool = False
    silent: bool = False


@dataclass
class Expected:
    """What one line below `Then` says.

    subject  ("invoice", label), ("account", name), ("customer", name),
             ("vendor", name) or ("books", "")
    values   {"total": Decimal, "due": text, "parked": text, "void": True …}
    side     the book in which alone it is expected, or None for both
    made     the direction in which alone it is expected, or None
    """

    where: str
    subject: tuple[str, str]
    values: dict
    side: str | None = None
    made: str | None = None


@dataclass
class Case:
    """A worked case.

    only      the direction in which alone it is played, or None
    script    Steps and Expecteds in their order
    """

    name: str
    title: str
    only: str | None = None
    customers: list = field(default_factory=list)
    vendors: list = field(default_factory=list)
    items: list = field(default_factory=list)
    taxes: list = field(default_factory=list)
    purchase_taxes: list = field(default_factory=list)
    accounts: list = field(default_factory=list)
    settings: dict = field(default_factory=dict)
    script: list = field(default_factory=list)

    @property
    def steps(self):
        return [one for one in self.script if isinstance(one, Step)]

    def parties(self, side):
        """Return the parties of a `Trade`."""
        return getattr(self, side.parties)

    def trades(self):
        """Return the sides of trade that it has parties for."""
        return tuple(side for side in TRADES if self.parties(side))

    def differs(self, made):
        """Return whether the case says, in words, that the books differ in the end.

        made: the side on which it is made
        """
        return any(
            "differ" in one.values and one.made in (None, made)
            for one in self.script
            if isinstance(one, Expected)
        )
