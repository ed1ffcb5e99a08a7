"""Vendors both ways, and partners that are customers and vendors, through the wire."""

from .support.vendor import VendorCase

ADDRESS = {"Addr1": "Mill & Sons", "Addr2": "1 Main St", "City": "Tampa", "State": "FL"}


class VendorSyncCase(VendorCase):
    def vendor(self, name):
        """Return the vendor of this name as QuickBooks shows it, or None."""
        return self.company.find("Vendor", name)

    def snapshot(self):
        return super().snapshot(), self.company.objects("Vendor")

    def change(self, kind, name, **fields):
        """Let a user of QuickBooks change the object of this name."""
        self.company.user_mod(self.company.find(kind, name)["ListID"], **fields)

    def names(self):
        """Return the names of customers and vendors in QuickBooks."""
        return {
            kind: sorted(one["Name"] for one in self.company.objects(kind))
            for kind in ("Customer", "Vendor")
        }

    def odoo_vendor(self, name="Mill", **values):
        return self.partner(
            **{"name": name, "customer_rank": 0, "supplier_rank": 1, **values}
        )

    def links_of(self, partner):
        """Return (link of the customer, link of the vendor) of a partner."""
        links = self.link(partner)
        return tuple(
            links.filtered(lambda one, name=name: one.stream_id.mapping == name)
            for name in ("customer", "vendor")
        )

    def both(self, name="Mill", **values):
        """Return a partner that is a customer and a vendor, and synced as both."""
        partner = self.odoo_vendor(name, customer_rank=1, **values)
        self.run_session()
        self.run_session()
        return partner


class TestVendors(VendorSyncCase):
    def test_a_vendor_of_quickbooks_becomes_a_partner_and_stays(self):
        self.company.user_add(
            "Vendor",
            Name="Mill",
            CompanyName="Mill & Sons",
            FirstName="Ann",
            VendorAddress=ADDRESS,
            ShipAddress={"Addr1": "2 Dock Rd", "City": "Miami"},
            Phone="555-0100",
            Email="mill@example.com",
            NameOnCheck="Mill and Sons LLC",
            AccountNumber="C-4711",
            TermsRef="Net 15",
            CreditLimit="5000.00",
            Notes="Closed on Mondays",
        )
        self.run_session()
        partner = self.partner_named("Mill").filtered(lambda one: not one.parent_id)
        self.assertEqual((partner.supplier_rank, partner.customer_rank), (1, 0))
        self.assertEqual((partner.street, partner.city), ("1 Main St", "Tampa"))
        self.assertEqual(partner.child_ids.city, "Miami")
        self.assertEqual(partner.company_name, "Mill & Sons")
        self.assertEqual(partner.qbd_name_on_check, "Mill and Sons LLC")
        self.assertEqual(partner.qbd_vendor_account, "C-4711")
        self.assertEqual(partner.qbd_vendor_credit_limit, 5000)
        self.assertFalse(partner.use_partner_credit_limit)
        self.assertFalse(partner.ref)
        terms = partner.property_supplier_payment_term_id
        self.assertEqual(terms.line_ids.nb_days, 15)
        self.assertFalse(partner.property_payment_term_id)
        self.assertIn("Mondays", partner.comment)
        self.assert_quiet()

    def test_a_vendor_of_odoo_is_added_and_its_edits_follow(self):
        partner = self.odoo_vendor(
            street="1 Main St",
            city="Tampa",
            email="mill@example.com",
            qbd_vendor_account="C-4711",
            qbd_vendor_credit_limit=250.5,
            qbd_name_on_check="Mill LLC",
        )
        self.run_session()
        shown = self.vendor("Mill")
        self.assertEqual(shown["VendorAddress"]["Addr1"], "Mill")
        self.assertEqual(shown["VendorAddress"]["City"], "Tampa")
        self.assertEqual(shown["AccountNumber"], "C-4711")
        self.assertEqual(shown["CreditLimit"], "250.50")
        self.assertEqual(shown["NameOnCheck"], "Mill LLC")
        self.assertFalse(self.company.objects("Bill"))
        partner.write({"city": "Miami", "qbd_vendor_credit_limit": 0, "name": "Mills"})
        self.run_session()
        shown = self.vendor("Mills")
        self.assertEqual(shown["VendorAddress"]["City"], "Miami")
        self.assertEqual(shown["VendorAddress"]["Addr1"], "Mills")
        self.assertNotIn("CreditLimit", shown)
        self.assert_quiet()

    def test_archived_and_inactive_follow_each_other(self):
        partner = self.odoo_vendor()
        self.run_session()
        partner.active = False
        self.run_session()
        self.assertEqual(self.vendor("Mill")["IsActive"], "false")
        self.change("Vendor", "Mill", IsActive="true")
        self.run_session()
        self.assertTrue(partner.active)
        self.assert_quiet()

    def test_a_vendor_deleted_in_quickbooks_is_archived(self):
        partner = self.odoo_vendor()
        self.run_session()
        self.company.user_delete(self.vendor("Mill")["ListID"])
        self.run_session()
        self.assertFalse(partner.active)
        self.assertEqual(self.link(partner).state, "gone")


class TestCustomerAndVendor(VendorSyncCase):
    def test_the_vendor_of_a_customer_gets_the_suffix(self):
        partner = self.both(street="1 Main St", city="Tampa")
        self.assertEqual(self.names(), {"Customer": ["Mill"], "Vendor": ["Mill (V)"]})
        self.assertEqual(self.vendor("Mill (V)")["VendorAddress"]["Addr1"], "Mill")
        self.assertEqual(len(self.link(partner)), 2)
        self.assert_quiet()

    def test_a_long_name_is_cut_before_the_suffix(self):
        self.both("M" * 50)
        self.assertEqual(self.names()["Vendor"], ["M" * 37 + " (V)"])
        self.assert_quiet()

    def test_a_new_name_reaches_both(self):
        partner = self.both(street="1 Main St")
        partner.name = "Mills"
        self.run_session()
        expected = {"Customer": ["Mills"], "Vendor": ["Mills (V)"]}
        self.assertEqual(self.names(), expected)
        self.assertEqual(self.vendor("Mills (V)")["VendorAddress"]["Addr1"], "Mills")
        self.assert_quiet()

    def test_a_vendor_renamed_in_quickbooks_keeps_its_suffix_out_of_odoo(self):
        partner = self.both()
        self.change("Vendor", "Mill (V)", Name="Mills (V)")
        self.run_session()
        self.run_session()
        self.assertEqual(partner.name, "Mills")
        expected = {"Customer": ["Mills"], "Vendor": ["Mills (V)"]}
        self.assertEqual(self.names(), expected)
        self.assert_quiet()

    def test_a_vendor_that_becomes_a_customer_leaves_it_the_name(self):
        partner = self.odoo_vendor()
        self.run_session()
        self.assertEqual(self.names(), {"Customer": [], "Vendor": ["Mill"]})
        partner.customer_rank = 1
        for _session in range(3):
            self.run_session()
        self.assertEqual(self.names(), {"Customer": ["Mill"], "Vendor": ["Mill (V)"]})
        self.assert_quiet()

    def test_a_vendor_with_the_suffix_is_the_customer_of_that_name(self):
        self.company.user_add("Customer", Name="Mill")
        self.company.user_add("Vendor", Name="Mill (V)")
        self.run_session()
        partner = self.partner_named("Mill")
        self.assertEqual(len(self.link(partner)), 2)
        self.assertTrue(partner.customer_rank and partner.supplier_rank)
        self.assert_quiet()

    def test_another_ending_renames_the_vendors(self):
        self.both()
        self.connection.vendor_suffix = " - Vendor"
        self.run_session()
        self.assertEqual(self.names()["Vendor"], ["Mill - Vendor"])
        self.assert_quiet()

    def test_without_an_ending_the_vendor_gets_a_number(self):
        self.connection.vendor_suffix = False
        self.both()
        self.assertEqual(self.names(), {"Customer": ["Mill"], "Vendor": ["Mill (2)"]})
        self.assert_quiet()

    def test_terms_numbers_and_limits_are_those_of_each_side(self):
        net = self.env["account.payment.term"].search([], limit=2)
        partner = self.both(
            ref="OURS",
            qbd_vendor_account="THEIRS",
            property_payment_term_id=net[0].id,
            property_supplier_payment_term_id=net[1].id,
        )
        customer, vendor = self.customer("Mill"), self.vendor("Mill (V)")
        self.assertEqual(customer["AccountNumber"], "OURS")
        self.assertEqual(vendor["AccountNumber"], "THEIRS")
        self.assertNotEqual(customer["TermsRef"], vendor["TermsRef"])
        self.assertEqual(self.link(partner).mapped("state"), ["ok", "ok"])

    def test_an_edit_of_one_side_in_quickbooks_reaches_the_other(self):
        partner = self.both()
        self.change("Customer", "Mill", Phone="555-0101")
        self.run_session()
        self.run_session()
        self.assertEqual(partner.phone, "555-0101")
        self.assertEqual(self.vendor("Mill (V)")["Phone"], "555-0101")
        self.assert_quiet()


class TestActive(VendorSyncCase):
    """A partner is archived only once it is neither an active customer nor vendor."""

    CASES = (("Vendor", "Mill (V)"), ("Customer", "Mill"))

    def test_an_inactive_one_leaves_the_partner_of_an_active_one_alone(self):
        partner = self.both()
        for kind, name in self.CASES:
            other, other_name = next(one for one in self.CASES if one[0] != kind)
            self.change(kind, name, IsActive="false")
            self.run_session()
            self.assertTrue(partner.active, kind)
            self.assertEqual(self.company.find(kind, name)["IsActive"], "false")
            shown = self.company.find(other, other_name)
            self.assertEqual(shown["IsActive"], "true")
            partner.phone = f"555 {kind}"
            self.run_session()
            self.assertEqual(self.company.find(kind, name)["IsActive"], "false")
            self.assert_quiet()
            self.change(kind, name, IsActive="true")
            self.run_session()
            self.assertEqual(self.link(partner).mapped("state"), ["ok", "ok"])

    def test_two_inactive_ones_archive_it(self):
        partner = self.both()
        for kind, name in self.CASES:
            self.change(kind, name, IsActive="false")
            self.run_session()
        self.assertFalse(partner.active)
        self.assert_quiet()

    def test_a_deleted_one_leaves_the_partner_of_the_other_alone(self):
        partner = self.both()
        self.company.user_delete(self.vendor("Mill (V)")["ListID"])
        self.run_session()
        self.assertTrue(partner.active)
        partner.phone = "555"
        self.run_session()
        self.assertEqual(self.names(), {"Customer": ["Mill"], "Vendor": []})
        self.assertEqual(self.customer("Mill")["Phone"], "555")
        self.assert_quiet()

    def test_an_archived_partner_is_inactive_as_both(self):
        partner = self.both()
        partner.active = False
        self.run_session()
        for kind, name in self.CASES:
            self.assertEqual(self.company.find(kind, name)["IsActive"], "false")
        self.assert_quiet()

    def test_an_inactive_vendor_is_linked_with_its_active_customer(self):
        self.company.user_add("Customer", Name="Mill")
        self.company.user_add("Vendor", Name="Mill (V)", IsActive="false")
        self.run_session()
        partner = self.partner_named("Mill")
        self.assertEqual(self.link(partner).mapped("state"), ["ok", "ok"])
        self.assertTrue(partner.active)
        self.assertEqual(self.vendor("Mill (V)")["IsActive"], "false")
        self.assert_quiet()
