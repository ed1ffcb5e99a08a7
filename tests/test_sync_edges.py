from ..simulator.wire.faults import Fault, FaultPlan
from .support.common import SyncCase


class TestEdges(SyncCase):
    def links(self):
        return [
            (
                link.qb_name,
                link.state,
                link.reason,
                link.record_id,
                (link.message or "")[:90],
            )
            for link in self.env["qbd.link"].search([], order="id")
        ]

    def test_rename_company_in_odoo_keeps_street(self):
        p = self.partner(
            name="Azure", is_company=True, street="1 Main St", city="Miami"
        )
        self.run_session()
        p.name = "Bluewater"
        self.run_session()
        self.assertEqual((p.street, p.street2), ("1 Main St", False))

    def test_rename_in_quickbooks_keeps_street(self):
        i = self.company.user_add(
            "Customer",
            Name="Ann",
            BillAddress={"Addr1": "Ann", "Addr2": "1 Main St", "City": "Miami"},
        )
        self.run_session()
        p = self.partner_named("Ann")
        self.company.user_mod(i, Name="Anne")
        self.run_session()
        self.assertEqual((p.name, p.street, p.street2), ("Anne", "1 Main St", False))

    def test_ambiguous_makes_no_second_customer(self):
        self.company.user_add("Customer", Name="Acme", Phone="7")
        self.partner(name="Acme")
        self.partner(name="Acme")
        self.run_session()
        self.assertEqual(self.customer_names(), ["Acme"])

    def test_ambiguous_merge_try_again(self):
        self.company.user_add("Customer", Name="Acme", Phone="7")
        a = self.partner(name="Acme", customer_rank=0)
        b = self.partner(name="Acme", customer_rank=0)
        self.run_session()
        link = self.env["qbd.link"].search([("reason", "=", "ambiguous")])
        self.assertTrue(link)
        b.name = "Something else"
        link.action_try_again()
        self.run_session()
        self.assertEqual(self.partner_named("Acme"), a)

    def test_two_objects_try_again(self):
        one, two = self.partner(name="One"), self.partner(name="Two")
        self.run_session()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [one.id, two.id], one
        )
        self.run_session()
        asked = self.env["qbd.link"].search([("reason", "=", "two_objects")])
        asked.action_try_again()
        self.run_session()
        self.assertFalse(self.partner_named("Two"), self.links())

    def test_bad_job_in_a_page_with_good_ones(self):
        self.company.user_add("Customer", Name="Acme")
        self.partner(name="Acme", customer_rank=0)
        self.partner(name="Acme", customer_rank=0)
        acme = self.company.find("Customer", "Acme")["ListID"]
        self.company.user_add("Customer", Name="Roof", ParentRef={"ListID": acme})
        bob = self.company.user_add("Customer", Name="Bob")
        self.company.user_add("Customer", Name="Deck", ParentRef={"ListID": bob})
        self.run_session()
        deck = self.partner_named("Deck")
        self.assertEqual(deck.parent_id.name, "Bob", self.links())
        self.assertEqual(
            [link[:2] for link in self.links() if link[0] in ("Bob", "Bob:Deck")],
            [("Bob", "ok"), ("Bob:Deck", "ok")],
        )

    def test_terms_stream_off(self):
        self.stream("terms").direction = "off"
        self.company.user_add("Customer", Name="Quick", TermsRef="Net 15")
        self.run_session()
        self.assertTrue(self.partner_named("Quick"), self.links())

    def test_rename_to_a_taken_name_ends(self):
        p = self.partner(name="Azure")
        self.run_session()
        self.company.user_add("Vendor", Name="Paper Co")
        p.name = "Paper Co"
        report = self.run_session(self.new_connector(max_calls=60), ok=False)
        writes = sum("CustomerModRq" in r for r in report.requests)
        self.assertLess(writes, 6, (writes, report.end))

    def test_future_time_modified_stops_nothing(self):
        self.run_session()
        old = self.company.clock
        from ..simulator.clock import Clock

        self.company.clock = Clock("2030-01-01T00:00:00", step=1)
        self.company.user_add("Customer", Name="Future")
        self.company.clock = old
        self.run_session()
        self.assertTrue(self.partner_named("Future"))
        self.company.user_add("Customer", Name="Now")
        self.run_session()
        self.assertTrue(self.partner_named("Now"), self.stream("customer").watermark)

    def test_edit_while_sent_and_cron_collects(self):
        p = self.partner(name="Azure", phone="1")
        self.run_session()
        p.phone = "2"
        engine = self.env["qbd.engine"]

        def edit(fault, connector):
            self.link(p).invalidate_recordset()
            assert self.link(p).state == "sent", self.link(p).state
            p.phone = "3"
            self.env.cr.flush()
            while engine._collect_hints():
                pass

        # find the process step of the write
        real = self.company.process

        def process(xml):
            if "CustomerModRq" in str(xml) and not self.__dict__.get("done"):
                self.done = True
                edit(None, None)
            return real(xml)

        self.patch(self.company, "process", process)
        self.run_session()
        self.run_session()
        self.assertEqual(self.customer("Azure")["Phone"], "3", self.links())

    def test_record_deleted_while_mod_out_and_cron_collects(self):
        p = self.partner(name="Azure", phone="1")
        self.run_session()
        p.phone = "2"
        engine = self.env["qbd.engine"]
        real = self.company.process

        def process(xml):
            if "CustomerModRq" in str(xml) and not self.__dict__.get("done"):
                self.done = True
                p.unlink()
                self.env.cr.flush()
                while engine._collect_hints():
                    pass
            return real(xml)

        self.patch(self.company, "process", process)
        self.run_session()
        self.run_session()
        self.assertFalse(self.partner_named("Azure"), self.links())
        self.assertEqual(self.customer("Azure")["IsActive"], "false")

    def test_record_deleted_while_add_out(self):
        p = self.partner(name="Azure", phone="1")
        engine = self.env["qbd.engine"]
        real = self.company.process

        def process(xml):
            if "CustomerAddRq" in str(xml) and not self.__dict__.get("done"):
                self.done = True
                p.unlink()
                self.env.cr.flush()
                while engine._collect_hints():
                    pass
            return real(xml)

        self.patch(self.company, "process", process)
        self.run_session()
        self.run_session()
        self.assertEqual(self.customer("Azure")["IsActive"], "false", self.links())

    def test_unlink_pair(self):
        p = self.partner(name="Azure", phone="1")
        self.run_session()
        self.link(p).action_unlink_pair()
        p.phone = "2"
        self.company.user_mod(self.customer("Azure")["ListID"], Email="x@y.example")
        self.run_session()
        self.assertEqual(self.customer_names(), ["Azure"], self.links())
        self.assertEqual(len(self.partner_named("Azure")), 1)

    def test_unarchive_after_quickbooks_deleted(self):
        p = self.partner(name="Azure", phone="1")
        self.run_session()
        self.company.user_delete(self.customer("Azure")["ListID"])
        self.run_session()
        self.assertFalse(p.active)
        p.action_unarchive()
        p.phone = "2"
        self.run_session()
        self.assertTrue(self.customer("Azure"), self.links())

    def test_delivery_address_deleted(self):
        p = self.partner(name="Azure", phone="1")
        ship = self.env["res.partner"].create(
            {"parent_id": p.id, "type": "delivery", "name": "S", "street": "9 Dock"}
        )
        self.run_session()
        self.assertIn("ShipAddress", self.customer("Azure"))
        ship.unlink()
        self.run_session()
        self.assertNotIn("9 Dock", str(self.customer("Azure")))

    def test_company_name_not_overwritten(self):
        i = self.company.user_add("Customer", Name="Azure", CompanyName="Azure")
        self.run_session()
        p = self.partner_named("Azure")
        self.company.user_mod(i, Name="Azure (old)")
        self.run_session()
        p.phone = "4"
        self.run_session()
        self.assertEqual(
            self.company.object(i, kind="Customer")["CompanyName"], "Azure"
        )

    def test_mass_deletion(self):
        ids = [self.company.user_add("Customer", Name=f"C{n:03}") for n in range(120)]
        self.run_session()
        for i in ids[:60]:
            self.company.user_delete(i)
            self.clock.sleep(180)
        self.run_session(ok=False)
        self.assertEqual(self.connection.question, "mass_change")
        self.clock.sleep(24 * 3600)
        self.company.user_add("Customer", Name="other")
        self.connection.action_allow_removal()
        self.run_session()
        self.clock.sleep(24 * 3600)
        self.company.user_add("Customer", Name="other2")
        self.run_session()
        active = self.env["res.partner"].search_count(
            [("name", "=like", "C0%"), ("customer_rank", ">", 0)]
        )
        self.assertEqual(active, 40)

    def test_mass_deletion_guard_large(self):
        ids = [self.company.user_add("Customer", Name=f"C{n:03}") for n in range(400)]
        self.run_session()
        for i in ids[:390]:
            self.company.user_delete(i)
        self.run_session(ok=False)
        gone = self.env["qbd.link"].search_count([("state", "=", "gone")])
        self.assertEqual((self.connection.question, gone), ("mass_change", 0))

    def test_switched_off_and_on(self):
        p, q = self.partner(name="Azure", phone="1"), self.partner(name="Gone")
        self.run_session()
        self.connection.action_switch_off()
        p.phone = "2"
        q.unlink()
        self.env.cr.flush()
        while self.env["qbd.engine"]._collect_hints():
            pass
        self.connection.action_switch_on()
        self.run_session()
        self.assertEqual(self.customer("Azure")["Phone"], "2")
        self.assertEqual(self.customer("Gone")["IsActive"], "false")

    def test_unreadable_value_stops_nothing_else(self):
        self.company.user_add("Customer", Name="Bad")
        self.company.user_add("Customer", Name="Good")
        real = self.company.process
        self.patch(
            self.company,
            "process",
            lambda xml: real(xml).replace(
                "<Sublevel>0</Sublevel>", "<Sublevel>x</Sublevel>", 1
            ),
        )
        self.run_session(ok=False)
        self.assertTrue(self.partner_named("Good"))

    def test_late_answer_of_a_read_is_not_the_writes(self):
        self.company.user_add("Customer", Name="Zed")
        self.run_session()
        p = self.partner(name="Azure")
        # the write's answer arrives cut, and while reading goes on one is repeated
        real = self.company.process
        state = {}

        def process(xml):
            text = real(xml)
            if "CustomerAddRq" in str(xml) and not state:
                state["cut"] = True
                return text[: len(text) // 2]
            return text

        self.patch(self.company, "process", process)
        connector = self.new_connector(
            faults=[
                Fault("twice", "receiveResponseXML", occurrence=n) for n in range(1, 12)
            ]
        )
        self.run_session(connector, ok=False)
        self.run_session(connector, ok=False)
        print(self.links())
        self.assertEqual(self.customer_names(), ["Azure", "Zed"])
        self.assertEqual(self.link(p).qb_id, self.customer("Azure")["ListID"])

    def test_to_quickbooks_address_not_overwritten(self):
        p = self.partner(name="Azure", street="1 Main", city="Miami")
        self.run_session()
        self.stream("customer").direction = "to_quickbooks"
        self.run_session()
        i = self.customer("Azure")["ListID"]
        self.company.user_mod(
            i, BillAddress={"Addr1": "Azure", "Addr2": "2 New St", "City": "Miami"}
        )
        self.run_session()
        p.city = "Tampa"
        self.run_session()
        self.assertEqual(self.customer("Azure")["BillAddress"].get("Addr2"), "2 New St")

    def test_customer_made_in_quickbooks_while_we_add(self):
        self.run_session()
        self.partner(name="Azure", phone="1")
        real = self.company.process

        def process(xml):
            if "CustomerAddRq" in str(xml) and not self.__dict__.get("done"):
                self.done = True
                self.company.user_add("Customer", Name="Azure")
            return real(xml)

        self.patch(self.company, "process", process)
        self.run_session()
        self.assertEqual(self.customer_names(), ["Azure"], self.links())

    def test_a_customer_edited_while_later_pages_are_read_is_not_missed(self):
        self.partner(name="Writer")
        for number in range(12):
            self.company.user_add("Customer", Name=f"C{number:02}")
        self.run_session()  # the clock of QuickBooks is known from now on
        self.stream("customer").write({"page_size": 5, "page_now": 5})
        for list_id in self.customer_ids():
            self.company.user_mod(list_id, AltPhone="1")
        first = self.customer("C00")["ListID"]

        def edit(*_args):
            self.company.user_mod(first, Phone="late")

        plan = FaultPlan(
            [Fault("edit_quickbooks", "process", occurrence=4)],
            {"edit_quickbooks": edit},
        )
        self.run_session(self.new_connector(faults=plan))
        self.clock.sleep(5 * 3600)
        self.run_session()
        self.assertEqual(self.partner_named("C00").phone, "late")

    def test_nothing_is_written_while_a_write_is_unsettled(self):
        self.partner(name="Azure")
        lost = Fault("end_session", "process", occurrence=2, side="after")
        self.run_session(self.new_connector(faults=FaultPlan([lost])), ok=False)
        engine = self.env["qbd.engine"]
        self.env["qbd.session"].search([])._end("over")
        self.assertTrue(engine._settling(self.connection))
        self.assertFalse(engine._may_write(self.connection))

    def test_an_answer_to_another_message_set_is_not_taken_for_ours(self):
        self.partner(name="Azure")
        lost = Fault("end_session", "process", occurrence=2, side="after")
        self.run_session(self.new_connector(faults=FaultPlan([lost])), ok=False)
        session = self.env["qbd.session"].search([], limit=1)
        session._end("over")
        unknown = self.env["qbd.message.set"].search([("state", "=", "unknown")])
        stranger = (
            '<?xml version="1.0"?><QBXML><QBXMLMsgsRs><CustomerAddRs'
            ' requestID="3.00000000" statusCode="0"/></QBXMLMsgsRs></QBXML>'
        )
        session._receive(stranger, "", "")
        self.assertEqual(unknown.state, "unknown")
