"""A query that QuickBooks refuses is shown, does not count as read, and is tried again.

Reported by users: 3260 where the user who is logged in lacks a right, 3250 where a
feature is off.
"""

from unittest.mock import patch

from ..models.engine import windows
from .support.common import SyncCase
from .support.documents import DocumentCase

PERMISSION = (3260, "Insufficient permission level to perform this action.")
FEATURE = (3250, "This feature is not enabled or not available in this version.")
OTHERS = (PERMISSION, FEATURE, (3261, "No access."), (1000, "broken"), (4711, "?"))


class TestRefusedReads(SyncCase):
    def refuse(self, request, code=3260, words=PERMISSION[1], times=100):
        self.company.failures.plan(request, code, words, times=times)

    def works_again(self):
        self.company.failures._planned.clear()

    def last_session(self):
        return self.env["qbd.session"].search([], limit=1)

    def assert_told(self, mapping, words):
        stream = self.stream(mapping)
        stream.invalidate_recordset()
        self.connection.invalidate_recordset()
        self.assertIn(words, stream.read_problem)
        self.assertTrue(stream.read_problem_since)
        self.assertIn(words, self.connection.read_problem)
        self.assertIn(stream.label, self.connection.read_problem)
        self.assertIn(words, self.last_session().end_reason)

    def assert_nothing_told(self):
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.read_problem)
        self.assertFalse(any(self.connection.stream_ids.mapped("read_problem")))
        self.assertEqual(self.last_session().end_reason, "Finished.")

    def test_a_refused_list_is_told_with_any_code_and_read_later(self):
        self.run_session()
        mark = self.stream("customer").watermark
        self.company.user_add("Customer", Name="Ann")
        for code, words in OTHERS:
            self.works_again()
            self.refuse("CustomerQuery", code, words)
            self.run_session()
            self.assert_told("customer", words)
            self.assertEqual(self.stream("customer").watermark, mark)
            self.assertFalse(self.partner_named("Ann"))
        self.works_again()
        self.run_session()
        self.assertTrue(self.partner_named("Ann"))
        self.assert_nothing_told()

    def test_who_can_help_is_said_and_since_when_stays(self):
        self.run_session()
        self.refuse("CustomerQuery")
        self.run_session()
        since = self.stream("customer").read_problem_since
        self.assertIn("administrator of QuickBooks", self.connection.read_problem)
        self.run_session()
        self.assertEqual(self.stream("customer").read_problem_since, since)

    def test_the_other_lists_go_on(self):
        self.refuse("CustomerQuery")
        self.company.user_add("StandardTerms", Name="Net 47", StdDueDays="47")
        self.run_session()
        self.assertTrue(
            self.env["account.payment.term"].search([("name", "=", "Net 47")])
        )
        self.assertFalse(self.stream("customer").watermark)
        self.assertFalse(self.stream("customer").id_sweep_time)
        self.assert_told("customer", PERMISSION[1])

    def test_an_idle_session_with_a_refused_list_is_one_message_set(self):
        self.run_session()
        self.refuse("CustomerQuery")
        self.run_session()
        report = self.run_session()
        self.assertEqual(len(report.requests), 1)

    def test_a_list_that_is_always_refused_makes_no_answer_a_first_one(self):
        self.refuse("CustomerQuery")
        self.run_session()
        self.run_session()
        with patch.object(windows, "MUCH_TO_PARSE", 1):
            report = self.run_session()
        self.assertEqual(len(report.requests), 1)

    def test_a_list_that_is_switched_off_is_not_told_of(self):
        self.run_session()
        self.refuse("CustomerQuery")
        self.run_session()
        self.stream("customer").direction = "off"
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.read_problem)

    def test_refused_deletions_are_told_and_asked_for_from_where_they_were(self):
        ann = self.partner(name="Ann")
        self.run_session()
        self.clock.advance(days=3)
        self.refuse("ListDeletedQuery")
        self.company.user_delete(self.customer("Ann")["ListID"])
        self.run_session()
        self.assert_told("customer", PERMISSION[1])
        self.clock.advance(days=3)
        self.partner(name="Bob")
        self.run_session()
        self.partner(name="Carl")
        self.run_session()
        self.assertTrue(ann.active)
        self.works_again()
        self.run_session()
        self.assertFalse(ann.active)
        self.assert_nothing_told()

    def test_refused_ids_do_not_count_as_compared_and_stop_no_other_list(self):
        self.run_session()
        streams = self.stream("customer") + self.stream("terms")
        streams.write({"id_sweep_wanted": True})
        before = self.stream("customer").id_sweep_time
        self.refuse_ids("customer")
        self.run_session()
        self.assertTrue(self.stream("customer").id_sweep_wanted)
        self.assertEqual(self.stream("customer").id_sweep_time, before)
        self.assertFalse(self.stream("terms").id_sweep_wanted)
        self.assertIn("could not be read", self.connection.read_problem)

    def refuse_ids(self, mapping):
        """The comparison of ids of one list is answered as if it was refused."""
        engine = type(self.env["qbd.engine"])
        real, stream = engine._apply_ids, self.stream(mapping)

        def refused(self, message_set, response):
            if message_set.requests[0]["stream"] == stream.id:
                response = None
            return real(self, message_set, response)

        self.patch(engine, "_apply_ids", refused)

    def test_a_refused_fetch_of_missed_changes_is_repeated(self):
        self.run_session()
        self.clock.advance(days=-40)
        self.company.user_add("Customer", Name="Ann")
        self.clock.advance(days=41)
        stream = self.stream("customer")
        stream.id_sweep_wanted = True
        engine = type(self.env["qbd.engine"])
        real = engine._apply_fetched
        self.patch(engine, "_apply_fetched", lambda s, m, _r: real(s, m, None))
        self.run_session()
        self.assertTrue(stream.id_sweep_wanted)
        self.assertTrue(self.connection.read_problem)
        self.patch(engine, "_apply_fetched", real)
        stream.read_problems = False
        self.run_session()
        self.assertTrue(self.partner_named("Ann"))
        self.assertFalse(stream.id_sweep_wanted)

    def test_after_a_restore_a_refused_list_says_why_nothing_is_written(self):
        self.partner(name="Ann")
        self.run_session()
        self.connection.recompare = "odoo"
        self.connection._want_ids()
        self.refuse("CustomerQuery")
        self.partner(name="Bob")
        self.run_session()
        self.connection.invalidate_recordset()
        self.assertEqual(self.customer_names(), ["Ann"])
        self.assertIn("nothing is written", self.connection.read_problem)
        self.works_again()
        self.run_session()
        self.run_session()
        self.assertFalse(self.connection.recompare)
        self.assertEqual(self.customer_names(), ["Ann", "Bob"])
        self.assert_nothing_told()

    def test_a_refused_list_that_is_switched_off_ends_the_comparison(self):
        self.partner(name="Ann")
        self.run_session()
        self.connection.recompare = "odoo"
        self.connection._want_ids()
        self.refuse("CustomerQuery")
        self.run_session()
        self.assertTrue(self.connection.recompare)
        self.stream("customer").direction = "off"
        self.run_session()
        self.assertFalse(self.connection.recompare)


class TestRefusedBalances(DocumentCase):
    def test_refused_balances_are_told_and_stay_wanted(self):
        self.run_session()
        self.connection.books_wanted = True
        engine = type(self.env["qbd.engine"])
        real = engine._apply_books
        self.patch(engine, "_apply_books", lambda s, m, _r: real(s, m, {}))
        self.run_session()
        self.assertTrue(self.connection.books_wanted)
        self.connection.invalidate_recordset()
        self.assertTrue(self.connection.read_problem)
        self.assertEqual(len(self.run_session().requests), 1)
        self.patch(engine, "_apply_books", real)
        for stream in self.connection.stream_ids.filtered("read_problems"):
            stream.read_problems = {
                key: {**one, "tried": "2020-01-01 00:00:00"}
                for key, one in stream.read_problems.items()
            }
        self.run_session()
        self.assertFalse(self.connection.books_wanted)
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.read_problem)
