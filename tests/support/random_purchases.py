"""Made-up purchases in two books: bills, vendor credits, and checks that pay bills."""

from dataclasses import replace
from decimal import Decimal

from .case_files import parse_case
from .case_kinds import PURCHASE
from .case_model import Edit, Line
from .random_books import CENT, QUANTITIES, Document, RandomWork

LISTS = """\
The lists of made-up purchases.

Accounts
    Rent              expense
    Freight           expense

Vendors
    Mill              terms Net 30
    Quarry
    Smith             terms 2% 10 Net 30
    Wood

Items
    Steel             9.00     Sales    goods       bought at 4.00
    Bolt              1.00     Sales    goods       bought at 0.25 on Freight
    Pipe              9.00     Sales    in stock    bought at 4.00

Settings
    deletions: are carried over

2026-01-01  bill none from Wood
    Rent              19.90
Then
    bill none         total 19.90
"""


def purchase_lists():
    """Return a `Case` with vendors, items and accounts, and nothing to do."""
    return replace(parse_case(LISTS), script=[])


class RandomPurchases(RandomWork):
    """Thinks out the next step of a person who pays bills."""

    def __init__(self, random, case, books, usable, work):
        super().__init__(random, case, books, usable, work, PURCHASE)

    def _new(self, kind, party):
        self.number += 1
        subject = (kind, f"{kind[0].upper()}{kind[-1].upper()}{self.number}")
        self.documents.append(Document(subject, party))
        return subject

    def _lines(self, side, count):
        """Return some lines, the expenses first."""
        lines = [self._line(side) for _number in range(count)]
        return sorted(lines, key=lambda line: line.item is not None)

    def _credit(self, side, party):
        step = super()._credit(side, party)
        return replace(step, lines=sorted(step.lines, key=lambda x: x.item is not None))

    def _line(self, side):
        if self.random.random() < 0.4:
            amount = Decimal(self.random.randint(1, 90000)).scaleb(-2)
            account = self.random.choice(("Rent", "Freight"))
            return Line(account=account, amount=amount)
        item = self.random.choice(self.case.items)
        quantity = Decimal(self.random.choice(QUANTITIES))
        rate = Decimal(self.random.randint(1, 20000)).scaleb(-2)
        amount = (quantity * rate).quantize(CENT)
        return Line(item.name, quantity=quantity, amount=max(amount, CENT))

    def _change(self, side, party):
        """Return a change of one line, of its list or of another, or a new line."""
        document, figures = self._pick_to_change(side, party, self._is_open)
        if not document:
            return None
        line = self._line(side)
        if self.random.random() < 0.4:
            edits = [Edit("new", None, line)]
        else:
            number = self.random.randint(1, len(figures["lines"]))
            edits = [Edit("change", number, line)]
        return self._step("change", document.subject, edits=edits)

    @staticmethod
    def _is_open(figures):
        """Return whether nothing settles a bill: what becomes of it else is unknown."""
        return figures["open"] == figures["total"]

    def _payment(self, side, party):
        applied = self._applied(side, party, Decimal("Infinity"))
        if not applied:
            return None
        amount = sum(one.amount for one in applied)
        subject = self._new(self.payment, party)
        return self._step("add", subject, party=party, amount=amount, applied=applied)

    def _void_payment(self, side, party):
        document, _figures = self._pick(side, party, self.payment)
        return document and self._step("void", document.subject)

    def _void(self, side, party):
        document, _figures = self._pick(side, party, self.debt, self._is_open)
        return document and self._step("void", document.subject)

    def _delete(self, side, party):
        document, _figures = self._pick(side, party, self.debt, self._is_open)
        return document and self._step("delete", document.subject)


WORK = {
    "debt": 45,
    "credit": 6,
    "change": 18,
    "void": 2,
    "delete": 2,
    "payment": 30,
    "void_payment": 2,
    "delete_payment": 2,
}
