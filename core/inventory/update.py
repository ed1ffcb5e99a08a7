"""Values of QuickBooks' file into Odoo's file, for pairs that are sure.

Who belongs to whom is not decided here: `pair` is passed in. Products without a sure
pair stay as they are and are listed at the end of the new file, for a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from sys import intern
from typing import NamedTuple

from ..errors import FileRefused, MistakesRefused
from ..words import Text, _
from .fields import BY_NAME, FIELDS, Open, Product, decimal
from .writer import Writer

TAKEN = ("sales-price", "cost")
"""What QuickBooks gives unless something else is chosen."""

TAKEABLE = tuple(field.name for field in FIELDS if field.imported)
QUANTITY = "quantity-on-hand"
KEYS = (
    *("reference", "name", "barcode", "part-number", "type", "parent", "active"),
    *("sales-description", "sales-price", "variant"),
)
"""What `pair` is told of each side, beside the ids."""

REPEATED = (
    *("type", "active", "parent", "taxable", "sales-price", "cost", QUANTITY),
    *("income-account", "expense-account", "asset-account", "preferred-vendor"),
)
"""What many products have the same of: each text is held once."""

IDENTIFYING = ("reference", "name", "barcode", "part-number", "parent")
TOLD = ("odoo-id", "list-id", *KEYS)

REASONS = ("unsure", "zero", "only-quickbooks")
"""Why something is left for a person: the pair is not sure; QuickBooks has a price of
zero where Odoo has one; no product of Odoo is like it."""

CANDIDATES = 5


class Pair(NamedTuple):
    """A product of Odoo's file and an item of QuickBooks' that may be the same.

    :param product: number of the product among those that `pair` was given
    :param item: number of the item
    :param reason: the values they have in common, in words
    :param score: how sure it is, 0 to 1
    :param certain: whether it may be used without a person
    """

    product: int
    item: int
    reason: str
    score: float
    certain: bool


@dataclass(slots=True)
class Figures:
    """The figures of an update.

    :param products: in Odoo's file
    :param items: in QuickBooks' file
    :param paired: pairs that are sure
    :param changed: products with a new value
    :param values: {field name: how many values are new}
    :param added: items that became new products
    :param left: questions for a person
    """

    products: int = 0
    items: int = 0
    paired: int = 0
    changed: int = 0
    values: dict = None
    added: int = 0
    left: int = 0


class Update:
    """One update of a file.

    :param pair: callable(products, items) -> iterable of `Pair`; both are sequences of
        {key: text} with `KEYS`, "odoo-id" (int) and "list-id", None if not known
    :param take: names of the fields that QuickBooks gives
    :param add: whether items without any product become new products
    """

    def __init__(self, pair, take=TAKEN, add=False):
        unknown = set(take) - set(TAKEABLE)
        if unknown:
            raise KeyError(f"QuickBooks cannot give {sorted(unknown)}")
        self._pair, self._add = pair, add
        self._take = [name for name in TAKEABLE if name in take]
        self.opens = []
        """Questions for a person, as written"""
        self.figures = Figures(values=dict.fromkeys(self._take, 0))

    def run(self, odoo, quickbooks, target):
        """Write the new file.

        :param odoo: callable -> a new reader of Odoo's file; it is read twice
        :param quickbooks: reader of QuickBooks' file
        :param target: stream that takes bytes
        :return: `Figures`
        :raise FileRefused: if one of the files has mistakes, or is not of the kind
            expected
        """
        first = odoo()
        check_sides(first.header, quickbooks.header)
        items = [self._lean(product) for product in quickbooks]
        refuse_mistakes(quickbooks, needed=self._needed())
        products = Rows(map(texts, first))
        refuse_mistakes(first)
        self.figures.products, self.figures.items = len(products), len(items)
        header, chosen = first.header, self._choose(products, items)
        del first, products  # they are as long as the file
        with Writer(target, header._replace(source="update")) as writer:
            for number, product in enumerate(odoo()):
                if number in chosen:
                    self._merge(product, items, chosen[number])
                writer.write(product)
            self._write_new(writer, items)
            for question in self.opens:
                writer.write_open(question)
        self.figures.left = len(self.opens)
        return self.figures

    def _lean(self, product):
        """Return an item with only the values that are needed: all are held at once."""
        wanted = {*KEYS, *self._take, QUANTITY} if not self._add else set(BY_NAME)
        product.values = {
            name: intern(value) if value and name in REPEATED else value
            for name, value in product.values.items()
            if name in wanted
        }
        product.notes = product.problems = ()
        return product

    # -- pairs --------------------------------------------------------------------

    def _needed(self):
        """Return the names of the fields in which a mistake of the list matters."""
        return None if self._add else (*IDENTIFYING, *self._take)

    def _choose(self, products, items):
        """Return {number of a product: its pair}, the sure ones, each side once."""
        pairs = list(self._pair(products, Rows(map(texts, items))))
        by_product, by_item = _counts(pair for pair in pairs if pair.certain)
        sure = [
            pair
            for pair in pairs
            if pair.certain and by_product[pair.product] == by_item[pair.item] == 1
        ]
        self.figures.paired = len(sure)
        settled = {pair.item for pair in sure}
        doubts = {}
        for pair in sorted(pairs, key=lambda pair: -pair.score):
            if pair.item not in settled:
                doubts.setdefault(pair.item, []).append(pair)
        self._list_doubts(products, items, doubts)
        settled.update(doubts)
        self._alone = [n for n in range(len(items)) if n not in settled]
        return {pair.product: pair for pair in sure}

    def _list_doubts(self, products, items, doubts):
        for number in sorted(doubts):
            best = doubts[number][0]
            words = [
                f"{_label(products[pair.product])} ({pair.reason})"
                for pair in doubts[number][:CANDIDATES]
            ]
            self.opens.append(
                Open(
                    "unsure",
                    items[number].label,
                    products[best.product]["odoo-id"],
                    items[number].list_id,
                    _sure(best),
                    "; ".join(words),
                )
            )

    # -- values -------------------------------------------------------------------

    def _merge(self, product, items, pair):
        """Take the chosen values of an item over into its product."""
        item = items[pair.item]
        if item.list_id:
            product.list_id, product.edit_sequence = item.list_id, item.edit_sequence
        product.pair, product.sure = pair.reason, _sure(pair)
        changed = [name for name in self._take if self._take_over(product, item, name)]
        self.figures.changed += bool(changed)
        quantity = item.values.get(QUANTITY)
        if quantity is not None and quantity != product.values.get(QUANTITY):
            product.values.setdefault(QUANTITY, None)
            product.notes.setdefault(QUANTITY, {})["quickbooks"] = quantity

    def _take_over(self, product, item, name):
        """A blank of QuickBooks takes nothing away.

        :return: whether the product has a new value now
        """
        new, old = item.values.get(name), product.values.get(name)
        if new is None or new == old:
            return False
        if BY_NAME[name].price and new == "0" and old is not None:
            ids = (product.odoo_id, item.list_id, None)
            label = Text(BY_NAME[name].label)
            words = Text(_("%(field)s: %(value)s in Odoo"), field=label, value=old)
            self.opens.append(Open("zero", product.label, *ids, words))
            return False
        was = {} if old is None else {"was": old}
        product.values[name] = new
        product.notes[name] = {"source": "quickbooks", "sure": product.sure, **was}
        self.figures.values[name] += 1
        return True

    def _write_new(self, writer, items):
        for number in self._alone:
            item = items[number]
            if self._add:
                item.notes = {name: {"source": "quickbooks"} for name in item.values}
                writer.write(item)
                self.figures.added += 1
            else:
                words = (None, item.list_id, None, item.values.get("sales-description"))
                self.opens.append(Open("only-quickbooks", item.label, *words))


def check_sides(odoo, quickbooks):
    """Check that two headers are those of an update.

    :raise FileRefused: if the files are exchanged, or their prices in two currencies
    """
    if not odoo.database:
        raise FileRefused(
            _("The file that is to be updated was not exported from Odoo."),
            todo=_("Choose the export of Odoo first, that of QuickBooks second."),
        )
    if quickbooks.source != "quickbooks":
        raise FileRefused(
            _("The file with the new values does not come from QuickBooks."),
            todo=_("Choose the export of Odoo first, that of QuickBooks second."),
        )
    currencies = sorted({odoo.currency, quickbooks.currency} - {None})
    if len(currencies) > 1:
        raise FileRefused(
            _("The prices are in different currencies: %(one)s and %(other)s."),
            one=currencies[0],
            other=currencies[1],
        )


def refuse_mistakes(reader, shown=20, needed=None):
    """Refuse a file that was read to its end and has mistakes; the first are named.

    :param needed: names of the fields whose mistakes count; None for all
    """
    problems = [
        one for one in reader.problems if needed is None or one[2] in (None, *needed)
    ]
    if not problems:
        return
    mistakes = [mistake(*one) for one in problems[:shown]]
    raise MistakesRefused(mistakes, len(problems) - len(mistakes))


def mistake(line, label, name, words):
    """Return a mistake, a `Text`: "line 12, CHAIR, cost: “abc” is not a number."."""
    return Text(
        _("line %(number)s, %(place)s: %(words)s"),
        number=line,
        place=", ".join(one for one in (label, name) if one),
        words=words,
    )


def _counts(pairs):
    by_product, by_item = {}, {}
    for pair in pairs:
        by_product[pair.product] = by_product.get(pair.product, 0) + 1
        by_item[pair.item] = by_item.get(pair.item, 0) + 1
    return by_product, by_item


class Rows(Sequence):
    """The texts of many products for `pair`: {key: text}, made on demand.

    :param rows: iterable of tuples with `TOLD`
    """

    def __init__(self, rows):
        self._rows = list(rows)

    def __len__(self):
        return len(self._rows)

    def __getitem__(self, number):
        return dict(zip(TOLD, self._rows[number], strict=True))


def texts(product):
    """Return a row of `Rows`."""
    values = [product.values.get(name) for name in KEYS]
    for place, name in enumerate(KEYS):
        if name in REPEATED and values[place]:
            values[place] = intern(values[place])
    return (product.odoo_id, product.list_id, *values)


def _label(row):
    values = {name: row[name] for name in ("reference", "name")}
    return Product(values, odoo_id=row["odoo-id"]).label


def _sure(pair):
    return decimal(round(pair.score, 2))
