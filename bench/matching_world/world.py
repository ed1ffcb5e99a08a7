"""Make up the two lists, and which of their entries are the same product."""

import random
from dataclasses import dataclass, field

from .handwriting import Writer
from .products import products

BOTH = 0.43
"""Share of all products that both sides have; the others are split between them."""

NAME = 31
"""As many characters of a name does QuickBooks have room for."""

AT_ODOO = {
    **{"house": 0.75, "short": 0.18, "typo": 0.07, "dropped": 0.03, "extra": 0.02},
    **{"plural": 0.15, "variant": 0.08, "upper": 0.1, "lower": 0.1, "bare": 0.08},
}
AT_QUICKBOOKS = {
    **{"house": 0.6, "short": 0.35, "typo": 0.1, "dropped": 0.05, "extra": 0.04},
    **{"plural": 0.2, "upper": 0.4, "lower": 0.1, "bare": 0.12},
}
ORDERS = (
    ("brand", "noun", "model", "side", "kind", "colour", "size", "amount", "pack"),
    ("size", "kind", "noun", "brand", "model", "amount", "colour", "side", "pack"),
    ("noun", "size", "amount", "kind", "colour", "side", "brand", "model", "pack"),
    ("noun", "kind", "colour", "brand", "model", "size", "amount", "side", "pack"),
)
NO_CODE = ("N/A", "-", "TBD", "0", "none", "XXX")


@dataclass(frozen=True)
class Entry:
    """One line of a list.

    :param product: number of the true product; not for the eyes of a matcher
    :param name: at QuickBooks the full name, "Parent:Child"
    """

    key: int
    product: int
    name: str
    description: str
    reference: str
    part_number: str
    barcode: str
    price: float


@dataclass
class World:
    """Two lists with products in common.

    :param shared: numbers of the products that are in both lists
    """

    seed: int
    odoo: list = field(default_factory=list)
    quickbooks: list = field(default_factory=list)
    shared: set = field(default_factory=set)

    def score(self, pairs):
        """Judge proposed pairs.

        :param pairs: [(key at Odoo, key at QuickBooks)], each key at most once
        :return: (precision, recall over the shared products, the wrong pairs)
        """
        ours = {entry.key: entry.product for entry in self.odoo}
        theirs = {entry.key: entry.product for entry in self.quickbooks}
        wrong = [(a, b) for a, b in pairs if ours[a] != theirs[b]]
        found = {ours[a] for a, b in pairs if ours[a] == theirs[b]}
        precision = 1 - len(wrong) / len(pairs) if pairs else 1.0
        return precision, len(found) / len(self.shared), wrong


def make(seed, size):
    """Return a World; the same for the same numbers.

    :param size: about how many entries each list has
    """
    chance, world = random.Random(seed), World(seed)
    catalogue = products(chance, round(size * 1.4))
    odoo = _Odoo(chance, catalogue)
    quickbooks = _QuickBooks(chance, catalogue)
    for product in catalogue:
        where = chance.random()
        if where < BOTH:
            world.shared.add(product.number)
        if where < BOTH or where < (1 + BOTH) / 2:
            odoo.keep(product)
        if where < BOTH or where >= (1 + BOTH) / 2:
            quickbooks.keep(product)
    world.odoo, world.quickbooks = odoo.shuffled(), quickbooks.shuffled()
    return world


class _List:
    habits = {}

    def __init__(self, chance, catalogue):
        self.chance, self.catalogue, self.entries = chance, catalogue, []
        self.writers = [Writer(chance, self.habits, order) for order in ORDERS]
        self.house = chance.choice(self.writers)

    def writer(self):
        """Return the usual writer as a rule, and now and then another."""
        return self.house if self.chance.random() < 0.8 else self.anybody()

    def anybody(self):
        return self.chance.choice(self.writers)

    def keep(self, product):
        self.entries.append(self.entry(product))
        if self.chance.random() < 0.008:  # entered once more, by mistake
            self.entries.append(self.entry(product))

    def shuffled(self):
        self.chance.shuffle(self.entries)
        return self.entries

    def code(self, product, shares):
        """Return the code of a product.

        :param shares: {attribute of a product: how often it is the code}
        """
        if self.chance.random() < 0.003:  # copied from another product
            product = self.chance.choice(self.catalogue)
        way = self.chance.random()
        for name, share in shares.items():
            if way < share:
                return self.as_typed(getattr(product, name))
            way -= share
        return self.chance.choice(NO_CODE) if way < 0.02 else ""

    def as_typed(self, code):
        way = self.chance.random()
        if way < 0.1:
            return code.lower()
        if way < 0.2:
            return code.replace("-", self.chance.choice(("", " ", ".")))
        return code

    def new(self, product, **values):
        return Entry(key=len(self.entries), product=product.number, **values)


class _Odoo(_List):
    habits = AT_ODOO

    def entry(self, product):
        second = self.chance.random() < 0.2
        return self.new(
            product,
            name=self.writer().write(product),
            description=self.anybody().write(product) if second else "",
            reference=self.code(product, {"sku": 0.5, "mpn": 0.08}),
            part_number=self.code(product, {"mpn": 0.2}),
            barcode=self.code(product, {"gtin": 0.3}),
            price=product.price,
        )


class _QuickBooks(_List):
    habits = AT_QUICKBOOKS

    def __init__(self, chance, catalogue):
        super().__init__(chance, catalogue)
        self.short_writer = Writer(chance, {**self.habits, "short": 1}, ORDERS[3])

    def entry(self, product):
        name, description = self.texts(product)
        return self.new(
            product,
            name=name,
            description=description,
            reference="",
            part_number=self.code(product, {"mpn": 0.3, "sku": 0.12}),
            barcode=self.code(product, {"gtin": 0.2}),
            price=self.price(product),
        )

    def texts(self, product):
        """Return (the full name in the list, the text printed on an invoice)."""
        way = self.chance.random()
        if way < 0.08:
            return self.squeezed(product), ""
        name, whole = self.names(product)
        return name, self.anybody().write(product) if way < 0.5 else whole

    def squeezed(self, product):
        """Shorten a name to its limit, as users do if there is no description."""
        tries = [self.short_writer.write(product) for _try in range(4)]
        return min(tries, key=len)[:NAME].strip()

    def names(self, product):
        """Return (the full name in the list, the name before it was cut)."""
        way = self.chance.random()
        if way < 0.2:
            return self.as_typed(product.sku), self.writer().write(product)
        if way < 0.32:
            noun = next(value for role, value in product.parts if role == "noun")
            child = self.writer().write(product, without=("noun",))
            if child.strip():
                return f"{noun}:{child[:NAME].strip()}", f"{noun} {child}"
        whole = self.writer().write(product)
        return whole[:NAME].strip(), whole

    def price(self, product):
        way = self.chance.random()
        if way < 0.55:
            return product.price
        if way < 0.95:
            return round(product.price * self.chance.uniform(0.8, 1.2), 2)
        return 0.0
