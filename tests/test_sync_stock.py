"""Stock on hand: left alone, or carried over by the side that owns it."""

from ast import literal_eval
from contextlib import contextmanager
from decimal import Decimal
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form

from ..models.mappings.items import inventory_adjustment
from ..models.mappings.items import stock as qbd_item_stock
from ..simulator.wire.failures import Failures
from ..simulator.wire.status import Failed, Status
from .test_sync_items import COST, SALES, ItemCase


class RefusesStock:
    """QuickBooks refuses each adjustment of an item."""

    def __init__(self, list_id):
        self.list_id = list_id

    def check(self, request):
        adjusts = request.name == "InventoryAdjustmentAdd"
        if adjusts and self.list_id in str(request.data):
            raise Failed(Status(3250, "Error", "The item has serial numbers."))


class StockCase(ItemCase):
    STREAMS = (*ItemCase.STREAMS, "inventory_adjustment")

    def arrange(self):
        super().arrange()
        self.with_accounts()
        self.place = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        self.stock("W-1", PurchaseCost="2.00", QuantityOnHand="12")
        self.run_session()
        self.widget = self.product_of("W-1")

    def look_at_stock(self):
        """Let a day pass, so that quantities are compared."""
        self.stream("item").id_sweep_time = "2020-01-01 00:00:00"
        return self.run_session()

    def put_in_stock(self, product, number):
        self.env["stock.quant"]._update_available_quantity(product, self.place, number)

    def category(self, **values):
        return self.env["product.category"].create({"name": "Valued", **values})

    def on_hand(self, name):
        return Decimal(self.item(name)["QuantityOnHand"])

    def assert_no_entries(self):
        moves = self.env["stock.move"].search([("product_id", "=", self.widget.id)])
        self.assertFalse(moves.account_move_id)


class TestStockOff(StockCase):
    def test_a_quantity_that_moved_is_shown_and_nothing_else(self):
        self.company.items.move(self.item("W-1")["ListID"], Decimal(-5))
        self.look_at_stock()
        self.assertEqual(self.widget.qbd_quantity_on_hand, 7)
        self.assertFalse(self.widget.qty_available)
        self.assert_quiet()

    def test_quantities_are_compared_once_a_week_only(self):
        stream = self.stream("item")
        self.assertEqual(stream._mapping()._between_id_sweeps().days, stream.sweep_days)
        self.connection.write(
            {"item_stock_policy": "quickbooks", "item_stock_hours": 6}
        )
        period = stream._mapping()._between_id_sweeps()
        self.assertEqual(period.total_seconds(), 6 * 3600)


class TestQuickBooksCounts(StockCase):
    def setUp(self):
        super().setUp()
        self.connection.item_stock_policy = "quickbooks"

    def test_odoo_follows_by_a_move_without_an_entry(self):
        self.look_at_stock()
        self.assertEqual(self.widget.qty_available, 12)
        self.put_in_stock(self.widget, 3)
        self.company.items.move(self.item("W-1")["ListID"], Decimal(-2))
        self.look_at_stock()
        self.assertEqual(self.widget.qty_available, 10)
        self.assertEqual(self.widget.standard_price, 2)
        self.assert_no_entries()
        before = self.env["stock.move"].search_count([])
        self.look_at_stock()
        self.assertEqual(self.env["stock.move"].search_count([]), before)
        self.assert_quiet()

    def test_stock_in_other_places_counts(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.place.location_id.id}
        )
        self.env["stock.quant"]._update_available_quantity(self.widget, shelf, 5)
        self.look_at_stock()
        self.assertEqual(self.widget.qty_available, 12)
        here = self.widget.with_context(location=self.place.id)
        self.assertEqual(here.qty_available, 7)

    def test_only_the_chosen_place_is_counted(self):
        shop = self.env["stock.location"].create(
            {"name": "Shop", "location_id": self.place.location_id.id}
        )
        self.connection.item_stock_location_id = shop
        self.put_in_stock(self.widget, 5)
        self.look_at_stock()
        self.assertEqual(self.widget.qty_available, 17)
        self.assertEqual(self.widget.with_context(location=shop.id).qty_available, 12)

    def test_what_odoo_values_itself_is_left_alone_and_named(self):
        category = self.category(property_valuation="real_time")
        self.widget.categ_id = category
        self.assertIn(
            "Perpetual valuation (products: 1)", self.connection.item_stock_warning
        )
        self.look_at_stock()
        self.assertFalse(self.widget.qty_available)
        self.assert_no_entries()
        self.widget.categ_id = False
        self.env.invalidate_all()
        self.assertFalse(self.connection.item_stock_warning)

    def test_choosing_the_owner_compares_in_the_next_session(self):
        self.run_session()
        self.assertEqual(self.widget.qty_available, 12)

    def test_quantities_are_read_page_by_page(self):
        self.stock("W-2", PurchaseCost="3.00", QuantityOnHand="5")
        with patch.object(qbd_item_stock, "MOVED_PER_PAGE", 1):
            report = self.look_at_stock()
        pages = [one for one in report.requests if "<MaxReturned>1<" in one]
        self.assertGreater(len(pages), 1)
        self.look_at_stock()
        self.assertEqual(self.widget.qty_available, 12)
        self.assertEqual(self.product_of("W-2").qty_available, 5)
        self.assertFalse(self.look_at_stock().wrote)

    def test_an_assembly_has_stock_too(self):
        self.company.user_add(
            "ItemInventoryAssembly",
            Name="Kit",
            IncomeAccountRef=SALES,
            COGSAccountRef=COST,
            AssetAccountRef="Inventory Asset",
        )
        self.run_session()
        self.company.items.move(self.item("Kit")["ListID"], Decimal(3))
        self.look_at_stock()
        self.assertEqual(self.product_of("Kit").qty_available, 3)

    def test_what_has_lots_is_left_alone_and_named(self):
        self.widget.tracking = "lot"
        self.look_at_stock()
        self.assertFalse(self.widget.qty_available)
        warning = self.connection.item_stock_warning
        self.assertIn("Lots or serial numbers (products: 1)", warning)

    def test_a_product_that_odoo_does_not_store_is_left_alone(self):
        self.widget.is_storable = False
        self.look_at_stock()
        self.assertFalse(self.env["stock.move"].search([]).product_id & self.widget)
        self.assertEqual(self.link(self.widget).state, "parked")

    def test_decimals_beyond_those_of_odoo_are_no_difference(self):
        self.company.items.move(self.item("W-1")["ListID"], Decimal("0.12345"))
        self.look_at_stock()
        self.assertEqual(self.widget.qty_available, 12.12)
        before = self.env["stock.move"].search_count([])
        self.look_at_stock()
        self.assertEqual(self.env["stock.move"].search_count([]), before)

    def test_stock_of_an_owner_or_in_a_package_is_counted_and_left_alone(self):
        package = self.env["stock.package"].create({"name": "P"})
        quants = self.env["stock.quant"]
        quants._update_available_quantity(
            self.widget, self.place, 4, package_id=package
        )
        self.put_in_stock(self.widget, 3)
        self.look_at_stock()
        self.assertEqual(self.widget.qty_available, 12)
        found = quants.search([("package_id", "=", package.id)])
        self.assertEqual(found.quantity, 4)

    def test_a_count_that_somebody_has_begun_is_not_disturbed(self):
        quant = (
            self.env["stock.quant"]
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": self.widget.id,
                    "location_id": self.place.id,
                    "inventory_quantity": 9,
                }
            )
        )
        self.look_at_stock()
        self.assertEqual(quant.inventory_quantity, 9)
        self.assertFalse(self.widget.qty_available)
        quant.action_apply_inventory()
        self.look_at_stock()
        self.assertEqual(self.widget.qty_available, 12)

    def test_where_odoo_refuses_the_product_says_so_and_the_others_follow(self):
        self.stock("W-2", PurchaseCost="3.00", QuantityOnHand="5")
        self.run_session()
        self.company.items.move(self.item("W-1")["ListID"], Decimal(-1))
        self.company.items.move(self.item("W-2")["ListID"], Decimal(-1))
        link = self.link(self.widget)
        with self.refused_by_odoo(self.widget):
            self.look_at_stock()
        self.assertEqual((link.state, link.reason), ("parked", "stock"))
        self.assertIn("could not be set to 11", link.message)
        self.assertIn("Frozen", link.message)
        self.assertEqual(self.product_of("W-2").qty_available, 4)
        self.look_at_stock()
        self.assertEqual((link.state, link.message), ("ok", False))
        self.assertEqual(self.widget.qty_available, 11)

    @contextmanager
    def refused_by_odoo(self, product):
        """Let Odoo refuse to move a product."""
        model = type(self.env["stock.quant"])
        apply = model._apply_inventory

        def refuse(quants, *args):
            if product in quants.product_id:
                raise UserError(self.env._("Frozen"))
            return apply(quants, *args)

        with patch.object(model, "_apply_inventory", refuse):
            yield

    def test_a_quantity_below_nothing_is_followed(self):
        self.company.items.move(self.item("W-1")["ListID"], Decimal(-15))
        self.look_at_stock()
        self.assertEqual(self.widget.qty_available, -3)


class TestOdooCounts(StockCase):
    def setUp(self):
        super().setUp()
        self.connection.write(
            {
                "item_stock_policy": "odoo",
                "item_stock_account_id": self.account_of(COST).id,
            }
        )
        self.put_in_stock(self.widget, 20)

    def adjustments(self):
        return self.env["qbd.stock.adjustment"].search([])

    def test_quickbooks_follows_by_one_adjustment(self):
        self.look_at_stock()
        self.assertEqual(self.on_hand("W-1"), 20)
        adjustment = self.adjustments()
        line = adjustment.line_ids
        self.assertEqual(line.product_id, self.widget)
        self.assertEqual((line.quantity_before, line.quantity), (12, 20))
        [made] = [
            one
            for one in self.company.objects("InventoryAdjustment")
            if one.get("RefNumber") == adjustment.name
        ]
        self.assertEqual(made["TxnDate"], str(adjustment.date))
        self.assertEqual(made["AccountRef"]["FullName"], COST)
        [line] = made["InventoryAdjustmentLineRet"]
        self.assertEqual(line["ItemRef"]["FullName"], "W-1")
        self.assertEqual(Decimal(line["QuantityDifference"]), 8)
        self.assertEqual(Decimal(line["ValueDifference"]), 16)
        self.assertEqual(adjustment.qbd_state, "ok")
        self.assert_no_entries()
        self.look_at_stock()
        self.assertEqual(self.adjustments(), adjustment)
        self.assertEqual(self.widget.qbd_quantity_on_hand, 20)
        self.assertEqual(self.widget.qty_available, 20)
        self.assert_quiet()

    def test_the_add_says_how_many_there_are_in_the_order_of_the_schema(self):
        report = self.look_at_stock()
        [added] = [
            element
            for request in report.requests
            for element in etree.fromstring(request.encode()).iter(
                "InventoryAdjustmentAdd"
            )
        ]
        self.assertEqual(
            [element.tag for element in added],
            [
                *("AccountRef", "TxnDate", "RefNumber", "Memo", "ExternalGUID"),
                "InventoryAdjustmentLineAdd",
            ],
        )
        line = added.find("InventoryAdjustmentLineAdd")
        self.assertEqual(
            [element.tag for element in line], ["ItemRef", "QuantityAdjustment"]
        )
        self.assertEqual(line.findtext("QuantityAdjustment/NewQuantity"), "20")

    def test_many_products_share_adjustments(self):
        with patch.object(inventory_adjustment, "LINES", 2):
            for number in range(2, 5):
                self.stock(f"W-{number}", PurchaseCost="3.00")
            self.run_session()
            self.look_at_stock()
            for number in range(2, 5):
                self.put_in_stock(self.product_of(f"W-{number}"), number)
            self.look_at_stock()
        counts = [len(one.line_ids) for one in self.adjustments()]
        self.assertEqual(sorted(counts), [1, 1, 2])
        self.assertEqual([self.on_hand(f"W-{n}") for n in (2, 3, 4)], [2, 3, 4])

    def test_quantities_below_nothing_and_decimals_are_told(self):
        self.put_in_stock(self.widget, -23.5)
        self.look_at_stock()
        self.assertEqual(self.on_hand("W-1"), Decimal("-3.5"))

    def test_one_product_that_is_refused_stops_no_other(self):
        self.look_at_stock()
        self.stock("W-2", PurchaseCost="3.00")
        self.run_session()
        self.put_in_stock(self.product_of("W-2"), 4)
        self.put_in_stock(self.widget, 1)
        self.company.failures = RefusesStock(self.item("W-1")["ListID"])
        self.look_at_stock()
        self.assertEqual(self.on_hand("W-2"), 4, "it goes alone, in the same session")
        parked = self.adjustments().filtered(lambda one: one.qbd_state == "parked")
        self.assertEqual(parked.line_ids.product_id, self.widget)
        self.look_at_stock()
        self.assertTrue(parked.exists(), "nothing changed: the same one waits")
        self.put_in_stock(self.widget, 1)
        self.company.failures = Failures()
        self.look_at_stock()
        self.assertEqual(parked.qbd_state, "ok")
        self.assertEqual(self.on_hand("W-1"), 22)

    def test_a_difference_that_went_away_is_not_told_any_more(self):
        self.company.failures = RefusesStock(self.item("W-1")["ListID"])
        self.look_at_stock()
        self.assertEqual(self.adjustments().qbd_state, "parked")
        self.put_in_stock(self.widget, -8)
        self.look_at_stock()
        self.assertFalse(self.adjustments())
        self.assertFalse(self.stream("inventory_adjustment").parked_count)

    def test_without_an_account_nothing_is_sent_and_the_form_says_so(self):
        self.connection.write(
            {"item_stock_account_id": False, "item_cogs_account_id": False}
        )
        self.connection.company_id.expense_account_id = False
        self.assertIn("Choose the account", self.connection.item_stock_warning)
        self.look_at_stock()
        self.assertFalse(self.adjustments())

    def test_nothing_is_added_while_an_adjustment_waits(self):
        self.connection.item_stock_account_id = self.env["account.account"].create(
            {"code": "699999", "name": "Shrinkage", "account_type": "expense"}
        )
        self.look_at_stock()
        adjustment = self.env["qbd.stock.adjustment"].search([])
        link = self.link(adjustment)
        self.assertEqual(link.state, "parked")
        self.assertIn("Shrinkage", link.message)
        self.look_at_stock()
        self.assertEqual(self.env["qbd.stock.adjustment"].search([]), adjustment)
        self.assertEqual(self.on_hand("W-1"), 12)
        self.connection.item_stock_account_id = self.account_of(COST)
        self.run_session()
        self.assertEqual((link.state, self.on_hand("W-1")), ("ok", 20))

    def test_what_was_not_sent_is_dropped_when_another_side_counts(self):
        self.company.failures = RefusesStock(self.item("W-1")["ListID"])
        self.look_at_stock()
        self.assertEqual(self.adjustments().qbd_state, "parked")
        self.connection.item_stock_policy = "quickbooks"
        self.assertFalse(self.adjustments())
        self.company.failures = Failures()
        self.run_session()
        self.assertEqual((self.on_hand("W-1"), self.widget.qty_available), (12, 12))


class TestForm(StockCase):
    def test_what_either_side_counts_is_shown_before_the_choice(self):
        self.put_in_stock(self.widget, 3)
        self.service("Visit")
        self.run_session()
        self.product(name="No item yet", is_storable=True)
        shop = self.place.copy({"name": "Shop", "location_id": self.place.id})
        for place, here in ((self.place.browse(), 3), (shop, 0)):
            self.connection.item_stock_location_id = place
            action = self.connection.action_compare_stock()
            products = self.env["product.product"].with_context(**action["context"])
            found = products.search(literal_eval(action["domain"]))
            self.assertEqual(found, self.widget)
            self.assertEqual(
                (found.qty_available, found.qbd_quantity_on_hand), (here, 12)
            )

    def test_the_form_says_where_settings_contradict_the_choice(self):
        self.widget.categ_id = self.category(property_cost_method="average")
        self.connection.company_id.inventory_period = "daily"
        form = Form(self.connection)
        self.assertFalse(form.item_stock_warning)
        form.item_stock_policy = "quickbooks"
        self.assertIn("FIFO or average cost (products: 1)", form.item_stock_warning)
        self.assertIn("Closing of stock", form.item_stock_warning)
        form.item_stock_policy = "off"
        self.assertFalse(form.item_stock_warning)
