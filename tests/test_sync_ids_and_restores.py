from odoo.sql_db import Savepoint

from .support.common import SyncCase

ANSWERS = ("action_trust_odoo", "action_trust_quickbooks", "action_compare_anew")


class TestComparisonOfIds(SyncCase):
    """Changes out of all windows: merges, deletions long ago, changes the clock hid."""

    def sweep(self):
        self.stream("customer").write({"id_sweep_wanted": True})
        return self.run_session()

    def test_a_customer_merged_away_in_quickbooks_is_archived(self):
        one, two = self.partner(name="One"), self.partner(name="Two")
        self.run_session()
        self.company.user_merge(
            self.customer("One")["ListID"], self.customer("Two")["ListID"]
        )
        self.run_session()
        self.assertTrue(two.active)
        self.sweep()
        self.assertFalse(two.active)
        self.assertTrue(one.active)
        self.assertEqual(self.link(two).state, "gone")
        self.assert_quiet()

    def test_a_change_that_the_windows_missed_is_found(self):
        one = self.partner(name="One")
        self.run_session()
        self.clock.sleep(-40 * 86400)  # the PC's clock was wrong for a while
        self.company.user_mod(self.customer("One")["ListID"], Phone="7")
        self.clock.sleep(41 * 86400)
        self.run_session()
        self.assertFalse(one.phone)
        self.sweep()
        self.assertEqual(one.phone, "7")
        self.assert_quiet()

    def test_the_comparison_reads_in_pages(self):
        for number in range(30):
            self.company.user_add("Customer", Name=f"C{number:02}")
        self.run_session()
        self.patch(self.ids_module(), "PAGE", 7)
        self.company.user_merge(*self.customer_ids()[:2])
        report = self.sweep()
        self.assertEqual(report.end, "done")
        gone = self.env["qbd.link"].search([("state", "=", "gone")])
        self.assertEqual(len(gone), 1)
        self.assert_quiet()

    def ids_module(self):
        from ..models.engine import ids as qbd_engine_ids

        return qbd_engine_ids

    def test_a_large_removal_stops_and_asks(self):
        for number in range(30):
            self.partner(name=f"C{number:02}")
        self.run_session()
        for list_id in self.customer_ids()[:20]:
            self.company.user_delete(list_id)
        report = self.run_session(ok=False)
        self.assertEqual(self.connection.state, "question")
        self.assertIn("20 of", self.connection.question_text)
        active = self.env["res.partner"].search_count([("name", "=like", "C__")])
        self.assertEqual(active, 30)
        report = self.run_session(ok=False)
        self.assertIn("20 of", report.error)
        self.connection.action_allow_removal()
        self.run_session()
        active = self.env["res.partner"].search_count([("name", "=like", "C__")])
        self.assertEqual(active, 10)
        self.assert_quiet()


class TestRestores(SyncCase):
    """A restored company file, a restored Odoo, another file, a moved file."""

    def prepare(self):
        self.partner(name="One", phone="1")
        self.run_session()
        self.old = self.company.snapshot()
        self.partner(name="Later", phone="1")
        self.partner_named("One").phone = "2"
        self.run_session()

    def restore_quickbooks(self):
        self.company.restore(self.old)
        self.clock.sleep(86400)
        report = self.run_session(ok=False)
        self.assertEqual(report.end, "error")
        self.assertEqual(self.connection.question, "older_quickbooks")
        self.assertFalse(report.wrote)

    def test_an_older_company_file_stops_everything_and_names_both_dates(self):
        self.prepare()
        self.restore_quickbooks()
        words = self.connection.question_text
        self.assertEqual(words.count("(America/New_York)"), 2, words)
        self.assertNotRegex(words, r"\d{4}-\d\d-\d\d")  # no time of the server
        self.assertEqual(self.customer_names(), ["One"])
        self.assertEqual(self.partner_named("One").phone, "2")
        report = self.run_session(ok=False)
        self.assertEqual(report.requests, [])

    def test_odoo_is_right_after_a_restore_of_quickbooks(self):
        self.prepare()
        self.restore_quickbooks()
        self.connection.action_trust_odoo()
        self.run_session()
        self.assertEqual(self.customer_names(), ["Later", "One"])
        self.assertEqual(self.customer("One")["Phone"], "2")
        self.assertFalse(self.connection.recompare)
        self.assert_quiet()

    def test_quickbooks_is_right_after_its_restore(self):
        self.prepare()
        self.restore_quickbooks()
        self.connection.action_trust_quickbooks()
        self.run_session()
        self.assertEqual(self.partner_named("One").phone, "1")
        self.assertEqual(self.customer_names(), ["One"])
        later = self.link(self.partner_named("Later"))
        self.assertEqual((later.state, later.reason), ("parked", "lost_by_restore"))
        self.assertTrue(self.partner_named("Later").active)
        later.action_try_again()
        self.run_session()
        self.assertEqual(self.customer_names(), ["Later", "One"])
        self.assert_quiet()

    def test_an_object_that_was_no_record_is_nowhere_after_the_restore(self):
        self.prepare()
        self.stream("customer").create_in_odoo = False
        self.company.user_add("Customer", Name="Only there")
        self.run_session()
        waiting = [("qb_name", "=", "Only there")]
        self.assertEqual(self.env["qbd.link"].search_count(waiting), 1)
        back = Savepoint(self.env.cr)
        for answer in ANSWERS:
            with self.subTest(answer):
                self.restore_quickbooks()
                getattr(self.connection, answer)()
                self.run_session()
                self.assertFalse(self.env["qbd.link"].search(waiting))
                self.assertFalse(
                    self.env["qbd.link"].search([("record_id", "in", (False, 0))])
                )
            self.env.cr.clear()
            back.rollback()

    def test_each_difference_can_be_asked_about(self):
        self.prepare()
        self.restore_quickbooks()
        self.connection.action_compare_anew()
        self.run_session()
        link = self.link(self.partner_named("One"))
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        self.assert_quiet()

    def test_one_that_was_brought_back_meets_its_first_object_again(self):
        """Its second object is lost by the restore; an edit in Odoo is not."""
        for answer in ANSWERS:
            with self.subTest(answer), self.env.cr.savepoint() as point:
                self.start_anew()
                self.bring_one_back()
                self.restore_quickbooks()
                getattr(self.connection, answer)()
                self.run_session()
                lost = [("reason", "=", "lost_by_restore")]
                self.env["qbd.link"].search(lost).action_try_again()
                self.run_session()
                one = self.partner_named("One")
                self.assertEqual((one.ref, one.active), ("v1", True))
                self.assertEqual(self.customer("One")["AccountNumber"], "v1")
                self.assertEqual(self.customer_names(), ["Later", "One"])
                self.assert_quiet()
                point.rollback()
                self.env.invalidate_all(flush=False)

    def bring_one_back(self):
        """Delete a customer in QuickBooks whose record is edited in Odoo."""
        self.partner(name="One", phone="1")
        self.run_session()
        self.old = self.company.snapshot()
        self.partner(name="Later")
        self.run_session()
        self.company.user_delete(self.customer("One")["ListID"], kind="Customer")
        self.partner_named("One").ref = "v1"
        self.run_session()
        self.assertEqual(self.customer("One")["AccountNumber"], "v1")

    def test_a_restored_odoo_is_noticed_and_nothing_is_doubled(self):
        self.partner(name="One", phone="1")
        self.run_session()
        self.env.flush_all()

        backup = Savepoint(self.env.cr)
        self.partner(name="Later", phone="1")
        self.run_session()
        self.env.cr.clear()
        backup.rollback()
        self.partner(name="Later", phone="1")
        other = self.partner(name="New after the backup")
        report = self.run_session(ok=False)
        self.assertEqual(self.connection.question, "older_odoo")
        self.assertIn("restored", self.connection.question_text)
        self.assertFalse(report.wrote)
        self.connection.action_read_again()
        self.run_session()
        self.assertEqual(
            self.customer_names(), ["Later", "New after the backup", "One"]
        )
        self.assertTrue(self.link(other).qb_id)
        self.assert_quiet()

    def test_another_company_file_is_neither_read_nor_written(self):
        self.partner(name="One")
        self.run_session()
        other = type(self.company)(clock=self.clock, name="Other Inc")
        other.user_add("Customer", Name="Stranger")
        owner = self.connection.owner_id
        other.data_exts.put(owner, "FileID", "{11111111-1111-1111-1111-111111111111}")
        report = self.run_session(self.new_connector(company=other), ok=False)
        self.assertEqual(self.connection.question, "other_file")
        self.assertIn("Other Inc", report.error)
        self.assertFalse(self.partner_named("Stranger"))
        self.connection.action_answered()
        self.run_session()
        self.assert_quiet()

    def test_a_copy_at_another_place_is_asked_about(self):
        self.partner(name="One")
        self.run_session()
        copy = self.company.copy(file_path=r"D:\copy.qbw")
        report = self.run_session(self.new_connector(company=copy), ok=False)
        self.assertEqual(self.connection.question, "moved")
        self.assertIn("copy.qbw", report.error)
        self.connection.action_confirm_place()
        self.run_session(self.new_connector(company=copy))


class TestNewDuringAComparisonOfIds(SyncCase):
    """What is entered in QuickBooks while a session compares ids is new, not gone."""

    def before_call(self):
        newest = self.env["qbd.message.set"].search([], order="id desc", limit=1)
        if self.entering and newest.purpose == "observe" and newest.state == "answered":
            self.entering = False
            self.company.user_add("Customer", Name="While comparing", Phone="1")

    entering = False

    def test_a_new_customer_is_created_and_stays(self):
        self.partner(name="One")
        self.run_session()
        self.stream("customer").id_sweep_wanted = True
        self.entering = True
        self.run_session()
        self.assertFalse(self.entering)
        partner = self.partner_named("While comparing")
        self.assertEqual(len(partner), 1)
        self.assertTrue(partner.active)
        self.assertEqual(self.link(partner).state, "ok")
        self.assert_quiet()

    def test_what_is_really_gone_is_still_found_in_the_same_comparison(self):
        gone = self.partner(name="Gone")
        self.partner(name="One")
        self.run_session()
        self.company.user_merge(
            self.customer("One")["ListID"], self.customer("Gone")["ListID"]
        )
        self.stream("customer").id_sweep_wanted = True
        self.entering = True
        self.run_session()
        self.assertFalse(gone.active)
        self.assertTrue(self.partner_named("While comparing").active)
        self.assert_quiet()
