from .support.common import SyncCase


class TestExpectations(SyncCase):
    """Behaviour that a user takes for granted."""

    def test_a_job_known_on_both_sides_is_matched_below_its_customer(self):
        parent_id = self.company.user_add("Customer", Name="Builder")
        self.company.user_add("Customer", Name="Roof", ParentRef={"ListID": parent_id})
        builder = self.partner(name="Builder", is_company=True)
        roof = self.partner(
            name="Roof", parent_id=builder.id, qbd_is_job=True, type="other"
        )
        self.run_session()
        self.assertEqual(self.customer_names(), ["Builder", "Builder:Roof"])
        self.assertEqual(self.partner_named("Roof"), roof)
        self.assert_quiet()

    def test_deactivating_much_of_a_list_is_asked_before_any_is_archived(self):
        for number in range(60):
            self.company.user_add("Customer", Name=f"C{number:02}")
        self.run_session()
        for list_id in self.customer_ids()[:40]:
            self.company.user_inactivate(list_id)
        self.run_session(ok=False)
        self.assertEqual(self.connection.question, "mass_change")
        active = self.env["res.partner"].search_count([("name", "=like", "C__")])
        self.assertEqual(active, 60)
        self.connection.action_allow_removal()
        self.run_session()
        active = self.env["res.partner"].search_count([("name", "=like", "C__")])
        self.assertEqual(active, 20)
        self.assert_quiet()

    def test_archiving_much_of_a_list_is_asked_before_any_is_deactivated(self):
        for number in range(40):
            self.partner(name=f"C{number:02}")
        self.run_session()
        partners = self.env["res.partner"].search([("name", "=like", "C__")])
        partners[:30].action_archive()
        report = self.run_session(ok=False)
        self.assertEqual(report.end, "error")
        self.assertIn("30 of 40", report.error)
        states = [c["IsActive"] for c in self.company.objects("Customer")]
        self.assertEqual(states.count("false"), 0)

    def test_renewed_ids_raise_no_false_alarm(self):
        self.partner(name="Azure")
        self.run_session()
        self.connection.action_new_file_ids()
        self.run_session(self.new_connector())
        self.assertEqual(self.connection.state, "connected")

    def test_terms_due_on_a_day_of_the_month_keep_what_odoo_made_of_them(self):
        self.run_session()
        terms = self.env["account.payment.term"].search(
            [("name", "=", "1st of the month")]
        )
        terms.line_ids.nb_days = 20
        self.run_session()
        self.assertEqual(self.link(terms).state, "ok")
        self.assertEqual(terms.line_ids.nb_days, 20)

    def test_quickbooks_opens_the_file_of_the_connection(self):
        self.connection.open_path = self.company.file_path
        report = self.run_session()
        answers = [c.answer for c in report.calls if c.method == "authenticate"]
        self.assertEqual(answers[0][1], self.company.file_path)

    def test_a_session_counts_what_it_left_for_a_person(self):
        azure = self.partner(name="Azure", phone="1")
        self.run_session()
        azure.phone = "2"
        self.company.user_mod(self.customer("Azure")["ListID"], Phone="3")
        self.run_session()
        session = self.env["qbd.session"].search([], limit=1)
        self.assertEqual(session.count_parked, 1)

    def test_a_mapping_added_later_gets_a_row_that_is_off(self):
        self.stream("terms").unlink()
        self.env["qbd.connection"]._ensure_all_streams()
        self.assertEqual(self.stream("terms").direction, "off")

    def test_a_question_is_told_to_who_follows_the_connection(self):
        partner = self.env["res.partner"].create({"name": "Owner", "email": "o@e.co"})
        self.connection.message_subscribe(partner.ids)
        self.connection.company_file = "elsewhere"
        self.connection.host_time = "2026-01-01 00:00:00"
        self.run_session(ok=False)
        told = self.connection.message_ids.notified_partner_ids
        self.assertIn(partner, told)
