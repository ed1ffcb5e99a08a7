"""Which products of one inventory file are which items of another."""

from odoo import api, models

from ...core.inventory.update import Pair
from ...core.matching.lexicon import PRODUCTS
from ...core.matching.matcher import propose
from ...core.matching.records import SURE, Candidate
from ...core.words import for_reader

NAME = 31
"""Characters that the name of an item has room for in QuickBooks."""

LEFT, RIGHT = "\x00", "\x01"
"""Stand for the texts of both sides; control characters are in no text of a file."""

LINK = "link"
"""The reason of a pair that the sync has made already."""


class QbdInventoryPairs(models.AbstractModel):
    """The matcher, for the products of files."""

    _name = "qbd.inventory.pairs"
    _description = "Inventory File: Pairs"

    @api.model
    def _pairs(self, products, items):
        """Pair linked products, and let the matcher pair the rest.

        QuickBooks has the name of a product in Odoo as the description of the item or
        as its name: both are tried. A code that both have settles it at once.

        :param products: sequence of {key: text}, see `core.inventory.update`
        :param items: the same of QuickBooks' side
        :return: list of `Pair`
        """
        phrases = {}
        found = {(one.product, one.item): one for one in _linked(products, items)}
        settled = list(found.values())
        references = {(row["reference"] or "").casefold() for row in products}
        for names_of in (_described, _called):
            taken = {pair.product for pair in settled}, {pair.item for pair in settled}
            left = [_product(n, products[n]) for n in _rest(products, taken[0])]
            right = [
                _item(n, items[n], names_of, references) for n in _rest(items, taken[1])
            ]
            for proposed in propose(left, right, PRODUCTS):
                pair = self._pair(proposed, phrases)
                _keep_better(found, pair)
                if pair.certain and proposed.reasons[0].kind == "same_code":
                    settled.append(pair)
        return list(found.values())

    def _pair(self, proposed, phrases):
        sure = proposed.verdict == SURE
        reasons = proposed.reasons[:1] if sure else proposed.reasons
        words = "; ".join(self._in_words(one, phrases) for one in reasons)
        return Pair(proposed.left, proposed.right, words, proposed.score, sure)

    def _in_words(self, reason, phrases):
        """Return a reason in the language of the reader.

        :param phrases: {kind: its words, with LEFT and RIGHT for the texts}; a file has
            a reason for each product, and few kinds
        """
        if reason.kind not in phrases:
            words = self.env["qbd.match.words"].with_env(for_reader(self.env))
            phrases[reason.kind] = words._in_word(reason.kind, LEFT, RIGHT)
        said = phrases[reason.kind].replace(LEFT, reason.left)
        return said.replace(RIGHT, reason.right)


def _keep_better(found, pair):
    """Names and descriptions may propose one pair; two others are a question."""
    key = pair.product, pair.item
    known = found.get(key)
    if not known or (pair.certain, pair.score) > (known.certain, known.score):
        found[key] = pair


def _linked(products, items):
    """Return the pairs that the sync knows, by their ListIDs."""
    numbers = {row["list-id"]: n for n, row in enumerate(items) if row["list-id"]}
    return [
        Pair(number, numbers[row["list-id"]], LINK, 1.0, True)
        for number, row in enumerate(products)
        if row["list-id"] in numbers
    ]


def _rest(rows, taken):
    return (number for number in range(len(rows)) if number not in taken)


# -- input of the matcher ---------------------------------------------------------


def _product(number, row):
    name = " ".join(filter(None, (row["name"], row["variant"])))
    return _candidate(number, row, (name,), ("reference", row["reference"]))


def _item(number, row, names_of, references):
    """Return an item; a name that is a reference in Odoo counts as one.

    One of a file of Odoo's kind may have a reference besides its name.
    """
    name = row["name"] or ""
    if row["reference"]:
        code, names = ("reference", row["reference"]), names_of(row)
    elif name.casefold() in references:
        code, names = ("reference", name), (row["sales-description"],)
    else:
        code, names = ("name", name), names_of(row)
    cut = names_of is _called and len(name) >= NAME - 1
    return _candidate(number, row, names, code, cut)


def _described(row):
    return (row["sales-description"] or row["name"],)


def _called(row):
    """Return the names of an item and its ancestors, which describe it, too."""
    above = (row["parent"] or "").replace(":", " ")
    return (f"{above} {row['name'] or ''}",)


def _candidate(number, row, names, code, cut=False):
    codes = (code, ("part_number", row["part-number"]), ("barcode", row["barcode"]))
    return Candidate(
        number,
        tuple(filter(None, names)),
        tuple((kind, text) for kind, text in codes if text),
        max(float(row["sales-price"] or 0), 0.0),
        cut,
    )
