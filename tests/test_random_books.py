"""Made-up work on both sides leaves the same books on both sides, to the cent.

``QBD_BOOKS_COUNT`` documents and payments, else 60, are entered, changed, voided,
deleted, applied and taken off again, from the seed ``QBD_BOOKS_SEED``. The firm has
settings, and its documents have traits, that the seed chooses too; those that cannot
be on the other side are known beforehand, with the words of their refusal.
"""

import random
import unittest

from .support.case_kinds import KINDS
from .support.case_model import ODOO, QUICKBOOKS, SIDES
from .support.firm_odoo import FirmBook
from .support.firm_quickbooks import LATER, FirmFile
from .support.firm_traits import (
    CROSSING,
    OF_PURCHASES,
    REFUSED,
    SETTINGS,
    choose_traits,
)
from .support.random_books import PAYING, WORK, RandomWork, lists
from .support.random_firm import CROSS, FirmPlayer


class TestTraits(unittest.TestCase):
    def test_every_setting_and_trait_is_made(self):
        for book, side in ((FirmBook, ODOO), (FirmFile, QUICKBOOKS)):
            for trait in (*CROSSING[side], *REFUSED[side]):
                made = trait.name in LATER or hasattr(book, f"_with_{trait.name}")
                self.assertTrue(made, trait.name)
        for name in (*SETTINGS, *OF_PURCHASES):
            made = name == "branch" or hasattr(FirmBook, f"_set_{name}")
            self.assertTrue(made, name)

    def test_nine_of_ten_documents_are_meant_to_cross(self):
        chance = random.Random(1)
        chosen = [
            choose_traits(chance, side, kind, {*SETTINGS, *OF_PURCHASES})
            for _number in range(300)
            for side in SIDES
            for kind in KINDS
        ]
        refused = [one for one in chosen if any(trait.refused for trait in one)]
        self.assertTrue(0.03 < len(refused) / len(chosen) < 1 - CROSS)
        self.assertEqual({len(one) for one in refused}, {1})


class TestRandomBooks(FirmPlayer):
    def firm_lists(self):
        return lists()

    def new_work(self):
        work = {**WORK, **PAYING}
        return RandomWork(self.random, self.case, self.books, self.is_free, work)

    def test_books_agree_to_the_cent(self):
        self.play_books()
