"""Writes that QuickBooks carries out after Odoo stopped waiting; marks that fail."""

from odoo.tests import new_test_user

from ..simulator.wire.transport import Lost
from .support.common import SyncCase
from .support.documents import DocumentCase

USER = "quickbooks_desktop.group_qbd_user"


class TestLateWrites(DocumentCase):
    """A dialog is open in QuickBooks; the Web Connector is started a second time."""

    def hold_up(self, word):
        """A session whose request with `word` waits in QuickBooks: return its text."""
        process, held = self.company.process, []

        def waiting(text):
            if word in str(text):
                held.append(text)
                raise Lost("a dialog is open")
            return process(text)

        self.company.process = waiting
        self.run_session(ok=False)
        self.company.process = process
        (text,) = held
        return text

    def late_invoice(self, answered):
        """An invoice that is in QuickBooks twice, the second time by a late request.

        :param answered: whether the late answer reaches Odoo
        """
        self.run_session()
        move = self.odoo_invoice(
            {"product_id": self.product("Work").id, "price_unit": 5.0, "tax_ids": []}
        )
        text = self.hold_up("InvoiceAddRq")
        first = self.env["qbd.session"].search([], order="id desc", limit=1)
        self.run_session()
        self.assertEqual(self.link(move).state, "ok")
        self.assertEqual(len(self.invoices()), 1)
        self.company.begin_session()
        response = self.company.process(text)
        self.company.end_session()
        if answered:
            first._receive(response, "", "")
        self.assertEqual(len(self.invoices()), 2)
        return move

    def copy_of(self, move):
        """The question about the second copy, seen by a plain user of the sync."""
        self.run_session()
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.link(move).state, "ok")
        copy = self.env["qbd.link"].search([("reason", "=", "late_copy")])
        self.assertEqual(len(copy), 1)
        self.assertIn(self.link(move).qb_id, copy.message)
        self.assertIn(copy.qb_id, copy.message)
        self.assertFalse(copy.record_id)
        self.run_session()
        moves = self.env["account.move"].search([("amount_total", "=", 5.0)])
        self.assertEqual(moves, move)
        user = new_test_user(self.env, "bookkeeper", groups=USER)
        return copy.with_user(user)

    def test_the_second_copy_is_named_and_deleted_on_request(self):
        self.delete_the_copy(answered=True)

    def test_it_is_noticed_without_the_late_answer_too(self):
        self.delete_the_copy(answered=False)

    def delete_the_copy(self, answered):
        move = self.late_invoice(answered)
        self.copy_of(move).action_remove_copy()
        self.run_session()
        (left,) = self.invoices()
        self.assertEqual(left["TxnID"], self.link(move).qb_id)
        self.assertEqual(self.link(move).state, "ok")
        self.assert_quiet()

    def test_an_edit_of_the_copy_before_it_is_deleted_is_asked_about(self):
        move = self.late_invoice(True)
        copy = self.copy_of(move)
        copy.action_remove_copy()
        self.company.user_mod(copy.qb_id, Memo="paid in cash")
        self.run_session()
        self.assertEqual(len(self.invoices()), 2)
        moves = self.env["account.move"].search([("amount_total", "=", 5.0)])
        self.assertEqual(moves, move)
        self.assertEqual((copy.state, copy.reason), ("parked", "late_copy"))
        self.assertIn("changed", copy.message)
        self.assert_quiet()
        copy.action_remove_copy()
        self.run_session()
        (left,) = self.invoices()
        self.assertEqual(left["TxnID"], self.link(move).qb_id)
        self.assert_quiet()

    def test_both_can_be_kept(self):
        move = self.late_invoice(True)
        self.copy_of(move).action_keep_copy()
        self.run_session()
        moves = self.env["account.move"].search([("amount_total", "=", 5.0)])
        self.assertEqual(len(moves), 2)
        self.assertEqual(len(self.invoices()), 2)
        self.assert_quiet()


class TestIdentityNeedsEvidence(SyncCase):
    """No check passes on absence: each piece of evidence is taken away in turn."""

    EVIDENCE = ("<DataExtRet>", "<CompanyName>", "path", "<CompanyRet>", "<HostRet>")

    def without(self, piece):
        """A Web Connector whose first call lacks a piece of evidence."""
        connector = self.new_connector()
        connector.add()
        original = connector._host_company_preferences

        def stripped():
            text = original()
            if piece.startswith("<"):
                tag = piece.strip("<>")
                while f"<{tag}>" in text:
                    start = text.index(f"<{tag}>")
                    end = text.index(f"</{tag}>", start) + len(tag) + 3
                    text = text[:start] + text[end:]
            return text

        connector._host_company_preferences = stripped
        if piece == "path":
            call = connector._call

            def without_path(method, **values):
                if "strCompanyFileName" in values:
                    values["strCompanyFileName"] = ""
                return call(method, **values)

            connector._call = without_path
        return connector

    def test_the_first_session_needs_each_piece(self):
        self.partner(name="Ours")
        self.company.user_add("Customer", Name="Theirs")
        for piece in self.EVIDENCE:
            with self.subTest(piece):
                self.run_session(self.without(piece), ok=False)
                self.assertNotEqual(self.connection.state, "connected")
                self.assertEqual(self.customer_names(), ["Theirs"])
                self.assertFalse(self.partner_named("Theirs"))
                if self.connection.state == "question":
                    self.connection.action_answered()

    def test_later_sessions_need_each_piece(self):
        self.run_session()
        self.partner(name="Ours")
        for piece in self.EVIDENCE:
            with self.subTest(piece):
                report = self.run_session(self.without(piece), ok=False)
                self.assertFalse(report.wrote)
                self.assertEqual(self.customer_names(), [])
                if self.connection.state == "question":
                    self.connection.action_answered()

    def test_another_file_without_a_mark_is_a_question_from_the_start(self):
        self.partner(name="Ours")
        self.connector.add()
        other = type(self.company)(clock=self.clock, name="Other Inc")
        other.user_add("Customer", Name="Stranger")
        connector = self.connector
        connector.company = connector.files.open = other
        self.run_session(connector, ok=False)
        self.assertEqual(self.connection.question, "no_mark")
        self.assertIn("Other Inc", self.connection.question_text)
        self.assertFalse(self.partner_named("Stranger"))
        self.assertEqual(len(other.objects("Customer")), 1)
        connector.company = connector.files.open = self.company
        self.connection.action_answered()
        self.run_session(connector)
        self.assertEqual(self.customer_names(), ["Ours"])

    def test_a_mark_that_cannot_be_written_stops_and_asks(self):
        partner = self.partner(name="Ours")
        self.run_session()
        partner.phone = "7"
        self.company.failures.plan("DataExtMod", 3120, "not found", times=1)
        self.company.failures.plan("CustomerMod", 3120, "not found", times=1)
        self.run_session(ok=False)
        self.assertEqual(self.connection.question, "mark_refused")
        self.assertTrue(partner.active)
        self.connection.action_answered()
        self.run_session()
        self.assertEqual(self.customer("Ours")["Phone"], "7")
        self.assert_quiet()
