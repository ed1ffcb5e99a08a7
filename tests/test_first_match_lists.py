"""The first match of other lists and of unusual records: customers, jobs, variants."""

from odoo import Command

from ..core.matching.records import SURE
from .support.common import SyncCase
from .test_first_match import FirstMatchMixin, ItemMatchCase


class TestCustomers(FirstMatchMixin, SyncCase):
    LIST = "customer"

    def arrange(self):
        super().arrange()
        self.acme = self.partner(name="Acme Incorporated", phone="1")
        self.company.user_add("Customer", Name="Acme Inc.", Email="a@acme.example")
        self.company.user_add("Customer", Name="Zoe Quimby")

    def test_customers_are_matched_as_well(self):
        match = self.compared()
        row = self.row(match, "Acme Inc.")
        self.assertEqual((row.record_id, row.verdict), (self.acme.id, SURE))
        match.action_accept_sure()
        match.action_confirm()
        self.run_session()
        self.assertEqual(self.acme.email, "a@acme.example")
        self.assertEqual(self.customer("Acme Inc.")["Phone"], "1")
        self.assertEqual(self.acme.name, "Acme Incorporated")
        self.assertFalse(self.link(self.acme).conflicts)
        self.assertEqual(self.customer_names(), ["Acme Inc.", "Zoe Quimby"])
        self.assertFalse(self.partner_named("Zoe Quimby"))

    def test_two_different_values_of_a_pair_are_a_question(self):
        self.acme.email = "other@acme.example"
        match = self.compared()
        self.row(match, "Acme Inc.").action_accept()
        match.action_confirm()
        self.run_session()
        link = self.link(self.acme)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        self.assertEqual(list(link.conflicts), ["Email"])

    def test_jobs_are_compared_with_their_customers_names(self):
        self.company.user_add(
            "Customer", Name="Kitchen", ParentRef={"FullName": "Acme Inc."}
        )
        job = self.partner(name="Kitchen", parent_id=self.acme.id, qbd_is_job=True)
        match = self.compared()
        self.assertEqual(self.row(match, "Acme Inc. Kitchen").record_id, job.id)

    def test_a_contact_that_never_bought_is_proposed_and_not_created(self):
        self.partner(name="Zoe Quimby", customer_rank=0)
        self.partner(name="Not A Customer", customer_rank=0)
        match = self.compared()
        self.assertEqual(self.row(match, "Zoe Quimby").side, "both")
        self.assertFalse(self.rows(match, odoo_name="Not A Customer"))

    def test_colleagues_are_no_customers(self):
        self.bookkeeper.partner_id.write({"name": "Zoe Quimby"})
        self.assertEqual(self.row(self.compared(), "Zoe Quimby").side, "quickbooks")

    def test_an_inactive_customer_is_only_a_question(self):
        self.company.user_add("Customer", Name="Old Mill Bakery", IsActive="false")
        self.partner(name="Old Mill Bakery")
        row = self.row(self.compared(), "Old Mill Bakery")
        self.assertEqual(row.verdict, "maybe")


class TestVariants(ItemMatchCase):
    def test_each_variant_has_a_partner_of_its_own(self):
        colour = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [
                    Command.create({"name": "Blue"}),
                    Command.create({"name": "Green"}),
                ],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Garden chair",
                "type": "service",
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": colour.id,
                            "value_ids": [Command.set(colour.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        self.service("Garden chair blue")
        self.service("Garden chair green")
        match = self.compared()
        for product in template.product_variant_ids:
            value = product.product_template_attribute_value_ids.name
            row = self.row(match, f"Garden chair {value.lower()}")
            self.assertEqual((row.record_id, row.verdict), (product.id, SURE))


class TestLargeLists(ItemMatchCase):
    def arrange(self):
        super().arrange()
        words = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven")
        self.wanted = {
            f"{one} {two} board": f"Board {two} {one}"
            for one in words
            for two in words
            if one < two
        }
        for odoo, quickbooks in self.wanted.items():
            self.product(name=odoo, type="service")
            self.service(quickbooks)

    def compare(self, chunk):
        module = "odoo.addons.quickbooks_desktop.models.first_match.proposal.CHUNK"
        from unittest.mock import patch

        with patch(module, chunk):
            match = self.compared()
            self.assertEqual(match.state, "ready")
            return self.names(self.rows(match, side="both", verdict=SURE))

    def test_parts_find_what_the_whole_finds(self):
        found = self.compare(7)
        self.assertGreaterEqual(set(found), set(self.wanted.items()))

    def test_twins_in_two_parts_are_a_question(self):
        self.product(name="Amber birch BOARD", type="service")
        found = dict(self.compare(7))
        self.assertNotIn("amber birch board", found)
        self.assertNotIn("Amber birch BOARD", found)

    def test_what_is_less_alike_in_another_part_takes_nothing_away(self):
        self.product(name="amber birch board deluxe", type="service")
        found = dict(self.compare(7))
        self.assertEqual(found["amber birch board"], "Board birch amber")
        self.assertNotIn("amber birch board deluxe", found)
