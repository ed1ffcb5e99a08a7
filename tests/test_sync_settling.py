from datetime import timedelta

from odoo import fields

from ..simulator.wire.faults import Fault, FaultPlan
from .support.common import SyncCase

LOST = Fault("end_session", "process", occurrence=2, side="after")


class TestSettling(SyncCase):
    """Writes whose answer never came, and the questions to a person."""

    def lose_the_write(self, **recovery):
        """Run an Add in QuickBooks and lose its answer."""
        self.partner(name="Azure", phone="1")
        connector = self.new_connector(faults=FaultPlan([LOST]))
        self.run_session(connector, ok=False)
        self.assertEqual(self.customer_names(), ["Azure"])

    def test_a_lost_answer_makes_no_second_customer(self):
        self.lose_the_write()
        self.run_session()
        self.assertEqual(self.customer_names(), ["Azure"])
        self.assertEqual(self.link(self.partner_named("Azure")).state, "ok")
        self.assert_quiet()

    def test_it_is_found_by_its_guid_when_quickbooks_forgot_the_message_set(self):
        self.lose_the_write()
        self.company.recovery.forget_all()
        list_id = self.customer_ids()[0]
        self.company.user_mod(list_id, Name="Renamed meanwhile")
        self.run_session()
        self.assertEqual(self.customer_names(), ["Renamed meanwhile"])
        self.assertEqual(self.partner_named("Renamed meanwhile").phone, "1")
        self.assert_quiet()

    def test_an_edit_made_in_quickbooks_after_the_lost_answer_is_kept(self):
        self.lose_the_write()
        self.company.user_mod(self.customer_ids()[0], Phone="2")
        self.run_session()
        self.assertEqual(self.partner_named("Azure").phone, "2")
        self.assert_quiet()

    def test_an_add_that_never_ran_is_sent_again_under_a_new_id(self):
        self.partner(name="Azure")
        fault = Fault("drop_answer", "sendRequestXML", occurrence=2)
        self.run_session(self.new_connector(faults=FaultPlan([fault])), ok=False)
        self.assertEqual(self.customer_names(), [])
        self.run_session()
        self.assertEqual(self.customer_names(), ["Azure"])
        writes = self.env["qbd.message.set"].search([("kind", "=", "write")])
        self.assertEqual(len(set(writes.mapped("set_id"))), 2)
        self.assert_quiet()

    def test_nothing_else_is_written_before_the_unknown_is_settled(self):
        self.lose_the_write()
        self.partner(name="Next")
        report = self.run_session()
        kinds = ["AddRq" in request for request in report.requests]
        first_write = kinds.index(True)
        asked = "oldMessageSetID" in "".join(report.requests[:first_write])
        self.assertTrue(asked)
        self.assertTrue(any("QueryRq" in r for r in report.requests[:first_write]))
        self.assertEqual(self.customer_names(), ["Azure", "Next"])

    def test_asking_for_the_status_never_deletes_it(self):
        self.lose_the_write()
        report = self.run_session()
        for request in report.requests:
            if "oldMessageSetID" in request:
                self.assertIn("newMessageSetID", request)

    def unknown_link(self):
        """An Add that no evidence settles: reading fails three times."""
        self.lose_the_write()
        self.company.recovery.forget_all()
        self.company.failures.plan("CustomerQuery", 1000, "broken", times=20)
        for _ in range(3):
            self.run_session(ok=False)
        self.company.failures._planned.clear()
        link = self.link(self.partner_named("Azure"))
        self.assertEqual(link.state, "unknown")
        self.assertIn("Azure", link.message)
        return link

    def test_what_cannot_be_settled_is_asked_and_never_sent_again(self):
        link = self.unknown_link()
        link.guid = "{11111111-1111-1111-1111-111111111111}"  # only the name tells
        link.action_is_there()
        self.run_session()
        self.assertEqual(self.customer_names(), ["Azure"])
        self.assertEqual(link.state, "ok")
        self.assert_quiet()

    def test_a_person_who_looked_may_have_it_sent_again(self):
        link = self.unknown_link()
        self.company.user_delete(self.customer_ids()[0])
        link.action_is_not_there()
        self.run_session()
        self.assertEqual(self.customer_names(), ["Azure"])
        self.assert_quiet()

    def test_the_same_answer_twice_is_used_once(self):
        self.partner(name="Azure")
        faults = [Fault("twice", "receiveResponseXML", occurrence=n) for n in (1, 2, 3)]
        self.run_session(self.new_connector(faults=FaultPlan(faults)))
        self.assertEqual(self.customer_names(), ["Azure"])
        self.assert_quiet()

    def test_a_ticket_that_expired_gets_an_answer(self):
        port = self.env["qbd.session"]._qbwc_port("192.0.2.1")
        self.assertEqual(port.send_request_xml("nobody", "", "", "US", 16, 0), "")
        self.assertEqual(port.receive_response_xml("nobody", "", "", ""), -1)
        self.assertIn("Run the update again", port.get_last_error("nobody"))
        self.assertTrue(port.close_connection("nobody"))


class TestSessions(SyncCase):
    """Leases, limits, refusals and transient refusals."""

    def test_quiet_hours_start_no_session(self):
        now = fields.Datetime.context_timestamp(
            self.connection.with_context(tz=self.connection.tz), fields.Datetime.now()
        )
        hour = now.hour + now.minute / 60
        self.connection.write(
            {"quiet_from": (hour - 1) % 24, "quiet_to": (hour + 1) % 24}
        )
        self.assertEqual(self.run_session(ok=False).end, "none")

    def test_a_switched_off_connection_has_no_work(self):
        self.connection.action_switch_off()
        self.assertEqual(self.run_session(ok=False).end, "none")

    def test_a_session_ends_when_its_time_is_up_and_goes_on_next_time(self):
        self.stream("customer").write({"batch_size": 5, "batch_now": 5})
        for number in range(20):
            self.partner(name=f"C{number:02}")

        def long_ago(session):
            session.started -= timedelta(hours=1)

        engine = type(self.env["qbd.engine"])
        plan = engine._write_request

        def slow_plan(this, session, deadline):
            long_ago(session)
            return plan(this, session, deadline)

        self.patch(engine, "_write_request", slow_plan)
        report = self.run_session()
        self.assertEqual(report.end, "done")
        self.assertEqual(len(self.customer_names()), 5)
        self.patch(engine, "_write_request", plan)
        self.run_session()
        self.assertEqual(len(self.customer_names()), 20)
        self.assert_quiet()

    def test_another_conversation_waits_while_one_holds_the_lease(self):
        self.connection.lease_minutes = 10
        fault = Fault("end_session", "process", occurrence=1, side="after")
        self.run_session(self.new_connector(faults=FaultPlan([fault])), ok=False)
        self.assertEqual(self.run_session(ok=False).end, "busy")
        self.env["qbd.session"].search([]).last_call -= timedelta(minutes=11)
        self.run_session()

    def test_a_transient_refusal_is_tried_again_later(self):
        partner = self.partner(name="Azure")
        self.company.failures.plan("CustomerAdd", 3175, "in use", times=1)
        self.run_session()
        link = self.link(partner)
        self.assertEqual((link.state, link.reason), ("retry", "transient"))
        self.assertGreater(link.next_try, fields.Datetime.now())
        link.next_try = fields.Datetime.now()
        self.run_session()
        self.assertEqual(self.customer_names(), ["Azure"])
        self.assert_quiet()

    def test_a_request_quickbooks_cannot_read_is_found_by_halving(self):
        names = [f"C{number:02}" for number in range(9)]
        for name in names:
            self.partner(name=name)
        bad = self.partner(name="Unreadable")
        self.break_reading_of("Unreadable")
        for _ in range(6):
            self.run_session(ok=False)
        self.assertEqual(self.customer_names(), names)
        self.assertEqual(self.link(bad).reason, "not_understood")
        self.assert_quiet()

    def break_reading_of(self, word):
        from ..simulator.wire.status import Refused

        process = self.company.process

        def strict(text):
            if word in str(text) and "AddRq" in str(text):
                raise Refused("made up by the test")
            return process(text)

        self.company.process = strict

    def test_pages_and_batches_grow_while_quickbooks_is_quick(self):
        self.stream("customer").write({"batch_now": 5, "page_now": 5})
        for number in range(40):
            self.company.user_add("Customer", Name=f"Q{number:02}")
            self.partner(name=f"O{number:02}")
        self.run_session()
        self.assertGreater(self.stream("customer").batch_now, 5)
        self.assertGreater(self.stream("customer").page_now, 5)

    def test_two_connections_keep_their_own_books(self):
        other_company = self.env["res.company"].create({"name": "Second"})
        first = self.connection
        second = self.env["qbd.connection"].create(
            {
                "name": "Two",
                "company_id": other_company.id,
                "lease_minutes": 0,
                "first_match": "automatic",
            }
        )
        second._set_password("right-password-of-the-tests")
        from ..simulator.company_file import CompanyFile

        shared = self.partner(name="Shared")
        own = self.partner(name="Only second", company_id=other_company.id)
        self.run_session()
        other_file = CompanyFile(clock=self.clock, name="Second")
        self.connection = second
        self.run_session(self.new_connector(company=other_file))
        self.assertEqual(self.customer_names(), ["Shared"])
        names = sorted(c["FullName"] for c in other_file.objects("Customer"))
        self.assertEqual(names, ["Only second", "Shared"])
        shared.phone = "7"
        self.connection = first
        self.run_session()
        self.connection = second
        self.run_session(self.new_connector(company=other_file))
        self.assertEqual(self.customer("Shared")["Phone"], "7")
        self.assertEqual(other_file.find("Customer", "Shared")["Phone"], "7")
        self.assertTrue(own)
