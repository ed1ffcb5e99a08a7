"""Every state of a link is shown alike in each view, count and filter."""

import ast
import importlib.util
import itertools
import os
from pathlib import Path
from unittest.mock import patch

from lxml import etree

from odoo.tests import TransactionCase, tagged

from ..models.link import link as links
from ..models.link import reasons, shown

ADDON = Path(os.path.realpath(__file__)).parents[1]
STATES = [state for state, _label in links.STATES]
CODES = [False, *reasons.REASONS, "qb_3100"]
SIDES = list(itertools.product((True, False), repeat=2))
COUNTS = {
    "in_step_count": ("ok",),
    "waiting_count": shown.WAITING,
    "parked_count": shown.NEEDS_ATTENTION,
}


@tagged("post_install", "-at_install")
class TestShownState(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.env["qbd.connection"].create({"name": "Test"})
        cls.stream = cls.connection.stream_ids.filtered(
            lambda stream: stream.mapping == "customer"
        )
        cls.items = cls.connection.stream_ids.filtered(
            lambda stream: stream.mapping == "item"
        )
        cls.partner = cls.env["res.partner"].create({"name": "Acme"})
        cls.product = cls.env["product.product"].create({"name": "Bolt"})

    def values(self, stream, record, **values):
        return {
            "stream_id": stream.id,
            "connection_id": stream.connection_id.id,
            "space": stream._mapping()._space,
            "res_model": record._name,
            "record_id": record.id,
            "qb_id": "80000001-1",
            "qb_name": "Acme",
            "state": "ok",
            **values,
        }

    def test_the_update_of_an_old_database_writes_the_same(self):
        rows = [self.values(self.stream, self.partner, **one) for one in self.cases()]
        for number, row in enumerate(rows):
            row["qb_id"] = row["qb_id"] and f"{number:08}-1"
            row["record_id"] = row["record_id"] and number + 1
        links = self.env["qbd.link"].create(rows)
        self.env.flush_all()
        right = links.mapped("shown_state")
        self.assertGreater(len(set(right)), 6)
        (path,) = ADDON.glob("migrations/19.0.1.0.1/pre-migration.py")
        spec = importlib.util.spec_from_file_location("migration", path)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        self.env.cr.execute("ALTER TABLE qbd_link DROP COLUMN shown_state")
        migration._show_states(self.env.cr)
        self.env.invalidate_all(flush=False)
        self.assertEqual(links.mapped("shown_state"), right)

    def cases(self):
        """Yield (state, reason, whether it has a record, whether an object)."""
        for state, code, (record, qb) in itertools.product(STATES, CODES, SIDES):
            yield {
                "state": state,
                "reason": code,
                "record_id": self.partner.id if record else False,
                "qb_id": "80000001-1" if qb else False,
            }

    def filters(self):
        arch = self.env["qbd.link"].get_view(
            self.env.ref("quickbooks_desktop.qbd_link_view_search").id, "search"
        )["arch"]
        return {
            node.get("name"): ast.literal_eval(node.get("domain"))
            for node in etree.fromstring(arch).iter("filter")
            if node.get("domain")
        }

    def test_synced_is_only_what_both_sides_have(self):
        for case in self.cases():
            state = shown.shown_state(*case.values())
            if state == "ok":
                with self.subTest(**case):
                    self.assertTrue(case["record_id"] and case["qb_id"])
                    self.assertEqual(case["state"], "ok")
                    self.assertNotIn(
                        case["reason"], ("only_in_quickbooks", "kept_unpaired")
                    )
            self.assertIn(state, dict(shown.SHOWN))

    def test_every_shown_state_has_its_place(self):
        self.assertEqual(set(shown.URGENCY), set(dict(shown.SHOWN)))
        self.assertEqual(len(shown.URGENCY), len(shown.SHOWN))

    def test_all_views_and_counts_say_the_same(self):
        filters = self.filters()
        link = self.env["qbd.link"].create(self.values(self.stream, self.partner))
        for case in self.cases():
            link.write(case)
            with self.subTest(**case):
                self.look_at(link, shown.shown_state(*case.values()), filters)

    def look_at(self, link, state, filters):
        self.assertEqual(link.shown_state, state)
        self.connection.invalidate_recordset()
        for name, states in COUNTS.items():
            self.assertEqual(self.connection[name], int(state in states), name)
        self.stream.invalidate_recordset()
        attention = int(state in shown.NEEDS_ATTENTION)
        self.assertEqual(self.stream.parked_count, attention)
        self.assertEqual(self.stream.link_count, int(state != "gone"))
        mine = [("connection_id", "=", self.connection.id)]
        for name, states in {
            "in_step": ("ok",),
            "waiting": shown.WAITING,
            "needs_person": shown.NEEDS_ATTENTION,
            **{one: (one,) for one in (*shown.ALONE, "gone")},
        }.items():
            found = self.env["qbd.link"].search(mine + filters[name])
            self.assertEqual(bool(found), state in states, name)
        self.partner.invalidate_recordset()
        seen = state if link.record_id else "none"
        self.assertEqual(self.partner.qbd_state, seen)
        self.assertIn(
            self.partner, self.env["res.partner"].search([("qbd_state", "=", seen)])
        )
        if seen != "ok":
            synced = self.env["res.partner"].search([("qbd_state", "=", "ok")])
            self.assertNotIn(self.partner, synced)

    def test_a_product_and_its_template_say_the_same(self):
        link = self.env["qbd.link"].create(self.values(self.items, self.product))
        for state, qb_id in itertools.product(STATES, ("80000001-1", False)):
            link.write({"state": state, "qb_id": qb_id})
            expected = shown.shown_state(state, False, self.product.id, qb_id)
            for record in (self.product, self.product.product_tmpl_id):
                with self.subTest(state=state, qb_id=qb_id, model=record._name):
                    record.invalidate_recordset()
                    self.assertEqual(record.qbd_state, expected)
                    found = record.search([("qbd_state", "=", expected)])
                    self.assertIn(record, found)

    def test_links_made_in_bulk_are_shown_alike(self):
        for case in self.cases():
            link = self.env["qbd.link"]._insert(
                [self.values(self.stream, self.partner, **case)]
            )
            with self.subTest(**case):
                expected = shown.shown_state(*case.values())
                self.assertEqual(link.shown_state, expected)
            link.unlink()

    def test_no_view_shows_the_state_of_the_engine(self):
        views = self.env["ir.ui.view"].search([("model", "=", "qbd.link")])
        for view in views:
            for node in etree.fromstring(view.arch).xpath("//*[@name]"):
                nested = any(one.tag == "field" for one in node.iterancestors())
                if not nested and node.tag == "field":
                    self.assertNotEqual(node.get("name"), "state", view.name)
            for node in etree.fromstring(view.arch).iter("filter"):
                for text in (node.get("domain"), node.get("context")):
                    self.assertNotIn("'state'", text or "", view.name)

    def test_sql_that_sets_a_state_sets_the_shown_one(self):
        for path in ADDON.glob("models/**/*.py"):
            text = path.read_text(encoding="utf-8")
            for statement in text.split("UPDATE qbd_link")[1:]:
                statement = statement.split("WHERE")[0]
                if " state = " in statement:
                    self.assertIn("shown_state = ", statement, path.name)

    # -- times and ends -------------------------------------------------------

    def test_last_synced_moves_only_when_both_sides_agree(self):
        link = self.env["qbd.link"].create(self.values(self.stream, self.partner))
        link.write({"state": "ok", "synced_on": "2026-01-01 10:00:00"})
        for state in set(STATES) - {"ok", "gone"}:
            link.write({"state": state, "synced_on": "2026-02-01 10:00:00"})
            self.assertEqual(str(link.synced_on), "2026-01-01 10:00:00", state)
        link.write({"state": "ok", "synced_on": "2026-02-01 10:00:00"})
        self.assertEqual(str(link.synced_on), "2026-02-01 10:00:00")

    def test_parked_since_moves_only_with_a_new_reason(self):
        parked = {"state": "parked", "reason": "document_deleted"}
        link = self.env["qbd.link"].create(
            self.values(self.stream, self.partner, **parked)
        )
        self.assertTrue(link.parked_on)
        link.parked_on = "2026-01-01 10:00:00"
        link.write(parked)
        self.assertEqual(str(link.parked_on), "2026-01-01 10:00:00")
        link.write({**parked, "reason": "conflict"})
        self.assertNotEqual(str(link.parked_on), "2026-01-01 10:00:00")

    def test_a_session_that_waited_does_not_end_as_noop(self):
        session = self.env["qbd.session"].create(
            {"connection_id": self.connection.id, "identified": True}
        )
        engine = type(self.env["qbd.engine"])
        session.last_error = "NoOp"
        with patch.object(engine, "_next", lambda *_args: "<QBXML/>"):
            session._send_request("", "", "US", 16, 0)
        session._close()
        self.assertEqual(session.end_reason, "Finished.")
        other = self.env["qbd.session"].create(
            {"connection_id": self.connection.id, "last_error": "NoOp"}
        )
        other._close()
        self.assertNotIn("NoOp", other.end_reason)

    def test_a_first_match_that_is_not_needed_does_not_wait(self):
        self.stream.first_match = "pending"
        match = self.env["qbd.match"]._for_stream(self.stream)
        self.assertEqual(match.state, "waiting")
        self.stream.first_match = "done"
        self.assertEqual(match.state, "not_needed")
        self.stream.first_match = "pending"
        self.assertEqual(match.state, "waiting")
