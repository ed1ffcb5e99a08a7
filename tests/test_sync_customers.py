from itertools import product
from unittest.mock import patch

from odoo.tests import new_test_user

from ..models.link import search
from .support.common import SyncCase


class TestSyncCustomers(SyncCase):
    def test_a_customer_of_odoo_appears_in_quickbooks(self):
        partner = self.partner(name="Azure Interior", phone="555-1234", is_company=True)
        report = self.run_session()
        self.assertEqual(self.customer_names(), ["Azure Interior"])
        self.assertEqual(self.customer("Azure Interior")["Phone"], "555-1234")
        self.assertEqual(self.link(partner).state, "ok")
        self.assertTrue(report.wrote)
        self.assert_quiet()

    def test_a_customer_of_quickbooks_appears_in_odoo(self):
        self.company.user_add("Customer", Name="Ann", Phone="555")
        self.run_session()
        partner = self.partner_named("Ann")
        self.assertEqual(partner.phone, "555")
        self.assertEqual(self.link(partner).state, "ok")
        self.assert_quiet()

    def test_edits_on_both_sides_cross_in_one_session(self):
        azure = self.partner(name="Azure", phone="1", city="Tampa")
        self.run_session()
        azure.phone = "2"
        list_id = self.customer("Azure")["ListID"]
        self.company.user_mod(list_id, Email="a@example.com")
        self.run_session()
        self.assertEqual(azure.email, "a@example.com")
        self.assertEqual(self.customer("Azure")["Phone"], "2")
        self.assertEqual(self.customer("Azure")["Email"], "a@example.com")
        self.assert_quiet()

    def test_the_same_field_changed_on_both_sides_is_parked_with_both_values(self):
        azure = self.partner(name="Azure", phone="1")
        self.run_session()
        azure.phone = "2"
        self.company.user_mod(self.customer("Azure")["ListID"], Phone="3")
        self.run_session()
        link = self.link(azure)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        shown = link.conflicts["Phone"]
        self.assertEqual((shown["odoo"], shown["quickbooks"]), ("2", "3"))
        self.assert_quiet()
        link.action_use_odoo()
        self.run_session()
        self.assertEqual(self.customer("Azure")["Phone"], "2")
        self.assertEqual(link.state, "ok")
        self.assert_quiet()

    def test_a_person_may_choose_quickbooks(self):
        azure = self.partner(name="Azure", phone="1")
        self.run_session()
        azure.phone = "2"
        self.company.user_mod(self.customer("Azure")["ListID"], Phone="3")
        self.run_session()
        self.link(azure).action_use_quickbooks()
        self.run_session()
        self.assertEqual(azure.phone, "3")
        self.assertEqual(self.link(azure).overruled["Phone"]["value"], "2")
        self.assert_quiet()

    def test_archiving_and_deactivating_cross(self):
        one, two = self.partner(name="One"), self.partner(name="Two")
        self.run_session()
        one.action_archive()
        self.company.user_inactivate(self.customer("Two")["ListID"])
        self.run_session()
        self.assertFalse(two.active)
        self.assertEqual(self.customer("One")["IsActive"], "false")
        self.assert_quiet()
        one.action_unarchive()
        self.run_session()
        self.assertEqual(self.customer("One")["IsActive"], "true")
        self.assert_quiet()

    def test_a_long_name_is_cut_in_quickbooks_and_stays_whole_in_odoo(self):
        name = "The Very Long Name: Company of Incredible Length and More"
        partner = self.partner(name=name)
        self.run_session()
        self.assertEqual(
            self.customer_names(), ["The Very Long Name - Company of Incredibl"]
        )
        self.assertEqual(partner.qbd_name, "The Very Long Name - Company of Incredibl")
        self.assert_quiet()
        self.company.user_mod(self.customer_ids()[0], Phone="5")
        self.run_session()
        self.assertEqual((partner.name, partner.phone), (name, "5"))
        self.assert_quiet()

    def test_two_partners_of_one_name_get_two_names(self):
        self.partner(name="Twin", phone="1")
        self.partner(name="Twin", phone="2")
        self.run_session()
        self.assertEqual(self.customer_names(), ["Twin", "Twin (2)"])
        self.assert_quiet()

    def test_a_name_taken_by_a_vendor_is_told_apart(self):
        self.company.user_add("Vendor", Name="Paper Co")
        partner = self.partner(name="Paper Co")
        self.run_session()
        self.assertEqual(self.customer_names(), ["Paper Co (2)"])
        self.assertEqual(partner.name, "Paper Co")
        self.assert_quiet()

    def test_a_customer_known_on_both_sides_is_matched_by_name(self):
        self.company.user_add("Customer", Name="Acme", Phone="7")
        partner = self.partner(name="Acme", email="a@acme.example")
        self.run_session()
        self.assertEqual(partner.phone, "7")
        self.assertEqual(self.customer_names(), ["Acme"])
        self.assertEqual(self.customer("Acme")["Email"], "a@acme.example")
        self.assert_quiet()

    def test_an_ambiguous_match_is_parked_and_nothing_is_doubled(self):
        self.company.user_add("Customer", Name="Acme", Phone="7")
        self.partner(name="Acme")
        self.partner(name="Acme")
        self.run_session()
        link = self.env["qbd.link"].search([("reason", "=", "ambiguous")])
        self.assertEqual(link.qb_name, "Acme")
        self.assertEqual(len(self.partner_named("Acme")), 2)
        self.assert_quiet()

    def test_jobs_cross_in_both_directions(self):
        parent_id = self.company.user_add("Customer", Name="Builder")
        self.company.user_add("Customer", Name="Roof", ParentRef={"ListID": parent_id})
        self.run_session()
        roof = self.partner_named("Roof")
        self.assertEqual(roof.parent_id.name, "Builder")
        self.assertTrue(roof.qbd_is_job)
        self.env["res.partner"].create(
            {"name": "Cellar", "parent_id": roof.parent_id.id, "qbd_is_job": True}
        )
        owner = self.partner(name="Owner", is_company=True)
        self.partner(name="Attic", parent_id=owner.id, qbd_is_job=True, type="other")
        self.run_session()
        self.assertEqual(
            self.customer_names(),
            ["Builder", "Builder:Cellar", "Builder:Roof", "Owner", "Owner:Attic"],
        )
        self.assert_quiet()

    def test_payment_terms_follow_the_customer_that_needs_them(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "Net 47",
                "line_ids": [
                    (5, 0, 0),
                    (0, 0, {"value": "percent", "value_amount": 100, "nb_days": 47}),
                ],
            }
        )
        partner = self.partner(name="Slow", property_payment_term_id=terms.id)
        self.company.user_add("Customer", Name="Quick", TermsRef="Net 15")
        self.run_session()
        self.assertEqual(self.customer("Slow")["TermsRef"]["FullName"], "Net 47")
        quick = self.partner_named("Quick")
        self.assertEqual(quick.property_payment_term_id.line_ids.nb_days, 15)
        self.assertTrue(partner)
        self.assert_quiet()

    def test_addresses_cross_and_the_heading_stays(self):
        list_id = self.company.user_add(
            "Customer",
            Name="Ann",
            CompanyName="Ann Inc",
            BillAddress={
                "Addr1": "Ann Inc",
                "Addr2": "1 Main St",
                "City": "Miami",
                "State": "FL",
                "PostalCode": "33101",
            },
            ShipAddress={"Addr1": "9 Dock Rd", "City": "Tampa", "State": "FL"},
        )
        self.run_session()
        ann = self.partner_named("Ann").filtered("qbd_link_ids")
        self.assertEqual(
            (ann.street, ann.city, ann.zip), ("1 Main St", "Miami", "33101")
        )
        self.assertEqual(ann.state_id.code, "FL")
        self.assertEqual(ann.child_ids.street, "9 Dock Rd")
        self.assert_quiet()
        ann.city = "Orlando"
        ann.child_ids.street = "10 Dock Rd"
        self.run_session()
        bill = self.company.object(list_id, kind="Customer")["BillAddress"]
        self.assertEqual((bill["Addr1"], bill["Addr2"]), ("Ann Inc", "1 Main St"))
        self.assertEqual(bill["City"], "Orlando")
        ship = self.company.object(list_id, kind="Customer")["ShipAddress"]
        self.assertEqual(ship["Addr1"], "10 Dock Rd")
        self.assert_quiet()

    def test_deleting_on_either_side_is_carried_over_without_loss(self):
        one, two = self.partner(name="One"), self.partner(name="Two")
        self.run_session()
        one.unlink()
        self.company.user_delete(self.customer("Two")["ListID"])
        self.run_session()
        self.assertEqual(self.customer("One")["IsActive"], "false")
        self.assertFalse(two.active)
        self.assert_quiet()

    def test_an_edit_beats_a_deletion(self):
        partner = self.partner(name="Two", phone="1")
        self.run_session()
        partner.phone = "2"
        self.company.user_delete(self.customer("Two")["ListID"])
        self.run_session()
        self.assertEqual(self.customer("Two")["Phone"], "2")
        self.assertTrue(partner.active)
        self.assert_quiet()

    def test_many_customers_are_read_in_pages(self):
        self.stream("customer").page_now = 10
        for number in range(35):
            self.company.user_add("Customer", Name=f"C{number:02}")
        self.run_session()
        linked = self.env["qbd.link"].search_count(
            [("stream_id", "=", self.stream("customer").id), ("state", "=", "ok")]
        )
        self.assertEqual(linked, 35)

    def test_merging_partners_keeps_one_link_and_asks_about_the_other(self):
        one, two = self.partner(name="One"), self.partner(name="Two")
        self.run_session()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([one.id, two.id], one)
        self.run_session()
        self.assertEqual(self.link(one).qb_name, "One")
        asked = self.env["qbd.link"].search([("reason", "=", "two_objects")])
        self.assertEqual(asked.qb_name, "Two")
        self.assertEqual(self.customer("Two")["IsActive"], "true")
        self.assert_quiet()


class TestSearchForNames(SyncCase):
    """The search box of the list of links, on which either side's name is found."""

    def arrange(self):
        super().arrange()
        self.here = self.partner(name="Bäckerei “Morgenröte”", is_company=True)
        self.company.user_add("Customer", Name="Ann")
        self.run_session()
        self.ann = self.partner_named("Ann")
        self.link(self.here).qb_name = "Morning Bakery"
        group = "quickbooks_desktop.group_qbd_user"  # and no access to documents
        self.user = new_test_user(self.env, "searching", groups=group)

    def found(self, operator, text):
        links = self.env["qbd.link"].with_user(self.user)
        mine = [("res_model", "=", "res.partner"), ("any_name", operator, text)]
        ids = links.search(mine).mapped("record_id")
        self.assertEqual(self.shown(links, mine), [*ids])
        return self.env["res.partner"].browse(ids)

    def shown(self, links, domain):
        """Return the records of the links on the page, a record at a time."""
        page = {"specification": {"record_id": {}}, "limit": 1, "count_limit": 100}
        total = links.web_search_read(domain, **page)["length"]
        pages = (
            links.web_search_read(domain, offset=number, **page)
            for number in range(total)
        )
        return [page["records"][0]["record_id"] for page in pages]

    def test_the_page_finds_the_same_if_there_are_too_many_to_list(self):
        self.partner(name="Ann the second")
        self.company.user_add("Customer", Name="Ann the third")
        self.run_session()  # both sides have these names: each is found twice
        domain = [("any_name", "ilike", "ann")]
        for listed in range(4):
            with patch.object(search, "LISTED", listed):
                self.assertEqual(len(self.found("ilike", "ann")), 3)
                self.assertTrue(self.shown(self.env["qbd.link"], domain))
                self.test_a_name_that_is_excluded_is_that_of_either_side()

    def test_the_page_shows_excluded_and_combined_names(self):
        links = self.env["qbd.link"].with_user(self.user)
        mine, ann = ("res_model", "=", "res.partner"), ("any_name", "ilike", "ann")
        for name in (ann, ("record_name", "ilike", "ann"), ("any_name", "=", "Ann")):
            for domain in (
                [mine, "!", name],
                ["&", mine, "|", name, ("qb_name", "ilike", "morn")],
                [mine, "|", name, ("record_name", "ilike", "morgenr")],
                [mine, name, ("record_name", "ilike", "morgenr")],
            ):
                ids = links.search(domain).mapped("record_id")
                self.assertEqual(self.shown(links, domain), [*ids], domain)

    def test_the_page_finds_the_same_whatever_is_asked(self):
        links = self.env["qbd.link"].with_user(self.user)
        operators = ("=", "!=", "in", "not in", "ilike", "not ilike", "=ilike", "like")
        values = (
            "ann",
            "Ann",
            "a%",
            "",
            False,
            [],
            ["Ann"],
            [False],
            ["Ann", False],
        )
        for field, operator, value, negated in product(
            search.NAMES, operators, values, ([], ["!"])
        ):
            domain = [*negated, (field, operator, value)]
            with self.subTest(domain):
                try:
                    expected = links.search(domain).ids
                except (TypeError, ValueError):  # of Odoo: it is no domain
                    continue
                page = links.web_search_read(domain, {"qb_name": {}})
                self.assertEqual([one["id"] for one in page["records"]], expected)

    def test_who_may_not_read_partners_finds_none_by_their_names(self):
        links = self.env["qbd.link"].with_user(self.user)
        partners = type(self.env["res.partner"])
        domain = [("any_name", "ilike", "morgenr")]
        self.assertTrue(self.shown(links, domain))
        with patch.object(partners, "has_access", lambda _self, _operation: False):
            self.assertFalse(self.shown(links, domain))

    def test_names_of_both_sides_are_found(self):
        self.assertEqual(self.found("ilike", "morgenr"), self.here)
        self.assertEqual(self.found("ilike", "morning"), self.here)
        self.assertEqual(self.found("ilike", "ann"), self.ann)
        self.assertFalse(self.found("ilike", "nobody of this name"))

    def test_a_name_that_is_excluded_is_that_of_either_side(self):
        for text in ("morgenr", "morning"):
            found = self.found("not ilike", text)
            self.assertNotIn(self.here, found)
            self.assertIn(self.ann, found)

    def test_names_of_records_alone_are_found_and_excluded(self):
        links = self.env["qbd.link"].search([("res_model", "=", "res.partner")])
        for operator, expected in (("ilike", True), ("not ilike", False)):
            found = links.search([("record_name", operator, "morgenr")])
            self.assertEqual(self.link(self.here) in found, expected)
