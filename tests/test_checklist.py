"""The guided set-up shows how far each step is, until the first records are synced."""

from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from ..models.connection.checklist import OPTIONAL
from .support.common import PASSWORD, SyncCase


@tagged("post_install", "-at_install")
class TestChecklist(SyncCase):
    STREAMS = ("customer", "terms", "item", "account")

    @property
    def steps(self):
        self.connection.invalidate_recordset()
        return {step["code"]: step for step in self.connection.checklist["steps"]}

    def states(self):
        return {code: step["state"] for code, step in self.steps.items()}

    def test_it_stays_until_all_that_is_needed_is_done(self):
        self.connection.sudo().password_hash = False
        self.env["ir.config_parameter"].set_param("web.base.url", "http://example.com")
        first = self.states()
        self.assertEqual(first["address"], "problem")
        self.assertEqual({first["password"], first["first_call"]}, {"todo"})
        self.assertIn("https", self.steps["address"]["text"])
        self.connection.action_new_password()
        self.connection._set_password(PASSWORD)
        self.env["ir.config_parameter"].set_param("web.base.url", "https://example.com")
        self.connection.invalidate_recordset()
        self.connector = self.new_connector()
        self.assertEqual(self.states()["address"], "done")
        self.assertEqual(self.states()["first_call"], "waiting")
        self.connection.choose_preset("both")
        self.assertEqual(self.states()["directions"], "done")
        self.connection.stream_ids.filtered(
            lambda one: one.mapping not in self.STREAMS
        ).direction = "off"
        self.partner(name="Ann")
        self.run_session()
        self.assertEqual(self.states()["first_call"], "done")
        self.assertEqual(self.states()["auto_run"], "waiting")
        self.run_session()
        self.assertEqual(self.states()["crossed"], "done")
        self.follow_auto_run()
        self.assertEqual(self.states()["auto_run"], "done")
        left = {code for code, state in self.states().items() if state != "done"}
        self.assertEqual(left - {"pairing"}, set(OPTIONAL))
        needed = left - set(OPTIONAL)
        self.assertEqual(self.connection.checklist["open"], bool(needed))

    def follow_auto_run(self):
        """Let the last sessions be as far apart as Auto-Run makes them."""
        sessions = self.connection.session_ids.sorted("started", reverse=True)
        every = timedelta(minutes=self.connection.run_every_minutes)
        for number, session in enumerate(sessions):
            session.started = Datetime.now() - every * number

    def test_a_wrong_password_is_shown_while_one_waits(self):
        self.run_session(self.new_connector(password="wrong"), ok=False)
        step = self.steps["first_call"]
        self.assertEqual(step["state"], "problem")
        self.assertIn("wrong password", step["text"])

    def test_each_preset_leaves_documents_and_what_is_off_alone(self):
        lists = self.connection.stream_ids
        documents = lists.filtered(lambda one: one._has_documents())
        self.connection.choose_preset("look")
        self.assertFalse(lists.filtered(lambda one: one._writes()))
        self.assertEqual(self.stream("customer").direction, "from_quickbooks")
        self.connection.choose_preset("to_quickbooks")
        self.assertEqual(self.stream("customer").direction, "to_quickbooks")
        self.assertEqual(self.stream("account").direction, "from_quickbooks")
        self.connection.choose_preset("both")
        for stream in lists:
            own = stream._mapping()._direction
            self.assertEqual(stream.direction, own, stream.mapping)
        self.assertEqual(set(documents.mapped("direction")), {"off"})

    def test_the_clock_of_the_pc_proposes_its_time_zone(self):
        self.partner(name="Ann")
        self.connection.tz = "America/Los_Angeles"
        self.run_session()
        self.assertTrue(self.connection.clock_measured)
        hours = Datetime.now().replace(microsecond=0)
        shown = self.connection.clock_offset
        self.connection.clock_offset = 3 * 3600  # as if it were in New York
        step = self.steps["time_zone"]
        self.assertEqual(step["state"], "problem", (hours, shown))
        (button,) = step["buttons"]
        getattr(self.connection, button["method"])(*button["args"])
        self.assertEqual(self.connection.tz, "America/New_York")
        self.assertEqual(self.states()["time_zone"], "done")

    def test_what_was_read_only_tells_no_time_zone(self):
        self.company.user_add("Customer", Name="Old")
        self.run_session()
        self.assertEqual(self.states()["time_zone"], "done")

    def test_a_user_sees_it_without_buttons(self):
        user = new_test_user(
            self.env, "looks-on", groups="quickbooks_desktop.group_qbd_user"
        )
        checklist = self.connection.with_user(user).checklist
        self.assertTrue(checklist["open"])
        self.assertFalse([step for step in checklist["steps"] if step["buttons"]])

    def test_connecting_opens_a_new_connection_with_its_steps(self):
        action = self.env["qbd.connection"].action_connect()
        made = self.env["qbd.connection"].browse(action["res_id"])
        self.assertTrue(made.stream_ids)
        self.assertTrue(made.checklist["open"])
        made.hide_checklist()
        made.invalidate_recordset()
        self.assertFalse(made.checklist["open"])
