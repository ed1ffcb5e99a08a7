"""Vendors both ways, and partners that are customers and vendors, through the wire."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user

from ..core.matching.records import SURE
from .support.vendor import VendorCase
from .test_first_match import FirstMatchMixin

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

    def test_a_vendor_with_a_cut_name_finds_its_customer(self):
        name = "Mill & Sons of Incredible Lengthiness Limited"
        self.partner(name=name)
        self.company.user_add("Vendor", Name=f"{name[:37]} (V)")
        self.run_session()
        self.assertEqual(len(self.link(self.partner_named(name))), 2)
        self.assert_quiet()

    def test_both_objects_of_a_deleted_partner_become_one_again(self):
        partner = self.both()
        partner.unlink()
        self.env.cr.flush()
        self.change("Customer", "Mill", Phone="1")
        self.change("Vendor", "Mill (V)", Fax="2")
        self.run_session()
        partner = self.partner_named("Mill")
        self.assertEqual((partner.phone, partner.qbd_fax), ("1", "2"))
        self.assertEqual(len(self.link(partner)), 2)
        self.run_session()
        self.assert_quiet()

    def test_a_vendor_of_a_deleted_partner_comes_back_alone_under_its_name(self):
        partner = self.both()
        partner.unlink()
        self.env.cr.flush()
        self.change("Vendor", "Mill (V)", Fax="2")
        self.run_session()
        partner = self.partner_named("Mill")
        self.assertEqual((partner.customer_rank, partner.supplier_rank), (0, 1))
        self.assertEqual(self.customer("Mill")["IsActive"], "false")
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
        self.change(*self.CASES[1], IsActive="true")
        self.run_session()
        self.run_session()
        self.assertTrue(partner.active)
        for kind, name in self.CASES:
            self.assertEqual(self.company.find(kind, name)["IsActive"], "true")
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
        self.assertFalse(partner.supplier_rank)
        self.assert_quiet()

    def test_a_deleted_one_is_added_again_once_it_is_a_vendor_again(self):
        partner = self.both()
        self.company.user_delete(self.vendor("Mill (V)")["ListID"])
        self.run_session()
        partner.supplier_rank = 1  # as posting a bill does
        self.run_session()
        expected = {"Customer": ["Mill"], "Vendor": ["Mill (V)"]}
        self.assertEqual(self.names(), expected)
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


class TestTaxId(VendorSyncCase):
    """The tax id is read only, for managers, and one that is not shown is not empty."""

    def setUp(self):
        super().setUp()
        self.company.personal_data = True
        self.list_id = self.company.user_add(
            "Vendor",
            Name="Mill",
            VendorTaxIdent="12-3456789",
            VendorAddress=ADDRESS,
            IsVendorEligibleFor1099="true",
        )
        self.run_session()
        self.mill = self.partner_named("Mill")

    def user(self, *groups):
        return new_test_user(
            self.env,
            login=f"user-{len(groups)}-{groups[-1].rpartition('.')[2]}",
            groups=",".join(("base.group_partner_manager", *groups)),
        )

    def test_a_manager_sees_it_and_nobody_else(self):
        manager = self.user("quickbooks_desktop.group_qbd_manager")
        self.assertEqual(self.mill.with_user(manager).qbd_vendor_tax_id, "12-3456789")
        for group in (
            "quickbooks_desktop.group_qbd_user",
            "account.group_account_user",
        ):
            with self.assertRaises(AccessError):
                self.mill.with_user(self.user(group)).read(["qbd_vendor_tax_id"])
        user = self.user("quickbooks_desktop.group_qbd_user", "base.group_user")
        link = self.link(self.mill).with_user(user)
        shown = link.read()[0]
        self.assertNotIn("3456789", str(shown))
        with self.assertRaises(AccessError):
            self.env["qbd.link.private"].with_user(user).search([])

    def test_one_that_is_not_shown_any_more_stays(self):
        self.company.personal_data = False
        self.change("Vendor", "Mill", Phone="555")
        self.run_session()
        self.assertEqual(self.mill.phone, "555")
        self.assertEqual(self.mill.qbd_vendor_tax_id, "12-3456789")
        self.mill.write({"phone": "556", "qbd_is_1099": False})
        self.run_session()
        self.assertEqual(self.vendor("Mill")["Phone"], "556")
        self.assertEqual(self.vendor("Mill")["VendorTaxIdent"], "12-3456789")
        self.assert_quiet()

    def test_a_new_one_is_read(self):
        self.change("Vendor", "Mill", VendorTaxIdent="98-7654321")
        self.run_session()
        self.assertEqual(self.mill.qbd_vendor_tax_id, "98-7654321")

    def test_the_mark_for_1099_comes_and_goes(self):
        self.assertTrue(self.mill.qbd_is_1099)
        for mark in (False, True):
            self.mill.qbd_is_1099 = mark
            self.run_session()
            shown = self.vendor("Mill")["IsVendorEligibleFor1099"]
            self.assertEqual(shown, str(mark).lower())
        self.assert_quiet()

    def test_a_new_vendor_with_the_mark_is_refused_in_words(self):
        partner = self.odoo_vendor("Saw", qbd_is_1099=True)
        self.run_session()
        link = self.link(partner)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("tax id", link.message)
        partner.qbd_is_1099 = False
        self.run_session()
        self.assertTrue(self.vendor("Saw"))
        self.assertEqual(link.state, "ok")

    def test_a_mark_that_quickbooks_refuses_is_a_question(self):
        partner, other = self.odoo_vendor("Saw", street="2 Main St"), self.mill
        self.run_session()
        partner.qbd_is_1099 = True
        other.phone = "557"
        self.run_session()
        self.assertEqual(self.vendor("Mill")["Phone"], "557")
        link = self.link(partner)
        self.assertEqual((link.state, link.reason), ("parked", "qb_3210"))
        self.assertIn("tax ID", link.message)
        self.change("Vendor", "Saw", VendorTaxIdent="1", IsVendorEligibleFor1099="true")
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assert_quiet()

    def test_a_partner_of_odoo_takes_the_mark_without_a_question(self):
        partner = self.odoo_vendor("Saw")
        self.company.user_add(
            "Vendor",
            Name="Saw",
            VendorTaxIdent="1",
            VendorAddress=ADDRESS,
            IsVendorEligibleFor1099="true",
        )
        self.run_session()
        self.assertEqual(self.link(partner).state, "ok")
        self.assertTrue(partner.qbd_is_1099)


class TestButtons(VendorSyncCase):
    """Purchase and accounting users act on vendors with just their role."""

    ROLES = ("account.group_account_invoice", "purchase.group_purchase_user")

    def user(self, role):
        groups = ["quickbooks_desktop.group_qbd_user"]
        if self.env.ref(role, raise_if_not_found=False):
            groups.append(role)
        login = role.partition(".")[0]
        return new_test_user(self.env, login=login, groups=",".join(groups))

    def said(self, partners, user):
        answer = partners.with_user(user).action_qbd_sync()
        return answer["params"]["message"]

    def test_sync_is_pressed_on_a_vendor_with_just_the_role(self):
        partner = self.odoo_vendor()
        self.run_session()
        for role in self.ROLES:
            link = self.link(partner)
            self.assertIn("1 will be synced", self.said(partner, self.user(role)))
            self.assertEqual(link.state, "dirty")
            self.run_session()
            self.assertEqual(link.state, "ok")

    def test_sync_adds_a_new_vendor_of_the_list_and_form(self):
        self.vendors.create_in_quickbooks = False
        partner = self.odoo_vendor()
        user = self.user(self.ROLES[0])
        self.assertIn("create nothing there", self.said(partner, user))
        self.vendors.create_in_quickbooks = True
        self.assertIn("1 will be synced", self.said(partner, user))
        self.run_session()
        self.assertTrue(self.vendor("Mill"))

    def test_sync_says_that_purchases_are_off(self):
        partner = self.odoo_vendor()
        self.vendors.direction = "off"
        self.assertIn(
            "record type is off", self.said(partner, self.user(self.ROLES[0]))
        )
        self.run_session()
        self.assertFalse(self.link(partner))

    def test_sync_acts_on_both_links_and_tells_of_a_question(self):
        partner = self.both()
        customer, vendor = self.links_of(partner)
        user = self.user(self.ROLES[0])
        self.assertIn("1 will be synced", self.said(partner, user))
        self.assertEqual((customer.state, vendor.state), ("dirty", "dirty"))
        self.run_session()
        vendor._park("conflict", "Both sides changed it.")
        said = self.said(partner, user)
        self.assertIn("1 will be synced", said)
        self.assertIn("1: a question is open", said)
        self.assertEqual((customer.state, vendor.state), ("dirty", "parked"))

    def test_a_vendor_of_another_company_is_left_alone(self):
        other = self.env["res.company"].create({"name": "Other"})
        partner = self.odoo_vendor(company_id=other.id)
        self.run_session()
        self.assertFalse(self.link(partner))
        self.assertEqual(self.names()["Vendor"], [])


class TestPreview(VendorSyncCase):
    def preview(self, suffix):
        action = self.connection.action_preview_vendor_names()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.vendor_suffix = suffix
        wizard.action_look()
        return {line.own_name: line.qb_name for line in wizard.line_ids}

    def test_the_preview_foretells_the_names(self):
        self.odoo_vendor("Mill", customer_rank=1)
        self.odoo_vendor("Saw: Mill")
        self.odoo_vendor("Plain")
        self.odoo_vendor("S" * 50, customer_rank=1)
        self.odoo_vendor("Taken")
        self.partner(name="Taken")
        found = self.preview(" (V)")
        self.run_session()
        names = self.names()["Vendor"]
        self.assertEqual(sorted([*found.values(), "Plain"]), names)
        self.assertEqual(found["Mill"], "Mill (V)")
        self.assertEqual(found["Saw: Mill"], "Saw - Mill")
        self.assertEqual(found["Taken"], "Taken (2)")

    def test_the_preview_shows_what_another_ending_renames(self):
        self.both("Mill")
        self.odoo_vendor("Plain")
        self.run_session()
        self.assertEqual(self.preview(" (V)"), {"Mill": "Mill (V)"})
        self.assertEqual(self.preview(" - Vendor"), {"Mill": "Mill - Vendor"})
        self.assertEqual(self.names()["Vendor"], ["Mill (V)", "Plain"])

    def test_an_ending_that_quickbooks_cannot_hold_is_refused(self):
        for suffix in (": V", " " * 3, " é", "x" * 16):
            with self.subTest(suffix), self.assertRaises(ValidationError):
                self.connection.vendor_suffix = suffix


class TestFirstMatch(FirstMatchMixin, VendorSyncCase):
    LIST = "vendor"

    def arrange(self):
        super().arrange()
        self.stream("customer").first_match = "none"
        self.vendors.first_match = "pending"

    def customer_of_both(self):
        self.company.user_add("Customer", Name="Mill Lumber Supply", Phone="1")
        self.vendors.direction = "off"
        self.run_session()
        self.vendors.direction = "both"
        return self.partner_named("Mill Lumber Supply")

    def test_a_customers_partner_is_proposed_for_the_vendor_of_its_name(self):
        partner = self.customer_of_both()
        self.company.user_add("Vendor", Name="Mill Lumber Supply (V)", Fax="2")
        match = self.compared()
        row = self.row(match, "Mill Lumber Supply (V)")
        self.assertEqual((row.record_id, row.verdict), (partner.id, SURE))
        self.assertFalse(partner.supplier_rank)
        match.action_accept_sure()
        match.action_confirm()
        self.run_session()
        self.run_session()
        self.assertTrue(partner.supplier_rank)
        self.assertEqual(len(self.link(partner)), 2)
        self.assertEqual(partner.qbd_fax, "2")
        self.assertEqual(self.vendor("Mill Lumber Supply (V)")["Phone"], "1")
        self.assertEqual(self.customer("Mill Lumber Supply")["Fax"], "2")
        self.assert_quiet()

    def test_a_similar_vendor_is_a_question_before_and_after_the_match(self):
        partner = self.customer_of_both()
        self.company.user_add("Vendor", Name="Mill Lumber Supply Co.")
        row = self.row(self.compared(), "Mill Lumber Supply Co.")
        self.assertEqual(row.record_id, partner.id)
        self.vendors.write({"first_match": "done", "ask_similar": True})
        self.company.user_add("Vendor", Name="Mill Lumber Suply (V)")
        self.run_session()
        link = self.env["qbd.link"].search([("qb_name", "=", "Mill Lumber Suply (V)")])
        self.assertEqual((link.state, link.reason), ("parked", "similar"))
        self.assertIn(partner.id, link.question_ids.mapped("record_id"))
