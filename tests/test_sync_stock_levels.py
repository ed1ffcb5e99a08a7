"""Stock never moves on a guess: openings, removals, goods on their way, the brake."""

from decimal import Decimal

from odoo.exceptions import UserError

from ..simulator.wire.failures import Failures
from ..simulator.wire.status import Failed, Status
from .test_sync_items import COST
from .test_sync_stock import StockCase


class Busy:
    """QuickBooks is in use when an adjustment arrives."""

    def check(self, request):
        if request.name == "InventoryAdjustmentAdd":
            raise Failed(Status(3175, "Error", "The object is in use."))


class LevelCase(StockCase):
    """W-1 has twelve on both sides."""

    POLICY = "odoo"

    def arrange(self):
        super().arrange()
        self.put_in_stock(self.widget, 12)
        self.count(self.POLICY)

    def count(self, side):
        self.connection.write(
            {
                "item_stock_policy": side,
                "item_stock_account_id": self.account_of(COST).id,
            }
        )
        self.run_session()

    def item_with(self, name, pieces, ours=None):
        """Return the product of a new item, with quantities on both sides."""
        self.stock(name, PurchaseCost="2.00", QuantityOnHand=str(pieces))
        self.run_session()
        product = self.product_of(name)
        if ours is not None:
            self.put_in_stock(product, ours)
        return product

    def move(self, name, pieces):
        self.company.items.move(self.item(name)["ListID"], Decimal(pieces))

    def put_in(self, product, number, place, **values):
        quants = self.env["stock.quant"]
        quants._update_available_quantity(product, place, number, **values)

    def level(self, product):
        return self.env["qbd.stock.level"].search([("product_id", "=", product.id)])

    def ours(self, product):
        self.env.invalidate_all()
        return product.qty_available

    def place_below(self, name, usage="internal"):
        values = {"name": name, "usage": usage, "location_id": self.place.id}
        return self.env["stock.location"].create(values)


class TestOdooCounts(LevelCase):
    def test_a_new_item_brings_its_opening_quantity(self):
        product = self.item_with("NEW", 50)
        self.look_at_stock()
        self.assertEqual((self.on_hand("NEW"), self.ours(product)), (50, 50))
        self.assertFalse(self.look_at_stock().wrote)

    def test_nothing_left_in_odoo_against_a_quantity_is_a_question(self):
        product = self.item_with("NEW", 50, 3)
        self.put_in_stock(product, -3)
        self.look_at_stock()
        self.assertEqual((self.on_hand("NEW"), self.ours(product)), (50, 0))
        link, level = self.link(product), self.level(product)
        self.assertEqual((link.state, link.reason), ("parked", "stock_differs"))
        self.assertIn("Odoo has 0, QuickBooks has 50", link.message)
        level.action_take_quickbooks()
        self.run_session()
        self.assertEqual((self.on_hand("NEW"), self.ours(product)), (50, 50))
        self.assertEqual((link.state, link.message), ("ok", False))

    def test_first_quantities_of_a_new_pair_wait_for_one_confirmation(self):
        product = self.item_with("NEW", 50, 3)
        self.look_at_stock()
        self.assertEqual((self.on_hand("NEW"), self.ours(product)), (50, 3))
        self.assertIn("products: 1)", self.connection.item_stock_question)
        self.connection.action_adjust_stock()
        self.run_session()
        self.assertEqual(self.on_hand("NEW"), 3)
        self.assertFalse(self.connection.item_stock_question)

    def test_goods_of_an_owner_are_not_the_companys(self):
        owner = self.env["res.partner"].create({"name": "Consignor"})
        self.put_in(self.widget, 5, self.place, owner_id=owner)
        self.look_at_stock()
        self.assertEqual(self.on_hand("W-1"), 12)
        self.put_in(self.widget, 2, self.place, owner_id=self.env.company.partner_id)
        self.look_at_stock()
        self.assertEqual(self.on_hand("W-1"), 14)

    def test_goods_between_two_warehouses_count(self):
        company = self.env.company
        between = self.env["stock.location"].create(
            {"name": "Van", "usage": "transit", "company_id": company.id}
        )
        self.put_in_stock(self.widget, -10)
        self.put_in(self.widget, 10, between)
        self.look_at_stock()
        self.assertEqual(self.on_hand("W-1"), 12)
        self.assertFalse(self.env["qbd.stock.adjustment"].search([]))

    def test_goods_on_the_way_to_the_chosen_place_hold_the_product(self):
        shop, company = self.place_below("Shop"), self.env.company
        self.put_in_stock(self.widget, -12)
        self.put_in(self.widget, 12, shop)
        self.connection.item_stock_location_id = shop
        self.run_session()
        between = self.env["stock.location"].create(
            {"name": "Van", "usage": "transit", "company_id": company.id}
        )
        self.put_in(self.widget, -10, shop)
        self.put_in(self.widget, 10, between)
        self.look_at_stock()
        self.assertEqual(self.on_hand("W-1"), 12)
        self.assertEqual(self.level(self.widget).state, "held")

    def test_archived_places_do_not_count(self):
        shelf = self.place_below("Old shelf")
        self.put_in(self.widget, 5, shelf)
        shelf.with_context(do_not_check_quant=True).active = False
        self.look_at_stock()
        self.assertEqual(self.on_hand("W-1"), 12)

    def test_another_place_takes_effect_at_once(self):
        shop = self.place_below("Shop")
        self.put_in(self.widget, 5, shop)
        self.company.failures = Busy()
        self.look_at_stock()
        self.connection.item_stock_location_id = shop
        self.company.failures = Failures()
        self.env["qbd.link"].search([("state", "=", "retry")])._release()
        self.run_session()
        self.assertEqual(self.on_hand("W-1"), 5)

    def test_the_quantity_is_taken_when_it_is_sent(self):
        self.put_in_stock(self.widget, 8)
        self.company.failures = Busy()
        self.look_at_stock()
        adjustment = self.env["qbd.stock.adjustment"].search([])
        self.assertEqual(adjustment.line_ids.quantity, 20)
        self.put_in_stock(self.widget, -5)
        self.company.failures = Failures()
        self.link(adjustment)._release()
        self.run_session()
        self.assertEqual(self.on_hand("W-1"), 15)
        self.put_in_stock(self.widget, 1)
        self.company.failures = Busy()
        self.look_at_stock()
        self.put_in_stock(self.widget, -1)
        self.company.failures = Failures()
        self.env["qbd.link"].search([("state", "=", "retry")])._release()
        self.run_session()
        self.assertEqual(self.on_hand("W-1"), 15)
        self.assertEqual(self.env["qbd.stock.adjustment"].search([]), adjustment)
        self.put_in_stock(self.widget, 1)
        self.company.failures = Busy()
        self.look_at_stock()
        self.widget.uom_id = self.env.ref("uom.product_uom_dozen")
        self.company.failures = Failures()
        self.env["qbd.link"].search([("state", "=", "retry")])._release()
        self.run_session()
        self.assertEqual(self.on_hand("W-1"), 15)

    def test_what_is_counted_in_dozens_is_left_alone_and_named(self):
        eggs = self.item_with("EGGS", 12)
        eggs.uom_id = self.env.ref("uom.product_uom_dozen")
        self.put_in_stock(eggs, 1)
        self.look_at_stock()
        self.assertEqual(self.on_hand("EGGS"), 12)
        warning = self.connection.item_stock_warning
        self.assertIn("dozens, boxes and the like (products: 1)", warning)

    def test_a_list_of_adjustments_that_is_off_is_said(self):
        self.assertNotIn("is off", self.connection.item_stock_warning or "")
        self.stream("inventory_adjustment").direction = "off"
        self.env.invalidate_all()
        self.assertIn("is off", self.connection.item_stock_warning)

    def test_an_archived_product_leaves_an_adjustment_that_waits(self):
        self.put_in_stock(self.widget, 8)
        self.company.failures = Busy()
        self.look_at_stock()
        self.put_in_stock(self.widget, -20)
        self.widget.action_archive()
        self.look_at_stock()
        self.assertFalse(self.env["qbd.stock.adjustment"].search([]))


class TestQuickBooksCounts(LevelCase):
    POLICY = "quickbooks"

    def test_goods_received_before_the_item_was_added_are_a_question(self):
        product = self.product(name="Lamp", default_code="LAMP", is_storable=True)
        self.put_in_stock(product, 8)
        self.run_session()
        self.look_at_stock()
        self.assertEqual((self.on_hand("LAMP"), self.ours(product)), (0, 8))
        self.assertEqual(self.link(product).reason, "stock_differs")
        self.level(product).action_take_odoo()
        self.run_session()
        self.run_session()
        self.assertEqual((self.on_hand("LAMP"), self.ours(product)), (8, 8))
        self.look_at_stock()
        self.assertEqual(self.link(product).state, "ok")
        self.assertEqual(self.level(product).state, "equal")

    def test_goods_are_taken_from_the_places_that_have_them(self):
        shelf = self.place_below("Shelf")
        box = self.env["stock.package"].create({"name": "Box"})
        self.put_in_stock(self.widget, -11)
        self.put_in(self.widget, 4, shelf)
        self.put_in(self.widget, 7, shelf, package_id=box)
        self.move("W-1", -6)
        self.look_at_stock()
        self.assertEqual(self.ours(self.widget), 6)
        found = self.env["stock.quant"].search([("product_id", "=", self.widget.id)])
        here = found.filtered(lambda one: one.location_id.usage == "internal")
        self.assertTrue(all(one.quantity >= 0 for one in here))
        self.assertEqual(sum(here.filtered("package_id").mapped("quantity")), 6)

    def test_a_count_on_a_shelf_below_holds_the_product(self):
        shelf = self.place_below("Shelf")
        self.put_in_stock(self.widget, -5)
        self.put_in(self.widget, 5, shelf)
        quant = self.env["stock.quant"].with_context(inventory_mode=True)
        quant = quant.create(
            {
                "product_id": self.widget.id,
                "location_id": shelf.id,
                "inventory_quantity": 4,
            }
        )
        self.move("W-1", -1)
        self.look_at_stock()
        self.assertEqual(self.ours(self.widget), 12)
        self.assertIn("is being counted", self.level(self.widget).message)
        quant.action_apply_inventory()
        self.look_at_stock()
        self.assertEqual(self.ours(self.widget), 11)

    def test_an_archived_warehouse_gets_nothing(self):
        company = self.env.company
        values = {"name": "Second", "code": "SEC", "company_id": company.id}
        second = self.env["stock.warehouse"].create(values)
        self.put_in_stock(self.widget, -12)
        self.place.warehouse_id.active = False
        self.look_at_stock()
        here = self.widget.with_context(location=second.lot_stock_id.id)
        self.assertEqual(here.qty_available, 12)


class TestRemovals(LevelCase):
    def merged(self):
        """W-1 is merged into K-1: twelve and five make seventeen."""
        kept = self.item_with("K-1", 5, 5)
        self.look_at_stock()
        items = self.item("K-1")["ListID"], self.item("W-1")["ListID"]
        self.company.user_merge(*items, kind="ItemInventory")
        self.look_at_stock()
        self.look_at_stock()
        return kept

    def assert_merge_is_a_question(self):
        kept = self.merged()
        self.assertEqual(self.on_hand("K-1"), 17)
        self.assertEqual((self.ours(kept), self.ours(self.widget)), (5, 12))
        self.assertTrue(self.widget.active)
        link, level = self.link(self.widget), self.level(self.widget)
        self.assertEqual((link.state, link.reason), ("parked", "goods"))
        self.assertIn("Odoo has 12 of it in stock", link.message)
        self.assertEqual(level.target_id, kept)
        self.assertEqual(self.level(kept).state, "held")
        level.action_move_goods()
        self.run_session()
        self.assertEqual((self.ours(kept), self.on_hand("K-1")), (17, 17))
        self.assertFalse(self.widget.active)
        self.assertEqual(self.ours(self.widget), 0)
        self.assertFalse(self.look_at_stock().wrote)

    def test_a_merge_offers_to_move_the_goods_where_odoo_counts(self):
        self.assert_merge_is_a_question()

    def test_a_merge_offers_to_move_the_goods_where_quickbooks_counts(self):
        self.count("quickbooks")
        self.assert_merge_is_a_question()

    def test_goods_need_a_product_to_go_to(self):
        self.merged()
        level = self.level(self.widget)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        product = {"name": "Other", "is_storable": True}
        for target in (
            self.env["product.product"],
            self.widget,
            self.product(name="Advice", type="service"),
            self.product(**product, active=False),
            self.product(**product, company_id=elsewhere.id),
        ):
            level.target_id = target
            with self.assertRaisesRegex(UserError, "Choose another product"):
                level.action_move_goods()
        self.assertEqual(self.ours(self.widget), 12)
        with self.assertRaises(UserError):
            level.action_take_odoo()

    def test_goods_in_a_van_in_a_box_and_of_an_owner_move_or_none_does(self):
        company, quants = self.env.company, self.env["stock.quant"]
        van = {"name": "Van", "usage": "transit", "company_id": company.id}
        van = self.env["stock.location"].create(van)
        box = self.env["stock.package"].create({"name": "Box"})
        owner = self.env["res.partner"].create({"name": "Consignor"})
        self.put_in_stock(self.widget, -5)
        self.put_in(self.widget, 3, van)
        self.put_in(self.widget, 2, self.place, package_id=box)
        self.put_in(self.widget, 4, self.place, owner_id=owner)
        kept = self.merged()
        level = self.level(self.widget)
        self.assertIn("Odoo has 16 of it", self.link(self.widget).message)
        self.assertEqual((level.odoo_quantity, level.target_id), (12, kept))
        for begin, words in (
            (self.begin_transfer, "Transfers of .* are not done yet"),
            (self.begin_count, "is being counted"),
            (self.keep_for_another_company, "Elsewhere has"),
            (lambda: kept.write({"uom_id": self.kilogram().id}), "different units"),
            (lambda: kept.write({"tracking": "lot"}), "with lots or serial numbers"),
        ):
            with self.subTest(words), self.env.cr.savepoint() as savepoint:
                begin()
                with self.assertRaisesRegex(UserError, words):
                    level.action_move_goods()
                savepoint.rollback()
                self.env.invalidate_all()
        level.action_move_goods()
        self.run_session()
        found = {
            (quant.location_id, quant.package_id, quant.owner_id): quant.quantity
            for quant in quants.search([("product_id", "=", kept.id)])
            if quant.location_id.usage in ("internal", "transit")
        }
        none = box.browse(), owner.browse()
        self.assertEqual(found[(van, *none)], 3)
        self.assertEqual(found[self.place, box, none[1]], 2)
        self.assertEqual(found[self.place, none[0], owner], 4)
        self.assertEqual(sum(found.values()), 21)
        self.assertFalse(self.widget.active)

    def begin_transfer(self):
        picking_type = self.place.warehouse_id.out_type_id
        move = self.env["stock.move"].create(
            {
                "product_id": self.widget.id,
                "product_uom_qty": 1,
                "location_id": self.place.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "picking_type_id": picking_type.id,
            }
        )
        move._action_confirm()

    def begin_count(self):
        quants = self.env["stock.quant"].search([("product_id", "=", self.widget.id)])
        quants = quants.filtered(lambda one: one.location_id == self.place)
        quants[0].with_context(inventory_mode=True).inventory_quantity = 1

    def keep_for_another_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        place = self.env["stock.warehouse"].search([("company_id", "=", elsewhere.id)])
        self.put_in(self.widget, 1, place.lot_stock_id)

    def kilogram(self):
        return self.env.ref("uom.product_uom_kgm")

    def test_a_product_with_goods_can_be_archived_knowingly(self):
        self.merged()
        self.link(self.widget).action_delete_too()
        self.run_session()
        self.assertFalse(self.widget.active)

    def test_an_inactive_item_with_goods_is_a_question(self):
        self.company.user_inactivate(self.item("W-1")["ListID"])
        self.run_session()
        self.assertTrue(self.widget.active)
        link = self.link(self.widget)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        self.assertIn("Odoo has 12 in stock", link.message)
        link.action_use_quickbooks()
        self.run_session()
        self.assertFalse(self.widget.active)
        self.assertEqual(link.state, "ok")

    def test_a_product_archived_with_goods_in_quickbooks_is_a_question(self):
        self.widget.action_archive()
        self.run_session()
        self.assertEqual(self.item("W-1")["IsActive"], "true")
        link = self.link(self.widget)
        self.assertIn("QuickBooks has 12 in stock", link.message)
        link.action_use_odoo()
        self.run_session()
        self.assertEqual(self.item("W-1")["IsActive"], "false")

    def test_an_item_made_again_is_a_question(self):
        self.count("quickbooks")
        product = self.item_with("R-1", 0)
        self.move("R-1", 12)
        self.look_at_stock()
        self.assertEqual(self.ours(product), 12)
        self.move("R-1", -12)
        self.company.user_delete(self.item("R-1")["ListID"], kind="ItemInventory")
        self.stock("R-1", PurchaseCost="2.00")
        self.run_session()
        self.look_at_stock()
        self.look_at_stock()
        self.assertEqual((self.ours(product), self.on_hand("R-1")), (12, 0))
        self.assertEqual(self.link(product).reason, "stock_differs")


class TestBrake(LevelCase):
    def many(self, number):
        for index in range(number):
            self.stock(f"P-{index}", PurchaseCost="2.00", QuantityOnHand="10")
        self.run_session()
        products = [self.product_of(f"P-{index}") for index in range(number)]
        for product in products:
            self.put_in_stock(product, 10)
        self.look_at_stock()
        return products

    def test_a_large_share_of_all_pieces_is_asked_about_once(self):
        products = self.many(12)
        for product in products:
            self.put_in_stock(product, -10)
        self.look_at_stock()
        self.assertEqual({self.on_hand(f"P-{n}") for n in range(12)}, {10})
        question = self.connection.item_stock_question
        self.assertIn("products: 12)", question)
        self.assertIn("Odoo has 0", question)
        self.assertIn("QuickBooks has 120", question)
        self.connection.action_adjust_stock()
        self.put_in_stock(products[0], 3)
        self.run_session()
        self.run_session()
        self.assertEqual([self.on_hand(f"P-{n}") for n in range(12)], [3] + [0] * 11)
        self.look_at_stock()
        self.assertFalse(self.connection.item_stock_question)

    def test_few_products_and_small_values_go_without_a_question(self):
        products = self.many(3)
        for product in products:
            self.put_in_stock(product, -9)
        self.look_at_stock()
        self.assertEqual({self.on_hand(f"P-{n}") for n in range(3)}, {1})

    def test_number_and_value_have_limits_of_their_own(self):
        self.connection.item_stock_value = 50
        self.put_in_stock(self.widget, 100)
        self.look_at_stock()
        self.assertEqual(self.on_hand("W-1"), 12)
        self.connection.write({"item_stock_value": 0, "item_stock_products": 0})
        self.look_at_stock()
        self.assertEqual(self.on_hand("W-1"), 112)
