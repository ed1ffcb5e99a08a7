"""The figures of the dashboard are those of the database, in each state."""

import itertools
import random
from datetime import timedelta

from odoo import Command, models
from odoo.exceptions import AccessError
from odoo.fields import Datetime, Domain
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from ..models.connection import dashboard
from ..models.link import link as links
from ..models.link import shown
from .support.common import PASSWORD, SyncCase
from .support.link_numbers import wrong_numbers_of_links

GROUPS = ("stream_id", "connection_id", "shown_state", "reason")
NEVER = Datetime.to_datetime("2020-01-01 00:00:00")


@tagged("post_install", "-at_install")
class TestFigures(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Second"})
        cls.env.user.company_ids = [Command.link(cls.other.id)]
        cls.connections = cls.env["qbd.connection"].create(
            [
                {"name": "First"},
                {"name": "Second", "company_id": cls.other.id},
            ]
        )

        cls.links = cls.env["qbd.link"].create(list(cls.values()))

    @classmethod
    def values(cls):
        """Yield values of links in each state, for some lists of each connection."""
        codes = (False, *shown.LEFT_ALONE, "conflict", "similar")
        streams = cls.connections.stream_ids.filtered(
            lambda one: one.mapping in ("customer", "item", "account")
        )
        cases = itertools.product(streams, links.STATES, codes, (True, False))
        for number, (stream, (state, _label), code, both) in enumerate(cases):
            yield {
                "stream_id": stream.id,
                "connection_id": stream.connection_id.id,
                "space": stream._mapping()._space,
                "res_model": stream._mapping()._odoo_model,
                "record_id": 10_000_000 + number if both else False,
                "qb_id": f"{number:08}-1",
                "qb_name": f"Name {number}",
                "state": state,
                "reason": code,
            }

    def test_numbers_follow_links_as_they_come_and_go(self):
        def check():
            self.assertEqual(wrong_numbers_of_links(self.env), [])

        check()
        chance, known = random.Random(1), self.links
        for number in range(30):
            some = known.browse(chance.sample(known._ids, 20))
            values = [{**one, "record_id": False} for one in self.values()][:number]
            for one in values:
                one["qb_id"] = f"{number}-{one['qb_id']}"
            way = chance.choice(("unlink", "create", "_insert", "write"))
            if way == "unlink":
                some.unlink()
                known -= some
            elif way == "write":
                some.write({"state": chance.choice(links.STATES)[0]})
            else:
                known += getattr(known, way)(values)
            check()
        self.connections[0].unlink()
        check()

    def test_numbers_are_counted_anew_each_day(self):
        count = self.env["qbd.link.count"]
        rows = count.search_count([])
        count._add({self.connections.stream_ids[0].id: 5})  # e.g. by SQL of someone
        self.assertTrue(wrong_numbers_of_links(self.env))
        count._recount()
        self.assertEqual(wrong_numbers_of_links(self.env), [])
        self.assertLess(count.search_count([]), rows + 1)

    def test_groups_of_all_links_are_those_of_odoo(self):
        """Groups come from kept numbers or from the links: never different ones."""
        first, second = self.connections
        some = [
            Domain("connection_id", "=", first.id),
            Domain("connection_id", "in", self.connections.ids),
            Domain("connection_id.company_id", "=", second.company_id.id),
            Domain("stream_id", "in", second.stream_ids.ids[:9]),
            Domain("stream_id", "not in", first.stream_ids.ids[:5]),
            Domain("stream_id.mapping", "=", "item"),
            Domain("stream_id", "ilike", "custom"),
            Domain("reason", "=", "conflict"),
            Domain("shown_state", "!=", "ok"),
            Domain("connection_id", "any", [("name", "=", "First")]),
            Domain("stream_id", "=", second.stream_ids[0].label),
            Domain("stream_id", "not in", [first.stream_ids[0].label, 1]),
            Domain("stream_id", "=", str(first.stream_ids[0].id)),
            Domain("connection_id.stream_ids.mapping", "=", "item"),
            Domain("connection_id", "any", [("stream_ids.mapping", "=", "item")]),
            Domain("connection_id", "=", "Second"),
            Domain.custom(
                to_sql=lambda model, alias, query: SQL("%s.id %% 3 = 0", SQL(alias))
            ),
            Domain.TRUE,
            Domain.FALSE,
        ]
        bookkeeper = new_test_user(
            self.env,
            login="groups",
            groups="quickbooks_desktop.group_qbd_user,account.group_account_user",
            company_id=self.other.id,
        )
        second.active = False
        second.stream_ids.filtered(lambda one: one.mapping == "item").active = False
        self.links.filtered(lambda one: not one.reason)[:5].unlink()
        pairs = itertools.pairwise([*some, ~some[0], some[3], some[8], some[1]])
        domains = [*some, *(one & other | ~one for one, other in pairs)]
        for user, (number, domain), name in itertools.product(
            (self.env.user, bookkeeper), enumerate(domains), GROUPS
        ):
            found = self.env["qbd.link"].with_user(user)
            with self.subTest(user=user.login, domain=number, group=name):
                given = (domain, [name], ["__count"])
                right = models.BaseModel._read_group(found, *given, order=name)
                self.assertEqual(found._read_group(*given), right)
                self.assertEqual(
                    found._read_group(*given, offset=1, limit=2), right[1:3]
                )
                self.assertEqual(
                    found.web_read_group(domain, [name], limit=1)["length"],
                    len(right),
                )

    def test_links_of_a_list_are_found_by_its_name(self):
        links = self.env["qbd.link"]
        of_items = self.links.filtered(lambda one: one.stream_id.mapping == "item")
        label = of_items[0].stream_id.label
        for operator, text, found in (
            ("ilike", label.lower(), of_items),
            ("=", label, of_items),
            ("any", [("label", "=", label)], of_items),
            ("not ilike", label, self.links - of_items),
            ("not any", [("label", "=", label)], self.links - of_items),
            ("ilike", "no such list", links),
            ("not ilike", "no such list", self.links),
        ):
            with self.subTest(operator=operator, text=text):
                domain = [("stream_id", operator, text), ("id", "in", self.links.ids)]
                self.assertEqual(links.search(domain, order="id"), found.sorted("id"))

    def test_groups_of_all_links_do_not_count_them(self):
        links = self.env["qbd.link"]
        before = len(self.links)
        self.env["qbd.link.count"]._add({self.connections.stream_ids[0].id: 1000})
        for name in GROUPS:
            with self.subTest(group=name):
                found = links.web_read_group([], [name], limit=80)["groups"]
                total = sum(group["__count"] for group in found)
                self.assertEqual(total, before + 1000)

    def test_only_readers_of_links_see_their_groups(self):
        user = new_test_user(self.env, login="outside", groups="base.group_user")
        for name in GROUPS:
            with self.subTest(group=name), self.assertRaises(AccessError):
                self.env["qbd.link"].with_user(user)._read_group([], [name])

    def test_groups_answer_no_question_about_secrets(self):
        """A domain may not find out, letter by letter, what its user may not read."""
        user = new_test_user(
            self.env, login="curious", groups="quickbooks_desktop.group_qbd_user"
        )
        links = self.env["qbd.link"].with_user(user)
        for domain in (
            [("connection_id.password_hash", "=like", "%")],
            [("connection_id", "any", [("password_hash", "=", False)])],
            [("stream_id.connection_id.password_hash", "=", False)],
            [("connection_id.session_ids.ticket_digest", "=like", "%")],
        ):
            for name in GROUPS:
                with self.subTest(domain=domain, group=name):
                    with self.assertRaises(AccessError):
                        links.formatted_read_group(domain, [name], ["__count"])
                    with self.assertRaises(AccessError):
                        links.search(domain)

    def test_archived_lists_are_looked_for_as_odoo_does(self):
        second = self.connections[1]
        second.stream_ids.filtered(lambda one: one.mapping == "item").active = False
        links = self.env["qbd.link"]
        inner = [("stream_ids", "any", [("mapping", "=", "item")])]
        for operator in ("any", "not any"):
            domain = Domain("connection_id", operator, inner)
            right = models.BaseModel._search(links, domain)
            self.assertEqual(links.search(domain, order="id").ids, sorted(right))

    def test_each_figure_is_that_of_the_links(self):
        for connection in self.connections:
            rows = {row["stream"]: row for row in connection.dashboard["rows"]}
            on = connection.stream_ids.filtered(lambda one: one.direction != "off")
            self.assertEqual(set(rows), set(on.ids))
            for stream in on:
                mine = self.links.filtered(lambda link, s=stream: link.stream_id == s)
                for column, states in dashboard.FIGURES.items():
                    with self.subTest(list=stream.mapping, column=column):
                        these = mine.filtered(lambda o, s=states: o.shown_state in s)
                        figure = rows[stream.id]["figures"][column]
                        self.assertEqual(figure, len(these))
                        action = connection.open_figure(stream.id, column)
                        found = self.env["qbd.link"].search(action["domain"])
                        self.assertEqual(set(found.ids), set(these.ids))

    def test_a_figure_opens_in_the_order_of_the_index_for_it(self):
        connection = self.connections[0]
        action = connection.open_figure(connection.stream_ids[:1].id, "synced")
        for view, _kind in action["views"][:2]:
            arch = self.env["ir.ui.view"].browse(view).get_combined_arch()
            self.assertIn('default_order="synced_on desc, id desc"', arch)
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = 'qbd_link_figure_idx'"
        )
        columns = "(stream_id, shown_state, synced_on, id)"
        self.assertIn(columns, self.env.cr.fetchone()[0])

    def test_columns_hold_each_state_once(self):
        states = [state for some in dashboard.FIGURES.values() for state in some]
        self.assertEqual(len(states), len(set(states)))
        every = {state for state, _label in shown.SHOWN}
        self.assertEqual(every - set(states), {"gone"})

    def test_a_figure_of_another_connection_is_empty(self):
        first, second = self.connections
        action = first.open_figure(second.stream_ids[:1].id, "synced")
        self.assertFalse(self.env["qbd.link"].search(action["domain"]))

    def test_a_number_of_queries_that_does_not_grow_with_links(self):
        self.connections.invalidate_recordset()
        before = self.env.cr.sql_log_count
        self.connections.mapped("dashboard")
        self.assertLess(self.env.cr.sql_log_count - before, 80)

    def test_users_see_it_in_their_companies_only(self):
        user = new_test_user(
            self.env,
            "dashboard-user",
            groups="quickbooks_desktop.group_qbd_user",
            company_id=self.other.id,
            company_ids=[Command.set(self.other.ids)],
        )
        first, second = self.connections.with_user(user).with_company(self.other)
        self.assertTrue(second.dashboard["rows"])
        self.assertTrue(second.open_figure(second.stream_ids[:1].id, "synced"))
        for method in ("action_open_connection", "action_open_accounts"):
            self.assertTrue(getattr(second, method)())
        for group in ("base.group_portal", "base.group_user"):
            other = new_test_user(self.env, f"no-{group[11:]}", groups=group)
            for one in self.connections.with_user(other):
                with self.assertRaises(AccessError):
                    one.mapped("dashboard")
                with self.assertRaises(AccessError):
                    one.open_figure(one.sudo().stream_ids[:1].id, "synced")
        with self.assertRaises(AccessError):
            first.mapped("dashboard")
        with self.assertRaises(AccessError):
            first.open_figure(1, "synced")


@tagged("post_install", "-at_install")
class TestHealth(SyncCase):
    def setUp(self):
        super().setUp()
        self.connection.invalidate_recordset()

    def health(self):
        self.connection.invalidate_recordset()
        return self.connection.dashboard["health"]

    def notes(self):
        self.connection.invalidate_recordset()
        return [note["text"] for note in self.connection.dashboard["notes"]]

    def call_was(self, moment):
        self.connection.last_login = moment
        self.connection.session_ids.last_call = moment

    def test_before_the_first_call(self):
        self.call_was(False)
        self.assertEqual(self.health()["level"], "info")
        self.assertIn("has not called", self.health()["text"])

    def test_after_a_session(self):
        self.run_session()
        self.assertEqual(self.health()["level"], "success")
        self.assertIn("next contact expected at", self.health()["text"])
        self.assertIn("Finished.", self.notes()[-1])
        self.assertFalse(self.connection.dashboard["running"])

    def test_overdue_and_within_quiet_hours(self):
        self.run_session()
        self.call_was(Datetime.now() - timedelta(hours=2))
        self.assertEqual(self.health()["level"], "warning")
        self.assertIn("2 hours ago", self.health()["text"])
        self.connection.write({"quiet_from": 0.0, "quiet_to": 23.99})
        self.assertNotEqual(self.health()["level"], "warning")

    def test_stopped_and_switched_off(self):
        self.run_session()
        self.connection.write({"state": "question", "question_text": "Another file."})
        self.assertEqual(self.health()["level"], "danger")
        self.assertIn("Another file.", self.notes())
        self.connection.state = "off"
        self.assertEqual(self.health()["text"], "Switched off.")

    def test_a_wrong_password_is_seen_until_the_right_one_came(self):
        port = self.env["qbd.session"]._qbwc_port("192.0.2.7")
        port.authenticate("somebody else", "wrong")
        self.assertFalse([one for one in self.notes() if "wrong password" in one])
        self.connection.last_login = NEVER
        port.authenticate(self.connection.user_name, "wrong")
        self.assertTrue([one for one in self.notes() if "wrong password" in one])
        self.connection.last_login = Datetime.now() + timedelta(seconds=1)
        self.assertFalse([one for one in self.notes() if "wrong password" in one])

    def test_a_running_session_shows_its_progress(self):
        port = self.env["qbd.session"]._qbwc_port("192.0.2.7")
        ticket, _path = port.authenticate(self.connection.user_name, PASSWORD)
        self.assertTrue(ticket)
        self.connection.last_session_id.progress = 40
        self.connection.invalidate_recordset()
        running = self.connection.dashboard["running"]
        self.assertEqual(running["percent"], 40)
        self.assertIn("is running", self.health()["text"])

    def test_days_count_the_changes_of_sessions(self):
        self.partner(name="New Here")
        self.run_session()
        self.connection.invalidate_recordset()
        days = self.connection.dashboard["days"]
        self.assertEqual(len(days["labels"]), dashboard.DAYS)
        sessions = self.connection.session_ids
        written = sum(sessions.mapped("count_added")) + sum(
            sessions.mapped("count_changed")
        )
        self.assertTrue(written)
        ours, theirs = days["series"]
        self.assertEqual(sum(ours["values"]), sum(sessions.mapped("count_pulled")))
        self.assertEqual(sum(theirs["values"]), written)

    def test_both_books_agree_or_not(self):
        (line,) = self.connection.dashboard["books"]
        self.assertIn("not compared", line["text"])
        rows = self.env["qbd.ledger.account"].create(
            [
                {"connection_id": self.connection.id, "name": name, "qb_name": name}
                for name in ("Cash", "Sales")
            ]
        )
        self.connection.ledger_on = "2026-11-29"
        self.connection.invalidate_recordset()
        (line,) = self.connection.dashboard["books"]
        self.assertEqual((line["level"], "all 2" in line["text"]), ("success", True))
        rows[:1].difference = 0.01
        rows[:1].differs = True
        self.connection.invalidate_recordset()
        (line,) = self.connection.dashboard["books"]
        self.assertEqual((line["level"], "1 of 2" in line["text"]), ("warning", True))
        verified = self.env["qbd.ledger.verification"].create(
            {"connection_id": self.connection.id, "day": "2026-11-30"}
        )
        for state, level in (("equal", "success"), ("differs", "warning")):
            verified.write({"state": state, "read_on": "2026-11-30 10:00:00"})
            self.connection.invalidate_recordset()
            line = self.connection.dashboard["books"][1]
            self.assertEqual(line["level"], level)
            self.assertIn("11/30/2026", line["text"])
            self.assertEqual(line["action"], "action_open_verifications")

    def test_settings_show_the_same(self):
        settings = self.env["res.config.settings"].new({})
        (same,) = settings.qbd_connection_ids
        self.assertEqual(same.dashboard["rows"], self.connection.dashboard["rows"])
