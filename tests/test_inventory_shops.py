"""Inventory files as shops treat them: spreadsheets, swapped codes, two people."""

import io

from odoo import Command

from ..core.inventory.fields import Header, Product
from ..core.inventory.update import TAKEN
from .support.inventory_common import InventoryCase
from .support.inventory_samples import written


class TestCodes(InventoryCase):
    def test_codes_that_a_spreadsheet_changed_are_a_state_of_their_own(self):
        self.chair.write({"barcode": "0012345678905", "default_code": "00700"})
        self.desk.write({"barcode": "4006381333931", "qbd_part_number": "3-4"})
        content = self.edit(
            self.export(),
            (self.chair, ">0012345678905<", ">12345678905<"),
            (self.chair, ">00700<", ">700<"),
            (self.desk, ">4006381333931<", ">4.00638E+12<"),
            (self.desk, ">3-4<", ">3. Apr<"),
        )
        found = self.load(content)
        self.assertEqual(found.line_ids.mapped("state"), ["code"] * 4)
        found.action_accept_all()
        self.assertFalse(found.line_ids.filtered("accepted"))
        found.line_ids.filtered(lambda one: one.new == "700").action_accept()
        found.action_apply()
        self.assertEqual(self.chair.default_code, "700")

    def test_barcodes_are_swapped_and_passed_on(self):
        for codes in (("111111", "222222"), (None, "111111")):
            with self.subTest(codes):
                self.chair.barcode, self.desk.barcode = codes[1], codes[0]
                given = f"<barcode>{codes[1]}</barcode><active>"
                edits = [(self.chair, f">{codes[1]}<", f">{codes[0] or ''}<")]
                if codes[0]:
                    edits.append((self.desk, f">{codes[0]}<", f">{codes[1]}<"))
                else:
                    edits.append((self.desk, "<active>", given))
                found = self.load(self.edit(self.export(), *edits))
                self.assertNotIn("impossible", found.line_ids.mapped("state"))
                found.line_ids.action_accept()
                found.action_apply()
                self.assertEqual(found.state, "done", found.message)
                now = self.chair.barcode or None, self.desk.barcode
                self.assertEqual(now, codes)

    def test_one_half_of_a_swap_is_stopped_when_it_is_applied(self):
        self.chair.barcode, self.desk.barcode = "111111", "222222"
        edits = (
            (self.chair, ">111111<", ">222222<"),
            (self.desk, ">222222<", ">333333<"),
        )
        found = self.load(self.edit(self.export(), *edits))
        line = found.line_ids.filtered(lambda one: one.product_id == self.chair)
        line.action_accept()
        found.action_apply()
        self.assertEqual((found.state, line.state), ("ready", "impossible"))
        self.assertEqual(self.chair.barcode, "111111")

    def test_a_barcode_of_a_packaging_is_taken(self):
        unit = self.env["uom.uom"].create({"name": "Box of 6"})
        self.env["product.uom"].create(
            {"product_id": self.chair.id, "uom_id": unit.id, "barcode": "777777"}
        )
        code = "<barcode>777777</barcode><active>"
        found = self.load(self.edit(self.export(), (self.desk, "<active>", code)))
        self.assertEqual(found.line_ids.state, "impossible")

    def test_unusual_values_need_a_word(self):
        archived = self.accounts["income"].copy({"code": "X4001", "active": False})
        content = self.export()
        for old, new in (
            ("X4000 Chairs sold", "X5000 Chairs bought"),
            ("X4000 Chairs sold", f"X4001 {archived.name}"),
            (">CHAIR<", ">DESK<"),
        ):
            with self.subTest(new):
                found = self.load(self.edit(content, (self.chair, old, new)))
                self.assertIn(found.line_ids.state, ("check", "impossible"))
                self.assertTrue(found.line_ids.message)


class TestTwoPeople(InventoryCase):
    def file(self, *rows):
        return written([Product(dict(row)) for row in rows], Header("quickbooks"))

    def test_new_products_are_checked_again_when_they_are_applied(self):
        lamp = {"reference": "LAMP", "name": "Desk Lamp", "sales-price": "20"}
        for same in ("reference", "name"):
            with self.subTest(same):
                row = {**lamp, same: f"Torch {same}"}
                first = self.load(self.file(row), create_new=True)
                second = self.load(self.file(row), create_new=True)
                self.apply(first)
                second.action_accept_all()
                second.action_apply()
                self.assertEqual(second.state, "ready")
                self.assertEqual(second.line_ids.state, "impossible")
                self.assertIn("exists in Odoo", second.line_ids.message)
                products = self.env["product.product"].search(
                    [("default_code", "=", row["reference"])]
                )
                self.assertEqual(len(products), 1)
                products.action_archive()
                products.default_code = False

    def test_a_barcode_given_meanwhile_stops_the_import(self):
        code = "<barcode>333333</barcode><active>"
        found = self.load(self.edit(self.export(), (self.desk, "<active>", code)))
        found.action_accept_all()
        self.chair.barcode = "333333"
        found.action_apply()
        self.assertEqual((found.state, found.line_ids.state), ("ready", "impossible"))
        self.assertFalse(self.desk.barcode)


class TestVendorDates(InventoryCase):
    def setUp(self):
        super().setUp()
        self.price = self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": self.desk.product_tmpl_id.id,
                "price": 10,
                "date_end": "2090-12-31",
            }
        )
        self.writer = self.env["qbd.inventory.write"]._of_company(self.company)

    def prefer(self, vendor):
        self.writer._write_products([(self.desk, {"preferred-vendor": vendor})])

    def test_dates_survive_a_vendor_taken_off_and_taken_back(self):
        content = self.edit(
            self.export(), (self.desk, "Wood &amp; Co</preferred", "</preferred")
        )
        found = self.load(content)
        self.apply(found)
        self.assertFalse(self.writer._main_seller(self.desk))
        back = self.imports.browse(found.action_take_back()["res_id"])
        back.line_ids.action_accept()
        back.action_apply()
        self.assertEqual(str(self.price.date_end), "2090-12-31")
        self.assertEqual(self.writer._main_seller(self.desk), self.price)

    def test_dates_of_a_price_that_is_not_in_use_need_a_word(self):
        self.price.write({"date_start": "2080-01-01"})
        edit = (
            self.desk,
            "<active>",
            "<preferred-vendor>Wood &amp; Co</preferred-vendor><active>",
        )
        found = self.load(self.edit(self.export(), edit))
        self.assertEqual(found.line_ids.state, "check")
        self.assertIn("2080-01-01", found.line_ids.message)


class TestVariantsInFiles(InventoryCase):
    def setUp(self):
        super().setUp()
        lines = []
        for name, values in (("Colour", ("Red", "Blue")), ("Size", ("S", "XL"))):
            attribute = self.env["product.attribute"].create(
                {
                    "name": name,
                    "value_ids": [Command.create({"name": one}) for one in values],
                }
            )
            values = [Command.set(attribute.value_ids.ids)]
            lines.append(
                Command.create({"attribute_id": attribute.id, "value_ids": values})
            )
        self.shirt = self.env["product.template"].create(
            {
                "name": "Shirt",
                "company_id": self.company.id,
                "list_price": 20,
                "attribute_line_ids": lines,
            }
        )

    def test_a_variant_that_is_added_meanwhile_stops_what_it_would_share(self):
        lines = self.shirt.attribute_line_ids
        for line in lines:
            line.value_ids = line.value_ids[:1]
        shirt = self.shirt.product_variant_ids
        found = self.load(self.edit(self.export(), (shirt, ">Shirt<", ">Top<")))
        self.assertEqual(found.line_ids.state, "change")
        found.action_accept_all()
        lines[0].value_ids = lines[0].attribute_id.value_ids
        found.action_apply()
        self.assertEqual((found.state, found.line_ids.state), ("ready", "shared"))
        self.assertEqual(self.shirt.name, "Shirt")

    def test_variants_without_a_reference_are_told_apart(self):
        variants = {
            product.values.get("variant")
            for product in self.products_of(self.export()).values()
            if product.values["name"] == "Shirt"
        }
        self.assertEqual(variants, {"Red, S", "Red, XL", "Blue, S", "Blue, XL"})

    def test_the_item_of_a_variant_finds_it(self):
        items = [
            Product({"name": f"SH{n}", "sales-description": f"Shirt {name}"})
            for n, name in enumerate(("Red S", "Blue XL"))
        ]
        content = written(items, Header("quickbooks"))
        found = self.load(content, create_new=True)
        for line in found.line_ids:
            self.assertIn(line.state, ("impossible", "similar"))
            self.assertIn("Shirt", line.message)

    def test_what_tells_variants_apart_is_not_imported(self):
        content = self.export().replace(b">Red, S<", b">Green, S<")
        found = self.load(content)
        self.assertEqual(found.line_ids.mapped("state"), ["told"])


class TestLists(InventoryCase):
    def update(self, text, take=TAKEN):
        stored = self.files._export(self.company).sudo().attachment_id
        return self.files._update(self.company, stored, text.encode(), take)

    def test_the_price_of_what_is_only_bought_is_its_cost(self):
        self.chair.write({"list_price": 70, "standard_price": 5})
        text = "Item,Price,Account\nCHAIR,7.00,Chairs bought\n"
        content = self.content(self.update(text))
        values = self.products_of(content)[self.chair.id].values
        self.assertEqual((values["sales-price"], values["cost"]), ("70", "7"))
        text = "Item,Price,Account\nCHAIR,7.00,Chairs sold\n"
        values = self.products_of(self.content(self.update(text)))[self.chair.id].values
        self.assertEqual((values["sales-price"], values["cost"]), ("7", "5"))

    def test_a_mistake_in_a_column_that_is_not_taken_refuses_nothing(self):
        text = "Item,Price,Cost\nCHAIR,abc,7.00\n"
        content = self.content(self.update(text, ("cost",)))
        values = self.products_of(io.BytesIO(content).read())[self.chair.id].values
        self.assertEqual(values["cost"], "7")
