"""QuickBooks' items as a file, and the effect of an import in QuickBooks."""

import io

from odoo import Command
from odoo.tests import new_test_user

from ..core.inventory.reader import Reader
from ..models.inventory.products import KINDS
from ..simulator.seeds.seeds import seed_one_of_each
from .support.inventory_common import GROUPS
from .support.inventory_samples import schema_errors
from .test_sync_items import COST, SALES, ItemCase


class QuickbooksCase(ItemCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "inventory",
            groups=f"{GROUPS},account.group_account_invoice",
            company_ids=[Command.set(cls.env.company.ids)],
        )
        cls.files = cls.env["qbd.inventory.file"].with_user(cls.user)
        cls.imports = cls.env["qbd.inventory.import"].with_user(cls.user)

    def quickbooks_file(self):
        return self.files._export_quickbooks(self.connection)

    def items(self, record):
        """Return {name: product} of a file."""
        reader = Reader(io.BytesIO(record.sudo().attachment_id.raw))
        found = {product.values["name"]: product for product in reader}
        self.assertEqual(reader.problems, [])
        return found


class TestFromTheSync(QuickbooksCase):
    def test_an_item_is_written_with_its_fields(self):
        self.stock(
            "Frame",
            SalesDesc="A frame",
            SalesPrice="12.50",
            PurchaseDesc="Frame, bought",
            PurchaseCost="8.12345",
            ManufacturerPartNumber="F-1",
            ReorderPoint="5",
            SalesTaxCodeRef="Tax",
        )
        self.run_session()
        frame = self.items(self.quickbooks_file())["Frame"]
        shown = self.item("Frame")
        self.assertEqual(frame.list_id, shown["ListID"])
        self.assertEqual(frame.edit_sequence, shown["EditSequence"])
        self.assertEqual(
            frame.values,
            {
                "name": "Frame",
                "part-number": "F-1",
                "type": "inventory",
                "active": "true",
                "sales-description": "A frame",
                "sales-price": "12.5",
                "purchase-description": "Frame, bought",
                "cost": "8.12345",
                "income-account": SALES,
                "expense-account": COST,
                "asset-account": "Inventory Asset",
                "taxable": "true",
                "reorder-point": "5",
                "quantity-on-hand": "0",
            },
        )

    def test_items_of_all_types_come_and_nothing_is_changed(self):
        seed_one_of_each(self.company)
        self.run_session()
        before = self.snapshot()
        record = self.quickbooks_file()
        self.assertEqual(schema_errors(record.sudo().attachment_id.raw), [])
        kinds = {product.values["type"] for product in self.items(record).values()}
        self.assertEqual(len(kinds), 9)
        self.assertEqual(self.snapshot(), before)

    def test_an_item_with_one_price_has_it_on_the_side_of_its_account(self):
        self.service("Visit", "60.00")
        bought = {"SalesOrPurchase": {"AccountRef": COST, "Price": "9.00"}}
        self.company.user_add("ItemService", Name="Freight", **bought)
        self.run_session()
        items = self.items(self.quickbooks_file())
        visit, freight = items["Visit"].values, items["Freight"].values
        self.assertEqual((visit["sales-price"], visit.get("cost")), ("60", None))
        self.assertEqual((freight.get("sales-price"), freight["cost"]), (None, "9"))
        self.assertEqual(freight["expense-account"], COST)

    def test_subitems_name_their_parent(self):
        self.service("Repair")
        self.company.user_add(
            "ItemService", Name="Visit", ParentRef="Repair", **self.sold(Price="5.00")
        )
        self.run_session()
        visit = self.items(self.quickbooks_file())["Visit"]
        self.assertEqual(visit.values["parent"], "Repair")

    def test_what_was_deleted_is_left_out(self):
        self.service("Visit")
        self.run_session()
        self.company.user_delete(self.item("Visit")["ListID"], "ItemService")
        self.run_session()
        self.assertEqual(self.items(self.quickbooks_file()), {})


class TestLinked(QuickbooksCase):
    def test_the_export_of_odoo_has_both_ids(self):
        self.service("Visit", "60.00")
        self.run_session()
        content = self.files._export(self.env.company).attachment_id.raw
        found = {one.odoo_id: one for one in Reader(io.BytesIO(content))}
        product, shown = found[self.product_of("Visit").id], self.item("Visit")
        self.assertEqual(product.list_id, shown["ListID"])
        self.assertEqual(product.edit_sequence, shown["EditSequence"])

    def test_what_is_linked_is_not_made_a_second_time(self):
        self.service("Visit", "60.00")
        self.run_session()
        self.product_of("Visit").write({"default_code": "X", "name": "Renamed"})
        content = self.quickbooks_file().attachment_id
        company = self.env.company
        found = self.imports._create_for(company, "new", content, create_new=True)
        self.assertEqual(found.line_ids.mapped("state"), ["impossible"])
        self.assertIn("Renamed", found.line_ids.message)


class TestThereAndBack(QuickbooksCase):
    def test_prices_of_quickbooks_come_into_odoo_by_three_files(self):
        """Export, update, import: and the sync has nothing left to do."""
        self.service("Visit", "60.00")
        self.run_session()
        product = self.product_of("Visit")
        product.list_price = 61
        odoo = self.files._export(self.env.company)
        updated = self.files._update(
            self.env.company, odoo.attachment_id, self.quickbooks_file().attachment_id
        )
        self.assertEqual(updated.figures["paired"], 1)
        self.assertEqual(updated.figures["values"]["sales-price"], 1)
        found = self.imports._create_for(
            self.env.company, "updated", updated.attachment_id
        )
        self.assertEqual(found.line_ids.mapped("pair"), ["link"])
        found.action_accept_all()
        found.action_apply()
        self.assertEqual(product.list_price, 60)
        self.run_session()
        self.assertEqual(self.item("Visit")["SalesOrPurchase"]["Price"], "60.00")
        self.assert_quiet()

    def test_what_is_imported_goes_to_quickbooks_with_the_next_session(self):
        self.service("Visit", "60.00")
        self.service("Other", "10.00")
        self.run_session()
        raw = self.files._export(self.env.company).attachment_id.raw
        edited = raw.replace(b">60</sales-price>", b">65</sales-price>")
        found = self.imports._create_for(self.env.company, "edited", edited)
        found.action_accept_all()
        found.action_apply()
        other = self.item("Other")
        self.run_session()
        self.assertEqual(self.item("Visit")["SalesOrPurchase"]["Price"], "65.00")
        self.assertEqual(self.item("Other"), other)
        self.assert_quiet()

    def test_of_all_kinds_of_items_exactly_the_edited_ones_change(self):
        seed_one_of_each(self.company)
        self.stock("Frame", SalesPrice="12.50", PurchaseCost="8.12345")
        self.run_session()
        self.run_session()
        content = self.files._export(self.env.company).attachment_id.raw
        found = self.imports._create_for(self.env.company, "same", content)
        self.assertFalse(found.line_ids)
        again = self.files._export(self.env.company).attachment_id.raw
        self.assertEqual(again, content)
        before, frame = self.every_item(), self.item("Frame")["ListID"]
        edited = content.replace(b">12.5</sales-price>", b">13.75</sales-price>")
        found = self.imports._create_for(self.env.company, "edited", edited)
        self.assertEqual(found.line_ids.mapped("field_name"), ["sales-price"])
        found.action_accept_all()
        found.action_apply()
        self.run_session()
        after = self.every_item()
        changed = {list_id for list_id in after if after[list_id] != before[list_id]}
        self.assertEqual((changed, len(after)), ({frame}, len(before)))
        self.assertEqual(self.item("Frame")["SalesPrice"], "13.75")
        self.assert_quiet()

    def every_item(self):
        """Return {ListID: the item as QuickBooks shows it}."""
        return {
            one["ListID"]: one for kind in KINDS for one in self.company.objects(kind)
        }
