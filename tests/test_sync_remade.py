"""Objects that vanish: made again under their name, under new ids, or merged."""

from .support.common import SyncCase
from .support.documents import DocumentCase
from .test_sync_items import ItemCase


class TestCustomersMadeAgain(SyncCase):
    def in_step(self):
        self.bob_id = self.company.user_add("Customer", Name="Bob", Phone="1")
        self.run_session()
        self.bob = self.partner_named("Bob")
        self.assertEqual(len(self.bob), 1)

    def assert_one_bob(self, **shown):
        bob = self.partner_named("Bob")
        self.assertEqual(bob, self.bob)
        self.assertTrue(bob.active)
        link = self.link(bob)
        self.assertEqual((link.state, link.message), ("ok", False))
        self.assertEqual(link.qb_id, self.customer("Bob")["ListID"])
        for name, value in shown.items():
            self.assertEqual(self.customer("Bob").get(name), value)
        self.assert_quiet()

    def test_in_one_window_it_is_the_same_customer_with_the_new_values(self):
        self.in_step()
        self.bob.comment = "<p>pays late</p>"
        self.company.user_delete(self.bob_id)
        self.company.user_add("Customer", Name="Bob", Phone="2")
        self.run_session()
        self.run_session()
        self.assertEqual(self.bob.phone, "2")
        self.assertIn("pays late", self.bob.comment)
        self.assert_one_bob(Phone="2", Notes="pays late")

    def test_a_synced_note_is_not_lost_either(self):
        self.in_step()
        self.bob.comment = "<p>pays late</p>"
        self.run_session()
        self.company.user_delete(self.bob_id)
        self.company.user_add("Customer", Name="bob", Phone="2")
        self.run_session()
        self.run_session()
        self.assertIn("pays late", self.bob.comment)
        self.assertEqual(len(self.company.objects("Customer")), 1)
        self.assertEqual(self.link(self.bob).state, "ok")

    def test_made_again_in_the_form_in_which_odoo_sends_its_name(self):
        for first, second, restored in (
            ("Mark™", "Mark(TM)", False),
            ("Sign(TM)", "Sign™", False),
            ("Flag™", "Flag(TM)", "quickbooks"),
            ("Crest(TM)", "Crest™", "quickbooks"),
            ("Weiß", "Weiss", False),
        ):
            with self.subTest(first):
                old = self.company.user_add("Customer", Name=first, Phone="1")
                self.run_session()
                partner = self.partner_named(first)
                self.company.user_delete(old)
                new = self.company.user_add("Customer", Name=second, Phone="2")
                self.connection.recompare = restored
                self.stream("customer").id_sweep_wanted = bool(restored)
                self.run_session()
                self.run_session()
                link = self.link(partner)
                self.assertEqual((link.state, link.qb_id), ("ok", new))
                self.assertEqual((partner.phone, partner.active), ("2", True))

    def test_made_again_after_the_deletion_was_carried_over(self):
        self.in_step()
        self.company.user_delete(self.bob_id)
        self.run_session()
        self.assertFalse(self.bob.active)
        self.company.user_add("Customer", Name="Bob", Phone="2")
        self.run_session()
        self.assertEqual(self.bob.phone, "2")
        self.assert_one_bob(Phone="2")

    def test_in_one_direction_as_well(self):
        self.stream("customer").direction = "from_quickbooks"
        self.in_step()
        self.company.user_delete(self.bob_id)
        self.company.user_add("Customer", Name="Bob", Phone="2")
        self.run_session()
        self.run_session()
        self.assertEqual(self.bob.phone, "2")
        self.assert_one_bob(Phone="2")

    def test_a_renamed_customer_leaves_its_name_to_a_new_one(self):
        self.in_step()
        self.company.user_mod(self.bob_id, Name="Robert")
        self.company.user_add("Customer", Name="Bob", Phone="2")
        self.run_session()
        self.run_session()
        self.assertEqual(self.bob.name, "Robert")
        self.assertEqual(self.partner_named("Bob").phone, "2")
        self.assert_quiet()

    def test_all_ids_new_after_a_repair_of_the_file(self):
        """Nothing is in the list of deleted objects; many change at once."""
        names = [f"C{number:02}" for number in range(15)]
        for name in names:
            self.company.user_add("Customer", Name=name, Phone="1")
        self.run_session()
        partners = {name: self.partner_named(name) for name in names}
        for name in names:
            list_id = self.customer(name)["ListID"]
            self.company.user_delete(list_id)
            self.company.user_add("Customer", Name=name, Phone="1")
        self.stream("customer").write({"id_sweep_wanted": True})
        self.forget_deletions()
        for _session in range(3):
            self.run_session()
        self.assertEqual(self.connection.state, "connected")
        for name, partner in partners.items():
            self.assertEqual(self.partner_named(name), partner)
            self.assertTrue(partner.active)
            self.assertEqual(self.link(partner).qb_id, self.customer(name)["ListID"])
        self.assert_quiet()

    def test_a_deleted_object_that_a_restored_file_has_again_is_inactive(self):
        list_id = self.company.user_add("Customer", Name="Eve")
        self.run_session()
        self.clock.sleep(3600)
        eve, backup = self.partner_named("Eve"), self.company.snapshot()
        self.partner(name="Written after the backup")
        self.company.user_delete(list_id)
        self.run_session()
        self.assertFalse(eve.active)
        self.clock.sleep(3600)
        self.company.restore(backup)
        self.run_session(ok=False)
        self.connection.action_trust_odoo()
        for _session in range(3):
            self.run_session(ok=False)
        link = self.link(eve)
        self.assertEqual((link.qb_id, link.state), (list_id, "ok"))
        self.assertEqual(self.customer("Eve")["IsActive"], "false")
        self.assertFalse(eve.active)

    def test_an_older_object_of_a_restored_file_takes_no_value_away(self):
        first = self.company.user_add("Customer", Name="Eve", Phone="0")
        self.run_session()
        self.clock.sleep(3600)
        eve, backup = self.partner_named("Eve"), self.company.snapshot()
        self.company.user_delete(first)
        eve.write({"phone": "1", "email": "eve@example.com"})
        self.env.cr.flush()
        self.run_session()
        self.run_session()
        self.assertEqual(self.customer("Eve")["Phone"], "1")
        self.clock.sleep(3600)
        self.company.restore(backup)
        self.run_session(ok=False)
        self.connection.action_compare_anew()
        for _session in range(3):
            self.run_session(ok=False)
        self.assertEqual((eve.phone, eve.email), ("1", "eve@example.com"))
        link = self.link(eve)
        self.assertEqual((link.qb_id, list(link.conflicts)), (first, ["Phone"]))
        self.assertEqual(self.customer("Eve")["Email"], "eve@example.com")

    def forget_deletions(self):
        """As QuickBooks does after about 90 days, or after a rebuild."""
        self.company.store.execute("DELETE FROM deleted")


class TestItemsMadeAgain(ItemCase):
    def test_an_item_keeps_its_product(self):
        part = {"Price": "5.00", "AccountRef": "Sales"}
        item_id = self.company.user_add(
            "ItemService", Name="Work", SalesOrPurchase=part
        )
        self.run_session()
        product = self.env["product.product"].search([("name", "=", "Work")])
        self.assertEqual(len(product), 1)
        self.company.user_delete(item_id)
        self.company.user_add(
            "ItemService",
            Name="Work",
            SalesOrPurchase={"Price": "6.00", "AccountRef": "Sales"},
        )
        self.run_session()
        self.run_session()
        found = (
            self.env["product.product"]
            .with_context(active_test=False)
            .search([("name", "=", "Work")])
        )
        self.assertEqual(found, product)
        self.assertTrue(product.active)
        self.assertEqual(product.list_price, 6.0)


class TestMergedCustomers(DocumentCase):
    def test_documents_follow_the_customer_that_stays(self):
        bea_id = self.company.user_add("Customer", Name="Bea")
        txn_id = self.qb_invoice(self.work(), CustomerRef="Bea")
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual(move.partner_id.name, "Bea")
        self.company.user_merge(self.ann_id, bea_id)
        self.stream("customer").id_sweep_wanted = True
        self.run_session()
        self.run_session()
        ann, bea = self.partner_named("Ann"), self.partner_named("Bea")
        self.assertFalse(bea.active)
        self.assertEqual(move.partner_id, ann)
        owed = move.line_ids.filtered(lambda x: x.display_type == "payment_term")
        self.assertEqual(owed.partner_id, ann)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_items_follow_the_account_that_stays(self):
        company = self.company
        self.stream("account").create_in_odoo = True
        labor_id = company.user_add("Account", Name="Labor", AccountType="Income")
        old_id = company.user_add("Account", Name="Old", AccountType="Income")
        self.item("Repair", "40.00")
        item = company.find("ItemService", "Repair")
        company.user_mod(item["ListID"], SalesOrPurchase={"AccountRef": "Old"})
        txn_id = self.qb_invoice(self.work(ItemRef="Repair"))
        self.run_session()
        product = self.product("Repair")
        self.assertEqual(product.property_account_income_id.name, "Old")
        company.user_merge(labor_id, old_id)
        self.stream("account").id_sweep_wanted = True
        self.run_session()
        self.run_session()
        self.assertEqual(product.property_account_income_id.name, "Labor")
        move = self.odoo_invoice({"product_id": product.id, "tax_ids": False})
        self.qb_change(txn_id, 0, Quantity="2")
        self.run_session()
        for one in (move, self.move_of(txn_id)):
            self.assert_in_step(one)
            self.assertEqual(one.invoice_line_ids.account_id.name, "Labor")
        self.assert_quiet()


class TestWaitingForMerged(DocumentCase):
    def test_an_invoice_that_waits_for_an_item_is_read_again_when_it_is_merged(self):
        self.run_session()
        items = self.stream("item")
        items.create_in_odoo = False
        rope = self.item("Rope", "5.00")
        txn_id = self.qb_invoice({"ItemRef": "Rope", "Quantity": "1"})
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.company.user_merge(self.work_id, rope)
        items.id_sweep_wanted = True
        for _number in range(3):
            self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        self.assertEqual((link.state, link.message), ("ok", False))
        products = self.move_of(txn_id).invoice_line_ids.product_id
        self.assertEqual(products, self.product("Work"))
