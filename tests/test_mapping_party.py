"""A vendor is a party like a customer: one class says what is different."""

from ..core.qbxml.messages import MessageSet, Request
from ..core.sync.merge import is_same
from .support.mapping_samples import as_object
from .support.reference import assert_request_valid, requires_reference
from .support.vendor import VendorCase

ADDRESS = {
    "VendorAddress/Addr1": "Acme",
    "VendorAddress/Addr2": "1 Main St",
    "VendorAddress/City": "Tampa",
    "VendorAddress/State": "FL",
    "VendorAddress/PostalCode": "33601",
    "Phone": "555",
}


class TestVendor(VendorCase):
    def mapping(self):
        return self.vendors._mapping()

    def vendor(self, **values):
        terms = self.env["account.payment.term"].create({"name": "Net 33"})
        partner = self.partner(
            **{
                "name": "Acme",
                "customer_rank": 0,
                "supplier_rank": 1,
                "is_company": True,
                "street": "1 Main St",
                "city": "Tampa",
                "phone": "555",
                "property_supplier_payment_term_id": terms.id,
                **values,
            }
        )
        self.link_with(self.stream("terms"), terms, "StandardTerms", "T1")
        return partner

    def state(self, partner):
        return self.mapping()._canonical_records(partner)[partner.id]

    def link_with(self, stream, record, qb_type, qb_id):
        return self.env["qbd.link"].create(
            {
                "connection_id": self.connection.id,
                "stream_id": stream.id,
                "space": stream._mapping()._space,
                "qb_type": qb_type,
                "qb_id": qb_id,
                "edit_sequence": "7",
                "record_id": record.id,
                "res_model": record._name,
                "state": "ok",
            }
        )

    def test_canonical_form_has_the_vendors_address_and_terms(self):
        state = self.state(self.vendor())
        self.assertEqual(state["VendorAddress/Addr"], ["1 Main St"])
        self.assertEqual(state["VendorAddress/City"], "Tampa")
        self.assertEqual(state["CompanyName"], "Acme")
        self.assertEqual(state["TermsRef"], "T1")

    def test_only_suppliers_of_the_company_are_its_records(self):
        vendor, customer = self.vendor(), self.partner(name="Customer")
        found = self.env["res.partner"].search(self.mapping()._records_domain())
        self.assertIn(vendor, found)
        self.assertNotIn(customer, found)

    @requires_reference
    def test_add_is_valid_and_read_back_the_same(self):
        partner = self.vendor()
        state, link = (
            self.state(partner),
            self.link_with(self.vendors, partner, "Vendor", "V1"),
        )
        request, name = self.mapping()._request_add(link, state, lambda name: False)
        self.assertEqual((request.tag, name), ("VendorAddRq", "Acme"))
        self.assertEqual(request.findtext(".//VendorAddress/Addr1"), "Acme")
        self.assert_valid(request)
        self.assert_same(state, self.mapping()._canonical_object(as_object(request[0])))

    @requires_reference
    def test_mod_is_valid_and_carries_the_address_as_a_whole(self):
        partner = self.vendor()
        (link,) = self.take_in(self.vendors, self.vendor_ret(**ADDRESS))
        self.assertEqual(link.record_id, partner.id)
        shown = link.quickbooks_image
        request, _name = self.mapping()._request_mod(
            link, {"VendorAddress/City": "Miami"}, shown, lambda name: False
        )
        self.assert_valid(request)
        parsed = self.mapping()._canonical_object(as_object(request[0]), shown)
        self.assertEqual(parsed["VendorAddress/City"], "Miami")
        self.assertEqual(parsed["VendorAddress/Addr"], ["1 Main St"])
        self.assertEqual(parsed["VendorAddress/Heading"], ["Acme"])

    def test_an_object_becomes_a_supplier_without_delivery_address(self):
        element = self.vendor_ret(**ADDRESS)
        (link,) = self.take_in(self.vendors, element)
        partner = self.env["res.partner"].browse(link.record_id)
        self.assertEqual((partner.supplier_rank, partner.customer_rank), (1, 0))
        self.assertEqual((partner.street, partner.city), ("1 Main St", "Tampa"))
        self.assertFalse(partner.child_ids)
        self.assert_same(self.state(partner), self.mapping()._canonical_object(element))

    def test_match_finds_a_partner_that_is_linked_as_a_customer(self):
        self.company.user_add("Customer", Name="Acme")
        self.run_session()
        partner = self.partner_named("Acme")
        (link,) = self.take_in(self.vendors, self.vendor_ret())
        self.assertEqual(link.record_id, partner.id)
        self.assertEqual(len(self.link(partner)), 2)

    def test_match_leaves_out_jobs_and_linked_vendors(self):
        parent = self.partner(name="Parent")
        self.partner(name="Acme", parent_id=parent.id, qbd_is_job=True)
        first, second = self.take_in(
            self.vendors, self.vendor_ret(), self.vendor_ret(list_id="80000002-1")
        )
        self.assertNotEqual(first.record_id, second.record_id)
        found = self.env["res.partner"].browse([first.record_id])
        self.assertFalse(found.qbd_is_job)

    # -- helpers --------------------------------------------------------------

    def assert_valid(self, request):
        message = MessageSet(requests=(Request("1", request),))
        assert_request_valid(message.to_text())

    def assert_same(self, state, shown):
        mapping = self.mapping()
        for path in mapping._compared() & state.keys() & shown.keys():
            self.assertTrue(
                is_same(path, state[path], shown[path], mapping._stored),
                f"{path}: Odoo {state[path]!r}, QuickBooks {shown[path]!r}",
            )


class TestTwoLinks(VendorCase):
    """A partner that is a customer and a vendor."""

    def arrange(self):
        super().arrange()
        self.company.user_add("Customer", Name="Acme")
        self.run_session()
        self.both = self.partner_named("Acme")
        (self.as_vendor,) = self.take_in(self.vendors, self.vendor_ret("Acme Supply"))
        self.as_vendor.record_id = self.both.id
        self.as_customer = self.link(self.both) - self.as_vendor

    def shown(self):
        self.both.invalidate_recordset()
        return self.both.qbd_state, self.both.qbd_name, self.both.qbd_message

    def test_both_names_are_shown_with_their_lists(self):
        state, name, message = self.shown()
        self.assertEqual((state, message), ("ok", False))
        self.assertIn("Customers: Acme", name.split("; "))
        self.assertIn("Vendors: Acme Supply", name.split("; "))

    def test_the_worst_state_wins_whichever_link_has_it(self):
        for worse, other in (
            (self.as_customer, self.as_vendor),
            (self.as_vendor, self.as_customer),
        ):
            worse.write({"state": "parked", "message": "Review"})
            other.write({"state": "dirty", "message": False})
            state, _name, message = self.shown()
            self.assertEqual(state, "parked")
            self.assertEqual(message, f"{worse.stream_id.label}: Review")

    def test_both_messages_are_shown_the_most_urgent_first(self):
        self.as_customer.write({"state": "retry", "message": "Later"})
        self.as_vendor.write({"state": "parked", "message": "Refused"})
        state, _name, message = self.shown()
        self.assertEqual(
            (state, message), ("parked", "Vendors: Refused; Customers: Later")
        )

    def test_a_link_that_is_gone_does_not_count_next_to_a_live_one(self):
        self.as_customer.write({"state": "gone", "message": "Deleted"})
        self.assertEqual(self.shown(), ("ok", "Acme Supply", False))
        self.as_vendor.write({"state": "gone"})
        self.assertEqual(self.shown()[0], "gone")
