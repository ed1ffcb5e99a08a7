"""Random edits and faults from a printed seed; `bin/soak` runs many of them."""

import json
import os

from odoo.sql_db import Savepoint

from .support.common import SyncCase
from .support.documents import DocumentCase
from .support.soak_books import Books
from .support.soak_items import Items
from .support.soak_stock import QuickBooksShop, Shop
from .support.soak_vendors import Vendors
from .support.soak_world import World
from .support.vendor import VendorCase
from .test_sync_items import ItemCase

SEEDS = int(os.environ.get("QBD_SOAK_SEEDS") or 0)
COUNTS = ("edits", "restores", "merges", "faults", "conflicts", "sessions")
BAD = ("duplicates", "lost_edits", "differences", "cents", "pieces", "documents")
FIRST = int(os.environ.get("QBD_SOAK_FIRST_SEED") or 1)


class SoakMixin:
    """Runs seeds of a world, each as if nothing had been before it."""

    what = ""
    """The name of its figures, e.g. "items"."""

    world = None
    figures = ()

    def run_seeds(self, number):
        figures = dict.fromkeys(self.figures, 0)
        for seed in range(FIRST, FIRST + number):
            with self.subTest(seed=seed):
                self.one_seed(seed, figures)
        self.print_figures({"seeds": number, **figures})
        self.assertFalse(any(figures[name] for name in BAD if name in figures))

    def print_figures(self, figures):
        print(self.what)
        for name, number in figures.items():
            print(f"  {name:12}{number:>10}")
        path = os.environ.get("QBD_SOAK_JSON")
        if path:
            known = {}
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    known = json.load(file)
            with open(path, "w", encoding="utf-8") as file:
                json.dump({**known, self.what: figures}, file, indent=1)

    def show_if_wanted(self, world):
        if os.environ.get("QBD_SOAK_SHOW"):
            world.show()

    def one_seed(self, seed, figures):
        savepoint = Savepoint(self.env.cr)
        try:
            self.start_anew()
            world = self.world(self, seed)
            try:
                world.rounds()
            except Exception:
                self.show_if_wanted(world)
                raise
            problems = world.problems()
            for name, value in {**world.counts(), **problems}.items():
                figures[name] += value if isinstance(value, int) else len(value)
            if any(problems.values()):
                self.show_if_wanted(world)
            self.assertFalse(any(problems.values()), f"seed {seed}: {problems}")
        finally:
            self.env.cr.clear()
            savepoint.rollback()
            self.failures.clear()


class TestSoak(SoakMixin, SyncCase):
    what = "customers"
    world = World
    figures = (*COUNTS, *BAD[:3])

    def test_random_edits_and_faults_lose_and_double_nothing(self):
        self.run_seeds(SEEDS or 14)


class TestSoakVendors(SoakMixin, VendorCase):
    what = "vendors"
    world = Vendors
    figures = (*COUNTS, *BAD[:3])

    def test_random_edits_of_vendors_and_faults_lose_and_double_nothing(self):
        self.run_seeds(SEEDS or 6)


class TestSoakItems(SoakMixin, ItemCase):
    what = "items"
    world = Items
    figures = (*COUNTS, *BAD[:3])

    def test_random_edits_of_items_and_faults_lose_and_double_nothing(self):
        self.run_seeds(SEEDS or 8)


class TestSoakBooks(SoakMixin, DocumentCase):
    what = "books"
    world = Books
    figures = (*COUNTS, "changes", "payments", *BAD[:4])

    def begin(self):
        """Payments need accounts for their money on both sides."""
        begun = super().begin()
        charts = {"create_in_odoo": True, "create_in_quickbooks": True}
        self.stream("account").write({"direction": "both", **charts})
        return begun

    def test_random_books_and_faults_lose_and_double_nothing_to_the_cent(self):
        self.run_seeds(SEEDS or 6)


class TestSoakStock(SoakMixin, DocumentCase):
    what = "stock, counted by Odoo"
    world = Shop
    figures = ("acts", "answers", "sessions", *BAD[4:])
    STREAMS = (*DocumentCase.STREAMS, "inventory_adjustment")

    def begin(self):
        begun = super().begin()
        self.stream("account").create_in_odoo = True
        return begun

    def test_random_days_of_a_shop_lose_and_double_no_piece(self):
        self.run_seeds(SEEDS or 5)


class TestSoakStockOfQuickBooks(TestSoakStock):
    what = "stock, counted by QuickBooks"
    world = QuickBooksShop
