"""Ten faults, each with its cause, who can fix it and how, as a person sees them."""

from odoo.fields import Command

from ..simulator.company_file import CompanyFile
from ..simulator.wire.faults import Fault, FaultPlan
from .support.documents import DocumentCase

LOST = Fault("end_session", "process", occurrence=2, side="after")


class TestTenFaults(DocumentCase):
    def shown_problem(self, link):
        """Return (code, cause, who can fix it, remedy, next step) of a link."""
        self.assertTrue(link.message)
        shown = (
            link.problem_code,
            link.problem_cause,
            link.problem_fixer,
            link.message,
            link.problem_retry,
        )
        for part in shown:
            self.assertTrue(part, shown)
        return shown

    def shown_session(self):
        """Return (code, cause, who can fix it, remedy, next step) of the last one."""
        session = self.connection.last_session_id
        shown = (
            session.error_code,
            session.problem_cause,
            session.problem_fixer,
            session.problem_fix,
            session.problem_retry,
        )
        for part in shown:
            self.assertTrue(part, shown)
        return shown

    def notes(self):
        self.connection.invalidate_recordset()
        shown = self.connection.dashboard
        return "\n".join(
            [shown["health"]["text"], *(n["text"] for n in shown["notes"])]
        )

    def invoice(self, **values):
        line = {
            "product_id": self.product("Work").id,
            "price_unit": 100,
            "tax_ids": [Command.set(self.county().ids)],
        }
        return self.odoo_invoice({**line, **values})

    # -- of the connection ----------------------------------------------------

    def test_1_a_wrong_password(self):
        self.run_session(self.new_connector(password="mistyped"), ok=False)
        self.assertIn("Enter the password in the Web Connector again", self.notes())

    def test_2_another_company_file(self):
        self.run_session()
        other = self.new_connector(company=CompanyFile(name="Other", clock=self.clock))
        self.run_session(other, ok=False)
        self.assertIn("Stopped: a question waits", self.notes())
        self.assertIn("Other", self.connection.question_text)
        code, _cause, fixer, fix, retry = self.shown_session()
        self.assertEqual((code, fixer), (self.connection.question, "Bookkeeper"))
        self.assertEqual(fix, self.connection.question_text)
        self.assertIn("Nothing is read or written", retry)

    def test_6_quickbooks_is_not_running(self):
        self.run_session()
        plan = FaultPlan([Fault("refuse_connection", "open", arguments={"times": 9})])
        self.run_session(self.new_connector(faults=plan), ok=False)
        self.assertIn("QuickBooks", self.connection.last_session_end)
        self.assertIn(self.connection.last_session_end, self.notes())
        code, cause, fixer, fix, retry = self.shown_session()
        self.assertTrue(code.startswith("0x8004"), code)
        self.assertIn("QuickBooks", cause)
        self.assertEqual(fixer, "Administrator of QuickBooks")
        self.assertNotIn(cause, fix)
        self.assertIn("next session", retry)
        self.run_session()
        self.assertFalse(self.connection.last_session_id.error_code)

    def test_7_no_certificate(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("web.base.url", "http://odoo.example.com")
        self.connection.invalidate_recordset()
        step = self.connection.checklist["steps"][0]
        self.assertEqual(step["state"], "problem")
        self.assertIn("https", step["text"])

    # -- of a record ----------------------------------------------------------

    def test_3_a_closed_period(self):
        self.run_session()
        self.company.set_preferences("AccountingPreferences", ClosingDate="2026-06-30")
        move = self.invoice()
        self.run_session()
        code, cause, *_more = self.shown_problem(self.link(move))
        self.assertEqual(code, "3171")
        self.assertIn("closing date", cause)
        self.assertEqual(self.link(move).history_ids[:1].code, 3171)

    def test_4_a_name_that_is_taken(self):
        self.company.user_add("Vendor", Name="Acme")
        link = self.link(self.partner(name="Acme"))
        self.run_session()
        link = self.link(self.partner_named("Acme"))
        refused = link.history_ids.sorted("id")[0]
        self.assertEqual(refused.code, 3100)
        self.assertTrue(refused.answer)
        self.assertEqual(link.shown_state, "ok")

    def test_5_a_tax_without_a_counterpart(self):
        self.run_session()
        tax = self.env["account.tax"].create({"name": "Odd", "amount": 3.0})
        move = self.invoice(tax_ids=[Command.set(tax.ids)])
        self.run_session()
        shown = self.shown_problem(self.link(move))
        self.assertIn("Odd", shown[3])

    def test_8_a_lost_answer(self):
        self.partner(name="Azure")
        self.run_session(self.new_connector(faults=FaultPlan([LOST])), ok=False)
        self.assertEqual(self.link(self.partner_named("Azure")).shown_state, "sent")
        self.run_session()
        self.assertEqual(self.link(self.partner_named("Azure")).shown_state, "ok")
        link = self.link(self.partner_named("Azure"))
        link.write({"state": "unknown", "reason": "unknown_outcome", "message": "?"})
        self.assertIn("lost", self.shown_problem(link)[1])

    def test_9_a_conflict(self):
        self.run_session()
        ann = self.partner_named("Ann")
        ann.phone = "1"
        self.company.user_mod(self.ann_id, Phone="2")
        self.run_session()
        code, cause, *_more = self.shown_problem(self.link(ann))
        self.assertEqual((code, cause), ("conflict", "Both sides changed"))

    def test_10_a_cent_of_difference(self):
        self.env.company.tax_calculation_rounding_method = "round_per_line"
        self.run_session()
        line = {
            "product_id": self.product("Work").id,
            "price_unit": 0.10,
            "tax_ids": [Command.set(self.county().ids)],
        }
        move = self.odoo_invoice(*[dict(line) for _number in range(5)])
        self.run_session()
        code, _cause, _who, message, _next = self.shown_problem(self.link(move))
        self.assertEqual(code, "money")
        self.assertIn("0.0", message)
