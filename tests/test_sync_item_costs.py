"""Cost and price: what Odoo selects for one unit, on both sides and in the file."""

import os
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from odoo import Command

from .test_sync_items import COST, SALES, ItemCase

TODAY = datetime.now(ZoneInfo("America/New_York")).date()  # the company's day
WHERE = {"sales": "SalesPrice", "cost": "PurchaseCost"}

PRODUCTS = int(os.environ.get("QBD_PRODUCTS") or 40)


class CostCase(ItemCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Supplies Inc"})

    def begin(self, name="W-1", **values):
        """Return the product of a new item that is in stock in both books."""
        self.with_accounts()
        self.stock(name, **values)
        self.run_session()
        return self.product_of(name)

    def seller(self, product, price, **values):
        found = self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "price": price,
                **values,
            }
        )
        self.env.flush_all()
        return found

    def cost_in_quickbooks(self, name="W-1"):
        return float(self.item(name)["PurchaseCost"])

    def set_cost(self, cost, name="W-1"):
        self.company.user_mod(self.item(name)["ListID"], PurchaseCost=cost)

    def in_file(self, product, name):
        company = self.connection.company_id
        inventory = self.env["qbd.inventory.write"]._of_company(company)
        return inventory._values(product, [name])[product.id].get(name)


class TestCost(CostCase):
    def test_the_price_for_one_counts_and_not_that_of_a_quantity(self):
        product = self.begin(PurchaseCost="9.00")
        one = self.seller(product, 10, min_qty=1)
        many = self.seller(product, 8, min_qty=100)
        self.run_session()
        self.assertEqual(self.cost_in_quickbooks(), 10)
        self.assertEqual(self.in_file(product, "cost"), "10")
        self.set_cost("11.00")
        self.run_session()
        self.assertEqual((one.price, many.price), (11, 8))
        self.assert_quiet()

    def test_units_and_discounts_are_worked_in_and_out(self):
        product = self.begin(PurchaseCost="9.00")
        dozen = self.env.ref("uom.product_uom_dozen")
        seller = self.seller(product, 12, product_uom_id=dozen.id, discount=20)
        self.run_session()
        self.assertEqual(self.cost_in_quickbooks(), 0.8)
        self.set_cost("0.96")
        self.run_session()
        self.assertAlmostEqual(seller.price, 14.4)
        self.assert_quiet()

    def test_expired_prices_and_those_of_another_company_leave_the_own_cost(self):
        self.with_accounts()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for number, values in enumerate(
            (
                {"date_end": TODAY - timedelta(1)},
                {"company_id": elsewhere.id},
                {"price": 0},  # not entered yet
            )
        ):
            product = self.product(
                name=f"P{number}", is_storable=True, standard_price=4
            )
            self.seller(product, **{"price": 7, **values})
            self.run_session()
            self.assertEqual(self.cost_in_quickbooks(f"P{number}"), 4)
            self.assertEqual(self.in_file(product, "cost"), "4")

    def test_a_vendors_0_counts_where_it_was_agreed_or_entered(self):
        self.with_accounts()
        costs = {"W-1": "0.00", "W-2": "10.00", "W-3": "4.00"}
        for name, cost in costs.items():
            self.stock(name, PurchaseCost=cost)
        self.run_session()
        agreed, entered, unpriced = map(self.product_of, costs)
        self.seller(agreed, 0)
        agreed.standard_price = 5  # as after a receipt
        price = self.seller(entered, 10)
        entered.standard_price = 5
        self.seller(unpriced, 0)
        self.run_session()
        shown = [self.cost_in_quickbooks(name) for name in costs]
        self.assertEqual(shown, [0, 10, 4])
        price.price = 0
        self.set_cost("0.00", "W-3")
        self.run_session()
        for product, name in zip((agreed, entered, unpriced), costs, strict=True):
            self.assertEqual(self.link(product).state, "ok", name)
            self.assertEqual(self.cost_in_quickbooks(name), 0, name)
            self.assertEqual(self.in_file(product, "cost"), "0", name)
        self.assert_quiet()
        company = self.connection.company_id
        inventory = self.env["qbd.inventory.write"]._of_company(company)
        (new,) = inventory._prefer(agreed, self.vendor.copy())
        self.assertEqual((new["price"], new["qbd_is_free"]), (0, True))

    def test_a_cost_that_would_select_another_price_is_refused_in_words(self):
        product = self.begin(PurchaseCost="9.00")
        first, second = self.seller(product, 10), self.seller(product, 12)
        self.run_session()
        self.set_cost("13.00")
        self.run_session()
        link = self.link(product)
        self.assertEqual((link.state, link.reason), ("parked", "refused_by_odoo"))
        self.assertIn("a different vendor price", link.message)
        self.assertEqual((first.price, second.price), (10, 12))

    def test_random_prices_give_what_odoo_selects_everywhere(self):
        product = self.begin(PurchaseCost="9.00")
        mapping = self.stream("item")._mapping()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        units = self.env.ref("uom.product_uom_dozen") | product.uom_id
        for seed in range(25):
            draw = Random(seed)
            product.seller_ids.unlink()
            for _number in range(draw.randint(1, 4)):
                self.seller(product, draw.randint(1, 50), **self.draw(draw, units))
                product.seller_ids[:1].company_id = draw.choice(
                    (elsewhere, elsewhere.browse(), self.connection.company_id)
                )
            self.env.invalidate_all()
            selected = product._select_seller(quantity=1)
            expected = selected.price_discounted or product.standard_price
            self.assertAlmostEqual(mapping._cost(product), expected, msg=seed)
            shown = float(self.in_file(product, "cost"))
            self.assertAlmostEqual(shown, expected, 5, seed)
            if selected:
                mapping._write_cost(product, "0.01")
                self.assertAlmostEqual(mapping._cost(product), 0.01, msg=seed)

    def draw(self, draw, units):
        return {
            "min_qty": draw.choice((0, 1, 10)),
            "product_uom_id": draw.choice(units).id,
            "discount": draw.choice((0, 20)),
            "sequence": draw.randint(1, 3),
            "date_end": draw.choice((False, TODAY, TODAY - timedelta(1))),
            "date_start": draw.choice((False, TODAY, TODAY + timedelta(1))),
        }


class TestNobodyEntered(CostCase):
    """A price that was not entered is a blank, until both sides have agreed on one."""

    def pair(self, ours, theirs, name="W-1"):
        """Return the link of a pair that was found by its code."""
        product = self.product(
            name=name,
            default_code=name,
            is_storable=True,
            list_price=ours["sales"],
            standard_price=ours["cost"],
        )
        self.stock(name, **{WHERE[key]: value for key, value in theirs.items()})
        return product

    def test_it_is_filled_from_the_side_that_has_one(self):
        self.with_accounts()
        cases = [
            ((0, 0), ("9.00", "15.00")),
            ((1, 0), ("9.00", "15.00")),
            ((15, 9), ("0.00", "0.00")),
            ((15, 0), ("9.00", "0.00")),
        ]
        products = [
            self.pair(
                {"sales": sales, "cost": cost},
                {"cost": bought, "sales": sold},
                f"W-{number}",
            )
            for number, ((sales, cost), (bought, sold)) in enumerate(cases)
        ]
        self.run_session()
        for number, product in enumerate(products):
            link, item = self.link(product), self.item(f"W-{number}")
            self.assertEqual((link.state, link.message), ("ok", False), number)
            self.assertEqual((product.list_price, product.standard_price), (15, 9))
            self.assertEqual(float(item["SalesPrice"]), 15)
            self.assertEqual(float(item["PurchaseCost"]), 9)
        self.assert_quiet()

    def test_two_defaults_are_no_question_and_an_edit_of_either_crosses(self):
        self.with_accounts()
        product = self.pair({"sales": 1, "cost": 0}, {"cost": "0.00"})
        self.run_session()
        self.assertEqual(self.link(product).state, "ok")
        self.assert_quiet()
        self.company.user_mod(self.item("W-1")["ListID"], SalesPrice="20.00")
        self.run_session()
        self.assertEqual(product.list_price, 20)
        product.standard_price = 3
        self.run_session()
        self.assertEqual(self.cost_in_quickbooks(), 3)

    def test_zero_is_a_value_once_both_sides_have_agreed(self):
        product = self.begin(PurchaseCost="9.00", SalesPrice="15.00")
        product.list_price = 0
        self.set_cost("0.00")
        self.run_session()
        self.assertEqual(product.standard_price, 0)
        self.assertEqual(float(self.item("W-1")["SalesPrice"]), 0)
        self.assert_quiet()

    def test_two_prices_are_a_question_that_says_they_differ(self):
        self.with_accounts()
        product = self.pair({"sales": 15, "cost": 8}, {"cost": "9.00"})
        cheap = self.pair({"sales": 5, "cost": 0}, {"sales": "1.00"}, "W-2")
        self.run_session()
        for one, field in ((product, "Cost"), (cheap, "Sales price")):
            link = self.link(one)
            self.assertEqual((link.state, link.reason), ("parked", "conflict"))
            self.assertIn(f"The two sides differ: {field}", link.message)

    def test_many_products_without_a_cost_on_one_side_ask_nothing(self):
        self.with_accounts()
        draw = Random(16)
        for number in range(PRODUCTS):
            has = draw.random() < 0.8
            self.pair(
                {"sales": 10 + number, "cost": 5 if has or number % 2 else 0},
                {"cost": "5.00" if has or not number % 2 else "0.00"},
                f"P{number}",
            )
        self.run_session()
        asked = self.env["qbd.link"].search([("state", "=", "parked")])
        self.assertFalse(asked, asked.mapped("message"))
        self.assert_quiet()


class TestVariants(CostCase):
    """Four variants, of two attributes of which one has an extra price."""

    def setUp(self):
        super().setUp()
        self.with_accounts()
        self.template = self.shirts()
        self.run_session()
        self.variants = self.template.product_variant_ids

    def shirts(self, colours=("Red", "Blue"), sizes=("S", "XL"), price=20):
        lines = []
        for name, values in (("Colour", colours), ("Size", sizes)):
            attribute = self.env["product.attribute"].create({"name": name})
            made = self.env["product.attribute.value"].create(
                [{"name": value, "attribute_id": attribute.id} for value in values]
            )
            values = {"attribute_id": attribute.id, "value_ids": made.ids}
            lines.append(Command.create(values))
        template = self.env["product.template"].create(
            {
                "name": "Shirt",
                "is_storable": True,
                "list_price": price,
                "attribute_line_ids": lines,
            }
        )
        extra = template.attribute_line_ids.product_template_value_ids
        extra.filtered(lambda one: one.name == "XL").price_extra = 5
        for number, variant in enumerate(template.product_variant_ids):
            variant.default_code = f"SH-{number}"
        self.env.flush_all()
        return template

    def change(self, variants, path, values):
        for variant, value in zip(variants, values, strict=True):
            item = self.item(variant.default_code)
            self.company.user_mod(item["ListID"], **{path: str(value)})

    def states(self):
        return {self.link(variant).state for variant in self.variants}

    def prices(self):
        return sorted(self.variants.mapped("lst_price"))

    def test_all_raised_by_the_same_is_the_price_of_the_product(self):
        raised = [one.lst_price + 2 for one in self.variants]
        self.change(self.variants, "SalesPrice", raised)
        self.run_session()
        self.run_session()
        self.assertEqual(self.template.list_price, 22)
        self.assertEqual(self.prices(), [22, 22, 27, 27])
        self.assertEqual(self.states(), {"ok"})
        self.assert_quiet()

    def test_those_raised_later_settle_those_refused_before(self):
        raised = [one.lst_price + 2 for one in self.variants]
        self.change(self.variants[:2], "SalesPrice", raised[:2])
        self.run_session()
        self.assertIn("parked", self.states())
        self.assertEqual(self.prices(), [20, 20, 25, 25])
        self.change(self.variants[2:], "SalesPrice", raised[2:])
        self.run_session()
        self.run_session()
        self.assertEqual(self.prices(), [22, 22, 27, 27])
        self.assertEqual(self.states(), {"ok"})

    def test_a_text_changed_alike_is_the_text_of_the_product(self):
        self.change(self.variants, "PurchaseDesc", ["By the box"] * 4)
        self.run_session()
        self.run_session()
        self.assertEqual(self.template.description_purchase, "By the box")
        self.assertEqual(self.states(), {"ok"})

    def test_the_cost_of_one_variant_does_not_change_the_others(self):
        seller = self.seller(self.variants[0], 5)
        self.run_session()
        self.change(self.variants[:1], "PurchaseCost", ["6.00"])
        self.run_session()
        self.assertEqual(seller.price, 5)
        link = self.link(self.variants[0])
        self.assertEqual((link.state, link.reason), ("parked", "refused_by_odoo"))
        self.assertIn("all variants of the product share", link.message)

    def test_two_costs_in_one_session_are_refused_and_one_cost_is_taken(self):
        seller = self.seller(self.variants[0], 5)
        self.run_session()
        self.change(self.variants, "PurchaseCost", ["6.00", "4.00", "6.00", "6.00"])
        self.run_session()
        self.assertEqual((seller.price, self.states()), (5, {"parked"}))
        self.change(self.variants[1:2], "PurchaseCost", ["6.00"])
        self.run_session()
        self.run_session()
        self.assertEqual((seller.price, self.states()), (6, {"ok"}))

    def test_the_file_takes_one_raise_of_all_and_refuses_two(self):
        company = self.connection.company_id
        imports = self.env["qbd.inventory.import"]
        inventory = self.env["qbd.inventory.write"]._of_company(company)
        given = {}
        for variant in self.variants:
            price = f"{variant.lst_price + 2:g}"
            own = {"sales-price": (0, None, price)}
            imports._check_variants(inventory, given, variant, own)
            state, words = inventory._check_change(variant, "sales-price", price)
            self.assertEqual(state, "shared")
            self.assertIn("22", words)
            self.assertIn("27", words)
        inventory._write_products(
            [(one, {"sales-price": f"{one.lst_price + 2:g}"}) for one in self.variants]
        )
        self.env.invalidate_all()
        self.assertEqual(self.prices(), [22, 22, 27, 27])


class TestShape(CostCase):
    """An item with one price gets the other side once its product has one."""

    def one_price(self, **values):
        """Return a product without a cost whose item has one price."""
        self.with_accounts()
        product = self.product(
            name="Paint", default_code="PAINT", list_price=15, **values
        )
        self.run_session()
        self.assertIn("SalesOrPurchase", self.item("PAINT"))
        return product

    def assert_both(self, cost, price="15.00"):
        item = self.item("PAINT")["SalesAndPurchase"]
        self.assertEqual((item["PurchaseCost"], item["SalesPrice"]), (cost, price))
        self.assertEqual(item["ExpenseAccountRef"]["FullName"], COST)
        self.assertEqual(item["IncomeAccountRef"]["FullName"], SALES)
        self.assert_quiet()

    def test_a_cost_that_is_entered_later_crosses(self):
        product = self.one_price()
        product.standard_price = 9
        self.run_session()
        self.assert_both("9.00")
        self.assertEqual(self.link(product).state, "ok")
        list_id = self.item("PAINT")["ListID"]
        self.company.user_mod(list_id, SalesAndPurchase={"PurchaseCost": "8.00"})
        self.run_session()
        self.assertEqual(product.standard_price, 8)
        product.standard_price = 7
        self.run_session()
        self.assert_both("7.00")

    def test_so_do_a_vendors_price_and_a_purchase_text(self):
        product = self.one_price(type="service")
        self.seller(product, 7)
        product.description_purchase = "By the pot"
        self.run_session()
        self.assert_both("7.00")
        shown = self.item("PAINT")["SalesAndPurchase"]
        self.assertEqual(shown["PurchaseDesc"], "By the pot")

    def test_a_product_that_is_bought_and_then_sold(self):
        self.with_accounts()
        product = self.product(
            name="Paint", default_code="PAINT", sale_ok=False, standard_price=9
        )
        product.list_price = 0
        self.run_session()
        self.assertIn("SalesOrPurchase", self.item("PAINT"))
        product.write({"sale_ok": True, "list_price": 15})
        self.run_session()
        self.assert_both("9.00")

    def test_an_item_with_one_price_stays_as_it_is_without_such_data(self):
        product = self.one_price()
        product.list_price = 16
        self.run_session()
        self.assertEqual(self.item("PAINT")["SalesOrPurchase"]["Price"], "16.00")
        self.assert_quiet()


class TestType(CostCase):
    def sold_and_bought(self):
        """Return a product that is not tracked and whose item has both prices."""
        self.with_accounts()
        product = self.product(
            name="Paint", default_code="PAINT", list_price=15, standard_price=9
        )
        self.run_session()
        return product

    def test_a_product_that_is_tracked_later_says_what_to_do_in_quickbooks(self):
        product = self.sold_and_bought()
        product.is_storable = True
        self.run_session()
        link = self.link(product)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("change its type to Inventory Part", link.message)

    def test_an_item_that_becomes_inventory_in_quickbooks_is_tracked_in_odoo(self):
        product = self.sold_and_bought()
        self.company.user_retype(
            self.item("PAINT")["ListID"],
            "ItemInventory",
            SalesPrice="15.00",
            PurchaseCost="9.00",
            IncomeAccountRef={"FullName": SALES},
            COGSAccountRef={"FullName": COST},
            AssetAccountRef={"FullName": "Inventory Asset"},
        )
        self.run_session()
        link = self.link(product)
        self.assertEqual((link.state, link.qb_type), ("ok", "ItemInventory"))
        self.assertTrue(product.is_storable)
        self.assertEqual((product.list_price, product.standard_price), (15, 9))
        self.assert_quiet()
        product.standard_price = 8
        self.run_session()
        self.assertEqual(self.cost_in_quickbooks("PAINT"), 8)


class TestForeignPrice(CostCase):
    def test_a_price_in_another_currency_is_refused_on_both_ways(self):
        self.with_accounts()
        euro = self.env.ref("base.EUR")
        euro.active = True
        product = self.product(name="Shared", default_code="SH", is_storable=True)
        foreign = self.stream("item")._mapping()
        self.patch(type(foreign), "_is_foreign", lambda _self, one: one == product)
        self.run_session()
        link = self.link(product)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("shared by companies", link.message)
        self.assertIsNone(self.item("SH"))

    def test_a_shared_product_is_in_the_currency_of_the_main_company(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        company = self.env["res.company"].create(
            {"name": "Euro Ltd", "currency_id": euro.id}
        )
        product = self.product(name="Shared", is_storable=True, list_price=100)
        other = self.env["qbd.connection"].create(
            {"name": "Euro", "company_id": company.id}
        )
        stream = other.stream_ids.filtered(lambda one: one.mapping == "item")
        mapping = stream._mapping()
        product = mapping._browse(product.id)
        self.assertTrue(mapping._is_foreign(product))
        self.assertTrue(mapping._leaves_out(product, "SalesPrice"))
        inventory = self.env["qbd.inventory.write"]._of_company(company)
        problems = {}
        values = inventory._values(product, ["sales-price"], problems)
        self.assertNotIn("sales-price", values[product.id])
        self.assertIn("shared by companies", problems[product.id][0][1])
        state, _words = inventory._check_change(product, "sales-price", "90")
        self.assertEqual(state, "impossible")
        product.company_id = company
        self.assertFalse(mapping._is_foreign(product))
