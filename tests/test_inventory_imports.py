"""An import shows its changes, makes the accepted ones, and can be undone."""

import io
import zipfile
from unittest.mock import patch

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from ..core.inventory.fields import Header, Product
from ..core.inventory.writer import INSTRUCTIONS
from ..models.inventory import imports as qbd_inventory_import
from .support.inventory_common import InventoryCase
from .support.inventory_samples import written

FIRST = 4 + INSTRUCTIONS.count("\n")
"""The line of the first product, behind the instructions."""


class TestRoundTrip(InventoryCase):
    def test_without_edits_nothing_is_changed_and_the_next_export_is_the_same(self):
        content, before = self.export(), self.snapshot()
        found = self.load(content)
        self.assertEqual((found.product_count, len(found.line_ids)), (2, 0))
        with self.assertRaisesRegex(UserError, "Accept the changes first"):
            found.action_apply()
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(self.export(), content)

    def test_a_file_that_was_indented_anew_and_rearranged_changes_nothing(self):
        root = etree.fromstring(self.export())
        for product in root.findall("{*}product"):
            product[:] = list(reversed(product))
        root[:] = list(reversed(root))
        etree.indent(root, "\t")
        found = self.load(etree.tostring(root, encoding="UTF-8"))
        self.assertEqual((found.product_count, len(found.line_ids)), (2, 0))

    def test_with_edits_exactly_those_products_change(self):
        before = self.snapshot()
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">75.5<"),
            (self.chair, ">55.25<", ">50<"),
            (self.chair, "with wheels", "with 5 wheels"),
        )
        found = self.load(content)
        self.assertEqual(
            self.lines(found),
            {
                ("CHAIR", "sales-description"): "change",
                ("CHAIR", "sales-price"): "change",
                ("CHAIR", "cost"): "change",
            },
        )
        self.assertEqual(self.snapshot(), before)
        self.apply(found)
        self.assertEqual(self.chair.list_price, 75.5)
        self.assertEqual(self.chair.standard_price, 50)
        self.assertEqual(self.chair.description_sale, "Black\nwith 5 wheels")
        changed = {row[0] for row in self.snapshot() if row not in before}
        self.assertEqual(changed, {self.chair.id})

    def test_every_field_that_can_be_imported(self):
        tax = self.env["account.tax"].create({"name": "Own tax", "amount": 5})
        self.company.account_sale_tax_id = tax
        self.desk.write({"taxes_id": [Command.clear()], "description_sale": "Oak"})
        content = self.edit(
            self.export(),
            (self.desk, ">DESK<", ">D-1<"),
            (self.desk, ">Desk<", ">Oak Desk<"),
            (self.desk, ">true</active>", ">false</active>"),
            (self.desk, ">false</taxable>", ">true</taxable>"),
            (self.desk, ">Oak</sales", "></sales"),
            (self.desk, ">0.3<", ">1.25<"),
            (
                self.desk,
                "<cost>0</cost>",
                "<cost>9.5</cost><barcode>999</barcode><part-number>P</part-number>"
                "<purchase-description>Buy oak</purchase-description>"
                "<income-account>X4000</income-account>"
                "<expense-account>Chairs bought</expense-account>"
                "<preferred-vendor>Wood &amp; Co</preferred-vendor>"
                "<reorder-point>2.5</reorder-point>",
            ),
        )
        self.apply(self.load(content))
        desk = self.desk
        self.assertEqual((desk.default_code, desk.name), ("D-1", "Oak Desk"))
        self.assertEqual((desk.active, desk.product_tmpl_id.active), (False, False))
        self.assertEqual((desk.taxes_id, desk.description_sale), (tax, False))
        self.assertEqual(desk.list_price, 1.25)
        self.assertEqual((desk.barcode, desk.qbd_part_number), ("999", "P"))
        self.assertEqual(desk.description_purchase, "Buy oak")
        self.assertEqual(desk.property_account_income_id, self.accounts["income"])
        self.assertEqual(desk.property_account_expense_id, self.accounts["expense"])
        seller = desk.seller_ids
        self.assertEqual((seller.partner_id, seller.price), (self.vendor, 9.5))
        self.assertEqual(desk.qbd_reorder_point, 2.5)
        after = self.products_of(self.export())[desk.id].values
        self.assertEqual(after["cost"], "9.5")

    def test_what_was_applied_is_what_the_next_export_shows(self):
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">75.12345<"),
            (self.chair, ">55.25<", ">50.00001<"),
            (
                self.chair,
                "<active>",
                "<preferred-vendor>Wood &amp; Co</preferred-vendor><active>",
            ),
        )
        self.apply(self.load(content))
        self.assertFalse(self.load(content).line_ids)

    def test_the_cost_is_the_vendors_price_where_there_is_one(self):
        seller = {"partner_id": self.vendor.id, "price": 40}
        self.chair.seller_ids = [Command.create(seller)]
        content = self.edit(self.export(), (self.chair, ">40<", ">41<"))
        self.apply(self.load(content))
        self.assertEqual(self.chair.seller_ids.price, 41)
        self.assertEqual(self.chair.standard_price, 55.25)

    def test_a_new_cost_stands_in_odoos_history_of_costs(self):
        content = self.edit(self.export(), (self.chair, ">55.25<", ">50<"))
        self.apply(self.load(content))
        history = self.env["product.value"].search(
            [("product_id", "=", self.chair.id)], order="id desc", limit=1
        )
        self.assertEqual((history.value, history.user_id), (50, self.user))

    def test_names_are_written_in_the_language_of_the_file(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        inventory = self.env["qbd.inventory.products"]._of_company(
            self.company, "fr_FR"
        )
        products = list(inventory._products(self.chair.ids))
        content = written(products, inventory._header("odoo"))
        self.apply(
            self.load(self.edit(content, (self.chair, "Office Chair", "Chaise")))
        )
        self.assertEqual(self.chair.with_context(lang="fr_FR").name, "Chaise")
        self.assertEqual(self.chair.with_context(lang="en_US").name, "Office Chair")

    def test_it_is_an_ordinary_edit_of_the_user(self):
        content = self.edit(self.export(), (self.chair, ">70<", ">71<"))
        self.apply(self.load(content))
        self.assertEqual(self.chair.product_tmpl_id.write_uid, self.user)


class TestRefusals(InventoryCase):
    def assert_refused(self, content, words):
        before = self.snapshot()
        found = self.load(content, state="refused")
        self.assertRegex(found.message, words)
        self.assertFalse(found.line_ids)
        with self.assertRaises(UserError):
            found.action_apply()
        self.assertEqual(self.snapshot(), before)

    def test_mistakes_are_told_by_line_and_product(self):
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">abc<"),
            (self.chair, ">55.25<", ">50<"),
            (self.desk, ">Desk<", "><b>Desk</b><"),
        )
        self.assert_refused(
            content,
            rf"^line {FIRST}, CHAIR · Office Chair, sales-price: “abc” is not a number"
            r"\..*\n"
            rf"line {FIRST + 13}, DESK, name: There is an element inside “name”\.$",
        )

    def test_ids_that_stand_there_twice(self):
        content = self.export()
        start, end = content.index(b"  <product"), content.index(b"</product>") + 11
        twice = content[:end] + content[start:end] + content[end:]
        self.assert_refused(twice, f"odoo-id {self.chair.id} was used in line {FIRST}")

    def test_an_id_that_was_changed(self):
        old, new = f'odoo-id="{self.chair.id}"', 'odoo-id="999999"'
        content = self.export().replace(old.encode(), new.encode())
        self.assert_refused(content, "checksum is that of another product")

    def test_entities_encodings_versions_and_other_files(self):
        content = self.export()
        bomb = b'<!DOCTYPE a [<!ENTITY b "c">]>'
        head, tail = content[:39], content[39:]
        self.assert_refused(head + bomb + tail, "document type or entities")
        latin = content.replace(b"UTF-8", b"ISO-8859-1")
        self.assert_refused(latin, "encoding of the file is ISO-8859-1")
        newer = content.replace(b"inventory:1", b"inventory:2")
        self.assert_refused(newer, "version “2” of the format")
        self.assert_refused(b"", "empty")
        self.assert_refused(content[:-30], "not well-formed")

    def test_a_file_of_another_database_company_currency_or_language(self):
        content = self.export()
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        for old, new, words in (
            (uuid, "0000", "another database"),
            (f'company="{self.company.id}"', 'company="987"', "the company “.*”"),
            (self.company.currency_id.name, "XAF", "prices of the file are in XAF"),
            ("en_US", "tlh_TLH", "language that is not installed"),
        ):
            changed = content.replace(old.encode(), new.encode())
            self.assert_refused(changed, words)

    def test_ids_need_the_name_of_their_database(self):
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        content = self.export().replace(f' database="{uuid}"'.encode(), b"")
        self.assert_refused(content, "name the database")

    def test_a_refused_file_can_be_read_again(self):
        content = self.export().replace(b"en_US", b"fr_FR")
        found = self.load(content, state="refused")
        self.env["res.lang"]._activate_lang("fr_FR")
        found.action_read_again()
        self.assertEqual(found.state, "ready")


class TestDeciding(InventoryCase):
    def test_a_value_that_was_edited_in_odoo_meanwhile_is_a_conflict(self):
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">75<"),
            (self.chair, ">55.25<", ">50<"),
        )
        self.chair.write({"list_price": 72, "name": "Best Chair"})
        found = self.load(content)
        self.assertEqual(
            self.lines(found),
            {
                ("CHAIR", "name"): "meanwhile",
                ("CHAIR", "sales-price"): "conflict",
                ("CHAIR", "cost"): "change",
            },
        )
        conflict = found.line_ids.filtered(lambda line: line.state == "conflict")
        self.assertEqual((conflict.old, conflict.new), ("72", "75"))
        self.apply(found)
        self.assertEqual(self.chair.list_price, 72)
        self.assertEqual(self.chair.name, "Best Chair")
        self.assertEqual(self.chair.standard_price, 50)

    def test_a_conflict_is_accepted_one_by_one(self):
        content = self.edit(self.export(), (self.chair, ">70<", ">75<"))
        self.chair.list_price = 72
        found = self.load(content)
        found.action_accept_all()
        self.assertEqual((found.accepted_count, found.asked_count), (0, 1))
        found.line_ids.action_accept()
        found.action_apply()
        self.assertEqual((found.state, self.chair.list_price), ("done", 75))

    def test_a_price_that_jumps_is_accepted_one_by_one(self):
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">700<"),
            (self.chair, ">55.25<", ">50<"),
        )
        found = self.load(content)
        self.assertEqual(self.lines(found)["CHAIR", "sales-price"], "jump")
        self.assertIn("10 times the old price.", found.line_ids.mapped("message"))
        shown = [(one.old_shown, one.new_shown) for one in found.line_ids]
        self.assertIn(("70.00", "700.00"), shown)
        self.apply(found)
        self.assertEqual((self.chair.list_price, self.chair.standard_price), (70, 50))

    def test_a_line_can_be_left_out(self):
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">75<"),
            (self.chair, ">55.25<", ">50<"),
        )
        found = self.load(content)
        found.action_accept_all()
        price = found.line_ids.filtered(lambda line: line.field_name == "sales-price")
        price.action_leave_out()
        self.assertEqual(found.accepted_count, 1)
        found.action_apply()
        self.assertEqual((self.chair.list_price, self.chair.standard_price), (70, 50))
        self.assertEqual(found.line_ids.filtered("applied").field_name, "cost")

    def test_what_changes_between_looking_and_applying_stops_all(self):
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">75<"),
            (self.desk, ">0.3<", ">0.4<"),
        )
        found = self.load(content)
        found.action_accept_all()
        self.chair.list_price = 71
        found.action_apply()
        self.assertEqual(found.state, "ready")
        self.assertIn("Nothing was applied", found.message)
        self.assertAlmostEqual(self.desk.list_price, 0.3)
        self.assertEqual(self.lines(found)["CHAIR", "sales-price"], "conflict")
        found.action_apply()
        self.assertEqual((self.chair.list_price, self.desk.list_price), (71, 0.4))

    def test_what_odoo_refuses_takes_all_back(self):
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">75<"),
            (self.desk, "<active>", "<barcode>999</barcode><active>"),
        )
        found = self.load(content)
        found.action_accept_all()
        self.product(name="Quick", barcode="999")
        found.action_apply()
        stopped = found.line_ids.filtered(lambda one: one.state == "impossible")
        self.assertIn("Quick", stopped.message)
        self.assertEqual((found.state, self.chair.list_price), ("ready", 70))

    def test_an_account_that_is_gone_when_it_is_applied(self):
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">75<"),
            (self.desk, "<active>", "<income-account>X4000</income-account><active>"),
        )
        found = self.load(content)
        found.action_accept_all()
        self.accounts["income"].code = "X4001"
        found.action_apply()
        stopped = found.line_ids.filtered(lambda one: one.state == "impossible")
        self.assertIn("no account “X4000”", stopped.message)
        self.assertEqual((found.state, self.chair.list_price), ("ready", 70))

    def test_a_product_with_goods_is_archived_with_a_word_only(self):
        shelf = self.product(name="Shelf", default_code="SHELF", is_storable=True)
        place = (
            self.env["stock.warehouse"]
            .search([("company_id", "=", self.company.id)], limit=1)
            .lot_stock_id
        )
        self.env["stock.quant"]._update_available_quantity(shelf, place, 3)
        content = self.edit(self.export(), (shelf, ">true</active", ">false</active"))
        found = self.load(content)
        self.assertEqual(self.lines(found), {("SHELF", "active"): "stock"})
        found.action_accept_all()
        self.assertTrue(shelf.active)
        self.assertFalse(found.line_ids.accepted)

    def test_goods_received_before_it_is_applied_stop_a_new_cost(self):
        shelf = self.product(name="Shelf", default_code="SHELF", is_storable=True)
        shelf.standard_price = 10
        content = self.edit(self.export(), (shelf, "<cost>10<", "<cost>12<"))
        found = self.load(content)
        found.line_ids.action_accept()
        place = (
            self.env["stock.warehouse"]
            .search([("company_id", "=", self.company.id)], limit=1)
            .lot_stock_id
        )
        self.env["stock.quant"]._update_available_quantity(shelf, place, 50)
        self.env.flush_all()
        found.action_apply()
        self.assertEqual(shelf.standard_price, 10)
        self.assertEqual(self.lines(found), {("SHELF", "cost"): "stock"})
        found.line_ids.action_accept()
        found.action_apply()
        self.assertEqual(shelf.standard_price, 12)

    def test_a_vendor_who_comes_first_again_keeps_dates_and_quantities(self):
        other = self.env["res.partner"].create({"name": "Oak Ltd", "supplier_rank": 1})
        until = "2030-12-31"
        prices = self.env["product.supplierinfo"].create(
            [
                {
                    "partner_id": vendor.id,
                    "product_tmpl_id": self.desk.product_tmpl_id.id,
                    "price": price,
                    "min_qty": number,
                    "sequence": sequence,
                    "date_end": until,
                }
                for vendor, price, number, sequence in (
                    (other, 9, 0, 1),
                    (self.vendor, 10, 1, 2),
                    (self.vendor, 8, 100, 2),
                )
            ]
        )
        inventory = self.env["qbd.inventory.write"]._of_company(self.company)
        inventory._write_products([(self.desk, {"preferred-vendor": "Wood & Co"})])
        self.assertEqual({str(one.date_end) for one in prices}, {until})
        self.assertEqual(inventory._cost(self.desk), 10)

    def test_stock_that_gets_another_value_needs_a_word(self):
        shelf = self.product(
            name="Shelf", default_code="SHELF", is_storable=True, standard_price=5
        )
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        quants = self.env["stock.quant"]
        quants._update_available_quantity(shelf, warehouse.lot_stock_id, 3)
        content = self.edit(self.export(), (shelf, "<cost>5<", "<cost>6<"))
        found = self.load(content)
        self.assertEqual(self.lines(found), {("SHELF", "cost"): "stock"})
        self.assertIn("the 3 in stock", found.line_ids.message)

    def test_what_only_informs_is_not_written(self):
        content = self.edit(
            self.export(),
            (self.chair, ">non-inventory<", ">service<"),
            (self.chair, ">70<", ">71<"),
        )
        found = self.load(content)
        self.assertEqual(self.lines(found)["CHAIR", "type"], "told")
        told = found.line_ids.filtered(lambda line: line.state == "told")
        with self.assertRaisesRegex(UserError, "only for information"):
            told.action_accept()
        self.apply(found)
        self.assertEqual(self.chair.type, "consu")

    def test_accounts_and_vendors_that_odoo_does_not_have(self):
        content = self.edit(
            self.export(),
            (self.chair, "X4000 Chairs sold", "X9999"),
            (self.desk, "<active>", "<preferred-vendor>No</preferred-vendor><active>"),
            (self.desk, ">Desk<", "><"),
        )
        found = self.load(content)
        self.assertEqual(set(self.lines(found).values()), {"impossible"})
        words = " ".join(found.line_ids.mapped("message"))
        for expected in ("no account “X9999”", "no vendor “No”", "cannot be empty"):
            self.assertIn(expected, words)

    def test_a_barcode_that_another_product_has(self):
        code = f"<barcode>{self.chair.barcode}</barcode><active>"
        found = self.load(self.edit(self.export(), (self.desk, "<active>", code)))
        self.assertEqual(self.lines(found), {("DESK", "barcode"): "impossible"})
        self.assertIn("Office Chair", found.line_ids.message)

    def test_taxable_needs_a_tax(self):
        tax = self.env["account.tax"].create({"name": "Own tax", "amount": 5})
        self.desk.taxes_id = tax
        self.chair.taxes_id = [Command.clear()]
        content = self.edit(
            self.export(),
            (self.chair, ">false</taxable>", ">true</taxable>"),
            (self.desk, ">true</taxable>", ">false</taxable>"),
        )
        self.company.account_sale_tax_id = False
        found = self.load(content)
        chair, desk = found.line_ids
        self.assertEqual((chair.state, desk.state), ("impossible", "change"))
        self.assertIn("no default sales tax", chair.message)
        self.assertIn("Own tax will be removed", desk.message)
        self.apply(found)
        self.assertFalse(self.desk.taxes_id)

    def test_an_account_in_other_words_is_the_same(self):
        for words in (
            "X4000",
            "Chairs sold",
            "Income:Chairs sold",
            "X4000 · Chairs sold",
        ):
            content = self.edit(self.export(), (self.chair, "X4000 Chairs sold", words))
            self.assertFalse(self.load(content).line_ids, words)

    def test_a_product_that_is_gone(self):
        content = self.edit(self.export(), (self.desk, ">0.3<", ">0.4<"))
        self.desk.unlink()
        found = self.load(content)
        self.assertEqual(found.line_ids.mapped("state"), ["impossible"])
        self.assertIn("no longer exists in Odoo", found.line_ids.message)

    def test_without_a_checksum_each_difference_is_asked_for(self):
        content = self.edit(self.export(), (self.chair, ">70<", ">75<"))
        content = content.replace(b" checksum=", b" pair=")
        found = self.load(content)
        self.assertEqual(self.lines(found), {("CHAIR", "sales-price"): "unknown"})

    def test_the_source_and_the_pair_are_shown(self):
        content = self.edit(
            self.export(),
            (self.chair, "<sales-price>70", '<sales-price source="quickbooks">75'),
            (self.chair, " checksum=", ' pair="barcode" sure="0.9" checksum='),
        )
        line = self.load(content).line_ids
        self.assertEqual(
            (line.source, line.pair, line.sure), ("QuickBooks", "barcode", 0.9)
        )
        self.assertEqual(line.file_line, FIRST)


class TestReversal(InventoryCase):
    def test_a_reversal_takes_back_what_was_applied(self):
        before = self.export()
        content = self.edit(
            before,
            (self.chair, ">70<", ">75<"),
            (self.chair, ">601647855640<", "><"),
            (self.desk, "<active>", "<barcode>123</barcode><active>"),
        )
        found = self.load(content)
        self.apply(found)
        self.assertEqual(found.applied_count, 2)
        self.assertEqual(found.applied_by_id, self.user)
        self.assertEqual(set(found.line_ids.mapped("applied")), {True})
        self.assertNotEqual(self.export(), before)
        back = self.imports.browse(found.action_take_back()["res_id"])
        self.assertEqual(set(back.line_ids.mapped("source")), {"Reversal"})
        self.apply(back)
        self.assertEqual(self.export(), before)

    def test_what_was_edited_since_is_a_conflict_of_the_reversal(self):
        content = self.edit(self.export(), (self.chair, ">70<", ">75<"))
        found = self.load(content)
        self.apply(found)
        self.chair.list_price = 80
        back = self.load(self.content(found.reversal_id))
        self.assertEqual(self.lines(back), {("CHAIR", "sales-price"): "conflict"})

    def test_a_new_product_is_archived_by_it(self):
        content = written(
            [Product({"name": "Lamp", "reference": "LAMP"})], Header("quickbooks")
        )
        found = self.load(content, create_new=True)
        self.apply(found)
        lamp = found.line_ids.product_id
        self.apply(self.load(self.content(found.reversal_id)))
        self.assertFalse(lamp.active)

    def test_an_import_that_was_applied_stays_as_a_record(self):
        content = self.edit(self.export(), (self.chair, ">70<", ">75<"))
        found = self.load(content)
        self.apply(found)
        with self.assertRaisesRegex(UserError, "a record of what changed"):
            found.sudo().unlink()
        for action in ("action_apply", "action_accept_all", "action_accept_none"):
            with self.assertRaises(UserError):
                getattr(found, action)()
        self.load(self.export()).sudo().unlink()


class TestBackground(InventoryCase):
    def run_cron(self):
        cron = self.env.ref("quickbooks_desktop.cron_inventory")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_a_large_file_is_read_and_applied_by_the_scheduled_action(self):
        self.patch(qbd_inventory_import, "LARGE_FILE", 10)
        self.patch(qbd_inventory_import, "MANY_LINES", 1)
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">75<"),
            (self.chair, ">55.25<", ">50<"),
        )
        found = self.load(content, state="waiting")
        self.run_cron()
        self.assertEqual((found.state, len(found.line_ids)), ("ready", 2))
        found.action_accept_all()
        found.action_apply()
        self.assertEqual((found.state, self.chair.list_price), ("applying", 70))
        self.run_cron()
        self.assertEqual((found.state, self.chair.list_price), ("done", 75))
        self.assertEqual(self.chair.product_tmpl_id.write_uid, self.user)

    def test_a_file_is_large_by_what_it_unpacks_to(self):
        content = self.export()
        content += b" " * 500_000
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inventory.xml", content)
        self.patch(qbd_inventory_import, "LARGE_FILE", 400_000)
        self.assertLess(len(packed.getvalue()), 20_000)
        found = self.load(packed.getvalue(), state="waiting")
        self.run_cron()
        self.assertEqual(found.state, "ready")

    def test_what_fails_there_stops_no_other_one(self):
        self.patch(qbd_inventory_import, "LARGE_FILE", 10)
        first = self.load(self.export(), state="waiting")
        second = self.load(self.export(), state="waiting")
        read = type(first)._stage

        def stage(record):
            if record.id == first.id:
                raise ZeroDivisionError
            return read(record)

        with (
            patch.object(type(first), "_stage", stage),
            self.assertLogs("odoo.addons.quickbooks_desktop", "ERROR"),
        ):
            self.run_cron()
        self.assertEqual((first.state, second.state), ("refused", "ready"))
        self.assertIn("log of Odoo", first.message)

    def test_what_odoo_refuses_there_waits_for_a_person_again(self):
        self.patch(qbd_inventory_import, "MANY_LINES", 0)
        content = self.edit(
            self.export(),
            (self.chair, ">70<", ">75<"),
            (self.desk, "<active>", "<barcode>999</barcode><active>"),
        )
        found = self.load(content)
        found.action_accept_all()
        self.product(name="Quick", barcode="999")
        found.action_apply()
        self.run_cron()
        self.assertEqual((found.state, self.chair.list_price), ("ready", 70))
        line = found.line_ids.filtered(lambda one: one.field_name == "barcode")
        self.assertRegex(f"{found.message} {line.mapped('message')}", "(?i)barcode")


class TestRights(InventoryCase):
    def test_who_may_not_change_products_does_not_change_them_by_a_file(self):
        reader = new_test_user(
            self.env, "reader", groups="quickbooks_desktop.group_qbd_user"
        )
        content = self.edit(self.export(), (self.chair, ">70<", ">75<"))
        found = self.load(content).with_user(reader)
        found.action_accept_all()
        with self.assertRaises(AccessError):
            found.action_apply()
        self.assertEqual(self.chair.list_price, 70)

    def test_lines_are_changed_by_buttons_only(self):
        content = self.edit(self.export(), (self.chair, ">70<", ">75<"))
        found = self.load(content)
        with self.assertRaises(AccessError):
            found.line_ids.new = "1"
        with self.assertRaises(AccessError):
            found.state = "done"

    def test_two_people_do_not_apply_at_once(self):
        content = self.edit(self.export(), (self.chair, ">70<", ">75<"))
        found = self.load(content)
        found.action_accept_all()
        nothing = found.browse()
        with patch.object(type(found), "try_lock_for_update", return_value=nothing):
            with self.assertRaisesRegex(UserError, "being applied"):
                found.action_apply()

    def test_what_is_applied_is_not_decided_about_again(self):
        content = self.edit(self.export(), (self.chair, ">70<", ">75<"))
        found = self.load(content)
        self.apply(found)
        self.chair.list_price = 80
        for name in ("action_apply", "action_accept_all", "action_accept_none"):
            wanted = "left to decide|only for information"
            with self.subTest(name), self.assertRaisesRegex(UserError, wanted):
                getattr(found, name)()
        self.assertEqual(self.chair.list_price, 80)
