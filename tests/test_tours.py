"""The pages in a real browser, as a person uses them; QuickBooks is simulated."""

from odoo.tests import new_test_user, tagged

from .support.browser import PHONE, BrowserCase
from .support.common import SyncCase

MOST_CLICKS = 12
"""From *Activate* to the first customer that is synced, in Odoo."""

MANAGER = "quickbooks_desktop.group_qbd_manager,base.group_partner_manager"
DASHBOARD = "/odoo/quickbooks"


@tagged("post_install", "-at_install")
class TestTours(BrowserCase, SyncCase):
    STREAMS = ("customer", "terms")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "tour-manager", groups=MANAGER)

    def setUp(self):
        super().setUp()
        self.log_in("tour-manager")

    def test_guided_start_to_the_first_customer(self):
        self.connection.unlink()
        self.company.user_add("Customer", Name="Ann Lee", Phone="305-555-0101")
        ann = self.partner(name="Ann Lee", phone="305-555-0101")
        self.clicks = 1  # Activate, under Apps: it opens this page
        self.open(DASHBOARD, ".o_view_nocontent")
        self.picture("dashboard_empty")
        self.click("a.btn", "Connect QuickBooks")
        self.click("[data-step=directions] button", "Both ways")
        self.see("[data-step=directions][data-state=done]")
        self.click("[data-step=password] button", "Password and .qwc")
        password = self.see(".modal [name=password] span:not(.fa)")
        self.check_accessibility(".modal-body")
        self.picture("password")
        self.click(".modal [name=password] button")
        self.click(".modal a", "Download .qwc")
        self.click(".modal button", "Done")
        self.see("[data-step=first_call][data-state=waiting]")
        self.check_accessibility(".o_qbd_checklist")

        self.connection = self.env["qbd.connection"].search([])
        self.run_session(self.new_connector(password="mistyped"), ok=False)
        self.see("[data-step=first_call][data-state=problem]", "wrong password")
        self.connector = self.new_connector(password=password)
        self.run_session()
        self.compare()
        self.see("[data-step=first_call][data-state=done]")
        self.picture("checklist")
        self.click("[data-step=first_match] button", "First match")
        self.see(".o_breadcrumb", "First match")
        self.click(".o_data_row td[name=stream_id]", "Customers")
        self.click("button", "Accept all certain pairs")
        self.click("button", "Confirm")
        self.click(".modal button", "Ok")
        self.see(".o_arrow_button_current", "Confirmed")
        self.run_session()
        self.assertEqual(self.link(ann).shown_state, "ok")
        self.assertLessEqual(self.clicks, MOST_CLICKS)

    def compare(self):
        """Compare the lists that wait for their first match, as a cron does."""
        for match in self.env["qbd.match"].search([("state", "=", "running")]):
            while match.state == "running":
                match._go_on()

    # -- records --------------------------------------------------------------

    def test_a_button_press_reaches_quickbooks(self):
        ann = self.partner(name="Ann Lee")
        self.env["qbd.hint"].search([]).unlink()
        self.stream("customer").sudo().sweep_finished = "2099-01-01"
        self.open(f"/odoo/res.partner/{ann.id}", ".o_form_view")
        self.click("button[name=action_qbd_sync]")
        self.see(".o_notification", "will be synced")
        self.run_session()
        self.assertTrue(self.customer("Ann Lee"))
        self.open(f"/odoo/res.partner/{ann.id}", ".o_form_view")
        self.see("button[name=action_qbd_links]", "Synced")

    def test_a_refusal_is_fixed_on_the_record(self):
        self.env.company.account_use_credit_limit = True
        ann = self.partner(name="Ann Lee", credit_limit=1e15)
        self.run_session()
        self.open(f"/odoo/res.partner/{ann.id}", ".o_form_view")
        self.see("[name=qbd_alert]", "digits")
        self.click("[name=qbd_alert] button", "Open")
        self.see("[name=problem_cause]", "Cannot be sent")
        self.see("[name=problem_fixer]", "Bookkeeper")
        self.see("[name=problem_retry]", "after an edit in Odoo")
        ann.credit_limit = 5000
        self.run_session()
        self.assertEqual(self.customer("Ann Lee")["CreditLimit"], "5000.00")
        self.open(f"/odoo/res.partner/{ann.id}", ".o_form_view")
        self.see("button[name=action_qbd_links]", "Synced")
        self.see_no("[name=qbd_alert]")

    def test_a_user_without_rights_sees_nothing_of_it(self):
        new_test_user(
            self.env, "tour-nobody", groups="base.group_user,base.group_partner_manager"
        )
        ann = self.partner(name="Ann Lee")
        self.run_session()
        self.log_in("tour-nobody")
        self.open(f"/odoo/res.partner/{ann.id}", ".o_form_view")
        self.assertFalse(self.count("button[name^=action_qbd]"))
        self.open(DASHBOARD, ".o_error_dialog")
        self.assertIn("not allowed to access", self.text_of(".o_error_dialog"))

    # -- questions ------------------------------------------------------------

    def conflict(self):
        """Return the link of a customer whose phone and email both sides changed."""
        ann = self.partner(name="Ann Lee", phone="1", email="a@example.com")
        self.run_session()
        ann.write({"phone": "2", "email": "b@example.com"})
        self.company.user_mod(
            self.customer("Ann Lee")["ListID"], Phone="3", Email="c@example.com"
        )
        self.run_session()
        return self.link(ann)

    def test_a_conflict_is_settled_by_field_and_undone(self):
        link = self.conflict()
        ann = link._record()
        self.open(f"/odoo/quickbooks-links/{link.id}", ".o_qbd_conflicts")
        self.see("[name=problem_cause]", "Both sides changed")
        self.check_accessibility(".o_qbd_conflicts")
        self.check_accessibility(".o_qbd_problem")
        self.picture("question")
        self.choose("Phone", "quickbooks")
        self.choose("Email", "odoo")
        self.click(".o_qbd_conflicts button", "Apply")
        self.see(".o_notification", "Settled")
        self.click("[name=undo] button", "Undo")
        self.see(".o_qbd_conflicts", "c@example.com")
        self.choose("Phone", "quickbooks")
        self.choose("Email", "odoo")
        self.click(".o_qbd_conflicts button", "Apply")
        self.see("[name=undo]", "Settled by a decision")
        self.run_session()
        shown = self.customer("Ann Lee")
        self.assertEqual((ann.phone, shown["Email"]), ("3", "b@example.com"))
        self.assertEqual(self.link(ann).shown_state, "ok")
        self.open(f"/odoo/quickbooks-links/{link.id}", ".o_form_view")
        self.click("button[name=action_history]")
        self.see(".o_data_row", "c@example.com → b@example.com")
        self.picture("history")

    def choose(self, field, side):
        """Choose the value of a side for a field in conflict."""
        rows = self.evaluate(
            "[...document.querySelectorAll('.o_qbd_conflicts tbody th')]"
            ".map((one) => one.innerText)"
        )
        (number,) = [place for place, text in enumerate(rows) if field in text]
        self.click(f"#qbd_choice_{number}_{side}")

    def test_an_activity_appears_and_goes(self):
        self.connection.responsible_id = self.manager
        link = self.conflict()
        self.connection._tell()
        page = f"{DASHBOARD}/{self.connection.id}"
        self.open(page, ".o-mail-Activity")
        self.see(".o-mail-Activity", "a record needs attention")
        link.action_use_odoo()
        self.run_session()
        self.connection._tell()
        self.open(page, ".o-mail-Chatter")
        self.see(".o-mail-Message", "No record needs attention now")
        self.assertFalse(self.count(".o-mail-Activity", "needs attention"))

    # -- pages ----------------------------------------------------------------

    def test_the_dashboard_leads_on_and_the_preview_is_seen(self):
        self.partner(name="Ann Lee")
        self.run_session()
        self.partner(name="Bob Ray")
        self.open(DASHBOARD, ".o_qbd_dashboard")
        self.see(".o_qbd_health", "Last contact")
        self.check_accessibility(".o_qbd_dashboard")
        self.picture("dashboard_running")
        self.click(".o_qbd_figure[data-column=synced][aria-label^=Customers]")
        self.see(".o_data_row", "Ann Lee")
        self.open(f"{DASHBOARD}/{self.connection.id}", ".o_qbd_checklist")
        self.click("button[name=action_preview]")
        self.see(".modal", "1 will be added")
        self.picture("preview")
        self.check_accessibility(".modal-body")
        self.click(".modal button[name=action_hold]")
        self.see(".modal button[name=action_release_hold]")
        self.run_session()
        self.assertFalse(self.customer("Bob Ray"))
        self.env["qbd.connection"].create([{"name": "Second"}, {"name": "Third"}])
        self.connection.write(
            {
                "state": "question",
                "question": "other_file",
                "question_text": "Another company file is open.",
            }
        )
        self.open(DASHBOARD, ".o_qbd_dashboard")
        self.see(".o_qbd_health", "Stopped")
        self.see(".o_qbd_note", "Another company file is open.")
        self.assertEqual(self.count(".o_qbd_dashboard"), 3)
        self.picture("dashboard_stopped_and_many")

    def test_pages_fit_a_phone(self):
        link = self.conflict()
        self.width(PHONE)
        for path, selector in (
            (DASHBOARD, ".o_qbd_dashboard"),
            ("/odoo/quickbooks-links", ".o_kanban_record"),
            ("/odoo/quickbooks-sessions", ".o_kanban_record"),
            ("/odoo/quickbooks-changes", ".o_kanban_record"),
            (f"/odoo/quickbooks-links/{link.id}", ".o_qbd_conflicts"),
            (f"{DASHBOARD}/{self.connection.id}", ".o_qbd_checklist"),
        ):
            with self.subTest(page=path):
                self.open(path, selector)
                wide = self.evaluate("document.documentElement.scrollWidth")
                self.assertLessEqual(wide, PHONE[0])
                self.picture(f"phone{path.replace('/', '_')}")
