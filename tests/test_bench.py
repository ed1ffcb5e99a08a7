"""The benchmarks run and give their figures. How fast they are is not judged here."""

import contextlib
import io
import json
import tempfile
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from ..bench import arguments, table
from ..bench.inside import measure

SIZES = {
    **{"customers": 12, "hints": 10, "idle": 3000, "inventory-xml": 60},
    **{"invoices": 3, "matching": 200, "products": 12, "push": 4},
}


@tagged("post_install", "-at_install")
class TestBench(TransactionCase):
    def rows(self, name):
        before = self.left_behind()
        rows = measure(self.env, name, SIZES[name])
        self.assertEqual(self.left_behind(), before)
        for row in rows:
            self.assertEqual(list(row), list(table.KEYS))
            self.assertGreater(row["rate"], 0, row)
        return rows

    def left_behind(self):
        self.env.cr.execute(
            "SELECT (SELECT count(*) FROM res_partner),"
            " (SELECT count(*) FROM qbd_connection), (SELECT count(*) FROM qbd_link),"
            " (SELECT count(*) FROM qbd_hint), (SELECT count(*) FROM product_product),"
            " (SELECT count(*) FROM qbd_inventory_file)"
        )
        return self.env.cr.fetchone()

    def test_every_benchmark_is_tried_here(self):
        self.assertEqual(sorted(SIZES), sorted(arguments.NAMES))

    def test_lists_are_compared_with_odoos_own_ways(self):
        for name in ("customers", "products"):
            first, *baselines = self.rows(name)
            self.assertEqual((first["name"], first["size"]), (name, 12))
            for way in ("create", "load", "one_by_one"):
                self.assertGreater(first[f"ratio_to_{way}"], 0)
            self.assertEqual(len(baselines), 4)

    def test_hints_are_measured_on_create_and_write(self):
        rows = self.rows("hints")
        self.assertEqual(
            [row["name"] for row in rows], ["hints: create", "hints: write"]
        )
        for row in rows:
            self.assertIsInstance(row["overhead"], float)

    def test_invoices_are_compared_with_odoos_own_ways(self):
        rows = {row["name"]: row for row in self.rows("invoices")}
        for name in ("invoices: pulled", "invoices: posted"):
            self.assertEqual(rows[name]["size"], 3)
            for way in ("create", "one_by_one"):
                self.assertGreater(rows[name][f"ratio_to_{way}"], 0)
        self.assertEqual(len(rows), 7)

    def test_an_idle_poll_costs_the_same_whatever_the_number_of_links(self):
        few, many = self.rows("idle")
        self.assertEqual((few["size"], many["size"]), (1000, 3000))
        self.assertEqual(few["queries"], many["queries"])
        self.assertEqual((few["message_sets"], many["message_sets"]), (1, 1))
        self.assertTrue(few["met"] and many["met"])

    def test_an_inventory_goes_out_and_comes_back_at_two_sizes(self):
        rows = self.rows("inventory-xml")
        self.assertEqual(
            [(row["name"], row["size"]) for row in rows],
            [
                (f"inventory: {step}", size)
                for size in (6, 60)
                for step in ("export", "update", "read", "apply")
            ],
        )
        for row in rows:
            self.assertGreaterEqual(row["memory"], 0)
            self.assertGreater(row["ratio_to_odoo"], 0)

    def test_pairs_of_made_up_catalogues_are_counted(self):
        rows = self.rows("matching")
        self.assertEqual(len(rows), 3)
        for row in rows:
            self.assertGreaterEqual(row["precision"], 0.99)
            self.assertGreater(row["recall"], 0.5)

    def test_customers_of_odoo_are_pushed(self):
        (row,) = self.rows("push")
        self.assertEqual((row["name"], row["size"]), ("push", 4))


class TestCommandLine(TransactionCase):
    def test_all_benchmarks_run_where_none_is_named(self):
        self.assertEqual(arguments.parse([]).names, list(arguments.NAMES))

    def test_names_and_sizes_that_make_no_sense_are_refused(self):
        for wrong in (["nonsense"], ["--size", "0"], ["--size", "many"]):
            with self.subTest(wrong), contextlib.redirect_stderr(io.StringIO()):
                with self.assertRaises(SystemExit):
                    arguments.parse(wrong)

    def test_the_table_shows_the_columns_that_have_figures(self):
        rows = [table.complete({"name": "one", "rate": 1234.5, "met": False})]
        self.assertEqual(
            table.as_text(rows), "measured  per second  met\none            1,234   NO"
        )

    def test_a_figure_without_a_column_is_a_mistake(self):
        with self.assertRaises(KeyError):
            table.complete({"name": "one", "speed": 1})

    def test_rows_are_written_as_json(self):
        rows = [table.complete({"name": "one", "rate": 1.5})]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows.json"
            table.write_json(rows, path)
            self.assertEqual(json.loads(path.read_text()), rows)
