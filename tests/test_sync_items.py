"""Items of QuickBooks and products: values that cross, and values that do not."""

from odoo import Command
from odoo.exceptions import UserError

from ..simulator.seeds.seeds import seed_one_of_each
from .support.common import SyncCase

SALES = "Sales"
COST = "Cost of Goods Sold"
TYPES = {
    "ItemService": ("service", False),
    "ItemNonInventory": ("consu", False),
    "ItemInventory": ("consu", True),
    "ItemInventoryAssembly": ("consu", True),
    "ItemOtherCharge": ("service", False),
    "ItemDiscount": ("service", False),
    "ItemSubtotal": ("service", False),
    "ItemGroup": ("service", False),
    "ItemPayment": ("service", False),
}


class ItemCase(SyncCase):
    """Accounts are synced too, so that items have accounts on both sides."""

    STREAMS = ("account", "sales_tax_code", "item")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["product.product"].search([]).action_archive()
        accounts = cls.connection.stream_ids.filtered(lambda s: s.mapping == "account")
        accounts.create_in_odoo = True
        cls.tax = cls.env["account.tax"].create({"name": "Sales tax", "amount": 6})
        cls.env.company.account_sale_tax_id = cls.tax
        cls.env["qbd.hint"].search([]).unlink()

    # -- QuickBooks' side -----------------------------------------------------

    def sold(self, **values):
        """Return the part of an item that has one price for all."""
        return {"SalesOrPurchase": {"AccountRef": SALES, **values}}

    def service(self, name, price="10.00", **values):
        return self.company.user_add(
            "ItemService", Name=name, **{**self.sold(Price=price), **values}
        )

    def stock(self, name, **values):
        accounts = {
            "IncomeAccountRef": SALES,
            "COGSAccountRef": COST,
            "AssetAccountRef": "Inventory Asset",
        }
        return self.company.user_add("ItemInventory", Name=name, **accounts, **values)

    def item(self, name):
        """Return the item of this full name as QuickBooks shows it, or None."""
        found = [self.company.find(kind, name) for kind in TYPES]
        return next((one for one in found if one), None)

    def item_names(self):
        return sorted(
            one.get("FullName") or one["Name"]
            for kind in TYPES
            for one in self.company.objects(kind)
        )

    # -- Odoo's side ----------------------------------------------------------

    def product(self, **values):
        product = self.env["product.product"].create(values)
        self.env.cr.flush()
        return product

    def product_of(self, name):
        """Return the product of the item that QuickBooks calls so in full."""
        link = self.env["qbd.link"].search(
            [("stream_id", "=", self.stream("item").id), ("qb_name", "=", name)]
        )
        return self.env["product.product"].browse(link.record_id or [])

    def account_of(self, name):
        link = self.env["qbd.link"].search(
            [("stream_id", "=", self.stream("account").id), ("qb_name", "=", name)]
        )
        return self.env["account.account"].browse(link.record_id or [])

    def with_accounts(self):
        """Read the accounts, and let new items post to them."""
        self.run_session()
        self.connection.write(
            {
                "item_income_account_id": self.account_of(SALES).id,
                "item_expense_account_id": self.account_of(COST).id,
                "item_cogs_account_id": self.account_of(COST).id,
                "item_asset_account_id": self.account_of("Inventory Asset").id,
            }
        )

    def snapshot(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT p.id, p.write_date, p.default_code, p.active, t.write_date, t.name"
            " FROM product_product p JOIN product_template t"
            " ON t.id = p.product_tmpl_id ORDER BY p.id"
        )
        items = [self.company.objects(kind) for kind in TYPES]
        return self.env.cr.fetchall(), items, super().snapshot()


class TestPull(ItemCase):
    def test_an_item_of_each_type_becomes_a_product(self):
        ids = seed_one_of_each(self.company)
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
        for qb_type, (product_type, storable) in TYPES.items():
            with self.subTest(qb_type):
                link = self.env["qbd.link"].search([("qb_id", "=", ids[qb_type])])
                link = link.filtered(lambda one: one.space == "item")
                self.assertEqual((link.state, link.message), ("ok", False))
                product = self.env["product.product"].browse(link.record_id)
                self.assertEqual(product.type, product_type)
                self.assertEqual(product.is_storable, storable)
                self.assertEqual(product.qbd_item_type, qb_type)
        self.assert_quiet()

    def test_tax_items_are_left_to_their_own_lists(self):
        seed_one_of_each(self.company)
        self.run_session()
        self.assertFalse(self.product_of("State"))
        names = self.env["qbd.link"].search([("space", "=", "item")]).mapped("qb_name")
        self.assertNotIn("State", names)

    def test_a_service_brings_its_price_and_account(self):
        self.service("Visit", "60.12345", SalesTaxCodeRef="Tax")
        self.run_session()
        product = self.product_of("Visit")
        self.assertEqual(product.default_code, "Visit")
        self.assertEqual(product.name, "Visit")
        self.assertEqual(product.list_price, 60.12345)
        account = self.account_of(SALES)
        self.assertEqual(product.property_account_income_id, account)
        self.assertEqual(product.property_account_expense_id, account)
        self.assertEqual(product.taxes_id, self.tax)
        self.assertFalse(product.supplier_taxes_id)
        self.assertTrue(product.sale_ok)
        self.assertFalse(product.purchase_ok)
        self.assert_quiet()

    def test_an_inventory_item_brings_all_its_fields(self):
        self.stock(
            "W-1",
            BarCode={"BarCodeValue": "0012345678905"},
            ManufacturerPartNumber="MPN-1",
            SalesDesc="Widget, blue",
            SalesPrice="25.00",
            PurchaseDesc="Widgets by the dozen",
            PurchaseCost="9.87654",
            ReorderPoint="5",
            QuantityOnHand="12",
            SalesTaxCodeRef="Non",
        )
        self.run_session()
        product = self.product_of("W-1")
        self.assertEqual((product.default_code, product.name), ("W-1", "Widget, blue"))
        self.assertEqual(product.barcode, "0012345678905")
        self.assertEqual(product.qbd_part_number, "MPN-1")
        self.assertEqual((product.list_price, product.standard_price), (25, 9.87654))
        self.assertEqual(product.description_purchase, "Widgets by the dozen")
        self.assertEqual(product.qbd_reorder_point, 5)
        self.assertEqual(product.property_account_expense_id, self.account_of(COST))
        self.assertFalse(product.taxes_id)
        self.assertEqual(product.qbd_quantity_on_hand, 12)
        self.assertEqual(product.qbd_average_cost, 9.87667)  # of 118.52 for 12
        self.assertFalse(product.qty_available, "stock is none of a product's fields")
        self.assert_quiet()

    def test_subitems_stay_below_their_item_and_leave_the_category_alone(self):
        above = self.service("Work")
        self.service("Night", ParentRef={"ListID": above})
        self.run_session()
        night = self.product_of("Work:Night")
        self.assertEqual(night.qbd_parent_id, self.product_of("Work"))
        self.assertEqual(night.categ_id, self.product_of("Work").categ_id)
        self.assert_quiet()

    def test_an_inactive_item_becomes_an_archived_product(self):
        list_id = self.service("Old")
        self.company.user_inactivate(list_id)
        self.run_session()
        product = self.product_of("Old")
        self.assertFalse(product.active or product.product_tmpl_id.active)
        self.assert_quiet()

    def test_what_is_only_bought_has_a_cost_and_no_price(self):
        self.company.user_add(
            "ItemNonInventory",
            Name="Ink",
            SalesOrPurchase={"Desc": "Ink", "Price": "7.00", "AccountRef": COST},
        )
        self.run_session()
        ink = self.product_of("Ink")
        self.assertEqual((ink.sale_ok, ink.purchase_ok), (False, True))
        self.assertEqual((ink.list_price, ink.standard_price), (0, 7))
        self.assertEqual(ink.property_account_expense_id, self.account_of(COST))
        self.assert_quiet()
        ink.standard_price = 8
        self.run_session()
        self.assertEqual(self.item("Ink")["SalesOrPurchase"]["Price"], "8.00")
        self.assert_quiet()

    def test_a_price_in_percent_is_shown_and_survives(self):
        self.company.user_add(
            "ItemService", Name="Surcharge", **self.sold(PricePercent="18.0")
        )
        self.run_session()
        product = self.product_of("Surcharge")
        self.assertEqual(product.list_price, 0)
        product.name = "Surcharge for weekends"
        self.run_session()
        shown = self.item("Surcharge")["SalesOrPurchase"]
        self.assertEqual(shown["Desc"], "Surcharge for weekends")
        self.assertEqual(float(shown["PricePercent"].rstrip("%")), 18)
        self.assert_quiet()


class TestPush(ItemCase):
    def arrange(self):
        super().arrange()
        self.with_accounts()

    def test_products_become_items_of_the_type_that_they_are(self):
        self.product(name="Repair", default_code="REP", type="service", list_price=60)
        self.product(name="Paper", default_code="PAP", type="consu", list_price=6.5)
        self.product(
            name="Widget", default_code="WID", is_storable=True, standard_price=4
        )
        self.run_session()
        self.assertEqual(self.item_names(), ["PAP", "REP", "WID"])
        repair = self.company.find("ItemService", "REP")["SalesOrPurchase"]
        self.assertEqual((repair["Desc"], repair["Price"]), ("Repair", "60.00"))
        self.assertEqual(repair["AccountRef"]["FullName"], SALES)
        self.assertTrue(self.company.find("ItemNonInventory", "PAP"))
        widget = self.company.find("ItemInventory", "WID")
        self.assertEqual(widget["SalesDesc"], "Widget")
        self.assertEqual(widget["PurchaseCost"], "4.00")
        self.assertEqual(widget["COGSAccountRef"]["FullName"], COST)
        self.assertEqual(widget["AssetAccountRef"]["FullName"], "Inventory Asset")
        self.assert_quiet()

    def test_what_is_bought_and_sold_has_two_sides(self):
        self.product(
            name="Paper",
            default_code="PAP",
            list_price=6.5,
            standard_price=4.25,
            description_purchase="Paper, 80 g",
        )
        self.run_session()
        sides = self.item("PAP")["SalesAndPurchase"]
        self.assertEqual((sides["SalesDesc"], sides["SalesPrice"]), ("Paper", "6.50"))
        self.assertEqual(sides["PurchaseDesc"], "Paper, 80 g")
        self.assertEqual(sides["PurchaseCost"], "4.25")
        self.assert_quiet()

    def test_taxable_or_not_is_the_tax_code(self):
        self.product(name="A", default_code="A", taxes_id=[Command.set(self.tax.ids)])
        self.product(name="B", default_code="B", taxes_id=[Command.clear()])
        self.run_session()
        self.assertEqual(self.item("A")["SalesTaxCodeRef"]["FullName"], "Tax")
        self.assertEqual(self.item("B")["SalesTaxCodeRef"]["FullName"], "Non")
        self.assert_quiet()

    def test_an_item_waits_for_its_account_and_says_so(self):
        account = self.env["account.account"].create(
            {"code": "499999", "name": "Sundries", "account_type": "income"}
        )
        product = self.product(
            name="Odd",
            default_code="ODD",
            type="service",
            property_account_income_id=account.id,
        )
        self.run_session()
        self.assertFalse(self.item("ODD"))
        link = self.link(product)
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("Sundries is not matched", link.message)
        product.property_account_income_id = self.account_of(SALES)
        self.run_session()
        self.assertTrue(self.item("ODD"))
        self.assert_quiet()

    def test_variants_are_items_of_their_own(self):
        colour = self.env["product.attribute"].create(
            {"name": "Colour", "value_ids": [Command.create({"name": "Red"})]}
        )
        colour.write({"value_ids": [Command.create({"name": "Blue"})]})
        shirt = self.env["product.template"].create(
            {
                "name": "Shirt",
                "list_price": 20,
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
        red, blue = shirt.product_variant_ids
        red.default_code = "SH-R"
        self.run_session()
        self.assertEqual(self.item_names(), ["SH-R", "Shirt (Blue)"])
        self.assertEqual(self.item("SH-R")["SalesOrPurchase"]["Desc"], "Shirt (Red)")
        self.assert_quiet()
        blue.product_template_attribute_value_ids.price_extra = 2
        self.run_session()
        price = self.item("Shirt (Blue)")["SalesOrPurchase"]["Price"]
        self.assertEqual(price, "22.00")
        self.assert_quiet()

    def test_a_long_reference_is_cut_and_stays_whole_in_odoo(self):
        reference = "A-REFERENCE-OF-MORE-THAN-31-CHARACTERS"
        product = self.product(name="Long", default_code=reference, type="service")
        self.run_session()
        self.assertEqual(self.item_names(), [reference[:31]])
        self.assertEqual(product.default_code, reference)
        self.assert_quiet()

    def test_a_description_that_is_cleared_leaves_the_name_of_the_item(self):
        product = self.product(name="Night work", default_code="NIGHT", type="service")
        self.run_session()
        list_id = self.item("NIGHT")["ListID"]
        self.company.user_mod(list_id, SalesOrPurchase={"Desc": ""})
        self.run_session()
        self.assertEqual((product.name, product.default_code), ("NIGHT", "NIGHT"))
        self.assertEqual(self.link(product).state, "ok")
        self.assert_quiet()

    def test_a_product_that_is_archived_before_it_is_sent_asks_nothing(self):
        product = self.product(name="Night", type="service")
        product.action_qbd_sync()
        self.assertTrue(self.link(product))
        product.action_archive()
        self.run_session()
        self.assertFalse(self.link(product))
        self.assertEqual(self.item_names(), [])
        product.action_unarchive()
        self.run_session()
        self.assertEqual(self.item_names(), ["Night"])

    def test_two_products_of_one_reference_get_two_names(self):
        self.product(name="One", default_code="X", type="service")
        self.product(name="Two", default_code="X", type="service")
        self.run_session()
        self.assertEqual(self.item_names(), ["X", "X (2)"])
        self.assert_quiet()

    def test_a_subitem_follows_its_item(self):
        above = self.product(name="Work", default_code="WORK", type="service")
        self.product(
            name="Night", default_code="NIGHT", type="service", qbd_parent_id=above.id
        )
        self.run_session()
        self.assertEqual(self.item_names(), ["WORK", "WORK:NIGHT"])
        self.assert_quiet()

    def test_a_subitem_of_another_type_is_refused_in_words(self):
        above = self.product(name="Work", default_code="WORK", type="service")
        below = self.product(name="Glue", default_code="GLUE", qbd_parent_id=above.id)
        self.run_session()
        self.assertEqual(self.item_names(), ["WORK"])
        self.assertEqual(self.link(below).state, "parked")
        self.assertIn("have the same type", self.link(below).message)


class TestBothWays(ItemCase):
    def test_edits_on_both_sides_cross_in_one_session(self):
        list_id = self.stock("W-1", SalesPrice="25.00", PurchaseCost="9.00")
        self.run_session()
        product = self.product_of("W-1")
        product.qbd_part_number = "MPN-9"
        self.company.user_mod(list_id, SalesPrice="27.50", SalesDesc="Widget, red")
        self.run_session()
        self.assertEqual((product.list_price, product.name), (27.5, "Widget, red"))
        self.assertEqual(self.item("W-1")["ManufacturerPartNumber"], "MPN-9")
        self.assert_quiet()

    def test_the_price_on_the_template_reaches_the_item(self):
        self.service("Visit", "60.00")
        self.run_session()
        self.product_of("Visit").product_tmpl_id.list_price = 61.23456
        self.run_session()
        price = self.item("Visit")["SalesOrPurchase"]["Price"]
        self.assertEqual(price, "61.23456")
        self.assert_quiet()

    def test_the_same_price_changed_on_both_sides_is_a_question(self):
        list_id = self.service("Visit", "60.00")
        self.run_session()
        product = self.product_of("Visit")
        product.list_price = 61
        self.company.user_mod(list_id, **self.sold(Price="62.00"))
        self.run_session()
        link = self.link(product)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        self.assertEqual(list(link.conflicts), ["SalesPrice"])
        link.action_use_odoo()
        self.run_session()
        self.assertEqual(self.item("Visit")["SalesOrPurchase"]["Price"], "61.00")
        self.assert_quiet()

    def test_archiving_and_deactivating_cross(self):
        self.service("One")
        two = self.service("Two")
        self.run_session()
        one = self.product_of("One")
        one.product_tmpl_id.action_archive()
        self.company.user_inactivate(two)
        self.run_session()
        self.assertEqual(self.item("One")["IsActive"], "false")
        self.assertFalse(self.product_of("Two").active)
        self.assert_quiet()
        one.product_tmpl_id.action_unarchive()
        self.run_session()
        self.assertEqual(self.item("One")["IsActive"], "true")
        self.assert_quiet()

    def test_deleting_on_either_side_is_carried_over(self):
        self.service("One")
        two = self.service("Two")
        self.run_session()
        product = self.product_of("Two")
        self.product_of("One").product_tmpl_id.unlink()
        self.company.user_delete(two)
        self.run_session()
        self.assertEqual(self.item("One")["IsActive"], "false")
        self.assertFalse(product.active)
        self.assert_quiet()

    def test_a_type_changed_in_odoo_is_parked_with_the_reason(self):
        self.service("Visit")
        self.run_session()
        product = self.product_of("Visit")
        product.type = "consu"
        self.run_session()
        link = self.link(product)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("QuickBooks can no longer change", link.message)
        product.type = "service"
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assert_quiet()

    def test_an_edit_of_what_is_only_read_is_parked(self):
        seed_one_of_each(self.company)
        self.run_session()
        product = self.product_of("Loyal customer")
        product.name = "Rebate"
        self.run_session()
        link = self.link(product)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_change"))
        product.name = "10 percent off"
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assert_quiet()

    def test_the_vendors_price_is_the_cost(self):
        self.stock("W-1", PurchaseCost="9.00")
        self.run_session()
        product = self.product_of("W-1")
        vendor = self.env["res.partner"].create({"name": "Supplies Inc"})
        price = self.env["product.supplierinfo"].create(
            {
                "partner_id": vendor.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "price": 8.5,
            }
        )
        self.run_session()
        self.assertEqual(self.item("W-1")["PurchaseCost"], "8.50")
        self.assertEqual(product.standard_price, 9)
        self.assert_quiet()
        self.company.user_mod(self.item("W-1")["ListID"], PurchaseCost="8.25")
        self.run_session()
        self.assertEqual((price.price, product.standard_price), (8.25, 9))
        self.assert_quiet()

    def test_a_cost_never_revalues_what_is_in_stock(self):
        list_id = self.stock("W-1", PurchaseCost="9.00")
        self.run_session()
        product = self.product_of("W-1")
        place = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(product, place, 3)
        self.company.user_mod(list_id, PurchaseCost="8.00", SalesPrice="30.00")
        self.run_session()
        self.assertEqual((product.standard_price, product.list_price), (9, 30))
        self.assert_quiet()

    def test_the_companys_own_goods_are_revalued_wherever_they_are(self):
        company = self.env.company
        van = {"name": "Van", "usage": "transit", "company_id": company.id}
        van = self.env["stock.location"].create(van)
        place = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        owner = self.env["res.partner"].create({"name": "Consignor"})
        items = [self.stock(name, PurchaseCost="9.00") for name in ("W-1", "W-2")]
        self.run_session()
        on_the_way, consigned = self.product_of("W-1"), self.product_of("W-2")
        put = self.env["stock.quant"]._update_available_quantity
        put(on_the_way, van, 3)
        put(consigned, place, 3, owner_id=owner)
        for item in items:
            self.company.user_mod(item, PurchaseCost="8.00")
        self.run_session()
        self.assertEqual((on_the_way.standard_price, consigned.standard_price), (9, 8))
        inventory = self.env["qbd.inventory.write"]._of_company(company)
        for product, name, new, state in (
            (on_the_way, "cost", "7", "stock"),
            (consigned, "cost", "7", None),
            (on_the_way, "active", "false", "stock"),
            (consigned, "active", "false", "stock"),
        ):
            self.assertEqual(inventory._check_change(product, name, new)[0], state)


class TestMatching(ItemCase):
    def test_products_are_found_by_reference_barcode_part_number_and_name(self):
        self.service("REF-1", "5.00")
        self.stock("Other-2", BarCode={"BarCodeValue": "0012345678905"})
        self.stock("Other-3", ManufacturerPartNumber="MPN-3")
        self.service("By name", "5.00")
        products = (
            self.product(name="A", default_code="ref-1", type="service", list_price=0),
            self.product(name="B", barcode="0012345678905", is_storable=True),
            self.product(name="C", qbd_part_number="mpn-3", is_storable=True),
            self.product(name="By Name", type="service"),
        )
        self.run_session()
        names = [self.link(product).qb_name for product in products]
        self.assertEqual(names, ["REF-1", "Other-2", "Other-3", "By name"])
        self.assertEqual(len(self.item_names()), 4)

    def test_an_ambiguous_match_is_parked_and_nothing_is_doubled(self):
        self.service("X")
        self.product(name="One", default_code="X", type="service")
        self.product(name="Two", default_code="X", type="service")
        self.run_session()
        link = self.env["qbd.link"].search([("reason", "=", "ambiguous")])
        self.assertEqual(link.qb_name, "X")
        self.assertEqual(self.item_names(), ["X"])
        self.assert_quiet()


class TestNames(ItemCase):
    def test_the_other_rule_pairs_the_name_with_the_name(self):
        self.connection.item_name_rule = "name"
        self.with_accounts()
        self.service("Visit", **self.sold(Desc="A visit of an hour"))
        self.product(
            name="Repair",
            default_code="REP-1",
            type="service",
            description_sale="Repairs, by the hour",
        )
        self.run_session()
        visit = self.product_of("Visit")
        self.assertEqual((visit.name, visit.default_code), ("Visit", False))
        self.assertEqual(visit.description_sale, "A visit of an hour")
        self.assertEqual(self.item_names(), ["Repair", "Visit"])
        shown = self.item("Repair")["SalesOrPurchase"]
        self.assertEqual(shown["Desc"], "Repairs, by the hour")
        self.assert_quiet()

    def test_another_rule_renames_nothing_that_is_in_step(self):
        self.stock("W-1", SalesDesc="Widget, blue")
        self.run_session()
        product = self.product_of("W-1")
        self.connection.item_name_rule = "name"
        self.connection._look_again()
        self.assert_quiet()
        product.name = "Widget, red"
        self.run_session()
        self.assertEqual(self.item_names(), ["Widget, red"])
        self.assertEqual(product.default_code, "W-1")
        self.assert_quiet()

    def test_the_rule_stays_while_an_edit_under_it_is_on_its_way(self):
        self.stock("W-1", SalesDesc="Widget, blue")
        self.run_session()
        self.product_of("W-1").name = "Widget, red"
        with self.assertRaisesRegex(UserError, "is pending"):
            self.connection.item_name_rule = "name"

    def test_a_preview_shows_what_is_cut_or_taken(self):
        self.service("A")
        self.run_session()
        taken = self.product(name="Other", default_code="a", type="service")
        long = self.product(name="L", default_code="L" * 40)
        self.product(name="Fine", default_code="FINE")
        wizard = self.preview()
        names = {line.product_id: line.qb_name for line in wizard.line_ids}
        self.assertEqual(names, {taken: "a (2)", long: "L" * 31})
        self.assertEqual(wizard.number, 2)
        wizard.item_name_rule = "name"
        wizard.action_look()
        self.assertFalse(wizard.line_ids)

    def test_a_preview_says_why_a_name_would_be_another_one(self):
        self.company.user_add("ItemSalesTax", Name="County", TaxRate="8")
        self.stream("sales_tax").direction = "from_quickbooks"
        self.run_session()
        references = ("County", "A:B", "漢字", "two  blanks", "X" * 32, "x" * 31, "::")
        products = [
            self.product(name=f"Product {number}", default_code=reference)
            for number, reference in enumerate(references)
        ]
        found = {
            line.product_id: (line.qb_name or "", line.problem)
            for line in self.preview().line_ids
        }
        self.assertEqual(
            [found.get(product) for product in products],
            [
                ("County (2)", "“County” already has this name."),
                ("A - B", "The name has a colon."),
                ("??", "QuickBooks does not have all of its characters."),
                ("two blanks", "The name has spaces that QuickBooks drops."),
                ("X" * 31, "The name has more than 31 characters."),
                (
                    "x" * 27 + " (2)",
                    "“Product 4” already has this name.",
                ),
                found[products[6]],
            ],
        )
        self.assertEqual(found[products[6]][0], "")
        self.assertIn("has no name", found[products[6]][1])

    def test_a_preview_knows_what_is_below_which_item(self):
        self.with_accounts()
        above = self.product(name="Work", default_code="WORK", type="service")
        night = {"name": "At night", "default_code": "NIGHT", "type": "service"}
        self.product(**night, qbd_parent_id=above.id)
        self.run_session()
        self.assertEqual(self.item_names(), ["WORK", "WORK:NIGHT"])
        other = self.product(**night, qbd_parent_id=above.id)
        apart = self.product(**night)
        fresh = self.product(name="Fresh", default_code="A:B", type="service")
        below = self.product(**night, qbd_parent_id=fresh.id)
        longer = self.product(
            name="L", default_code="L" * 32, qbd_parent_id=fresh.id, type="service"
        )
        lines = self.preview().line_ids
        names = {line.product_id: line.qb_name for line in lines}
        expected = {other: "WORK:NIGHT (2)", fresh: "A - B"}
        self.assertEqual(names, {**expected, longer: "A - B:" + "L" * 31})
        self.run_session()
        renamed = {one: self.link(one).qb_name for one in (other, fresh, longer)}
        self.assertEqual(renamed, names, "as it was foretold")
        kept = [self.link(one).qb_name for one in (apart, below)]
        self.assertEqual(kept, ["NIGHT", "A - B:NIGHT"])

    def preview(self):
        action = self.connection.action_preview_item_names()
        return self.env[action["res_model"]].browse(action["res_id"])
