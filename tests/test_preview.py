"""The preview names the writes of the next session, and makes none of them."""

from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from .support.common import SyncCase


@tagged("post_install", "-at_install")
class TestPreview(SyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "previews", groups="quickbooks_desktop.group_qbd_manager"
        )

    def preview(self):
        self.connection.invalidate_recordset()
        action = self.connection.with_user(self.manager).action_preview()
        return self.env["qbd.preview"].browse(action["res_id"])

    def rows(self):
        return {
            line.name: (line.operation, line.changes)
            for line in self.preview().line_ids
        }

    def state_of_all(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id, state, guid, record_id FROM qbd_link ORDER BY 1"
        )
        links = self.env.cr.fetchall()
        self.env.cr.execute("SELECT count(*) FROM qbd_hint")
        return links, self.env.cr.fetchall(), self.company.objects("Customer")

    def test_it_names_each_change_and_makes_none(self):
        ann = self.partner(name="Ann", phone="1")
        self.run_session()
        self.assertEqual(self.rows(), {})
        ann.phone = "2"
        self.partner(name="Bob", email="bob@example.com")
        before = self.state_of_all()
        found = self.rows()
        self.assertEqual(self.state_of_all(), before)
        self.assertEqual(set(found), {"Ann", "Bob"})
        self.assertEqual(found["Ann"], ("mod", "Phone: 1 → 2"))
        self.assertEqual(found["Bob"][0], "add")
        self.assertIn("bob@example.com", found["Bob"][1])
        self.assertIn("1 will be added, 1 changed", self.preview().summary)
        self.run_session()
        self.assertEqual(self.customer("Ann")["Phone"], "2")
        self.assertTrue(self.customer("Bob"))
        self.assertEqual(self.rows(), {})

    def test_what_is_held_crosses_on_neither_way_until_it_is_released(self):
        ann, bob = self.partner(name="Ann", phone="1"), self.partner(name="Bob")
        self.run_session()
        self.link(ann).action_hold()
        self.link(bob).action_hold()
        self.assertEqual(self.link(ann).shown_state, "held")
        ann.phone = "2"
        self.company.user_mod(self.customer("Bob")["ListID"], Phone="7")
        self.assertEqual(self.rows(), {})
        self.run_session()
        self.assertEqual((self.customer("Ann")["Phone"], bob.phone), ("1", False))
        self.company.user_mod(self.customer("Ann")["ListID"], Email="a@example.com")
        self.assert_quiet()
        (self.link(ann) + self.link(bob)).action_release_hold()
        self.run_session()
        self.assertEqual((self.customer("Ann")["Phone"], bob.phone), ("2", "7"))
        self.assertEqual(ann.email, "a@example.com")
        self.assertEqual(self.link(ann).shown_state, "ok")

    def test_a_held_record_outlives_its_object_until_it_is_released(self):
        ann = self.partner(name="Ann")
        self.run_session()
        self.link(ann).action_hold()
        self.company.user_delete(self.customer("Ann")["ListID"])
        self.run_session()
        self.assertTrue(ann.active)
        self.link(ann).action_release_hold()
        self.run_session()
        self.run_session()
        self.assertFalse(ann.active)

    def test_a_pause_lets_no_session_begin_and_loses_nothing(self):
        ann = self.partner(name="Ann", phone="1")
        self.run_session()
        self.connection.paused_until = Datetime.now() + timedelta(hours=1)
        ann.phone = "2"
        self.run_session()
        self.assertEqual(self.customer("Ann")["Phone"], "1")
        self.assertIn("Paused until", self.connection.dashboard["health"]["text"])
        self.assertFalse(self.connection._is_overdue())
        self.connection.with_user(self.manager).action_resume()
        self.run_session()
        self.assertEqual(self.customer("Ann")["Phone"], "2")

    def test_a_list_that_begins_to_be_written_asks_once(self):
        stream = self.stream("customer")
        stream.direction = "from_quickbooks"
        self.company.user_add("Customer", Name="Ann", Phone="1")
        self.run_session()
        self.partner(name="Bob")
        self.partner_named("Ann").phone = "2"
        stream.with_user(self.manager).direction = "both"
        self.assertIn("Customers", self.connection.unconfirmed_lists)
        self.company.user_mod(self.customer("Ann")["ListID"], Email="a@example.com")
        report = self.run_session()
        self.assertFalse(report.wrote)
        self.assertEqual(self.partner_named("Ann").email, "a@example.com")
        texts = [one["text"] for one in self.connection.dashboard["todo"]]
        self.assertTrue([text for text in texts if "preview: Customers" in text])
        preview = self.preview()
        self.assertIn("1 will be added, 1 changed", preview.summary)
        preview.with_user(self.manager).action_go()
        self.run_session()
        self.assertEqual(self.customer("Ann")["Phone"], "2")
        self.assertTrue(self.customer("Bob"))
        for direction in ("from_quickbooks", "both"):
            stream.direction = direction  # by no user
        self.assertFalse(stream.confirm_writing)

    def test_a_bad_record_leaves_the_others_in_view(self):
        self.partner(name="Ann")
        self.partner(name="Bob", email="x" * 5000)
        self.assertIn("Ann", self.rows())
