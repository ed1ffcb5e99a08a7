"""Verification of the books: both trial balances, and the documents of a difference."""

import base64
import io
import re
import zipfile
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user

from .support.documents import DATE
from .support.verified import DAY, Undone, VerifiedMixin
from .test_sync_bill_payments import BillPaymentCase


class TestVerification(VerifiedMixin, BillPaymentCase):
    """A bill of 70.00 of April, of which 50.00 were paid in June."""

    def arrange(self):
        super().arrange()
        self.stream("account").create_in_odoo = True
        self.bill = self.qb_bill(self.rent("70.00"), TxnDate="2026-04-10")
        self.qb_check({self.bill: "50.00"}, TxnDate="2026-06-20")
        self.run_session()

    def test_books_that_agree_and_then_differ_by_a_cent(self):
        found = self.verify()
        self.assertEqual(found.state, "equal", self.in_words(found))
        figures = {one.qb_name: (one.ours, one.theirs) for one in found.account_ids}
        self.assertEqual(figures["Rent"], (70, 70))
        self.assertEqual(figures["Accounts Payable"], (-20, -20))
        self.assertFalse(found.is_certificate)
        sets = self.env["qbd.message.set"].search([("purpose", "=", "verify")])
        self.assertEqual(set(sets.mapped("kind")), {"read"})
        self.assertEqual(set(sets.mapped("request_count")), {2})
        self.cent()
        found = self.verify()
        self.assertEqual(found.state, "differs")
        documents = found.document_ids
        self.assertEqual(documents.mapped("qb_id"), [self.bill], self.in_words(found))
        self.assertEqual(
            (documents.month, documents.kind, documents.difference),
            ("2026-04", "amount", 0.01),
        )
        opened = documents.action_open_document()
        self.assertEqual(opened["res_model"], "qbd.link")
        self.assertEqual(opened["res_id"], self.link(self.move_of(self.bill)).id)
        self.export(found)

    def cent(self):
        """Change a cent of the bill in Odoo, so that nothing notices."""
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = balance + 0.01"
            " WHERE move_id = %s AND account_id = %s",
            [self.move_of(self.bill).id, self.account("Rent").id],
        )
        self.env.invalidate_all()

    def export(self, found):
        """By a person with no other role in Odoo."""
        found.document_ids.name = '=HYPERLINK("x")'
        user = new_test_user(
            self.env, "verifier", groups="quickbooks_desktop.group_qbd_user"
        )
        found = found.with_user(user)
        self.assertIn("verification-2026-06-30.xlsx", found.action_export_xlsx()["url"])
        content = base64.b64decode(found.workbook)
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheets = [book.read(x) for x in book.namelist() if "worksheets/" in x]
            shared = book.read("xl/sharedStrings.xml")
        self.assertIn(b"HYPERLINK", shared)
        self.assertFalse(any(b"<f>" in sheet for sheet in sheets))
        report = self.env["ir.actions.report"].with_user(user)
        self.assertEqual(found.action_print()["type"], "ir.actions.report")
        html, _kind = report._render_qweb_html(
            "quickbooks_desktop.qbd_verification", found.ids
        )
        self.assertIn(b"Rent", html)

    def test_an_account_that_only_odoo_has_names_its_documents(self):
        """As the outstanding account of a payment that the bank has not seen yet."""
        wire = self.odoo_account("Money on its way", "asset_current")
        bill = self.odoo_bill(self.expense(30), self.expense(5))
        self.run_session()
        bill.line_ids.filtered(lambda x: x.balance == 5).account_id = wire
        self.env.cr.execute("DELETE FROM qbd_hint")
        found = self.verify_at_once()
        (row,) = found.account_ids.filtered(lambda one: one.account_id == wire)
        self.assertEqual(row.document_ids.mapped("kind"), ["only_odoo"])
        self.assertEqual(row.document_ids.move_id, bill)

    def test_a_day_that_is_locked_on_both_sides_gets_a_certificate(self):
        self.connection.company_id.fiscalyear_lock_date = DAY
        self.assertFalse(self.verify_at_once().is_certificate)
        preferences = {"AccountingPreferences": {"ClosingDate": DAY}}
        self.connection.preferences = preferences
        self.assertTrue(self.verify_at_once().is_certificate)
        self.assertFalse(self.verify_at_once("2026-07-01").is_certificate)

    def test_one_activity_when_they_stop_agreeing_and_an_all_clear(self):
        self.connection.responsible_id = self.env.ref("base.user_admin")
        self.verify_at_once()
        self.assertFalse(self.activities())
        self.cent()
        for _time in range(2):
            self.verify_at_once()
            self.assertEqual(len(self.activities()), 1)
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = 70 WHERE balance = 70.01"
        )
        self.env.invalidate_all()
        self.verify_at_once()
        self.assertFalse(self.activities())

    def activities(self):
        self.connection._tell()
        kind = self.env.ref("quickbooks_desktop.mail_activity_books")
        return self.connection.activity_ids.filtered(
            lambda one: one.activity_type_id == kind
        )

    def test_labels_of_accounts_are_no_keys(self):
        for form in ("dot", "colon"):
            with self.subTest(form):
                rent = self.company.find("Account", "Rent")["ListID"]
                self.company.user_mod(rent, "Account", AccountNumber="60200")
                self.company.reports.names.form = form
                found = self.verify_at_once()
                self.assertEqual(found.state, "equal", self.in_words(found))

    def test_fiscal_years_that_differ_are_said_and_followed(self):
        self.company.set_company(FirstMonthFiscalYear="June")
        self.connection.fiscal_month = "June"
        found = self.verify_at_once()
        self.assertIn("fiscal years differ", found.notes)
        self.assertEqual(found.state, "equal", self.in_words(found))

    def test_a_refused_report_is_told_and_stops_nothing(self):
        words = "You do not have permission to see reports."
        self.company.failures.plan("GeneralSummaryReportQuery", 3260, words)
        found = self.verify()
        self.assertEqual(found.state, "refused")
        self.assertIn(words, found.refusal)
        self.assertEqual(self.verify().state, "equal")

    def test_a_report_without_its_columns_or_in_any_order_is_no_wrong_answer(self):
        """No amount is read as nothing: it is refused, in words."""
        process = self.company.process
        for change, state in (
            (lambda text: text.replace("<ColType>Debit<", "<ColType>Amount<"), "equal"),
            (lambda text: re.sub(r'(rowNumber=")\d+', r"\g<1>7", text), "equal"),
            (lambda text: text.replace("Debit", "Saldo"), "refused"),
        ):
            with (
                self.subTest(state=state),
                patch.object(
                    self.company, "process", lambda x, c=change: c(process(x))
                ),
            ):
                found = self.verify_at_once()
                self.assertEqual(found.state, state, self.in_words(found))
        self.assertIn("not these columns: Debit", found.refusal)

    def test_reports_wait_for_hours_without_users_unless_a_person_asks(self):
        """The scheduled action's come at night, or after a night without a session."""
        self.connection.write({"reports_from": 20.0, "reports_to": 6.0})
        day = fields.Date.to_date(DAY)
        model = self.env["qbd.ledger.verification"]
        model.search([]).unlink()
        found = model._ask(self.connection, day)
        found.asked_on = "2026-07-01 15:00:00"  # 11:00 there
        for moment, comes in (
            ("2026-07-01 16:00:00", False),
            ("2026-07-01 23:59:00", False),
            ("2026-07-02 00:01:00", True),  # 20:01 there
            ("2026-07-02 09:59:00", True),
            ("2026-07-02 15:00:00", True),  # nobody was there at night
        ):
            with self.subTest(moment), freeze_time(moment):
                found.invalidate_recordset()
                self.assertEqual(found._may_be_read(), comes)
                words = "first session during the hours" in found.state_words
                self.assertEqual(words, not comes)
        with freeze_time("2026-07-01 16:00:00"):
            self.assertFalse(self.due())
            asked = model._ask(self.connection, day, self.env.user)
            self.assertEqual((asked, self.due()), (found, found))
            self.assertIn(f"Asked by {self.env.user.name}", asked.state_words)
            model.search([]).unlink()
            model._ask(self.connection, day, self.env.user)
            self.assertTrue(self.due())

    def due(self):
        session = self.env["qbd.session"].new({"connection_id": self.connection.id})
        return self.env["qbd.engine"]._verify_due(session)

    def test_a_number_of_queries_that_does_not_grow_with_documents(self):
        """Equal; changed, deleted and added behind the sync's back."""
        ways = ("SELECT %s", *self.WAYS)
        self.queries(self.move_of(self.bill), ways[0])  # fills caches
        counts = []
        for number in (1, 6):
            bills = [
                self.qb_bill(self.rent("70.00"), TxnDate="2026-04-11")
                for _one in range(number)
            ]
            self.run_session()
            moves = self.env["account.move"].union(*map(self.move_of, bills))
            counts.append([self.queries(moves, way) for way in ways])
        for way, few, many in zip(ways, *counts, strict=True):
            with self.subTest(way):
                self.assertLess(many, few + 3)  # of five more documents

    WAYS = (
        "UPDATE account_move_line SET balance = balance + sign(balance) * 0.01"
        " WHERE move_id = ANY(%s)",
        "UPDATE account_move_line SET parent_state = 'cancel' WHERE move_id = ANY(%s)",
        "UPDATE account_move_line SET date = '2026-05-11' WHERE move_id = ANY(%s)",
    )

    def queries(self, moves, way):
        """Return the number of queries of a verification behind a change by SQL."""
        with Undone(self):
            self.env.flush_all()
            self.env.cr.execute(way, [moves.ids])
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.verify_at_once()
            return self.env.cr.sql_log_count - before

    def test_a_document_that_waits_is_part_of_the_explanation(self):
        self.odoo_bill(self.expense(30))
        found = self.verify_at_once()
        self.assertEqual(found.state, "differs")
        self.assertEqual({*found.document_ids.mapped("kind")}, {"only_odoo"})
        self.env.cr.flush()
        self.env["qbd.engine"]._collect_hints()
        found = self.verify_at_once()
        self.assertEqual({*found.document_ids.mapped("kind")}, {"waiting"})
        self.assertEqual(
            (found.waiting_count, found.rest), (1, 0), self.in_words(found)
        )
        self.assertIn("1 documents wait; without them", found.state_words)
        self.assertTrue(found._only_waits())

    def test_stock_that_odoo_values_stands_apart(self):
        self.connection.company_id.inventory_valuation = "real_time"
        self.env["product.product"].create({"name": "Pipe", "is_storable": True})
        account = self.connection.company_id.account_stock_valuation_id
        move = self.env["account.move"].create(
            {
                "date": DATE,
                "line_ids": [
                    fields.Command.create({"account_id": one.id, "balance": value})
                    for one, value in ((account, 5), (self.account("Rent"), -5))
                ],
            }
        )
        move.action_post()
        found = self.verify_at_once()
        own = found.account_ids.filtered("is_own")
        self.assertEqual(own.account_id, account)
        self.assertIn("values the stock itself", found.notes)
        self.assertEqual(found.differing_count, 1, self.in_words(found))
        self.assertEqual(found.account_count, len(found.account_ids - own))
        found.state = "equal"
        self.assertIn("Not compared: 1 of the stock", found.state_words)
