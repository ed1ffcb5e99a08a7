"""Made-up books that were kept twice: what each book holds, and what is the same."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = date(2026, 6, 3)
PRICES = ("40.00", "75.00", "100.00", "120.50")


@dataclass
class Planned:
    """One invoice, as each book has it; None in a book that lacks it.

    :param ours: (number, day, price) in Odoo
    :param theirs: (number, day, price) in QuickBooks
    :param paid: where it is paid in full: a set of "odoo" and "quickbooks"
    """

    customer: str
    ours: tuple | None
    theirs: tuple | None
    paid: frozenset = frozenset()


def plan(rng, size, customers):
    """Return a list of `Planned`: most on both sides, slightly off, and twins."""
    found, number = [], 1000
    for _number in range(size):
        number += rng.choice((1, 1, 2, 10))
        one = (str(number), DAY + timedelta(rng.randrange(20)), rng.choice(PRICES))
        customer, chance = rng.choice(customers), rng.random()
        if chance < 0.2:
            found.append(Planned(customer, one, None, _paid(rng, "odoo")))
        elif chance < 0.4:
            found.append(Planned(customer, None, one, _paid(rng, "quickbooks")))
        else:
            other = _slightly_off(rng, one)
            paid = _paid(rng, "odoo", "quickbooks") if other[2] == one[2] else ()
            found.append(Planned(customer, one, other, frozenset(paid)))
        if rng.random() < 0.15:
            number += 1
            twin = (str(number), *one[1:])
            sides = [(twin, None), (None, twin)]
            found.append(Planned(customer, *rng.choice(sides)))
    return found


def _paid(rng, *books):
    """Return where an invoice is paid; one on both sides may be paid on one only."""
    if rng.random() < 0.5:
        return frozenset()
    return frozenset(books if rng.random() < 0.8 else books[:1])


def _slightly_off(rng, one):
    """Return an invoice as the other book has it: at most one part is off."""
    number, day, price = one
    part = rng.choice(("", "", "", "number", "date", "total"))
    if part == "number":
        return rng.choice((f"A-{number}", number[::-1])), day, price
    if part == "date":
        return number, day + timedelta(rng.choice((-2, 1, 3))), price
    if part == "total":
        return number, day, f"{float(price) + 0.01:.2f}"
    return one
