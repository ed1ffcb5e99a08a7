"""Made-up purchases in two books: bills, vendor credits, and payments of bills."""

from dataclasses import replace
from decimal import Decimal

from .case_files import parse_case
from .case_kinds import PURCHASE
from .case_model import ODOO, QUICKBOOKS, Edit, Line
from .random_books import CENT, PAYING, QUANTITIES, WORK, Document, RandomWork

LISTS = """\
The lists of a firm that buys and sells.

Accounts
    Book Sales        income
    Service Income    income
    Rent              expense
    Freight           expense
    Use Tax           expense
    Visa              credit card
    More Payable      payable

Sales taxes
    State             6.25 %
    City              2 %

Customers
    Abbott            tax State              terms Net 30
    Evans

Vendors
    Mill              terms Net 30
    Quarry
    Smith             terms 2% 10 Net 30
    Wood

Purchase taxes
    Use               8.25 %      on Use Tax
    Town              1.5 %

Items
    Repair            62.50    Service Income
    Candle            3.33     Sales    goods
    Goodwill          discount 5.00     Sales Discounts
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
ENDLESS = Decimal("Infinity")
BOUGHT = ("Steel", "Bolt", "Pipe")


def purchase_lists():
    """Return a `Case` with the lists of both sides of trade, and nothing to do."""
    return replace(parse_case(LISTS), script=[])


class RandomPurchases(RandomWork):
    """Thinks out the next step of a person who enters and pays bills."""

    payments = ("bill payment", "bill payment", "card payment")

    def __init__(self, random, case, books, usable, work, payables=1):
        super().__init__(random, case, books, usable, work, PURCHASE)
        self.payables = ("Accounts Payable", "More Payable")[:payables]
        self.asked = set()  # what QuickBooks lets a person replace

    def _new(self, kind, party):
        self.number += 1
        subject = (kind, f"{kind[0].upper()}{kind[-1].upper()}{self.number}")
        self.documents.append(Document(subject, party))
        return subject

    # -- documents ------------------------------------------------------------

    def _debt(self, side, party):
        return self._on_payable(super()._debt(side, party))

    def _credit(self, side, party):
        return self._on_payable(super()._credit(side, party))

    def _on_payable(self, step):
        """Return a new document with its expenses first, on some payable account."""
        lines = sorted(step.lines, key=lambda line: line.item is not None)
        payable = self.random.choice(self.payables)
        usual = payable == self.payables[0]
        fields = step.fields if usual else {**step.fields, "payable": payable}
        return replace(step, lines=lines, fields=fields)

    def _lines(self, side, count):
        return [self._line(side) for _number in range(count)]

    def _line(self, side):
        if self.random.random() < 0.4:
            amount = Decimal(self.random.randint(1, 90000)).scaleb(-2)
            account = self.random.choice(("Rent", "Freight"))
            return Line(account=account, amount=amount)
        quantity = Decimal(self.random.choice(QUANTITIES))
        rate = Decimal(self.random.randint(1, 20000)).scaleb(-2)
        amount = (quantity * rate).quantize(CENT)
        name = self.random.choice(BOUGHT)
        return Line(name, quantity=quantity, amount=max(amount, CENT))

    def _change(self, side, party):
        """Return a change of one line, of its list or of another, or a new line."""
        document, figures = self._pick_to_change(side, party)
        numbers = document and self._numbers_with_amounts(figures)
        if not numbers:
            return None
        line = self._line(side)
        if self.random.random() < 0.4:
            edits = [Edit("new", None, line)]
        else:
            edits = [Edit("change", self.random.choice(numbers), line)]
        return self._step("change", document.subject, edits=edits)

    @staticmethod
    def _numbers_with_amounts(figures):
        return [
            number
            for number, amount in enumerate(figures["lines"], 1)
            if amount != "text" and amount > 0
        ]

    def _remove_line(self, side, party):
        document, figures = self._pick_to_change(side, party)
        numbers = document and self._numbers_with_amounts(figures)
        if not numbers or len(numbers) < 3 or min(self._amounts(figures)) < 0:
            return None
        edits = [Edit("remove", self.random.choice(numbers))]
        return self._step("change", document.subject, edits=edits)

    def _pick_to_change(self, side, party, fits=lambda figures: True):
        """Return a bill whose lines may change: in Odoo, one that nothing settles."""
        return self._pick(side, party, self.debt, self._settled_fit(side))

    def _void(self, side, party):
        document, _figures = self._pick_to_change(side, party)
        return document and self._step("void", document.subject)

    def _delete(self, side, party):
        document, _figures = self._pick_to_change(side, party)
        return document and self._step("delete", document.subject)

    @staticmethod
    def _settled_fit(side):
        """Return whether bills may lose amounts: in Odoo, if nothing settles them."""
        return lambda figures: side != ODOO or figures["open"] == figures["total"]

    # -- payments -------------------------------------------------------------

    def _payment(self, side, party):
        applied = self._applied(side, party, ENDLESS, discounts=True)
        if not applied:
            return None
        kind = self.random.choice(self.payments)
        subject = self._new(kind, party)
        granted = {one.document for one in applied if one.discount}
        self.discounted |= granted | ({subject} if granted else set())
        amount = sum(one.amount for one in applied)
        return self._step("add", subject, party=party, amount=amount, applied=applied)

    def _applied(self, side, party, money, discounts=False):
        """Return [Applied] to open bills on one payable account."""
        applied = super()._applied(side, party, money, discounts)
        figures = [self.books[side].figures(one.document) for one in applied]
        return [
            one
            for one, shown in zip(applied, figures, strict=True)
            if shown["payable"] == figures[0]["payable"]
        ]

    def _pick_payment(self, side, party):
        found = [self._pick(side, party, kind) for kind in dict.fromkeys(self.payments)]
        found = [pair for pair in found if pair[0]]
        found.sort(key=lambda pair: pair[0].subject)
        return self.random.choice(found) if found else (None, None)

    def _change_payment(self, side, party):
        """Return another memo, or other bills that a check pays.

        A card payment that changes in Odoo has to be replaced in QuickBooks.
        """
        document, figures = self._pick_payment(side, party)
        if not document or figures["open"]:  # such a payment cannot be sent
            return None
        if side == ODOO and document.kind == "card payment":
            self.asked.add(document.subject)
        if self.random.random() < 0.5:
            fields = {"memo": f"Memo {self.random.randrange(1000)}"}
            return self._step("change", document.subject, fields=fields)
        applied = self._others(side, party, document)
        if not applied:
            return None
        amount = sum(one.amount for one in applied)
        return self._step(
            "change", document.subject, fields={"amount": amount}, applied=applied
        )

    def _others(self, side, party, document):
        """Return [Applied] to other bills on the same account as those paid now.

        Nobody knows how QuickBooks takes a bill that the check has paid itself.
        """
        book, applied = self.books[side], self._applied(side, party, ENDLESS)
        bills = [one.subject for one in self.documents if one.kind == self.debt]
        paid = book.pays(document.subject, bills)
        shown = self.books[QUICKBOOKS].pays(document.subject, bills)
        if not paid or {one.document for one in applied} & {*paid, *shown}:
            return None
        on = {book.figures(one.document)["payable"] for one in applied}
        return applied if on == {book.figures(paid[0])["payable"]} else None

    def _void_payment(self, side, party):
        document, _figures = self._pick_payment(side, party)
        return document and self._step("void", document.subject)

    def _delete_payment(self, side, party):
        document, _figures = self._pick_payment(side, party)
        return document and self._step("delete", document.subject)

    def _use_credit(self, side, party):
        step = super()._use_credit(side, party)
        if not step:
            return None
        subjects = (step.subject, step.applied[0].document)
        payables = {self.books[side].figures(one)["payable"] for one in subjects}
        return step if len(payables) == 1 else None


class SalesToo(RandomWork):
    """Thinks out sales: nothing from stock, which QuickBooks values."""

    items = ("Repair", "Candle", "Steel", "Bolt")

    def _line(self, side):
        line = super()._line(side)
        return line if line.item in self.items else replace(line, item="Candle")


class BothSides:
    """The work of people who sell, and of those who buy, in the same books.

    :param works: {party: RandomWork}; all of them know the same documents
    """

    def __init__(self, works):
        self.works = works
        self.documents = []
        for work in works.values():
            work.documents = self.documents

    @property
    def counts(self):
        """Return {step: how often}."""
        each = {id(one): one for one in self.works.values()}
        return {
            f"{name} of {work.debt}": number
            for work in each.values()
            for name, number in work.counts.items()
        }

    def next_step(self, side, party):
        """Return a `Step`, as `RandomWork` does."""
        return self.works[party].next_step(side, party)


PURCHASES = {
    "debt": 45,
    "credit": 8,
    "change": 16,
    "header": 6,
    "remove_line": 3,
    "void": 2,
    "delete": 2,
    "payment": 30,
    "change_payment": 8,
    "void_payment": 2,
    "delete_payment": 2,
    "use_credit": 5,
}
SALES = {**WORK, **PAYING}
