"""Both clocks are set ahead and back between edits: no change waits for over a day."""

import random
from datetime import datetime, timedelta

from freezegun import freeze_time

from ..core.qbxml import times
from ..models.engine import clock
from .support.common import SyncCase

BEGIN = datetime(2026, 7, 1, 13)
"""In UTC; the company file of `SyncCase` begins at the same moment in New York."""

JUMPS = (
    timedelta(minutes=10),
    timedelta(hours=3),
    timedelta(hours=25),
    timedelta(minutes=-10),
    timedelta(hours=-3),
    timedelta(hours=-23),
)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Undo(Exception):
    """Ends one play of a test."""


class ClockCase(SyncCase):
    STREAMS = ("customer",)

    def setUp(self):
        freezer = freeze_time(BEGIN)
        self.odoo_clock = freezer.start()
        self.addCleanup(freezer.stop)
        super().setUp()

    def wait(self, time):
        """Let time go by for both clocks."""
        self.odoo_clock.tick(time)
        self.clock.advance(seconds=time.total_seconds())

    def set_pc(self, jump):
        self.clock.advance(seconds=jump.total_seconds())

    def a_day_of_sessions(self):
        for _number in range(2):
            self.wait(12 * HOUR)
            self.run_session()

    def assert_all_read(self):
        """Odoo knows the last state of each customer, and of none that is gone."""
        links = self.env["qbd.link"].search(
            [("state", "!=", "gone"), ("qb_id", "!=", False)]
        )
        known = {link.qb_id: link.edit_sequence for link in links}
        shown = self.company.objects("Customer")
        self.assertEqual(known, {one["ListID"]: one["EditSequence"] for one in shown})

    def play_and_undo(self, *how):
        self.env.flush_all()
        snapshot, clock = self.company.snapshot(), self.clock.now
        try:
            with self.env.cr.savepoint():
                self.play(*how)
                self.env.flush_all()
                raise Undo
        except Undo:
            self.connector.added = False  # the file has lost its mark as well
        finally:
            self.env.invalidate_all(flush=False)
            self.company.restore(snapshot)
            self.clock.now = clock
            self.odoo_clock.move_to(BEGIN)


class TestClocks(ClockCase):
    def edit_both(self, number):
        self.company.user_mod(self.first_id, Email=f"a{number}@example.com")
        self.company.user_add("Customer", Name=f"New {number}")
        if self.writing:
            self.partner_named("Odoo's").phone = str(number)
            self.env.cr.flush()

    def play(self, direction, jump, writing):
        self.writing = writing
        self.partner(name="Odoo's")
        self.first_id = self.company.user_add("Customer", Name="First")
        gone = self.company.user_add("Customer", Name="Gone")
        self.run_session()
        self.stream("customer").direction = direction
        self.set_pc(jump)
        self.wait(HOUR)
        self.edit_both(1)
        self.run_session()
        self.wait(HOUR)
        self.run_session()
        self.set_pc(-jump)
        self.edit_both(2)
        self.company.user_delete(gone)
        self.run_session()
        self.wait(HOUR)
        self.edit_both(3)
        self.a_day_of_sessions()
        self.assert_all_read()
        if direction != "to_quickbooks":
            self.assertEqual(self.partner_named("First").email, "a3@example.com")
            self.assertTrue(self.partner_named("New 2"))
        if direction != "from_quickbooks" and writing:
            self.assertEqual(self.customer("Odoo's")["Phone"], "3")
        self.assert_quiet()

    def test_no_change_waits_longer_than_a_day(self):
        for direction in ("both", "from_quickbooks", "to_quickbooks"):
            for number, jump in enumerate(JUMPS):
                writing = number % 2 == (direction == "to_quickbooks")
                with self.subTest(direction=direction, jump=jump, writing=writing):
                    self.play_and_undo(direction, jump, writing)

    def test_a_clock_that_was_ahead_and_is_set_right_hides_nothing(self):
        self.partner(name="Ann")
        self.set_pc(3 * HOUR)
        self.run_session()
        self.assertGreater(self.connection.clock_offset, 10000)
        self.wait(HOUR)
        self.set_pc(-3 * HOUR)
        self.company.user_add("Customer", Name="New")
        self.run_session()
        self.assertTrue(self.partner_named("New"))

    def test_after_a_look_back_the_clock_is_known_without_a_write(self):
        self.stream("customer").direction = "from_quickbooks"
        self.company.user_add("Customer", Name="First")
        self.run_session()
        self.set_pc(-8 * HOUR)
        self.wait(HOUR)
        self.company.user_add("Customer", Name="New")
        self.a_day_of_sessions()
        self.assertTrue(self.partner_named("New"))
        self.company.user_add("Customer", Name="Next")
        self.run_session()
        self.assertTrue(self.partner_named("Next"))

    def test_each_session_that_shows_something_new_renews_the_evidence(self):
        self.company.user_add("Customer", Name="First")
        self.run_session()
        before = self.connection.clock_on
        self.assertTrue(before)
        self.wait(HOUR)
        self.company.user_add("Customer", Name="Second")
        self.run_session()
        self.assertGreater(self.connection.clock_on, before)

    def test_a_look_back_is_made_once_a_day_and_costs_no_message_set(self):
        self.company.user_add("Customer", Name="First")
        self.run_session()
        starts = []
        for _number in range(8):
            self.wait(6 * HOUR)
            report = self.run_session()
            self.assertEqual(len(report.requests), 1)
            starts.append(self.env["qbd.session"].search([], limit=1).reading)
        looks = [
            window["looks_back"]
            for reading in starts
            for window in reading["windows"].values()
        ]
        self.assertEqual(looks, [False, False, False, True] * 2)


class TestRandomClocks(ClockCase):
    """Random jumps of both clocks, up to a day off, between random edits."""

    STEPS = 14

    def test_after_a_quiet_day_both_sides_are_equal(self):
        for seed in range(4):
            with self.subTest(seed=seed):
                self.play_and_undo(seed)

    def test_without_the_look_back_changes_stay_unseen(self):
        self.patch(clock, "LOOK_BACK", times.OVERLAP)
        with self.assertRaises(AssertionError):
            for seed in range(4):
                self.play_and_undo(seed)

    def play(self, seed):
        self.chance, self.number = random.Random(seed), 0
        self.off = {"pc": timedelta(), "odoo": timedelta()}
        self.partner(name="P0")
        self.run_session()
        for _step in range(self.STEPS):
            self.chance.choice(
                [self.jump_pc, self.jump_odoo, *[self.edit] * 4, self.run_session]
            )()
            self.wait(self.chance.choice([HOUR / 60, HOUR, 7 * HOUR]))
        self.a_day_of_sessions()
        self.assert_all_read()
        self.assert_equal_sides()
        self.assert_quiet()

    def new_offset(self, which):
        new = timedelta(minutes=self.chance.randint(-1440, 1440))
        jump, self.off[which] = new - self.off[which], new
        return jump

    def jump_pc(self):
        self.set_pc(self.new_offset("pc"))

    def jump_odoo(self):
        self.odoo_clock.tick(self.new_offset("odoo"))

    def edit(self):
        self.number += 1
        ids = self.customer_ids()
        links = self.env["qbd.link"].search([("qb_id", "in", ids)])
        kind = self.chance.choice(["add", "mod", "delete", "create", "write"])
        if kind == "add":
            self.company.user_add("Customer", Name=f"C{self.number}")
        elif kind == "mod":
            email = f"e{self.number}@example.com"
            self.company.user_mod(self.chance.choice(ids), Email=email)
        elif kind == "delete" and len(ids) > 2:
            self.company.user_delete(self.chance.choice(ids))
        elif kind == "create":
            self.partner(name=f"P{self.number}")
        elif links:
            link = self.chance.choice(links.sorted("id"))
            self.env["res.partner"].browse(link.record_id).phone = str(self.number)
            self.env.cr.flush()

    def assert_equal_sides(self):
        links = self.env["qbd.link"].search([("state", "!=", "gone")])
        self.assertEqual(set(links.mapped("state")), {"ok"})
        partners = self.env["res.partner"].search([("customer_rank", ">", 0)])
        ours = sorted((p.name, p.phone or "", p.email or "") for p in partners)
        theirs = sorted(
            (one["FullName"], one.get("Phone", ""), one.get("Email", ""))
            for one in self.company.objects("Customer")
        )
        self.assertEqual(ours, theirs)
