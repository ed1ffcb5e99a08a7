"""Which products of one inventory file are which items of another."""

from odoo import api, models

from ..core.inventory.update import Pair

KEYS = ("reference", "barcode", "part-number", "name")


class QbdInventoryPairs(models.AbstractModel):
    _name = "qbd.inventory.pairs"
    _description = "Inventory File: Pairs"

    @api.model
    def _pairs(self, products, items):
        """Pair what is linked, then what has a code or the name in common, once each.

        :param products: list of {key: text}, see `core.inventory.update`
        :param items: the same of the other side
        :return: list of `Pair`
        """
        found, taken = [], (set(), set())
        for reason in ("list-id", *KEYS):
            left = self._index(products, reason, taken[0])
            right = self._index(items, self._of_item(reason), taken[1])
            for key in left.keys() & right.keys():
                ones, others = left[key], right[key]
                alone = len(ones) == len(others) == 1
                for one in ones:
                    for other in others:
                        found.append(
                            Pair(one, other, reason, 1.0 if alone else 0.5, alone)
                        )
                if alone:
                    taken[0].update(ones)
                    taken[1].update(others)
        return found

    @api.model
    def _of_item(self, reason):
        return "name" if reason == "reference" else reason

    @api.model
    def _index(self, rows, key, taken):
        found = {}
        for number, row in enumerate(rows):
            if number not in taken and row[key]:
                found.setdefault(row[key].casefold(), []).append(number)
        return found
