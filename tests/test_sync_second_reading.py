from ..simulator.wire.faults import Fault, FaultPlan
from ..simulator.wire.status import Refused
from .support.common import SyncCase

LOST = Fault("end_session", "process", occurrence=2, side="after")


class TestSecondReading(SyncCase):
    def links(self):
        return [
            (x.qb_name, x.state, x.reason, x.record_id, x.qb_id, (x.message or "")[:60])
            for x in self.env["qbd.link"].search(
                [("stream_id", "=", self.stream("customer").id)], order="id"
            )
        ]

    def term(self, name, days):
        return self.env["account.payment.term"].create(
            {
                "name": name,
                "line_ids": [
                    (5, 0, 0),
                    (0, 0, {"value": "percent", "value_amount": 100, "nb_days": days}),
                ],
            }
        )

    # ---- doubles
    def test_while_customers_cannot_be_read_no_second_customer_is_made(self):
        self.company.user_add("Customer", Name="Acme", Phone="7")
        self.partner(name="Acme")
        self.company.failures.plan("CustomerQuery", 1000, "broken", times=20)
        self.run_session(ok=False)
        self.assertEqual(self.customer_names(), ["Acme"], self.links())

    def test_a_partner_made_later_meets_its_customer_when_odoo_takes_none(self):
        self.stream("customer").create_in_odoo = False
        self.company.user_add("Customer", Name="Acme", Phone="7")
        self.run_session()
        self.partner(name="Acme")
        self.run_session()
        self.assertEqual(self.customer_names(), ["Acme"], self.links())

    def test_a_partner_made_later_meets_its_customer_of_a_stream_to_quickbooks(self):
        self.stream("customer").direction = "to_quickbooks"
        self.company.user_add("Customer", Name="Acme", Phone="7")
        self.run_session()
        self.partner(name="Acme")
        self.run_session()
        self.assertEqual(self.customer_names(), ["Acme"], self.links())

    def test_a_job_below_an_unlinked_customer_is_not_added_at_the_top(self):
        p = self.partner(name="Owner", is_company=True)
        self.run_session()
        self.link(p).action_unlink_pair()
        self.partner(
            name="Roof", parent_id=p.id, qbd_is_job=True, type="other", customer_rank=0
        )
        self.run_session()
        self.assertNotIn("Roof", self.customer_names())

    # ---- lost edits
    def test_new_terms_of_a_linked_customer_reach_quickbooks(self):
        p = self.partner(name="Azure")
        self.run_session()
        p.property_payment_term_id = self.term("Net 47", 47)
        self.run_session()
        self.run_session()
        self.assertEqual(
            self.customer("Azure").get("TermsRef", {}).get("FullName"), "Net 47"
        )

    def test_a_job_moved_below_a_new_customer_moves_in_quickbooks(self):
        a = self.partner(name="A", is_company=True)
        j = self.partner(name="Roof", parent_id=a.id, qbd_is_job=True, type="other")
        self.run_session()
        b = self.partner(name="B", is_company=True)
        j.parent_id = b
        self.run_session()
        self.run_session()
        self.assertEqual(self.customer_names(), ["A", "B", "B:Roof"], self.links())

    def test_a_deletion_while_the_answer_to_the_add_is_lost_is_carried_over(self):
        p = self.partner(name="Azure", phone="1")
        self.run_session(self.new_connector(faults=FaultPlan([LOST])), ok=False)
        p.unlink()
        self.run_session()
        self.run_session()
        self.assertFalse(self.partner_named("Azure"), self.links())

    def test_a_deletion_while_the_answer_to_a_mod_is_lost_is_carried_over(self):
        p = self.partner(name="Azure", phone="1")
        self.run_session()
        p.phone = "2"
        self.run_session(self.new_connector(faults=FaultPlan([LOST])), ok=False)
        self.assertEqual(self.customer("Azure")["Phone"], "2")
        p.unlink()
        self.run_session()
        self.run_session()
        self.assertFalse(self.partner_named("Azure"), self.links())

    def test_a_fix_made_while_the_refused_request_was_out_is_sent(self):
        p = self.partner(name="Azure", phone="1")
        self.run_session()
        p.phone = "2"
        real, done = self.company.process, []

        def process(xml):
            if "CustomerModRq" in str(xml) and not done:
                done.append(1)
                p.phone = "3"
                self.env.cr.flush()
                while self.env["qbd.engine"]._collect_hints():
                    pass
            return real(xml)

        self.patch(self.company, "process", process)
        self.company.failures.plan("CustomerMod", 3210, "against a rule", times=1)
        self.run_session()
        self.run_session()
        self.assertEqual(self.customer("Azure")["Phone"], "3", self.links())

    def test_the_delivery_address_of_an_odoo_job_is_watched(self):
        a = self.partner(name="A", is_company=True)
        j = self.partner(
            name="Roof", parent_id=a.id, qbd_is_job=True, type="other", customer_rank=0
        )
        ship = self.env["res.partner"].create(
            {"parent_id": j.id, "type": "delivery", "name": "S", "street": "9 Dock"}
        )
        self.run_session()
        self.assertIn("9 Dock", str(self.customer("A:Roof")))
        ship.street = "10 Dock"
        self.run_session()
        self.assertIn("10 Dock", str(self.customer("A:Roof")))

    def test_the_delivery_address_of_a_matched_partner_is_watched(self):
        p = self.partner(name="A", customer_rank=0)
        ship = self.env["res.partner"].create(
            {"parent_id": p.id, "type": "delivery", "name": "S", "street": "9 Dock"}
        )
        self.company.user_add("Customer", Name="A")
        self.run_session()
        self.assertIn("9 Dock", str(self.customer("A")))
        ship.street = "10 Dock"
        self.run_session()
        self.assertIn("10 Dock", str(self.customer("A")))

    def test_a_deleted_partner_stays_deleted_when_terms_are_off(self):
        self.stream("terms").direction = "off"
        self.company.user_add("Customer", Name="Quick", TermsRef="Net 15")
        p = self.partner(name="Quick")
        self.run_session()
        p.unlink()
        self.run_session()
        self.run_session()
        self.assertFalse(self.partner_named("Quick"), self.links())

    def test_terms_switched_on_later_reach_the_customers(self):
        self.stream("terms").direction = "off"
        self.company.user_add("Customer", Name="Quick", TermsRef="Net 15")
        self.run_session()
        self.stream("terms").direction = "both"
        self.run_session()
        self.run_session()
        self.assertTrue(self.partner_named("Quick").property_payment_term_id)

    def test_an_unreadable_change_is_not_forgotten(self):
        p = self.partner(name="Azure", phone="1")
        self.run_session()
        self.company.user_mod(self.customer("Azure")["ListID"], Phone="2")
        real = self.company.process
        bad = [1]
        self.company.process = lambda xml: (
            real(xml).replace("<Sublevel>0</Sublevel>", "<Sublevel>x</Sublevel>")
            if bad
            else real(xml)
        )
        self.run_session(ok=False)
        self.assertEqual(self.link(p).reason, "unreadable")
        bad.clear()
        self.link(p).action_try_again()
        self.run_session()
        self.clock.sleep(4 * 3600)
        self.run_session()
        self.assertEqual(p.phone, "2", self.links())

    # ---- restores
    def restored(self, change, answer):
        p = self.partner(name="One", phone="1")
        self.run_session()
        old = self.company.snapshot()
        change(p)
        self.run_session()
        self.company.restore(old)
        self.clock.sleep(86400)
        self.run_session(ok=False)
        self.assertEqual(self.connection.question, "older_quickbooks")
        getattr(self.connection, answer)()
        self.run_session()
        self.run_session()
        return p

    def test_a_rename_since_the_backup_is_carried_over_when_odoo_is_right(self):
        self.restored(lambda p: p.write({"name": "Uno"}), "action_trust_odoo")
        self.assertEqual(self.customer_names(), ["Uno"], self.links())

    def test_a_rename_since_the_backup_is_undone_when_quickbooks_is_right(self):
        p = self.restored(lambda p: p.write({"name": "Uno"}), "action_trust_quickbooks")
        self.assertEqual(p.name, "One", self.links())

    def test_a_rename_since_the_backup_is_asked_about(self):
        p = self.restored(lambda p: p.write({"name": "Uno"}), "action_compare_anew")
        self.assertTrue(self.link(p).conflicts, self.links())

    def test_a_cleared_phone_stays_cleared_when_odoo_is_right(self):
        p = self.restored(lambda p: p.write({"phone": False}), "action_trust_odoo")
        self.assertFalse(p.phone)

    def test_writing_goes_on_after_a_restore_with_a_stream_off(self):
        self.stream("terms").direction = "off"
        self.restored(lambda p: p.write({"phone": "2"}), "action_trust_odoo")
        self.assertFalse(self.connection.recompare)
        self.assertEqual(self.customer("One")["Phone"], "2")

    def test_writing_goes_on_after_a_restore_with_a_stream_to_quickbooks(self):
        self.stream("customer").direction = "to_quickbooks"
        self.restored(lambda p: p.write({"phone": "2"}), "action_trust_odoo")
        self.assertFalse(self.connection.recompare)
        self.assertEqual(self.customer("One")["Phone"], "2")

    def test_a_customer_deleted_since_the_backup_is_back_when_quickbooks_is_right(
        self,
    ):
        two = self.partner(name="Two")

        def change(p):
            p.phone = "2"
            self.company.user_delete(self.customer("Two")["ListID"])

        self.restored(change, "action_trust_quickbooks")
        self.assertTrue(self.customer("Two"))
        self.assertTrue(two.active, self.links())

    def test_an_object_without_a_record_does_not_stop_the_sync_after_a_restore(
        self,
    ):
        self.stream("customer").create_in_odoo = False

        def change(p):
            p.phone = "2"
            self.company.user_add("Customer", Name="Only there")

        self.restored(change, "action_trust_odoo")
        self.assertFalse(self.connection.recompare)

    # ---- mass changes
    def test_deactivating_most_of_a_large_list_is_asked_about(self):
        ids = [self.company.user_add("Customer", Name=f"C{n:03}") for n in range(600)]
        self.run_session()
        for i in ids[:400]:
            self.company.user_inactivate(i)
        self.run_session(ok=False)
        self.assertEqual(self.connection.question, "mass_change")

    def test_a_large_removal_found_by_ids_happens_once_it_is_allowed(self):
        for n in range(30):
            self.partner(name=f"C{n:02}")
        self.run_session()
        ids = self.customer_ids()
        for one in ids[1:16]:
            self.company.user_merge(ids[0], one)
        self.stream("customer").id_sweep_wanted = True
        self.run_session(ok=False)
        self.assertEqual(self.connection.question, "mass_change")
        self.connection.action_allow_removal()
        self.run_session()
        active = self.env["res.partner"].search_count([("name", "=like", "C__")])
        self.assertEqual(active, 15)

    # ---- endless
    def test_a_refused_comparison_of_ids_ends(self):
        self.partner(name="A")
        self.run_session()
        self.stream("customer").id_sweep_wanted = True
        real = self.company.process

        def process(xml):
            if "IncludeRetElement" in str(xml):
                raise Refused("made up")
            return real(xml)

        self.company.process = process
        report = self.run_session(self.new_connector(max_calls=200), ok=False)
        self.assertEqual(report.end, "done")

    def test_try_again_of_an_unreadable_object_is_not_dirty_for_ever(self):
        self.company.user_add("Customer", Name="Bad")
        real = self.company.process
        bad = [1]
        self.company.process = lambda xml: (
            real(xml).replace("<Sublevel>0</Sublevel>", "<Sublevel>x</Sublevel>")
            if bad
            else real(xml)
        )
        self.run_session(ok=False)
        bad.clear()
        link = self.env["qbd.link"].search([("reason", "=", "unreadable")])
        link.action_try_again()
        for _ in range(3):
            self.run_session()
            self.clock.sleep(4 * 3600)
        self.assertTrue(self.partner_named("Bad"), self.links())

    # ---- customers
    def test_a_job_that_is_a_contact_keeps_its_own_address(self):
        a = self.partner(name="A", is_company=True, street="1 Main", city="Miami")
        j = self.env["res.partner"].create(
            {"name": "Roof", "parent_id": a.id, "type": "contact"}
        )
        j.qbd_is_job = True
        self.run_session()
        job = self.customer("A:Roof")["ListID"]
        self.company.user_mod(job, BillAddress={"Addr1": "9 Site Rd", "City": "Tampa"})
        self.run_session()
        self.run_session()
        self.assertEqual(a.city, "Miami")
        self.assertEqual(self.customer("A")["BillAddress"]["City"], "Miami")
        self.assertEqual(self.customer("A:Roof")["BillAddress"]["City"], "Tampa")

    def test_a_parents_new_address_in_quickbooks_does_not_overwrite_the_jobs(self):
        a = self.partner(name="A", is_company=True, street="1 Main", city="Miami")
        j = self.env["res.partner"].create(
            {"name": "Roof", "parent_id": a.id, "type": "contact"}
        )
        j.qbd_is_job = True
        self.run_session()
        self.company.user_mod(
            self.customer("A")["ListID"],
            BillAddress={"Addr1": "A", "Addr2": "5 New", "City": "Ocala"},
        )
        self.run_session()
        self.run_session()
        self.assertEqual(self.customer("A:Roof")["BillAddress"]["City"], "Miami")

    def test_notes_longer_than_quickbooks_holds_survive_an_edit_there(self):
        p = self.partner(name="A", comment="<p>" + "word " * 1000 + "END</p>")
        self.run_session()
        note = self.customer("A")["Notes"]
        self.company.user_mod(
            self.customer("A")["ListID"], Notes="called. " + note[:4000]
        )
        self.run_session()
        self.assertTrue(
            "END" in (p.comment or "")
            or self.link(p).overruled
            or self.link(p).conflicts
        )

    def test_a_long_address_whose_answer_was_lost_is_no_conflict(self):
        p = self.partner(name="A", phone="1")
        self.run_session()
        p.write(
            {
                "street": "alpha bravo charlie delta echo foxtrot golf hotel india"
                " juliet kilo lima mike november oscar papa quebec romeo",
                "street2": "sierra tango uniform victor whiskey xray yankee zulu one"
                " two three four five six seven eight nine ten eleven",
            }
        )
        self.run_session(self.new_connector(faults=FaultPlan([LOST])), ok=False)
        self.company.recovery.forget_all()
        self.run_session()
        self.assertEqual(
            self.link(p).state, "ok", (self.links(), self.link(p).conflicts)
        )

    def test_terms_with_a_long_name_whose_answer_was_lost_are_not_doubled(self):
        t = self.term("Net forty-seven days after the invoice date", 47)
        self.partner(name="Azure", property_payment_term_id=t.id)
        self.run_session(self.new_connector(faults=FaultPlan([LOST])), ok=False)
        self.company.recovery.forget_all()
        self.run_session()
        self.run_session()
        self.assertEqual(
            self.env["account.payment.term"].search_count(
                [("name", "=like", "Net forty%")]
            ),
            1,
        )

    def test_terms_with_a_long_name_do_not_double_at_all(self):
        t = self.term("Net forty-seven days after the invoice date", 47)
        self.partner(name="Azure", property_payment_term_id=t.id)
        self.run_session()
        self.assertEqual(
            self.customer("Azure")["TermsRef"]["FullName"],
            "Net forty-seven days after the i"[:31].strip(),
        )
        self.assert_quiet()

    def test_five_lines_of_an_address_survive_an_edit_of_the_city_and_of_the_street(
        self,
    ):
        i = self.company.user_add(
            "Customer",
            Name="Ann",
            BillAddress={
                "Addr1": "Ann",
                "Addr2": "Bldg 1",
                "Addr3": "Floor 2",
                "Addr4": "Suite 3",
                "Addr5": "1 Main St",
                "City": "Miami",
            },
        )
        self.run_session()
        p = self.partner_named("Ann")
        p.city = "Tampa"
        self.run_session()
        b = self.company.object(i, kind="Customer")["BillAddress"]
        self.assertEqual(
            [b.get(f"Addr{n}") for n in range(1, 6)],
            ["Ann", "Bldg 1", "Floor 2", "Suite 3", "1 Main St"],
        )
        self.company.user_mod(i, Phone="1")
        self.run_session()
        self.assert_quiet()

    def test_a_state_of_another_country(self):
        de = self.env.ref("base.de")
        i = self.company.user_add(
            "Customer",
            Name="Ann",
            BillAddress={
                "Addr1": "Weg 1",
                "City": "Ulm",
                "State": "Nowhere",
                "Country": "Germany",
            },
        )
        self.run_session()
        p = self.partner_named("Ann")
        self.assertEqual(p.country_id, de)
        p.city = "Bonn"
        self.run_session()
        b = self.company.object(i, kind="Customer")["BillAddress"]
        self.assertEqual((b["State"], b["Country"]), ("Nowhere", "Germany"))
        self.assert_quiet()
