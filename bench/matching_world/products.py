"""Make up the true products of a seed, before they are written down."""

import string
from dataclasses import dataclass

from .families import FAMILIES

TWINS = 0.25
"""Share of the products that get a twin: the same but for one thing."""


@dataclass(frozen=True)
class Product:
    """A product on sale.

    :param parts: ((role, value), …) in the order of the family
    :param sku: the shop's own number
    :param mpn: the maker's number
    :param gtin: the number of the bar code, 13 digits
    """

    number: int
    family: str
    parts: tuple
    sku: str
    mpn: str
    gtin: str
    price: float


def products(chance, count):
    """Return this number of different products; twins follow each other."""
    shelf = _Shelf(chance)
    while len(shelf.products) < count:
        family = shelf.family()
        parts = [_pick(chance, slot) for slot in _slots(family)]
        if not shelf.put(family, parts):
            continue
        while chance.random() < TWINS and len(shelf.products) < count:
            parts = _twin(chance, family, parts)
            shelf.put(family, parts)
    return shelf.products


class _Shelf:
    def __init__(self, chance):
        self.chance, self.products, self._seen = chance, [], set()
        self._names = list(FAMILIES)
        self._shares = [FAMILIES[name][1] for name in self._names]

    def family(self):
        return self.chance.choices(self._names, self._shares)[0]

    def put(self, family, parts):
        """Add a product; return whether it is new."""
        key = (family, tuple(parts))
        if key in self._seen:
            return False
        self._seen.add(key)
        number = len(self.products)
        present = tuple(part for part in parts if part[1] != "-")
        low, high = FAMILIES[family][0]
        price = round(low * (high / low) ** self.chance.random(), 2)
        codes = _codes(self.chance, family, number)
        self.products.append(Product(number, family, present, *codes, price))
        return True


def _slots(family):
    return [slot.split(": ", 1) for slot in FAMILIES[family][2:]]


def _pick(chance, slot):
    role, options = slot
    value = chance.choice(options.split("|"))
    return (role, _model(chance) if value == "?" else value)


def _twin(chance, family, parts):
    """Return the same parts, except for one."""
    slots = _slots(family)
    number = chance.randrange(len(slots))
    twin = list(parts)
    if slots[number][0] == "model":
        twin[number] = ("model", _next_model(chance, parts[number][1]))
    else:
        twin[number] = _pick(chance, slots[number])
    return twin


def _model(chance):
    letters = "".join(chance.choices(string.ascii_uppercase, k=chance.choice((2, 3))))
    digits = str(chance.randint(100, 9999))
    tail = chance.choice(("", "", "X", "A", "-2", "K", "Z"))
    return letters + chance.choice(("", "-", " ")) + digits + tail


def _next_model(chance, model):
    """Return a model number of the same series."""
    places = [place for place, sign in enumerate(model) if sign.isdigit()]
    place = chance.choice(places)
    digit = chance.choice([d for d in string.digits[1:] if d != model[place]])
    return model[:place] + digit + model[place + 1 :]


def _codes(chance, family, number):
    sku = chance.choice(
        (
            f"{family[:3].upper()}-{number:05}",
            f"{family[:2].upper()}{number + 10000}",
            f"{100000 + number}",
            f"{number // 1000:02}-{number % 1000:03}",
        )
    )
    return sku, _mpn(chance), _gtin(chance)


def _mpn(chance):
    return chance.choice(
        (
            f"{chance.randint(10000, 99999)}A{chance.randint(100, 999)}",
            f"{_model(chance)}-{chance.randint(10, 99)}",
            f"{chance.randint(1000000, 9999999)}",
        )
    )


def _gtin(chance):
    digits = [chance.randint(0, 9) for _place in range(12)]
    odd, even = sum(digits[::2]), sum(digits[1::2])
    return "".join(map(str, [*digits, -(odd + 3 * even) % 10]))
