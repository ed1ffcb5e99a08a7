"""The history has each change, field by field, and each refusal; texts are readable."""

import io

from lxml import etree

from ..core.qbxml.pretty import find_object, pretty
from .support.common import SyncCase


class TestHistory(SyncCase):
    def lines(self, record):
        return [
            (line.side, line.operation, line.changes, line.code)
            for line in self.link(record).history_ids.sorted("id")
        ]

    def test_changes_of_both_sides_and_a_refusal_are_in_the_history(self):
        ann = self.partner(name="Ann", phone="1")
        self.run_session()
        ((side, operation, changes, code),) = self.lines(ann)
        self.assertEqual((side, operation, code), ("quickbooks", "add", 0))
        self.assertIn("Phone: 1", changes.split("\n"))
        line = self.link(ann).history_ids
        line.name = False  # QuickBooks knows a payment by no name
        self.assertEqual(line.shown_name, "Ann")
        ann.phone = "2"
        self.run_session()
        self.assertEqual(self.lines(ann)[1], ("quickbooks", "mod", "Phone: 1 → 2", 0))
        said = len(ann.message_ids)
        self.company.user_mod(self.customer("Ann")["ListID"], Phone="3")
        self.run_session()
        self.assertEqual(self.lines(ann)[2], ("odoo", "mod", "Phone: 2 → 3", 0))
        new = ann.message_ids[: len(ann.message_ids) - said].mapped("body")
        (note,) = [body for body in new if "Changed in QuickBooks, session" in body]
        self.assertIn("Phone: 2 → 3", note)
        session = self.link(ann).history_ids[0].session_id
        self.assertEqual(session, self.connection.last_session_id)
        self.company.user_add("Customer", Name="Bob")
        self.run_session()
        self.assertEqual(
            self.lines(self.partner_named("Bob")), [("odoo", "add", "", 0)]
        )
        self.assert_quiet()
        self.assertEqual(self.lines(ann)[3:], [])

    def test_a_name_that_is_taken_is_a_line_with_its_code(self):
        self.run_session()
        self.company.user_add("Vendor", Name="Acme")
        acme = self.partner(name="Acme")
        self.run_session()
        codes = [code for _side, _what, _changes, code in self.lines(acme)]
        self.assertEqual(codes, [3100, 0])
        refused = self.link(acme).history_ids.sorted("id")[0]
        self.assertIn("name", refused.answer)
        self.assertTrue(refused.message_set_id.request)

    def test_the_qbxml_of_both_sides_stands_side_by_side(self):
        ann = self.partner(name="Ann", phone="1")
        self.run_session()
        ann.phone = "2"
        action = self.link(ann).action_show_qbxml()
        shown = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("  <Phone>1</Phone>\n", shown.quickbooks)
        self.assertIn("<CustomerRet>", shown.quickbooks)
        self.assertIn("<Phone>2</Phone>\n", shown.odoo)
        self.assertEqual(self.link(ann).guid, shown.link_id.guid)
        self.run_session()
        self.assertEqual(self.customer("Ann")["Phone"], "2")

    def test_messages_are_indented_and_keep_their_head(self):
        self.partner(name="Ann")
        self.run_session()
        for message_set in self.env["qbd.message.set"].search([]):
            shown = message_set.request_shown.split("\n")
            self.assertTrue(shown[0].startswith("<?xml"))
            self.assertTrue([line for line in shown if line.startswith("    <")])
        self.assertEqual(pretty("no XML <"), "no XML <")
        self.assertFalse(pretty(False))
        self.assertIsNone(find_object("no XML <", "1"))

    def test_all_lists_are_one_file_of_xml(self):
        self.partner(name="Ann \x02 & Co", phone="1", city="Miami")
        self.run_session()
        out = io.BytesIO()
        self.connection._export_records(out)
        root = etree.fromstring(out.getvalue())
        names = [one.get("name") for one in root]
        self.assertIn("Customers", names)
        (record,) = root.xpath("List[@name='Customers']/Record")
        self.assertEqual(record.get("state"), "ok")
        self.assertEqual(record.findtext("QuickBooks/Phone"), "1")
        self.assertEqual(record.findtext("QuickBooks/BillAddress/City"), "Miami")
        self.assertEqual(record.findtext("Odoo/Phone"), "1")
        out = io.BytesIO()
        self.connection._export_records(out, self.stream("terms").id)
        self.assertEqual(len(etree.fromstring(out.getvalue())), 1)
