"""Exports of products, files of QuickBooks, and updates."""

import ast
import base64
from unittest.mock import patch

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from ..core.inventory.fields import FIELDS, NAMESPACE
from ..models.inventory import file as qbd_inventory_file
from .support.inventory_common import InventoryCase
from .support.inventory_samples import schema_errors

LOGGER = "odoo.addons.quickbooks_desktop.models.link.failures"


class TestExport(InventoryCase):
    def test_a_product_is_exported_with_its_fields(self):
        self.chair.seller_ids = [
            Command.create({"partner_id": self.vendor.id, "price": 40})
        ]
        self.chair.write({"qbd_part_number": "OC-1", "qbd_reorder_point": 3})
        product = self.products_of(self.export())[self.chair.id]
        self.assertEqual(
            product.values,
            {
                "reference": "CHAIR",
                "name": "Office Chair",
                "barcode": "601647855640",
                "part-number": "OC-1",
                "type": "non-inventory",
                "active": "true",
                "sales-description": "Black\nwith wheels",
                "sales-price": "70",
                "cost": "40",
                "income-account": "X4000 Chairs sold",
                "taxable": str(bool(self.chair.taxes_id)).lower(),
                "preferred-vendor": "Wood & Co",
                "reorder-point": "3",
            },
        )

    def test_what_is_above_it_and_its_accounts_are_told(self):
        asset = self.env["account.account"].create(
            {"name": "Goods", "code": "X1500", "account_type": "asset_current"}
        )
        category = self.env["product.category"].create(
            {"name": "Goods", "property_stock_valuation_account_id": asset.id}
        )
        shelf = self.product(
            name="Shelf",
            is_storable=True,
            categ_id=category.id,
            qbd_parent_id=self.chair.id,
            description_purchase="Buy it",
            property_account_expense_id=self.accounts["expense"].id,
        )
        values = self.products_of(self.export())[shelf.id].values
        self.assertEqual(values["parent"], "CHAIR")
        self.assertEqual(values["asset-account"], "X1500 Goods")
        self.assertEqual(values["expense-account"], "X5000 Chairs bought")
        self.assertEqual(values["purchase-description"], "Buy it")
        self.assertEqual(values["quantity-on-hand"], "0")

    def test_the_file_is_valid_and_says_where_it_comes_from(self):
        content = self.export()
        self.assertEqual(schema_errors(content), [])
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        head = content.partition(b"<product")[0].decode()
        self.assertIn(f'database="{uuid}"', head)
        self.assertIn(f'company="{self.company.id}"', head)
        self.assertIn(f'currency="{self.company.currency_id.name}"', head)

    def test_decimals_have_no_noise(self):
        self.assertIn(b"<sales-price>0.3</sales-price>", self.export())

    def test_the_same_products_give_the_same_bytes(self):
        self.assertEqual(self.export(), self.export())

    def test_quantities_are_those_of_the_company(self):
        stocked = self.product(name="Shelf", is_storable=True)
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        quants = self.env["stock.quant"]
        quants._update_available_quantity(stocked, warehouse.lot_stock_id, 12.5)
        product = self.products_of(self.export())[stocked.id]
        self.assertEqual(product.values["quantity-on-hand"], "12.5")
        self.assertEqual(product.values["type"], "inventory")

    def test_a_selection_and_archived_products(self):
        self.desk.action_archive()
        everything = self.products_of(self.export())
        self.assertEqual(set(everything), {self.chair.id, self.desk.id})
        self.assertEqual(everything[self.desk.id].values["active"], "false")
        self.assertEqual(
            set(self.products_of(self.export(archived=False))), {self.chair.id}
        )
        domain = [("id", "=", self.desk.id)]
        self.assertEqual(
            set(self.products_of(self.export(domain=domain))), {self.desk.id}
        )

    def test_products_of_other_companies_stay_out(self):
        self.desk.company_id = self.other_company()
        self.assertEqual(set(self.products_of(self.export())), {self.chair.id})

    def test_every_variant_is_a_product(self):
        template = self.template_with_variants()
        found = self.products_of(self.export())
        self.assertLess(set(template.product_variant_ids.ids), set(found))

    def template_with_variants(self):
        colour = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [Command.create({"name": n}) for n in ("red", "blue")],
            }
        )
        line = {"attribute_id": colour.id, "value_ids": colour.value_ids.ids}
        return self.env["product.template"].create(
            {"name": "Lamp", "attribute_line_ids": [Command.create(line)]}
        )

    def test_external_ids_are_told(self):
        self.env["ir.model.data"].create(
            {
                "module": "shop",
                "name": "chair",
                "model": "product.product",
                "res_id": self.chair.id,
            }
        )
        self.assertIn(b'external-id="shop.chair"', self.export())

    def test_nothing_is_changed_by_an_export(self):
        before = self.snapshot()
        self.export()
        self.assertEqual(self.snapshot(), before)

    def test_a_large_file_is_zipped(self):
        plain = self.export()
        self.patch(qbd_inventory_file, "PLAIN", 100)
        record = self.files._export(self.company)
        attachment = record.sudo().attachment_id
        self.assertRegex(attachment.name, r"^inventory-odoo-[0-9-]+\.xml\.zip$")
        self.assertTrue(attachment.raw.startswith(b"PK"))
        self.assertEqual(self.content(record), plain)

    def test_the_content_of_a_file_is_not_indexed(self):
        attachment = self.files._export(self.company).sudo().attachment_id
        self.assertFalse(attachment.index_content)

    def test_many_products_are_read_in_batches(self):
        self.patch(self.env.registry["qbd.inventory.products"], "_batch_size", 1)
        self.assertEqual(
            set(self.products_of(self.export())), {self.chair.id, self.desk.id}
        )

    def test_a_value_that_cannot_be_written_is_left_out_alone_and_told(self):
        before = self.products_of(self.export())
        kind = type(self.env["qbd.inventory.products"])
        for field in FIELDS:
            reader = f"_read_{field.name.replace('-', '_')}"
            original = getattr(kind, reader)

            def read(this, row, original=original):
                if row.product.id == self.chair.id:
                    raise ValueError("gone wrong on purpose")
                return original(this, row)

            fails = patch.object(kind, reader, read)
            with self.subTest(field.name), fails, self.assertLogs(LOGGER, "ERROR"):
                record = self.files._export(self.company)
            after = self.products_of(self.content(record))
            self.assertEqual(after[self.desk.id].values, before[self.desk.id].values)
            values = dict(before[self.chair.id].values)
            values.pop(field.name, None)
            self.assertEqual(after[self.chair.id].values, values)
            (told,) = record.opens
            self.assertEqual(told["odoo_id"], self.chair.id)
            self.assertTrue(told["candidates"].startswith(f"{field.label}: "))
            self.assertIn("gone wrong on purpose", str(record.summary))

    def test_a_price_that_is_too_large_stops_no_export(self):
        self.chair.list_price = 2e13
        record = self.files._export(self.company)
        found = self.products_of(self.content(record))
        self.assertNotIn("sales-price", found[self.chair.id].values)
        self.assertIn("Sales price", record.opens[0]["candidates"])
        self.assertIn("CHAIR · Office Chair", str(record.summary))
        self.assertFalse(self.lines(self.load(self.content(record))))

    def test_the_selection_of_products_goes_into_the_wizard(self):
        wizard = self.env["qbd.inventory.export"].with_user(self.user)
        template = self.desk.product_tmpl_id
        for record in (self.desk, template):
            context = {"active_model": record._name, "active_ids": record.ids}
            action = wizard.with_context(**context).create({}).action_export()
            found = self.files.browse(action["res_id"])
            self.assertEqual(set(self.products_of(self.content(found))), {self.desk.id})

    def test_the_scheduled_action_is_off_and_keeps_the_last_files(self):
        cron = self.env.ref("quickbooks_desktop.cron_inventory_export")
        self.assertFalse(cron.active)
        self.patch(qbd_inventory_file, "KEPT", 2)
        for _number in range(4):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        found = self.env["qbd.inventory.file"].search([("scheduled", "=", True)])
        self.assertEqual(len(found), 2)
        self.assertIn(self.chair.id, self.products_of(self.content(found[0])))


class TestRights(InventoryCase):
    def test_who_is_no_quickbooks_user_makes_no_file(self):
        other = new_test_user(self.env, "other", groups="base.group_user")
        files = self.env["qbd.inventory.file"].with_user(other)
        imports = self.env["qbd.inventory.import"].with_user(other)
        for attempt in (
            lambda: files._export(self.company),
            lambda: files._export_quickbooks(self.env["qbd.connection"]),
            lambda: files._update(self.company, b"", b""),
            lambda: imports._create_for(self.company, "x", b""),
            lambda: files.search([]),
            lambda: imports.search([]),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_a_file_is_read_by_users_of_its_company_only(self):
        record = self.files._export(self.company)
        self.assertTrue(record.attachment_id.with_user(self.user).raw)
        elsewhere = self.other_company()
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="quickbooks_desktop.group_qbd_user",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        with self.assertRaises(AccessError):
            record.with_user(stranger).read(["name"])
        with self.assertRaises(AccessError):
            record.attachment_id.with_user(stranger).read(["raw"])

    def test_nobody_works_for_a_company_that_is_not_theirs(self):
        elsewhere = self.other_company()
        for attempt in (
            lambda: self.files._export(elsewhere),
            lambda: self.files._update(elsewhere, b"", b""),
            lambda: self.files.env["qbd.inventory.import"]._create_for(
                elsewhere, "x", b""
            ),
        ):
            with self.assertRaisesRegex(AccessError, "not a company of yours"):
                attempt()

    def test_a_file_goes_with_its_attachment(self):
        record = self.files._export(self.company)
        attachment = record.sudo().attachment_id
        record.sudo().unlink()
        self.assertFalse(attachment.exists())


class TestUpdate(InventoryCase):
    CSV = (
        "Item,Type,Description,Price,Cost,Quantity On Hand,Barcode\n"
        "CHAIR,Non-inventory Part,Office Chair,75.00,50.00,3,\n"
        "Lamp,Non-inventory Part,A lamp,9.00,5.00,,\n"
        'Desk,Non-inventory Part,,"1,299.00",100.00,,\n'
    )

    def update(self, quickbooks=None, **options):
        content = (quickbooks or self.CSV).encode()
        odoo = self.files._export(self.company).attachment_id
        return self.files._update(self.company, odoo, content, **options)

    def test_prices_of_quickbooks_own_list_come_into_odoos_file(self):
        before = self.snapshot()
        record = self.update()
        found = self.products_of(self.content(record))
        chair, desk = found[self.chair.id], found[self.desk.id]
        self.assertEqual(chair.values["sales-price"], "75")
        self.assertEqual(chair.values["cost"], "50")
        self.assertEqual(chair.notes["cost"]["source"], "quickbooks")
        self.assertEqual(desk.values["sales-price"], "1299")
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(schema_errors(self.content(record)), [])
        figures = record.figures
        self.assertEqual((figures["products"], figures["items"]), (2, 3))
        self.assertEqual((figures["paired"], figures["changed"]), (2, 2))
        self.assertEqual((figures["left"], figures["added"]), (1, 0))

    def test_what_is_left_for_a_person_is_shown(self):
        summary = self.update().summary
        self.assertIn("Lamp", summary)
        self.assertIn("Only in QuickBooks", summary)
        self.assertIn("Sales price", summary)

    def test_new_items_are_added_where_that_is_asked_for(self):
        record = self.update(add=True)
        self.assertEqual(record.figures["added"], 1)
        self.assertIn(b'<name source="quickbooks">Lamp</name>', self.content(record))

    def test_the_fields_are_chosen(self):
        record = self.update(take=["sales-price"])
        product = self.products_of(self.content(record))[self.chair.id]
        self.assertEqual(set(product.notes), {"sales-price", "quantity-on-hand"})

    def test_a_list_with_mistakes_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "line 2, CHAIR, sales-price: “abc”"):
            self.update(self.CSV.replace("75.00", "abc"))
        with self.assertRaisesRegex(UserError, "headings"):
            self.update("nonsense")

    def test_the_wizard_makes_the_file(self):
        form = Form(self.env["qbd.inventory.update"].with_user(self.user))
        form.source = "upload"
        form.upload = base64.b64encode(self.CSV.encode())
        action = form.save().action_update()
        record = self.files.browse(action["res_id"])
        self.assertEqual(record.kind, "update")
        self.assertEqual(record.figures["paired"], 2)

    def test_the_wizard_asks_for_a_source(self):
        wizard = self.env["qbd.inventory.update"].with_user(self.user).create({})
        wizard.source = "upload"
        with self.assertRaisesRegex(UserError, "the source of the new values"):
            wizard.action_update()


@tagged("post_install", "-at_install")
class TestServed(HttpCase):
    def test_the_schema_is_served(self):
        response = self.url_open("/quickbooks_desktop/static/xsd/inventory-1.xsd")
        self.assertEqual(response.status_code, 200)
        self.assertIn(NAMESPACE, response.text)

    def test_a_file_is_downloaded(self):
        new_test_user(
            self.env, "downloader", groups="quickbooks_desktop.group_qbd_user"
        )
        record = self.env["qbd.inventory.file"]._export(self.env.company)
        self.authenticate("downloader", "downloader")
        url = record.action_download()["url"]
        response = self.url_open(url)
        self.assertEqual(response.content, record.attachment_id.raw)
        self.assertRegex(
            response.headers["Content-Disposition"], r"attachment.*inventory-odoo-"
        )
        self.logout()
        response = self.url_open(url, allow_redirects=False)
        self.assertNotEqual(response.status_code, 200)


@tagged("post_install", "-at_install")
class TestButtons(InventoryCase):
    def test_the_context_of_a_button_has_what_it_names_with_one_company_too(self):
        one_company = new_test_user(
            self.env, "one", groups="quickbooks_desktop.group_qbd_user"
        )
        self.assertFalse(one_company.has_group("base.group_multi_company"))
        view = self.files.with_user(one_company).get_view(view_type="form")
        arch = etree.fromstring(view["arch"])
        names = {field.get("name") for field in arch.iter("field")} | {"id"}
        contexts = [one.get("context") for one in arch.iter("button")]
        self.assertEqual(len(list(filter(None, contexts))), 2)
        for context in filter(None, contexts):
            used = {
                node.id
                for node in ast.walk(ast.parse(context))
                if isinstance(node, ast.Name)
            }
            self.assertLessEqual(used, names)
