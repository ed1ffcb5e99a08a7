from datetime import timedelta

from odoo import fields
from odoo.tools.misc import file_open

from ..models.qbd_sync_mixin import HINTS_UNASKED
from .support.common import SyncCase


class TestHints(SyncCase):
    """Which saves of people leave a hint, and which changes only the sweep finds."""

    def hints(self):
        self.env.cr.flush()
        self.env.cr.execute("SELECT record_id, deleted FROM qbd_hint ORDER BY id")
        rows = self.env.cr.fetchall()
        self.env.cr.execute("DELETE FROM qbd_hint")
        return rows

    def test_one_insert_whatever_the_number_of_records(self):
        self.hints()
        vals = [{"name": f"P{n}", "customer_rank": 1} for n in range(200)]
        inserts = []
        execute = self.env.cr.execute

        def counting(query, *args, **kwargs):
            if "INSERT INTO qbd_hint" in str(getattr(query, "code", query)):
                inserts.append(query)
            return execute(query, *args, **kwargs)

        self.patch(self.env.cr, "execute", counting)
        partners = self.env["res.partner"].create(vals)
        self.env.cr.flush()
        self.assertEqual(len(inserts), 1)
        partners.write({"city": "Tampa"})
        self.env.cr.flush()
        self.assertEqual(len(inserts), 2)
        self.assertEqual({row[0] for row in self.hints()}, set(partners.ids))

    def test_many_records_outside_every_stream_leave_none(self):
        self.hints()
        contacts = self.env["res.partner"].create(
            [{"name": f"No customer {n}"} for n in range(HINTS_UNASKED + 1)]
        )
        self.env.cr.flush()
        contacts.phone = "1"
        self.assertEqual(self.hints(), [])

    def test_few_records_outside_every_stream_are_left_out_by_the_engine(self):
        self.run_session()
        self.hints()
        contact = self.env["res.partner"].create({"name": "No customer"})
        self.assertEqual(self.hints(), [(contact.id, False)])
        contact.phone = "1"
        self.assert_quiet()
        self.assertFalse(self.link(contact) or self.hints())
        self.stream("customer").direction = "off"
        self.partner(name="Customer")
        self.assertEqual(self.hints(), [])

    def test_a_delivery_address_tells_about_its_customer(self):
        partner = self.partner(name="Azure")
        self.run_session()
        address = self.env["res.partner"].create(
            {"parent_id": partner.id, "type": "delivery", "street": "9 Dock Rd"}
        )
        self.run_session()
        self.assertEqual(self.customer("Azure")["ShipAddress"]["Addr2"], "9 Dock Rd")
        address.unlink()
        self.run_session()
        self.assertFalse(self.customer("Azure").get("ShipAddress", {}).get("Addr2"))
        self.assert_quiet()

    def test_a_deletion_is_noted_only_for_what_is_linked(self):
        linked, other = self.partner(name="Linked"), self.partner(name="Other")
        self.run_session()
        self.link(other).unlink()
        self.hints()
        linked_id = linked.id
        (linked + other).unlink()
        self.assertEqual(self.hints(), [(linked_id, True)])

    def test_the_rotating_sweep_finds_what_no_hint_told(self):
        partner = self.partner(name="Azure", phone="1")
        self.run_session()
        self.env.cr.execute(
            "UPDATE res_partner SET phone = '2' WHERE id = %s", [partner.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.run_session().wrote)
        stream = self.stream("customer")
        stream.sweep_finished -= timedelta(days=stream.sweep_days)
        self.sweep_by_cron()
        self.run_session()
        self.assertEqual(self.customer("Azure")["Phone"], "2")
        self.assertGreater(
            stream.sweep_finished, fields.Datetime.now() - timedelta(minutes=1)
        )

    def sweep_by_cron(self):
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 60.0
        )
        self.env["qbd.engine"]._cron_look_for_changes()

    def test_stored_answers_are_applied_by_the_scheduled_action(self):
        self.company.user_add("Customer", Name="Ann")
        report = self.connector.run()
        self.assertEqual(report.end, "done")
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_a, **_k: 60.0
        )
        self.env["qbd.engine"]._cron_apply()
        waiting = self.env["qbd.message.set"].search([("state", "=", "answered")])
        self.assertFalse(waiting)
        self.assertTrue(self.stream("customer").watermark)

    def test_a_neutralized_copy_talks_to_nobody(self):
        with file_open("quickbooks_desktop/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        self.assertEqual(self.run_session(ok=False).end, "nvu")
        self.assertEqual(self.connection.state, "off")
