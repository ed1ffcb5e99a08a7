"""Items at the edges: shared codes, renamed variants, parents, other companies."""

from odoo import Command
from odoo.exceptions import UserError

from .test_sync_items import ItemCase


class TestSharedCodes(ItemCase):
    def test_two_items_for_one_product_are_both_questions(self):
        for parent in ("Shirts", "Shoes"):
            above = self.service(parent)
            self.service("Small", ParentRef={"ListID": above})
        product = self.product(name="Small one", default_code="Small", type="service")
        self.run_session()
        self.assertFalse(self.link(product).qb_id)
        asked = self.env["qbd.link"].search([("reason", "=", "ambiguous")])
        names = asked.mapped("qb_name")
        self.assertEqual(sorted(names), ["Shirts:Small", "Shoes:Small"])

    def test_a_part_number_of_another_thing_pairs_nothing(self):
        self.stock("Wiper blade", ManufacturerPartNumber="100")
        self.stock("Air filter", ManufacturerPartNumber="200")
        other = self.product(name="Oil filter", qbd_part_number="100", is_storable=True)
        same = self.product(name="Air filter", qbd_part_number="200", is_storable=True)
        self.run_session()
        self.assertNotEqual(self.link(other).qb_name, "Wiper blade")
        self.assertEqual(self.link(same).qb_name, "Air filter")


class TestVariants(ItemCase):
    def arrange(self):
        super().arrange()
        self.with_accounts()
        values = [Command.create({"name": name}) for name in ("Red", "Blue")]
        self.colour = self.env["product.attribute"].create(
            {"name": "Colour", "value_ids": values}
        )
        line = {
            "attribute_id": self.colour.id,
            "value_ids": [Command.set(self.colour.value_ids.ids)],
        }
        self.shirt = self.env["product.template"].create(
            {
                "name": "Shirt",
                "type": "service",
                "attribute_line_ids": [Command.create(line)],
            }
        )
        self.env.flush_all()
        self.run_session()

    def test_a_renamed_attribute_value_crosses_in_the_next_session(self):
        red = self.shirt.product_variant_ids[0]
        self.assertIn("Red", self.link(red).qb_name)
        self.colour.value_ids[0].name = "Crimson"
        self.env.flush_all()
        self.run_session()
        self.assertIn("Crimson", self.link(red).qb_name)
        self.assert_quiet()

    def test_a_linked_product_that_becomes_a_combo_is_noticed(self):
        product = self.product(name="Lunch", type="service")
        self.run_session()
        self.assertEqual(self.link(product).state, "ok")
        hints = self.env["qbd.hint"].search([])
        choices = [Command.create({"product_id": self.shirt.product_variant_ids[0].id})]
        combo = self.env["product.combo"].create(
            {"name": "Any", "combo_item_ids": choices}
        )
        product.product_tmpl_id.write(
            {"combo_ids": [Command.set(combo.ids)], "type": "combo"}
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertTrue(self.env["qbd.hint"].search([]) - hints)


class TestParents(ItemCase):
    def arrange(self):
        super().arrange()
        top = self.service("Top")
        middle = self.service("Mid", ParentRef={"ListID": top})
        self.service("Low", ParentRef={"ListID": middle})
        self.run_session()

    def test_a_renamed_parent_renames_those_below_it(self):
        self.company.user_mod(self.item("Top")["ListID"], Name="One")
        self.run_session()
        names = self.env["qbd.link"].search([("qb_type", "=", "ItemService")])
        self.assertIn("One:Mid:Low", names.mapped("qb_name"))

    def test_a_product_above_others_is_not_deleted_and_says_why(self):
        middle = self.product_of("Top:Mid")
        for record in (middle, middle.product_tmpl_id):
            with self.assertRaisesRegex(UserError, "is a subitem of"):
                record.unlink()


class TestCompanies(ItemCase):
    def test_a_product_of_another_company_is_not_written_any_more(self):
        self.service("Guide", "10.00")
        self.run_session()
        product = self.product_of("Guide")
        product.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        product.with_company(product.company_id).list_price = 77
        self.env.flush_all()
        self.run_session()
        self.assertEqual(self.item("Guide")["SalesOrPurchase"]["Price"], "10.00")
        link = self.link(product)
        self.assertEqual(link.state, "parked")
        self.assertIn("Elsewhere", link.message)
        product.company_id = False
        self.env.flush_all()
        self.run_session()
        self.assertEqual(self.item("Guide")["SalesOrPurchase"]["Price"], "77.00")

    def test_nor_does_quickbooks_write_to_it(self):
        item = self.service("Guide", "10.00")
        self.run_session()
        product, link = self.product_of("Guide"), self.link(self.product_of("Guide"))
        product.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.company.user_mod(item, SalesOrPurchase={"Price": "88.00"})
        self.run_session()
        self.assertEqual((product.list_price, link.state), (10, "parked"))
        self.assertIn("Elsewhere", link.message)
        product.company_id = False
        self.env.flush_all()
        self.run_session()
        self.assertEqual((product.list_price, link.state), (88, "ok"))
        product.company_id = self.env["res.company"].search([], order="id desc")[0]
        self.company.user_delete(item)
        self.run_session()
        self.assertEqual((product.active, link.state), (True, "gone"))
