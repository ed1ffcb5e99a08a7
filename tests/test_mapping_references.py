"""References to a name space: QuickBooks says "a name", the link says which list."""

from unittest.mock import patch

from lxml import etree

from ..core.qbxml.fields import Field
from ..core.qbxml.values import ref
from .support.vendor import VendorCase

ENTITY = Field("PayeeEntityRef", "parent_id", ref(space="entity"))
TARGET = "*entity"


class TestReferencesByNameSpace(VendorCase):
    def setUp(self):
        super().setUp()
        customer = etree.Element("CustomerRet")
        for tag, value in (
            ("ListID", "C1"),
            ("EditSequence", "1"),
            ("Name", "Ann"),
            ("IsActive", "true"),
        ):
            etree.SubElement(customer, tag).text = value
        (self.ann,) = self.take_in(self.stream("customer"), customer)
        (self.acme,) = self.take_in(self.vendors, self.vendor_ret("Acme", "V1"))
        mapping = self.stream("customer")._mapping()
        patcher = patch.object(type(mapping), "_fields_map", (ENTITY,))
        self.startPatcher(patcher)
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)
        self.mapping = mapping

    def record_of(self, qb_id):
        return self.mapping._for_batch()._to_record(TARGET, qb_id)

    def written(self, partner):
        """Return the id that is written for a contact of the partner."""
        contact = self.env["res.partner"].create({"name": "X", "parent_id": partner.id})
        contact = self.mapping._browse(contact.id)
        return self.mapping._canonical_records(contact)[contact.id]

    def test_an_id_leads_to_the_record_of_the_mapping_that_has_it(self):
        self.assertEqual(self.record_of("C1").id, self.ann.record_id)
        self.assertEqual(self.record_of("V1").id, self.acme.record_id)
        self.assertEqual(self.record_of("V1")._name, "res.partner")

    def test_a_batch_resolves_ids_of_both_mappings_at_once(self):
        objects = [{"PayeeEntityRef": "C1"}, {"PayeeEntityRef": "V1"}]
        batch = self.mapping._for_batch(objects)
        known = batch._batch().records
        self.assertEqual(known[TARGET, "C1"], self.ann.record_id)
        self.assertEqual(known[TARGET, "V1"], self.acme.record_id)
        values = batch._odoo_values(objects[1])
        self.assertEqual(values, {"parent_id": self.acme.record_id})

    def test_an_id_that_no_link_has_waits(self):
        for mapping in (self.mapping, self.mapping._for_batch([])):
            self.assertFalse(mapping._to_record(TARGET, "E9"))
            waits = mapping._unresolved({"PayeeEntityRef": "E9"})
            self.assertEqual(waits, {"PayeeEntityRef"})
        known = self.mapping._for_batch([{"PayeeEntityRef": "E9"}])
        self.assertEqual(
            known._unresolved({"PayeeEntityRef": "E9"}), {"PayeeEntityRef"}
        )

    def test_an_id_of_a_list_that_is_off_or_gone_waits(self):
        self.acme.state = "gone"
        self.assertFalse(self.record_of("V1"))
        self.acme.state = "ok"
        self.vendors.direction = "off"
        self.assertFalse(self.record_of("V1"))

    def test_a_record_is_written_with_the_id_of_its_link(self):
        for link, qb_id in ((self.ann, "C1"), (self.acme, "V1")):
            partner = self.env["res.partner"].browse(link.record_id)
            self.assertEqual(self.written(partner), {"PayeeEntityRef": qb_id})

    def test_a_record_without_link_is_not_compared(self):
        self.assertEqual(self.written(self.partner(name="New")), {})

    def test_of_two_links_the_preferred_live_one_is_written(self):
        self.acme.record_id = self.ann.record_id
        partner = self.env["res.partner"].browse(self.ann.record_id)
        self.assertEqual(self.written(partner), {"PayeeEntityRef": "C1"})
        self.ann.state = "gone"
        self.assertEqual(self.written(partner), {"PayeeEntityRef": "V1"})
        self.ann.state = "ok"
        preferred = ["vendor", "customer"]
        with patch.object(
            type(self.mapping), "_space_mappings", lambda _self, space: preferred
        ):
            self.assertEqual(self.written(partner), {"PayeeEntityRef": "V1"})

    def test_the_mapping_refers_to_all_mappings_of_the_name_space(self):
        self.assertEqual(self.mapping._refers_to(), {"customer", "vendor"})
