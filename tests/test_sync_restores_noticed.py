"""A restored company file is noticed where nothing was written to it.

The evidence are the changes that the file has lost. Merges, deletions and a clock that
is set back are none.
"""

from contextlib import contextmanager

from odoo.tests import new_test_user

from .support.common import SyncCase
from .test_sync_payments import PaymentSyncCase
from .test_sync_restores import ANSWERS, MANAGER

DAY = 86400


class NoticeCase(SyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "only a manager", groups=MANAGER)

    @contextmanager
    def anew(self, **what):
        with self.subTest(**what), self.env.cr.savepoint() as point:
            self.connection.stream_ids.filtered(
                lambda stream: stream.mapping in self.STREAMS
            ).direction = "both"
            self.start_anew()
            yield
            point.rollback()
            self.env.invalidate_all()

    def direct(self, direction):
        live = self.connection.stream_ids.filtered(lambda s: s.direction != "off")
        live.direction = direction

    def assert_noticed(self, *words):
        report = self.run_session(ok=False)
        self.assertEqual(self.connection.question, "older_quickbooks", report)
        self.assertFalse(report.wrote)
        for word in words:
            self.assertIn(word, self.connection.question_text)

    def answer(self, action):
        getattr(self.connection.with_user(self.manager), action)()
        self.env.invalidate_all()
        for _session in range(4):
            self.run_session()
        self.assertFalse(self.connection.recompare)
        self.assertEqual(self.connection.state, "connected")


class TestListsOnly(NoticeCase):
    STREAMS = ("customer", "terms")

    def in_step(self, direction):
        self.ids = [
            self.company.user_add("Customer", Name=name, Phone="1")
            for name in ("Ann", "Bea", "Cid")
        ]
        self.direct(direction)
        self.run_session()
        self.run_session()
        self.clock.sleep(DAY)

    def test_what_is_remembered_is_as_the_links_know_it(self):
        self.in_step("both")
        stream = self.stream("customer")
        for whole in (False, True):
            more = [
                self.company.user_add("Customer", Name=f"{name} {whole}")
                for name in ("Dan", "Eva", "Fay", "Gus", "Hal", "Ida")
            ]
            self.company.user_mod(self.ids[0], Phone=f"9{whole}")
            for list_id in more:
                self.clock.sleep(1)
                self.company.user_mod(list_id, Phone="3")
            if whole:
                stream.watermark = False
            self.run_session()
            rows = self.connection.newest_seen[str(stream.id)]
            self.assertEqual(len(rows), 5)
            known = self.env["qbd.link"].search([("stream_id", "=", stream.id)])
            known = {link.qb_id: link.edit_sequence for link in known}
            for row in rows:
                self.assertEqual(row["sequence"], known[row["id"]])

    def change(self, lost):
        if lost in ("edited", "edited and added"):
            self.company.user_mod(self.ids[1], Phone="2")
        if lost in ("added", "edited and added"):
            self.company.user_add("Customer", Name="Dot")
        if lost == "three added":
            for name in ("Dot", "Eve", "Fay"):
                self.company.user_add("Customer", Name=name)

    def test_each_direction_and_each_change(self):
        for direction in ("both", "from_quickbooks", "to_quickbooks"):
            for lost in ("edited", "edited and added", "three added"):
                with self.anew(direction=direction, lost=lost):
                    self.in_step(direction)
                    if lost == "edited":  # the state of the backup was never read
                        self.company.user_mod(self.ids[1], Phone="before")
                    backup = self.company.snapshot()
                    self.clock.sleep(600)
                    self.change(lost)
                    self.run_session()
                    self.company.restore(backup)
                    self.clock.sleep(DAY)
                    self.company.user_mod(self.ids[0], Phone="after")
                    self.assert_noticed("restored")
                    self.assertNotEqual(self.partner_named("Ann").phone, "after")

    def test_a_list_that_is_off_tells_nothing_and_the_others_do(self):
        self.in_step("from_quickbooks")
        self.stream("terms").direction = "off"
        backup = self.company.snapshot()
        self.change("edited")
        self.company.user_add("StandardTerms", Name="Net 77", StdDueDays="77")
        self.run_session()
        self.company.restore(backup)
        self.assert_noticed("Bea")

    def test_older_states_are_found_by_the_comparison_of_ids_as_well(self):
        self.in_step("from_quickbooks")
        backup = self.company.snapshot()
        self.change("edited")
        self.run_session()
        self.company.restore(backup)
        self.connection.newest_seen = False
        self.stream("customer").id_sweep_wanted = True
        self.assert_noticed("Bea")

    def test_a_lone_name_that_vanished_has_its_list_compared_at_once(self):
        self.in_step("from_quickbooks")
        dot = self.company.user_add("Customer", Name="Dot")
        self.run_session()
        self.company.user_merge(self.ids[0], dot)
        self.run_session()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.partner_named("Dot").active)
        self.assert_quiet()

    def test_all_ids_new_after_a_repair_are_no_restore(self):
        """Nothing else shows it: no deletion, and the times are those of before."""
        self.in_step("from_quickbooks")
        self.company.store.execute("UPDATE object SET list_id = '9' || list_id")
        self.company.store.execute("UPDATE reference SET list_id = '9' || list_id")
        for _session in range(2):
            self.run_session()
        for name in ("Ann", "Bea", "Cid"):
            partner = self.partner_named(name)
            self.assertEqual((len(partner), partner.active), (1, True))
            self.assertEqual(self.link(partner).qb_id, self.customer(name)["ListID"])
        self.assert_quiet()

    def test_no_restore_is_seen_in_deletions_and_a_clock_set_back(self):
        for seconds in (0, -3600, -DAY, DAY):
            with self.anew(seconds=seconds):
                self.in_step("from_quickbooks")
                for one in self.ids:
                    self.company.user_mod(one, Phone="2")
                self.run_session()
                self.clock.sleep(seconds)
                self.company.user_mod(self.ids[2], Phone="3")
                self.company.user_delete(self.ids[1])
                self.company.user_delete(self.ids[0])
                for _session in range(2):
                    self.run_session()
                    self.assertEqual(self.connection.state, "connected")
                self.assertFalse(self.partner_named("Ann").active)
                self.assert_quiet()

    def test_a_deletion_that_is_lost_is_noticed(self):
        for direction in ("both", "from_quickbooks", "to_quickbooks"):
            with self.anew(direction=direction):
                self.in_step(direction)
                backup = self.company.snapshot()
                self.company.user_delete(self.ids[1])
                self.run_session()
                bea = self.partner_named("Bea")
                self.clock.sleep(DAY)
                self.run_session()
                self.company.restore(backup)
                self.clock.sleep(DAY)
                self.assert_noticed("Bea", "again")
                self.answer("action_trust_quickbooks")
                self.assertTrue(all(bea.mapped("active")))
                self.assert_quiet()

    def test_a_lost_deletion_or_merge_is_found_by_the_comparison_of_ids_as_well(self):
        for lost in ("deletion", "merge"):
            with self.anew(lost=lost):
                self.in_step("from_quickbooks")
                backup = self.company.snapshot()
                if lost == "merge":
                    self.company.user_merge(self.ids[0], self.ids[1])
                    self.stream("customer").id_sweep_wanted = True
                else:
                    self.company.user_delete(self.ids[1])
                self.run_session()
                self.run_session()
                self.company.restore(backup)
                self.connection.deleted_seen = False
                self.connection.newest_seen = False
                self.stream("customer").id_sweep_wanted = True
                self.assert_noticed("Bea", "again")

    def test_a_merge_that_is_lost_is_noticed(self):
        self.in_step("both")
        backup = self.company.snapshot()
        self.company.user_merge(self.ids[0], self.ids[1])
        self.stream("customer").id_sweep_wanted = True
        self.run_session()
        self.connection.newest_seen = False
        self.company.restore(backup)
        self.assert_noticed("Bea", "again")

    def test_deletions_leave_an_idle_session_at_one_message_set(self):
        for number in (1, 3):
            with self.anew(number=number):
                self.in_step("both")
                for one in self.ids[:number]:
                    self.company.user_mod(one, Phone="2")
                    self.company.user_delete(one)
                self.run_session()
                for _session in range(3):
                    self.clock.sleep(3 * DAY)
                    self.assertEqual(len(self.run_session().requests), 1)

    def test_an_idle_session_stays_one_message_set(self):
        self.in_step("from_quickbooks")
        self.change("edited and added")
        self.run_session()
        self.clock.sleep(DAY / 2)
        self.assertEqual(len(self.run_session().requests), 1)


class TestDocuments(NoticeCase, PaymentSyncCase):
    def in_step(self, direction):
        self.txn_id = self.qb_invoice(self.work())
        self.run_session()
        self.direct(direction)
        self.run_session()
        self.backup = self.company.snapshot()
        self.clock.sleep(3600)

    def change(self, lost):
        if lost == "edited":
            self.qb_change(self.txn_id, 0, Quantity="3")
        elif lost == "added":
            self.qb_invoice(self.work(Quantity="5"))
        elif lost == "deleted":
            self.company.user_delete(self.txn_id)
        else:
            self.qb_payment("20.00", {self.txn_id: "20.00"})

    def test_each_direction_and_each_change(self):
        plays = [
            (direction, lost)
            for direction in ("both", "from_quickbooks")
            for lost in ("edited", "added", "paid", "deleted")
        ]
        for number, (direction, lost) in enumerate(plays):
            with self.anew(direction=direction, lost=lost):
                self.in_step(direction)
                self.change(lost)
                self.run_session()
                self.company.restore(self.backup)
                self.clock.sleep(DAY)
                self.assert_noticed("restored")
                self.answer(ANSWERS[number % 3])
                self.settle(direction)
                self.assert_quiet()

    def settle(self, direction):
        """Answer all questions, as a manager; then both sides are equal."""
        for link in self.env["qbd.link"].search([("state", "=", "parked")]):
            link = link.with_user(self.manager)
            if link.reason == "conflict":
                link.action_use_quickbooks()
            elif direction == "both":
                link.action_try_again()
            else:
                link.action_unlink_pair()
        for _session in range(2):
            self.run_session()
        links = self.env["qbd.link"].search([("state", "!=", "gone")])
        links = links.filtered(lambda link: link.reason != "unlinked")
        self.assertEqual(set(links.mapped("state")), {"ok"}, links.mapped("message"))
        (move,) = self.env["account.move"].browse(self.move_of(self.txn_id).ids)
        shown = self.company.object(self.txn_id)
        self.assertEqual(move.amount_untaxed, float(shown["Subtotal"]))
