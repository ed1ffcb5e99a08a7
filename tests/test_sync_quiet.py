"""What waits, or is asked, leaves an idle session at one message set."""

from datetime import timedelta

from odoo.fields import Datetime

from ..models.link.reasons import FAMILIES, REASONS
from .support.documents import DocumentCase
from .test_sync_clocks import HOUR, ClockCase

WITHOUT_OBJECT = ("lost_by_restore", "unknown_outcome", "unreadable_answer", "adopt")
COMMANDS = ("delete_too",)
"""Reasons that are the work of the next session."""


def reasons():
    """Yield (code, state) of all open questions, and of what waits."""
    rows = {**REASONS, **{f"{start}3210": row for start, row in FAMILIES.items()}}
    for code, row in rows.items():
        if code not in COMMANDS:
            yield from ((code, state) for state in row.states)


class TestQuiet(ClockCase):
    def prepare(self):
        self.kinds = list(reasons())
        for number, _kind in enumerate(self.kinds):
            self.partner(name=f"P{number}", phone="1")
        self.run_session()
        self.run_session()

    def ask(self, number, code, state):
        """Leave one link as such a question leaves it."""
        link = self.link(self.partner_named(f"P{number}"))
        values = {"state": state, "reason": code, "message": "A question"}
        if state == "retry":
            values["next_try"] = Datetime.now() + timedelta(hours=30)
        if code in WITHOUT_OBJECT:
            link = self.env["qbd.link"]._create_for_records(
                self.stream("customer"), self.partner(name="", type="other").ids
            )
            self.env["qbd.hint"].search([]).unlink()
        if code == "only_in_quickbooks":
            values.update(record_id=False, kept_unpaired=True)
        link.write(values)
        return link

    def assert_one_message_set(self):
        links = [self.ask(n, *kind) for n, kind in enumerate(self.kinds)]
        self.run_session()
        parked = [link.parked_on for link in links]
        self.wait(HOUR / 60)
        report = self.run_session()
        self.assertEqual(len(report.requests), 1, report.requests)
        self.assertEqual([link.parked_on for link in links], parked)
        still = [link for link in links if link.state in ("parked", "unknown")]
        self.assertGreater(len(still), 15)

    def test_with_a_question_of_each_kind_a_session_is_one_message_set(self):
        self.prepare()
        self.assert_one_message_set()

    def test_with_small_pages_too(self):
        self.stream("customer").page_size = 6
        self.prepare()
        self.wait(2 * HOUR)
        self.assert_one_message_set()

    def test_a_question_is_counted_in_the_session_that_asks_it(self):
        self.partner(name="Ann")
        self.run_session()
        link = self.link(self.partner_named("Ann"))
        self.wait(HOUR)
        link._park("conflict", "first")
        asked_on = link.parked_on
        self.wait(HOUR)
        link._park("conflict", "again")
        self.assertEqual(link.parked_on, asked_on)
        link._park("money", "something else")
        self.assertGreater(link.parked_on, asked_on)


class TestQuietDocuments(DocumentCase):
    def purposes(self):
        session = self.env["qbd.session"].search([], limit=1)
        return session.message_set_ids.sorted("id").mapped("purpose")

    def assert_one_message_set(self):
        report = self.run_session()
        self.assertEqual(len(report.requests), 1, self.purposes())

    def test_a_document_that_was_deleted_in_quickbooks_is_asked_about_once(self):
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        self.run_session()
        link = self.link(self.move_of(txn_id))
        self.company.user_delete(txn_id)
        self.run_session()
        self.assertEqual(link.reason, "document_deleted")
        asked_on = link.parked_on
        self.run_session()
        self.assert_one_message_set()
        self.assertEqual(link.parked_on, asked_on)
        self.stream("invoice").id_sweep_wanted = True
        self.run_session()
        self.assertEqual((link.reason, link.parked_on), ("document_deleted", asked_on))

    def test_a_document_that_waits_has_the_balances_compared_once(self):
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        link = self.link(self.move_of(txn_id))
        link.write(
            {
                "state": "retry",
                "reason": "waits",
                "next_try": Datetime.now() + timedelta(hours=1),
            }
        )
        self.connection.books_wanted = True
        self.run_session()
        self.assertIn("books", self.purposes())
        self.assertFalse(self.connection.books_wanted)
        self.assert_one_message_set()

    def test_pages_are_read_once_and_the_balances_are_compared(self):
        for _number in range(5):
            self.qb_invoice(self.work())
        self.run_session()
        self.stream("invoice").page_size = 2
        self.connection.books_wanted = True
        self.run_session()
        self.assertIn("books", self.purposes())
        self.assertFalse(self.connection.books_wanted)
        report = self.run_session()
        self.assertNotIn("books", self.purposes())
        starts = sum('iterator="Start"' in request for request in report.requests)
        self.assertEqual(starts, 1)
