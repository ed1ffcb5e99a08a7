"""Imports of vendors, of variants, and of products that Odoo does not have yet."""

from odoo import Command
from odoo.exceptions import UserError

from ..core.inventory.fields import Header, Product
from .support.inventory_common import InventoryCase
from .support.inventory_samples import written


class TestVendors(InventoryCase):
    def prefer(self, name):
        """Return an export in which another vendor is preferred for the chair."""
        content = self.export()
        new = f"<preferred-vendor>{name}</preferred-vendor>"
        for old in (b"<preferred-vendor>Wood &amp; Co</preferred-vendor>",):
            if old in content:
                return content.replace(old, new.encode())
        return self.edit(content, (self.chair, "<active>", f"{new}<active>"))

    def seller(self, vendor, **values):
        values = {"partner_id": vendor.id, "price": 40, **values}
        self.chair.seller_ids = [Command.create(values)]
        self.env.invalidate_all()
        return self.chair.seller_ids.filtered(lambda one: one.partner_id == vendor)

    def other(self):
        return self.env["res.partner"].create({"name": "Steel", "supplier_rank": 1})

    def test_a_new_vendor_leaves_the_cost(self):
        self.seller(self.vendor)
        steel = self.other()
        self.apply(self.load(self.prefer("Steel")))
        product = self.products_of(self.export())[self.chair.id].values
        self.assertEqual(
            (product["preferred-vendor"], product["cost"]), ("Steel", "40")
        )
        self.assertEqual(len(self.chair.seller_ids), 2)
        self.assertEqual(self.chair.seller_ids[:1].partner_id, steel)

    def test_a_vendor_with_a_price_of_its_own_brings_it(self):
        self.seller(self.vendor)
        self.seller(self.other(), price=42, sequence=9)
        found = self.load(self.prefer("Steel"))
        self.assertIn("this vendor's price, 42", found.line_ids.message)
        self.apply(found)
        product = self.products_of(self.export())[self.chair.id].values
        self.assertEqual(
            (product["preferred-vendor"], product["cost"]), ("Steel", "42")
        )

    def test_a_vendor_is_taken_back(self):
        for known in (False, True):
            if known:
                self.seller(self.vendor)
                self.other()
            before = self.export()
            found = self.load(self.prefer("Steel" if known else "Wood &amp; Co"))
            self.apply(found)
            self.assertNotEqual(self.export(), before)
            self.apply(self.load(self.content(found.reversal_id)))
            self.assertEqual(self.export().decode(), before.decode())

    def test_no_vendor_ends_the_price_and_deletes_nothing(self):
        seller = self.seller(self.vendor)
        before = self.export()
        found = self.load(self.prefer(""))
        self.apply(found)
        self.assertTrue(seller.exists())
        product = self.products_of(self.export())[self.chair.id].values
        self.assertEqual(product.get("preferred-vendor"), None)
        self.assertEqual(product["cost"], "55.25")
        self.apply(self.load(self.content(found.reversal_id)))
        self.assertEqual(self.export(), before)

    def test_of_several_vendors_a_person_chooses(self):
        self.seller(self.vendor)
        self.seller(self.other(), sequence=9)
        found = self.load(self.prefer(""))
        self.assertEqual(found.line_ids.state, "impossible")
        self.assertIn("Several vendors", found.line_ids.message)

    def test_a_price_in_another_currency_takes_no_cost(self):
        foreign = self.env["res.currency"].search(
            [("id", "!=", self.company.currency_id.id), ("active", "in", [0, 1])],
            limit=1,
        )
        self.seller(self.other(), currency_id=foreign.id, sequence=9)
        self.seller(self.vendor, sequence=1)
        content = self.prefer("Steel").replace(b"<cost>40<", b"<cost>41<")
        found = self.load(content)
        found.action_accept_all()
        with self.assertRaisesRegex(UserError, "another currency"):
            found.action_apply()


class TestVariants(InventoryCase):
    def setUp(self):
        super().setUp()
        values = [Command.create({"name": name}) for name in ("red", "blue")]
        colour = self.env["product.attribute"].create(
            {"name": "Colour", "value_ids": values}
        )
        self.lamp = self.env["product.template"].create(
            {
                "name": "Lamp",
                "list_price": 20,
                "company_id": self.company.id,
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
        self.red, self.blue = self.lamp.product_variant_ids
        self.red.default_code, self.blue.default_code = "RED", "BLUE"

    def test_the_price_of_one_variant_leaves_the_others(self):
        content = self.edit(self.export(), (self.red, ">20<", ">22<"))
        found = self.load(content)
        self.assertEqual(self.lines(found), {("RED", "sales-price"): "change"})
        self.apply(found)
        self.assertEqual((self.red.lst_price, self.blue.lst_price), (22, 20))

    def test_what_variants_share_needs_a_word(self):
        content = self.edit(self.export(), (self.red, ">Lamp<", ">Red Lamp<"))
        found = self.load(content)
        self.assertEqual(self.lines(found), {("RED", "name"): "shared"})
        self.assertIn("All 2 variants", found.line_ids.message)
        found.line_ids.action_accept()
        found.action_apply()
        self.assertEqual(self.blue.name, "Red Lamp")

    def test_the_price_of_a_vendor_for_all_variants_is_shared(self):
        seller = {"partner_id": self.vendor.id, "price": 40}
        self.lamp.seller_ids = [Command.create(seller)]
        content = self.edit(
            self.export(),
            (self.red, "<cost>40<", "<cost>41<"),
            (self.blue, "<cost>40<", "<cost>42<"),
            (self.blue, "Wood &amp; Co", ""),
        )
        found = self.load(content)
        self.assertEqual(set(self.lines(found).values()), {"shared"})
        found.line_ids.action_accept()
        with self.assertRaisesRegex(UserError, "41 and 42"):
            found.action_apply()

    def test_two_values_for_what_is_shared_are_refused(self):
        content = self.edit(
            self.export(),
            (self.red, ">Lamp<", ">Red Lamp<"),
            (self.blue, ">Lamp<", ">Blue Lamp<"),
        )
        found = self.load(content)
        found.line_ids.action_accept()
        with self.assertRaises(UserError) as caught:
            found.action_apply()
        self.assertRegex(str(caught.exception), "Two variants of “.*Lamp”")
        self.assertEqual(self.lamp.name, "Lamp")


class TestNewProducts(InventoryCase):
    def file(self, *products):
        rows = [
            Product({name.replace("_", "-"): value for name, value in values.items()})
            for values in products
        ]
        return written(rows, Header("quickbooks"))

    LAMP = {
        "reference": "LAMP",
        "name": "Desk Lamp",
        "type": "inventory",
        "sales_price": "19.9",
        "cost": "12.5",
        "barcode": "4006381333931",
        "income_account": "X4000",
        "preferred_vendor": "Wood & Co",
        "taxable": "false",
        "reorder_point": "4",
    }

    def test_they_come_only_if_asked_for(self):
        found = self.load(self.file(self.LAMP))
        self.assertEqual((len(found.line_ids), found.left_out_count), (0, 1))
        found = self.load(self.file(self.LAMP), create_new=True)
        self.assertEqual(found.line_ids.mapped("state"), ["new"])
        about = found.line_ids.message
        self.assertIn("Kind: inventory · Sales price: 19.9 · Cost: 12.5", about)
        self.apply(found)
        lamp = found.line_ids.product_id
        self.assertEqual((lamp.default_code, lamp.name), ("LAMP", "Desk Lamp"))
        self.assertEqual((lamp.list_price, lamp.standard_price), (19.9, 12.5))
        self.assertEqual((lamp.type, lamp.is_storable), ("consu", True))
        self.assertEqual(lamp.property_account_income_id, self.accounts["income"])
        self.assertEqual(lamp.seller_ids.partner_id, self.vendor)
        self.assertFalse(lamp.taxes_id)
        self.assertEqual((lamp.qbd_reorder_point, lamp.active), (4, True))

    def test_what_odoo_has_already_is_not_made_twice(self):
        self.chair.qbd_part_number = "OC-1"
        for values in (
            {"reference": "chair"},
            {"barcode": self.chair.barcode},
            {"part_number": "oc-1"},
        ):
            content = self.file({**self.LAMP, **values})
            found = self.load(content, create_new=True)
            self.assertEqual(found.line_ids.state, "impossible", values)
            self.assertIn("Office Chair", found.line_ids.message)

    def test_what_bears_the_external_id_of_another_is_that_one(self):
        self.env["ir.model.data"].create(
            {
                "module": "shop",
                "name": "chair",
                "model": "product.product",
                "res_id": self.chair.id,
            }
        )
        product = Product({"name": "Lamp"}, external_id="shop.chair")
        content = written([product], Header("quickbooks"))
        found = self.load(content, create_new=True)
        self.assertEqual(found.line_ids.state, "impossible")
        self.assertIn("Office Chair", found.line_ids.message)

    def test_one_that_is_like_another_is_accepted_one_by_one(self):
        content = self.file({"reference": "X", "name": "Desk", "sales_price": "900"})
        found = self.load(content, create_new=True)
        self.assertEqual(found.line_ids.state, "similar")
        self.assertIn("prices far apart", found.line_ids.message)
        found.action_accept_all()
        self.assertFalse(found.accepted_count)
        found.line_ids.action_accept()
        found.action_apply()
        self.assertEqual(found.line_ids.product_id.name, "Desk")

    def test_one_of_the_same_name_is_the_same(self):
        content = self.file({"name": "office  CHAIR", "sales_price": "70"})
        found = self.load(content, create_new=True)
        self.assertEqual(found.line_ids.state, "impossible")
        self.assertIn("same words", found.line_ids.message)

    def test_two_new_ones_with_one_code(self):
        other = {**self.LAMP, "name": "Other", "reference": "OTHER"}
        found = self.load(self.file(self.LAMP, other), create_new=True)
        self.assertEqual(found.line_ids.mapped("state"), ["new", "impossible"])

    def test_what_quickbooks_calls_an_item_is_the_reference(self):
        item = {"name": "LAMP", "sales_description": "Desk\nLamp", "sales_price": "9"}
        found = self.load(self.file(item), create_new=True)
        self.apply(found)
        lamp = found.line_ids.product_id
        self.assertEqual((lamp.default_code, lamp.name), ("LAMP", "Desk Lamp"))
        self.assertFalse(lamp.description_sale)

    def test_or_the_name_where_the_connection_says_so(self):
        self.env["qbd.connection"].create({"name": "Test", "item_name_rule": "name"})
        item = {"name": "LAMP", "sales_description": "Desk Lamp"}
        found = self.load(self.file(item), create_new=True)
        self.apply(found)
        lamp = found.line_ids.product_id
        self.assertEqual((lamp.default_code, lamp.name), (False, "LAMP"))
        self.assertEqual(lamp.description_sale, "Desk Lamp")

    def test_kinds_that_are_no_products_and_products_without_a_name(self):
        for values, words in (
            ({"type": "group"}, "no products of the kind “group”"),
            ({"name": None}, "needs a name"),
            ({"income_account": "X1"}, "no account “X1”"),
        ):
            found = self.load(self.file({**self.LAMP, **values}), create_new=True)
            self.assertEqual(found.line_ids.state, "impossible")
            self.assertIn(words, found.line_ids.message)

    def test_an_inactive_one_is_archived(self):
        found = self.load(self.file({**self.LAMP, "active": "false"}), create_new=True)
        self.apply(found)
        self.assertFalse(found.line_ids.product_id.active)
