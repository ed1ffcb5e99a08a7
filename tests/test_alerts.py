"""The person in charge is notified once, kept up to date, and again at the end."""

from datetime import timedelta

from odoo import Command
from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from .support.common import SyncCase

USER = "quickbooks_desktop.group_qbd_user"


@tagged("post_install", "-at_install")
class TestAlerts(SyncCase):
    def arrange(self):
        super().arrange()
        self.run_session()
        self.ann = new_test_user(self.env, "alert-ann", groups=USER)
        self.connection.write({"responsible_id": self.ann.id})

    def park(self, number):
        names = [f"Parked {one}" for one in range(number)]
        links = self.env["qbd.link"]
        for name in names:
            record = self.partner(name=name)
            links |= links.create(
                {
                    "stream_id": self.stream("customer").id,
                    "connection_id": self.connection.id,
                    "space": "entity",
                    "res_model": "res.partner",
                    "record_id": record.id,
                    "state": "parked",
                    "reason": "conflict",
                }
            )
        return links

    def tell(self):
        self.connection._tell()
        self.connection.invalidate_recordset()
        return self.connection.activity_ids

    def test_nothing_to_tell(self):
        self.assertFalse(self.tell())

    def test_one_activity_with_the_number_and_the_reasons(self):
        links = self.park(3)
        activity = self.tell()
        self.assertEqual(activity.user_id, self.ann)
        self.assertIn("3 records need attention", activity.summary)
        self.assertIn("Both sides changed: 3", activity.note)
        links[:1].state = "ok"
        self.assertEqual(self.tell(), activity)
        self.assertIn("2 records", activity.summary)

    def test_an_all_clear(self):
        links = self.park(2)
        self.tell()
        links.state = "ok"
        before = self.connection.message_ids
        self.assertFalse(self.tell())
        note = self.connection.message_ids - before
        self.assertIn("No record needs attention", note.body)

    def test_one_that_was_closed_by_hand_comes_back_with_news_only(self):
        self.park(2)
        self.tell().action_done()
        self.assertFalse(self.tell())
        self.assertFalse(self.tell())
        self.park(1)
        self.assertIn("3 records", self.tell().summary)

    def test_a_stopped_connection_is_told_with_its_question(self):
        self.connection.write({"state": "question", "question_text": "Another file."})
        activity = self.tell()
        self.assertIn("has stopped", activity.summary)
        self.assertIn("Another file.", activity.note)

    def test_no_contact_for_hours(self):
        late = Datetime.now() - timedelta(hours=5)
        self.connection.last_login = late
        self.connection.session_ids.last_call = late
        activity = self.tell()
        self.assertIn("no contact", activity.summary)
        activity.action_done()
        self.assertFalse(self.tell(), "once an outage")
        self.run_session()
        self.connection.last_login = Datetime.now() - timedelta(hours=6)
        self.connection.session_ids.last_call = Datetime.now() - timedelta(hours=6)
        self.assertTrue(self.tell(), "another outage")
        self.run_session()
        self.assertFalse(self.tell())

    def test_less_than_the_hours_of_the_setting(self):
        late = Datetime.now() - timedelta(hours=5)
        self.connection.write({"last_login": late, "alert_hours": 6})
        self.connection.session_ids.last_call = late
        self.assertFalse(self.tell())

    def test_nobody_is_told_who_may_not_see_it(self):
        self.park(1)
        second = self.env["res.company"].create({"name": "Second"})
        bob = new_test_user(
            self.env,
            "alert-bob",
            groups=USER,
            company_id=second.id,
            company_ids=[Command.set(second.ids)],
        )
        for user in (bob, new_test_user(self.env, "alert-cid"), False):
            self.connection.responsible_id = user and user.id
            self.assertFalse(self.tell())

    def test_it_is_said_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.ann.lang = "fr_FR"
        self.park(1)
        self.assertTrue(self.tell().summary)
