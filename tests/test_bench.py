"""The benchmarks run and give their figures. How fast they are is not judged here."""

import contextlib
import importlib
import io
import json
import os
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..bench import (
    arguments,
    clock,
    first_sync,
    growth,
    hints,
    idle,
    idle_http,
    invoice_pull,
    invoices,
    push,
    report,
    table,
)
from ..bench.inside import measure
from .support import processes

ADDON = Path(os.path.realpath(__file__)).parents[1]

SIZES = {
    **{"customers": 12, "hints": 10, "idle": 3000, "idle-http": 3000},
    **{
        "bills": 3,
        "connections": 2,
        "documents": 20,
        "entries": 3,
        "first-sync": 16,
        "growth": 20,
        "inventory-xml": 60,
        "invoices": 3,
        "matching": 200,
        "others": 5,
        "products": 12,
        "push": 3,
        "vendors": 12,
    },
}


TRIED = ("bill_payment", "invoice", "journal_entry")
"""Documents that are pushed here: one of each way to make them."""


@tagged("post_install", "-at_install")
class TestBench(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for module in (hints, idle, idle_http, invoice_pull, invoices):
            cls.enterClassContext(patch.object(module, "REPEATS", 1))
        cls.enterClassContext(patch.object(invoice_pull, "FIRST_DAY", 4))

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
        for name in ("customers", "products", "vendors"):
            first, *baselines = self.rows(name)
            self.assertEqual((first["name"], first["size"]), (name, 12))
            for way in ("create", "load", "one_by_one"):
                self.assertGreater(first[f"ratio_to_{way}"], 0)
            self.assertEqual(len(baselines), 4)

    def test_bills_and_their_payments_are_compared_with_odoos_own_ways(self):
        rows = self.rows("bills")
        found = {row["name"]: row for row in rows if row["met"] is not None}
        for name in ("bills: pulled", "bill payments: pulled", "bills: posted"):
            self.assertGreater(found[name]["ratio_to_create"], 0)

    def test_entries_are_compared_with_odoos_own_ways(self):
        pulled, first, *_plain = self.rows("entries")
        self.assertEqual((pulled["name"], pulled["size"]), ("entries: pulled", 3))
        self.assertEqual((first["name"], first["size"]), ("entries: posted", 3))
        self.assertGreater(first["ratio_to_create"], 0)

    def test_other_transactions_are_compared_with_odoos_own_ways(self):
        first, *_plain = self.rows("others")
        self.assertEqual((first["name"], first["size"]), ("others: pulled", 5))
        self.assertGreater(first["ratio_to_create"], 0)

    def test_hints_are_measured_on_create_and_write(self):
        rows = self.rows("hints")
        self.assertEqual(
            [row["name"] for row in rows],
            ["hints: create", "hints: write", "hints: one save"],
        )
        for row in rows:
            self.assertIsInstance(row["overhead"], float)

    def test_invoices_are_compared_with_odoos_own_ways(self):
        rows = {row["name"]: row for row in self.rows("invoices")}
        for name in ("invoices: pulled", "invoices: posted"):
            self.assertEqual(rows[name]["size"], 3)
            for way in ("create", "one_by_one"):
                self.assertGreater(rows[name][f"ratio_to_{way}"], 0)
        self.assertEqual(len(rows), 10)

    def test_an_idle_poll_costs_the_same_whatever_the_number_of_links(self):
        few, many = self.rows("idle")
        self.assertEqual((few["size"], many["size"]), (1000, 3000))
        self.assertEqual(few["queries"], many["queries"])
        self.assertEqual((few["message_sets"], many["message_sets"]), (1, 1))
        self.assertTrue(few["met"] and many["met"])

    def test_an_idle_poll_over_http_counts_what_odoo_does_for_a_request(self):
        self.http_request_allow_all = True
        self.registry_enter_test_mode()
        few, many = self.rows("idle-http")
        self.assertEqual((few["size"], many["size"]), (1000, 3000))
        self.assertEqual(few["queries"], many["queries"])
        self.assertEqual((few["message_sets"], many["message_sets"]), (1, 1))

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
        self.assertEqual(len(rows), 9)
        for row in rows:
            self.assertGreaterEqual(row["precision"], 0.99)
            self.assertGreater(row["recall"], 0.5)

    def test_documents_of_both_books_are_matched(self):
        steps = [row["name"].partition(": ")[2] for row in self.rows("documents")]
        self.assertEqual(steps, ["compare", "accept", "show", "confirm"])

    def test_records_of_all_kinds_are_pushed(self):
        some = [one for one in push.DOCUMENTS if one.mapping in TRIED]
        with patch.object(push, "DOCUMENTS", some):
            rows = self.rows("push")
        self.assertEqual(len(rows), 2 * len(push.LISTS) + len(TRIED))
        for row in rows:
            self.assertGreater(row["ratio_to_export"], 0)

    def test_a_first_sync_grows_in_steps(self):
        with patch.object(first_sync, "STEPS", 2):
            sizes = [(row["name"], row["size"]) for row in self.rows("first-sync")]
        self.assertEqual(sizes[:2], [("first sync: customers", n) for n in (4, 16)])
        self.assertEqual(len(sizes), 6)

    def test_pages_and_sessions_are_measured_by_the_number_of_links(self):
        changes = {"WAITING": 12, "SMALL": 10, "FACTOR": 2, "REPEATS": 2, "IDS": 10}
        for name, value in changes.items():
            self.patch(growth, name, value)
        rows = self.rows("growth")
        self.assertEqual({row["size"] for row in rows}, {10, 20})
        self.assertEqual({row["queries"] > 0 for row in rows}, {True})
        dashboards = [row for row in rows if "dashboard" in row["name"]]
        self.assertLessEqual(max(row["queries"] for row in dashboards), 40)

    @unittest.skipUnless(processes.available(), processes.MISSING)
    def test_connections_are_polled_by_two_processes(self):
        (row,) = self.rows("connections")
        self.assertEqual((row["size"], row["message_sets"]), (2, 1))


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

    def test_the_report_shows_each_row_and_the_soak(self):
        rows = [table.complete({"name": "customers", "rate": 12.5, "met": True})]
        with tempfile.TemporaryDirectory() as folder:
            soak, page = Path(folder, "soak.json"), Path(folder, "numbers.md")
            soak.write_text(json.dumps({"customers": {"seeds": 3, "faults": 9}}))
            report.write(rows, page, soak)
            text = page.read_text()
        self.assertIn("| customers | 12 | yes |", text)
        self.assertIn("| customers | 3 | 9 |", text)
        self.assertIn("Together: 9 faults injected.\n", text)


class TestClock(TransactionCase):
    def took(self, work, cr=None):
        watch = clock.Stopwatch(cr)
        with watch.running():
            work()
        return watch.seconds

    def test_work_counts_and_sleep_does_not(self):
        slept = self.took(lambda: time.sleep(0.2))
        self.assertLess(slept, 0.1)
        self.assertGreaterEqual(slept.wall, 0.2)
        worked = self.took(lambda: sum(range(3_000_000)))
        self.assertGreater(worked, 0.01)

    def test_the_work_of_postgresql_counts_and_its_sleep_does_not(self):
        for query, enough in (
            ("SELECT count(*) FROM generate_series(1, 1000000)", True),
            ("SELECT pg_sleep(0.2)", False),
        ):
            with self.subTest(query):
                seconds = self.took(lambda q=query: self.env.cr.execute(q), self.env.cr)
                self.assertEqual(seconds > 0.03, enough, seconds)

    def test_the_question_for_the_backend_is_no_query_of_the_work(self):
        watch = clock.Stopwatch(self.env.cr)
        with watch.running():
            self.env.cr.execute("SELECT 1")
        self.assertEqual(watch.queries, [1])

    def test_a_process_without_a_cpu_clock_is_read_in_proc(self):
        exact = clock.process_cpu(os.getpid())
        with patch.object(clock.time, "clock_gettime", side_effect=OSError):
            rough = clock.process_cpu(os.getpid())
        self.assertAlmostEqual(rough, exact, delta=0.1)

    def test_a_process_that_is_not_here_is_an_error(self):
        with self.assertRaisesRegex(RuntimeError, "on this machine"):
            clock.process_cpu(2**22 + 1)

    def test_every_second_round_begins_at_the_other_end(self):
        seen = []
        ways = {name: lambda n=name: seen.append(n) or len(seen) for name in "ab"}
        results = clock.in_turns(3, ways)
        self.assertEqual("".join(seen), "abbaab")
        self.assertEqual(results, {"a": [1, 4, 5], "b": [2, 3, 6]})

    def test_the_median_keeps_its_wall_time(self):
        seconds = [clock.Seconds(cpu, cpu * 2) for cpu in (3, 1, 2, 9)]
        self.assertEqual(clock.median(seconds), 2)
        self.assertEqual(clock.median(seconds).wall, 4)
        self.assertEqual((seconds[0] + seconds[1]).wall, 8)
        self.assertEqual(sum(seconds), 15)


class TestAgainst(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(
            patch.object(sys, "path", [str(ADDON / "bin"), *sys.path])
        )
        cls.against = importlib.import_module("..bench.against", __package__)
        cls.error = sys.modules["environment"].SetupError

    def measured(self, *rates, name="idle"):
        return [[{"name": name, "size": 10, "rate": rate}] for rate in rates]

    def test_the_ratio_is_the_median_of_the_rounds(self):
        sides = {
            self.against.OURS: self.measured(10.0, 20.0, 5.0),
            self.against.THEIRS: self.measured(5.0, 10.0, 10.0),
        }
        (row,) = self.against.rows(sides)
        self.assertEqual((row["ratio"], row["low"], row["high"]), (0.5, 0.5, 2.0))
        self.assertEqual((row["ours"], row["theirs"]), (10.0, 10.0))
        self.assertIn("0.50 to 2.00", self.against.as_text([row]))

    def test_what_only_one_side_measures_is_left_out(self):
        sides = {
            self.against.OURS: self.measured(1.0),
            self.against.THEIRS: self.measured(1.0, name="other"),
        }
        self.assertEqual(list(self.against.rows(sides)), [])

    def test_an_unknown_commit_is_refused_in_clear_words(self):
        for wrong in ("no-such-commit", "", "--help"):
            with self.subTest(wrong):
                with self.assertRaisesRegex(self.error, "knows no such commit"):
                    self.against.resolve(wrong, ADDON)

    def test_a_benchmark_that_the_other_side_lacks_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(self.error, "no such benchmark"):
                self.against.require_names(Path(folder), ["idle"])

    def test_a_profile_of_two_checkouts_is_refused(self):
        with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(SystemExit):
            arguments.parse(["--against", "HEAD", "--profile", "file"])
