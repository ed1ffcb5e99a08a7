"""Made-up work in two books: entries of people, from the numbers of a seed."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from .case_files import parse_case
from .case_kinds import SALE, word_for
from .case_model import ODOO, Applied, Edit, Line, Step

LISTS = """\
The lists of made-up work.

Accounts
    Book Sales        income
    Service Income    income

Sales taxes
    State             6.25 %
    County            1.375 %
    City              2 %
    State and county  State + County

Customers
    Abbott            tax State              terms Net 30
    Baker             tax State and county
    Cole              tax City               terms 2% 10 Net 30
    Church            tax exempt
    Dunn              tax State and county
    Roof              job of Dunn            tax State and county
    Evans

Items
    Repair            62.50             Service Income
    Lesson            45.00             Service Income    not taxable
    Lamp              16.75             Sales             goods
    Candle             3.33             Sales             goods
    Book              19.90             Book Sales        goods    not taxable
    Freight            7.80             Sales             other charge
    Goodwill          discount 5.00     Sales Discounts

Settings
    deletions: are carried over

2026-01-01  invoice none to Evans
    Book              1 x 19.90
Then
    invoice none      total 19.90
"""
START = date(2026, 1, 2)
QUANTITIES = ("1", "2", "3", "7", "12", "0.5", "1.25", "2.75", "0.33")
CENT = Decimal("0.01")


def lists():
    """Return a `Case` with customers, items, taxes and accounts, and nothing to do."""
    case = parse_case(LISTS)
    return replace(case, script=[])


@dataclass
class Document:
    """A document that was entered: its subject and its party."""

    subject: tuple[str, str]
    party: str

    @property
    def kind(self):
        return self.subject[0]


class RandomWork:
    """Thinks out a person's next step, and looks into that person's book for it.

    :param random: a `random.Random`
    :param case: the `Case` of the lists
    :param books: {side: book}
    :param usable: called with a side and a subject: whether a person there may take it
    :param work: {step: how often}, as `WORK` and `PAYING`
    :param side: the `Trade` of the documents
    """

    def __init__(self, random, case, books, usable, work, side=SALE):
        roles = ("debt", "credit", "payment")
        self.debt, self.credit, self.payment = (word_for(side, one) for one in roles)
        self.random = random
        self.case = case
        self.books = books
        self.usable = usable
        self.work = work
        self.documents = []
        self.discounted, self.credited = set(), set()
        self.counts = {}
        self.number = 0

    def next_step(self, side, party):
        """Return a `Step` of a person on this side, or None where the first idea
        fails."""
        names, weights = zip(*self.work.items(), strict=True)
        name = self.random.choices(names, weights)[0]
        step = getattr(self, f"_{name}")(side, party)
        if step:
            self.counts[name] = self.counts.get(name, 0) + 1
        return step

    def _step(self, verb, subject, **values):
        day = START + timedelta(days=self.random.randrange(170))
        return Step("made up", day.isoformat(), verb, subject, **values)

    def _new(self, kind, party):
        self.number += 1
        subject = (kind, f"{kind[0].upper()}{self.number}")
        self.documents.append(Document(subject, party))
        return subject

    def _mine(self, side, party, kind):
        """Return [(document, its figures)] that a person finds, none of them void."""
        found = [
            (document, self.books[side].figures(document.subject))
            for document in self.documents
            if (document.party, document.kind) == (party, kind)
            and self.usable(side, document.subject)
            and not self._is_discounted(side, document)
        ]
        return [(one, figures) for one, figures in found if figures]

    def _is_discounted(self, side, document):
        """Return whether a document has a discount; such documents stay as they are.

        Odoo leaves a discount behind that settles nothing, when its invoice or its
        payment changes.
        """
        return side == ODOO and document.subject in self.discounted

    def _pick(self, side, party, kind, fits=lambda figures: True):
        found = [
            pair
            for pair in self._mine(side, party, kind)
            if not pair[1]["void"] and fits(pair[1])
        ]
        return self.random.choice(found) if found else (None, None)

    def _pick_to_change(self, side, party, fits=lambda figures: True):
        """Return an invoice whose amount may change.

        In Odoo a change takes credits off, and QuickBooks takes none off for others.
        """
        document, figures = self._pick(side, party, self.debt, fits)
        if side == ODOO and document and document.subject in self.credited:
            return None, None
        return document, figures

    # -- documents ------------------------------------------------------------

    def _debt(self, side, party):
        lines = self._lines(side, self.random.randint(1, 5))
        return self._step("add", self._new(self.debt, party), party=party, lines=lines)

    def _credit(self, side, party):
        lines = [self._line(side) for _number in range(self.random.randint(1, 2))]
        subject = self._new(self.credit, party)
        return self._step("add", subject, party=party, lines=lines)

    def _lines(self, side, count):
        """Return some lines, perhaps with words between and some goodwill below
        them."""
        lines = [self._line(side) for _number in range(count)]
        chance = self.random.random()
        if chance < 0.2:
            lines.insert(self.random.randrange(count), Line(text="As agreed"))
        if chance > 0.8 and lines[0].rate and lines[0].quantity >= 1:
            amount = (lines[0].rate * Decimal("0.4")).quantize(CENT)
            lines.append(Line("Goodwill", amount=-max(amount, CENT)))
        return lines

    def _line(self, side):
        items = [item for item in self.case.items if item.kind != "ItemDiscount"]
        item = self.random.choice(items)
        quantity = Decimal(self.random.choice(QUANTITIES))
        rate = Decimal(self.random.randint(1, 20000)).scaleb(-2)
        if self.random.random() < 0.1:
            amount = (quantity * rate + CENT).quantize(CENT)
            return Line(item.name, quantity=quantity, amount=amount)
        text = "Words of a line" if self.random.random() < 0.2 else None
        return Line(item.name, text, quantity, rate)

    def _change(self, side, party):
        """Return a change of the lines, or of the memo alone."""
        document, figures = self._pick_to_change(side, party)
        if not document:
            return None
        edits, fields = [], {}
        for _number in range(self.random.randint(0, 2)):
            edits.append(Edit("new", None, self._line(side)))
        numbers = [
            number
            for number, amount in enumerate(figures["lines"], 1)
            if amount != "text" and amount > 0
        ]
        if numbers and self.random.random() < 0.6:
            number = self.random.choice(numbers)
            edits.append(Edit("change", number, self._line(side)))
        if not edits or self.random.random() < 0.2:
            fields["memo"] = f"Memo {self.random.randrange(1000)}"
        return self._step("change", document.subject, fields=fields, edits=edits)

    def _header(self, side, party):
        """Return a change of the memo or of the date, and of nothing else."""
        document, _figures = self._pick(side, party, self.debt)
        if not document:
            return None
        day = START + timedelta(days=self.random.randrange(170))
        memo = f"Memo {self.random.randrange(1000)}"
        name, value = self.random.choice([("memo", memo), ("date", day.isoformat())])
        return self._step("change", document.subject, fields={name: value})

    def _remove_line(self, side, party):
        document, figures = self._pick_to_change(
            side, party, lambda shown: len(shown["lines"]) > 2
        )
        if not document or min(self._amounts(figures), default=0) < 0:
            return None
        number = self.random.randint(1, len(figures["lines"]))
        return self._step("change", document.subject, edits=[Edit("remove", number)])

    @staticmethod
    def _amounts(figures):
        return [amount for amount in figures["lines"] if amount != "text"]

    def _void(self, side, party):
        document, _figures = self._pick(side, party, self.debt)
        return document and self._step("void", document.subject)

    def _delete(self, side, party):
        document, _figures = self._pick(side, party, self.debt)
        return document and self._step("delete", document.subject)

    # -- payments -------------------------------------------------------------

    def _payment(self, side, party):
        applied = self._applied(side, party, Decimal("Infinity"), discounts=True)
        if not applied:
            return None
        amount = sum(one.amount for one in applied)
        subject = self._new(self.payment, party)
        granted = {one.document for one in applied if one.discount}
        self.discounted |= granted | ({subject} if granted else set())
        if self.random.random() < 0.15:
            amount += Decimal(self.random.randint(1, 5000)).scaleb(-2)
        fields = {"to": "Checking"} if self.random.random() < 0.3 else {}
        return self._step(
            "add",
            subject,
            party=party,
            amount=amount,
            applied=applied,
            fields=fields,
        )

    def _applied(self, side, party, money, discounts=False):
        """Return [Applied] to open debts of the party, not more than the money."""
        found = [
            (document, figures["open"])
            for document, figures in self._mine(side, party, self.debt)
            if figures["open"] > 0
        ]
        self.random.shuffle(found)
        applied = []
        for document, rest in found[: self.random.choice((1, 1, 1, 2, 3))]:
            one = self._application(document, min(rest, money), discounts, rest)
            if one.amount > 0:
                money -= one.amount
                applied.append(one)
        return applied

    def _application(self, document, most, discounts, rest):
        """Return an `Applied` of all, of a part, or of all but a discount."""
        chance, discount = self.random.random(), Decimal(0)
        if discounts and chance < 0.15 and most == rest:
            discount = (rest * Decimal("0.02")).quantize(CENT)
        amount = most - discount
        if chance > 0.6:
            amount = (most * Decimal(self.random.randint(5, 95)) / 100).quantize(CENT)
        return Applied(document.subject, amount, discount)

    def _change_payment(self, side, party):
        """Return another amount, other invoices, or nothing applied any more."""
        document, figures = self._pick(side, party, self.payment)
        if not document:
            return None
        if figures["open"] == figures["total"]:
            applied = self._applied(side, party, figures["total"])
            return applied and self._step("change", document.subject, applied=applied)
        if self.random.random() < 0.5:
            return self._step("change", document.subject, applied=[])
        more = Decimal(self.random.randint(1, 5000)).scaleb(-2)
        fields = {"amount": figures["total"] + more}
        return self._step("change", document.subject, fields=fields)

    def _use_credit(self, side, party):
        credit, _figures = self._pick(
            side, party, self.credit, lambda shown: shown["open"] > 0
        )
        invoice, _figures = self._pick(
            side, party, self.debt, lambda shown: shown["open"] > 0
        )
        if not credit or not invoice:
            return None
        self.credited.add(invoice.subject)
        applied = [Applied(invoice.subject, None)]
        return self._step("use", credit.subject, applied=applied)

    def _delete_payment(self, side, party):
        document, _figures = self._pick(side, party, self.payment)
        return document and self._step("delete", document.subject)


WORK = {
    "debt": 45,
    "credit": 6,
    "change": 15,
    "header": 8,
    "remove_line": 4,
    "void": 2,
    "delete": 2,
}
PAYING = {"payment": 30, "change_payment": 6, "delete_payment": 2, "use_credit": 3}
