"""Quantities, units and prices: Odoo's printed lines add up, on both sides alike."""

from odoo.fields import Command

from .support.documents import DocumentCase


class TestLineUnits(DocumentCase):
    def arrange(self):
        super().arrange()
        self.run_session()
        self.hour = self.product("Work")
        self.units = {
            name: self.env.ref(f"uom.product_uom_{name}")
            for name in ("unit", "dozen", "hour", "day", "kgm", "lb")
        }

    def precision(self, name, digits):
        record = self.env["decimal.precision"].search([("name", "=", name)])
        record.digits = digits

    def edit(self, move, number, **values):
        move.button_draft()
        self.printed(move)[number].write(values)
        move.action_post()

    def line(self, product, quantity, price, unit=None, **values):
        unit = unit and self.units[unit]
        return {
            "product_id": product.id,
            "quantity": quantity,
            "price_unit": price,
            "tax_ids": [Command.set(self.county().ids)],
            **({"product_uom_id": unit.id} if unit else {}),
            **values,
        }

    def credit_in_full(self, move):
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        action = wizard.create({"journal_id": move.journal_id.id}).reverse_moves()
        refund = self.env["account.move"].browse(action["res_id"])
        refund.action_post()
        self.assertEqual(refund.amount_total, move.amount_total)
        return refund

    def assert_adds_up(self, move, *amounts):
        self.run_session()
        self.assert_in_step(move)
        lines = self.printed(move)
        self.assertEqual(tuple(lines.mapped("price_subtotal")), amounts)
        self.assertEqual(
            [f"{one:.2f}" for one in amounts],
            [one["Amount"] for one in self.shown_lines(self.link(move).qb_id)],
        )
        self.assert_quiet()

    def test_odoo_rounds_quantities_and_the_lines_still_add_up(self):
        for digits, prices in ((2, 2), (5, 6)):
            with self.subTest(quantity=digits, price=prices):
                self.precision("Product Unit", digits)
                self.precision("Product Price", prices)
                txn_id = self.qb_invoice(
                    self.work(Quantity="0.004", Rate="1000.00"),
                    self.work(Rate="100.00"),
                    self.work(Quantity="2.125", Rate="8.00"),
                    self.work(Quantity="1.33333", Rate="0.12345"),
                    self.work(Quantity="3", Amount="10.00"),
                )
                self.run_session()
                move = self.move_of(txn_id)
                self.assert_adds_up(move, 4.0, 100.0, 17.0, 0.16, 10.0)
                self.edit(move, 1, price_unit=101)
                self.assert_adds_up(move, 4.0, 101.0, 17.0, 0.16, 10.0)
                self.qb_change(txn_id, 2, Quantity="2.375")
                self.assert_adds_up(move, 4.0, 101.0, 19.0, 0.16, 10.0)
                self.edit(move, 0, quantity=0.5)
                self.run_session()
                self.assert_in_step(move)
                self.credit_in_full(move)
                self.run_session()
                self.assert_quiet()

    def test_units_are_those_of_the_product(self):
        self.company.user_add(
            "ItemInventory",
            Name="Egg",
            SalesPrice="1.00",
            IncomeAccountRef="Sales",
            COGSAccountRef="Cost of Goods Sold",
            AssetAccountRef="Inventory Asset",
            QuantityOnHand="100",
            SalesTaxCodeRef="Tax",
        )
        self.run_session()
        egg = self.product("Egg")
        self.hour.uom_id = self.units["hour"]
        move = self.odoo_invoice(
            self.line(egg, 2, 12, "dozen"), self.line(self.hour, 2, 800, "day")
        )
        self.assert_adds_up(move, 24.0, 1600.0)
        txn_id = self.link(move).qb_id
        shown = [(one["Quantity"], one["Rate"]) for one in self.shown_lines(txn_id)]
        self.assertEqual(shown, [("24", "1.00"), ("16", "100.00")])
        on_hand = self.company.find("ItemInventory", "Egg")["QuantityOnHand"]
        self.assertEqual(on_hand, "76")
        self.qb_change(txn_id, 0, Quantity="36")
        self.assert_adds_up(move, 36.0, 1600.0)
        line = self.printed(move)[0]
        kept = (line.quantity, line.price_unit, line.product_uom_id)
        self.assertEqual(kept, (3.0, 12.0, self.units["dozen"]))
        self.qb_change(txn_id, 0, Quantity="25")  # no number of dozens that Odoo holds
        self.assert_adds_up(move, 25.0, 1600.0)
        kept = (line.quantity, line.product_uom_id)
        self.assertEqual(kept, (25.0, self.units["unit"]))
        again = self.line(self.hour, 2, 100, "hour")
        self.edit(move, 1, **again)
        self.assert_adds_up(move, 25.0, 200.0)

    def test_conversions_that_are_not_exact_keep_the_amount(self):
        self.hour.uom_id = self.units["kgm"]
        move = self.odoo_invoice(
            self.line(self.hour, 3, 1, "lb", discount=10),
            self.line(self.hour, 0.07, 99.99, "lb"),
        )
        self.assert_adds_up(move, 2.7, 7.0)
        txn_id = self.link(move).qb_id
        self.qb_change(txn_id, 0, Quantity="2.72155", Amount="5.40")
        self.run_session()
        self.assert_in_step(move)
        self.assertEqual(self.printed(move)[0].price_subtotal, 5.4)
        other = self.odoo_invoice(self.line(self.hour, 1, 5, "dozen"))
        self.run_session()
        link = self.link(other)
        self.assertEqual((link.state, link.qb_id), ("parked", False))
        self.assertIn("is in Dozens, but “[Work] Work” is counted in kg", link.message)
        self.edit(move, 0, **self.line(self.hour, 3, 1, "dozen"))
        self.run_session()
        self.assertIn("is in Dozens", self.link(move).message)
        self.assertEqual(self.shown_lines(txn_id)[0]["Amount"], "5.40")

    def test_fine_decimals_survive_a_change_of_the_quantity(self):
        move = self.odoo_invoice(self.line(self.hour, 100, 0.123456))
        self.assert_adds_up(move, 12.35)
        self.qb_change(self.link(move).qb_id, 0, Quantity="200")
        self.assert_adds_up(move, 24.69)
        line = self.printed(move)
        self.assertEqual((line.quantity, line.price_unit), (200.0, 0.123456))
