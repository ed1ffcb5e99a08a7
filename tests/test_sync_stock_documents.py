"""Stock on hand and documents, which move it on either side by themselves."""

from decimal import Decimal

from odoo import fields
from odoo.fields import Command

from .support.documents import DATE, DocumentCase
from .test_sync_items import COST, SALES


class TestStockAndDocuments(DocumentCase):
    """Stock that a document will move in QuickBooks is not moved back in Odoo."""

    STREAMS = (*DocumentCase.STREAMS, "inventory_adjustment")

    def test_products_of_invoices_that_are_still_to_be_sent_wait(self):
        self.start_anew()
        accounts = {"IncomeAccountRef": SALES, "COGSAccountRef": COST}
        item = self.company.user_add(
            "ItemInventory",
            Name="W-1",
            QuantityOnHand="12",
            AssetAccountRef="Inventory Asset",
            **accounts,
        )
        self.run_session()
        product = self.env["product.product"].search([("default_code", "=", "W-1")])
        self.connection.item_stock_policy = "quickbooks"
        self.run_session()
        self.assertEqual(product.qty_available, 12)
        place = self.connection._stock_place()
        self.env["stock.quant"]._update_available_quantity(product, place, -2)
        taxes = [Command.set(self.county().ids)]
        self.odoo_invoice({"product_id": product.id, "quantity": 2, "tax_ids": taxes})
        before = self.env["stock.move"].search_count([])
        for _number in range(2):
            self.stream("item").id_sweep_time = "2020-01-01 00:00:00"
            self.env.flush_all()
            self.run_session()
        shown = self.company.object(item, kind="ItemInventory")
        self.assertEqual(Decimal(shown["QuantityOnHand"]), 10)
        self.assertEqual(product.qty_available, 10)
        self.assertEqual(self.env["stock.move"].search_count([]), before)


class StockInDocuments(DocumentCase):
    """W-1 has twelve on both sides, and one side counts."""

    STREAMS = (*DocumentCase.STREAMS, "inventory_adjustment")

    def begin_with(self, policy):
        self.stream("account").create_in_odoo = True
        accounts = {"IncomeAccountRef": SALES, "COGSAccountRef": COST}
        self.item_id = self.company.user_add(
            "ItemInventory",
            Name="W-1",
            QuantityOnHand="12",
            PurchaseCost="2.00",
            AssetAccountRef="Inventory Asset",
            **accounts,
        )
        self.run_session()
        links = self.env["qbd.link"].search(
            [("qb_name", "=", COST), ("res_model", "=", "account.account")]
        )
        self.connection.write(
            {"item_stock_policy": policy, "item_stock_account_id": links.record_id}
        )
        self.run_session()
        self.widget = self.env["product.product"].search([("default_code", "=", "W-1")])
        self.look()
        self.assert_both(12)

    def look(self):
        self.stream("item").id_sweep_time = "2020-01-01 00:00:00"
        self.env.flush_all()
        return self.run_session()

    def take_out(self, number):
        place = self.connection._stock_place()
        self.env["stock.quant"]._update_available_quantity(self.widget, place, -number)

    def pieces(self):
        self.env.invalidate_all()
        shown = self.company.object(self.item_id, kind="ItemInventory")
        return self.widget.qty_available, Decimal(shown["QuantityOnHand"])

    def assert_both(self, number):
        self.assertEqual(self.pieces(), (number, number))

    def invoice(self, taxes, post=True):
        line = {
            "product_id": self.widget.id,
            "quantity": 2,
            "tax_ids": [Command.set(taxes.ids)],
        }
        if post:
            return self.odoo_invoice(line)
        values = {
            "move_type": "out_invoice",
            "invoice_line_ids": [Command.create(line)],
        }
        partner = self.partner_named("Ann")
        return self.env["account.move"].create({**values, "partner_id": partner.id})

    def two_taxes(self):
        other = self.env["account.tax"].create({"name": "City", "amount": 1})
        return self.county() | other

    def said(self):
        level = self.env["qbd.stock.level"].search(
            [("product_id", "=", self.widget.id)]
        )
        return level.state, level.message


class TestDocumentsHoldTheirProducts(StockInDocuments):
    def assert_held_until_sent(self, invoice, change):
        self.take_out(2)
        self.look()
        self.look()
        self.assertEqual(self.pieces(), (10, 12))
        state, words = self.said()
        self.assertEqual(state, "held")
        self.assertIn("is not in both books yet", words)
        change(invoice)
        self.look()
        self.look()
        self.assert_both(10)
        self.assertFalse(self.env["qbd.stock.adjustment"].search([]))

    def repair(self, invoice):
        invoice.button_draft()
        taxes = [Command.set(self.county().ids)]
        invoice.invoice_line_ids.write({"tax_ids": taxes})
        invoice.action_post()

    def test_a_refused_invoice_where_odoo_counts(self):
        self.begin_with("odoo")
        invoice = self.invoice(self.two_taxes())
        self.assert_held_until_sent(invoice, self.repair)

    def test_a_refused_invoice_where_quickbooks_counts(self):
        self.begin_with("quickbooks")
        invoice = self.invoice(self.two_taxes())
        self.assert_held_until_sent(invoice, self.repair)

    def test_a_draft_where_odoo_counts(self):
        self.begin_with("odoo")
        invoice = self.invoice(self.county(), post=False)
        self.assert_held_until_sent(invoice, lambda one: one.action_post())

    def test_a_draft_that_is_deleted_holds_nothing(self):
        self.begin_with("odoo")
        invoice = self.invoice(self.county(), post=False)
        self.take_out(2)
        self.look()
        self.assertEqual(self.pieces(), (10, 12))
        invoice.unlink()
        self.look()
        self.look()
        self.assert_both(10)

    def test_a_sale_of_a_merged_item_holds_the_other_where_odoo_counts(self):
        self.begin_with("odoo")
        self.merge_what_is_sold()

    def test_a_sale_of_a_merged_item_holds_the_other_where_quickbooks_counts(self):
        self.begin_with("quickbooks")
        self.merge_what_is_sold()

    def merge_what_is_sold(self):
        """Sell two of twelve; then the item is merged into one with five."""
        accounts = {"IncomeAccountRef": SALES, "COGSAccountRef": COST}
        values = {"AssetAccountRef": "Inventory Asset", **accounts}
        kept_id = self.company.user_add(
            "ItemInventory", Name="K-1", QuantityOnHand="5", **values
        )
        self.look()
        self.look()
        kept = self.env["product.product"].search([("default_code", "=", "K-1")])
        asked = self.env["qbd.stock.level"].search([("state", "=", "stopped")])
        if asked:
            asked.action_take_quickbooks()
            self.look()
        invoice = self.invoice(self.two_taxes())
        self.take_out(2)
        self.look()
        self.company.user_merge(kept_id, self.item_id, kind="ItemInventory")
        self.look()
        self.look()
        level = self.env["qbd.stock.level"].search([("state", "=", "removed")])
        level.target_id = kept
        level.action_move_goods()
        self.widget, self.item_id = kept, kept_id
        self.look()
        self.look()
        self.assertEqual(self.pieces(), (15, 17))
        self.assertEqual(self.said()[0], "held")
        self.assertIn(invoice.name, self.said()[1])
        invoice.button_draft()
        taxes = [Command.set(self.county().ids)]
        invoice.invoice_line_ids.write({"product_id": kept.id, "tax_ids": taxes})
        invoice.action_post()
        self.look()
        self.look()
        self.assert_both(15)

    def test_an_invoice_of_quickbooks_waits_for_the_delivery(self):
        self.begin_with("odoo")
        self.qb_invoice({"ItemRef": "W-1", "Quantity": "2", "Rate": "5"})
        self.look()
        self.look()
        self.assertEqual(self.pieces(), (12, 10))
        self.assertIn("was entered in QuickBooks", self.said()[1])
        self.assertIn("move the stock there", self.connection.item_stock_warning)
        self.take_out(2)
        self.look()
        self.assert_both(10)
        self.assertEqual(self.said()[0], "equal")
        self.take_out(1)
        self.look()
        self.look()
        self.assert_both(9)

    def test_a_person_may_choose_while_it_waits(self):
        self.begin_with("odoo")
        self.qb_invoice({"ItemRef": "W-1", "Quantity": "2", "Rate": "5"})
        self.look()
        self.env["qbd.stock.level"].search([]).action_take_quickbooks()
        self.run_session()
        self.assert_both(10)

    def test_where_quickbooks_counts_odoo_follows_a_sale_there(self):
        self.begin_with("quickbooks")
        self.qb_invoice({"ItemRef": "W-1", "Quantity": "2", "Rate": "5"})
        self.look()
        self.assert_both(10)


class TestDocumentsThatCancelOut(StockInDocuments):
    """A sale in one book and a sale in the other leave both with the same quantity."""

    def sell_in_both(self, price):
        """Sell two in Odoo, which are delivered, and two in QuickBooks, which are not.

        :param price: of the sale in QuickBooks
        """
        self.qb_invoice({"ItemRef": "W-1", "Quantity": "2", "Rate": price})
        self.take_out(2)
        self.look()
        self.look()
        self.assert_both(10)

    def sell_alike(self):
        """Sell in both books for the same total, and return the links asked about."""
        self.begin_with("odoo")
        self.widget.list_price = 5
        self.run_session()
        self.invoice(self.county())
        self.sell_in_both("5")
        asked = self.env["qbd.link"].search([("reason", "=", "similar")])
        self.assertEqual(len(asked), 2)
        return asked

    def assert_waits_for_the_delivery(self):
        self.look()
        self.look()
        self.assertEqual(self.pieces(), (10, 8))
        self.assertIn("was entered in QuickBooks", self.said()[1])
        self.take_out(2)
        self.look()
        self.assert_both(8)
        self.assertEqual(self.said()[0], "equal")
        self.assertFalse(self.env["qbd.stock.adjustment"].search([]))

    def test_with_a_refused_invoice(self):
        self.begin_with("odoo")
        invoice = self.invoice(self.two_taxes())
        self.sell_in_both("7")
        invoice.button_draft()
        taxes = [Command.set(self.county().ids)]
        invoice.invoice_line_ids.write({"tax_ids": taxes})
        invoice.action_post()
        self.assert_waits_for_the_delivery()

    def test_with_a_draft(self):
        self.begin_with("odoo")
        invoice = self.invoice(self.county(), post=False)
        self.sell_in_both("7")
        invoice.action_post()
        self.assert_waits_for_the_delivery()

    def test_with_an_invoice_that_looks_alike(self):
        self.sell_alike().action_create_anyway()
        self.assert_waits_for_the_delivery()

    def test_one_invoice_in_both_books_is_delivered(self):
        self.sell_alike().question_ids[:1].action_accept()
        self.look()
        self.look()
        self.assert_both(10)
        self.take_out(1)
        self.look()
        self.look()
        self.assert_both(9)


class TestOtherDocuments(StockInDocuments):
    """A sale that is an entry in Odoo moved the stock of QuickBooks, too."""

    STREAMS = (*StockInDocuments.STREAMS, "other_transaction")

    def test_a_sales_receipt_waits_for_the_delivery(self):
        self.begin_with("odoo")
        line = {"ItemRef": "W-1", "Quantity": "2", "Rate": "5"}
        values = {"CustomerRef": "Ann", "TxnDate": DATE}
        self.company.user_add("SalesReceipt", lines=[line], **values)
        self.look()
        self.look()
        self.assertEqual(self.pieces(), (12, 10))
        self.assertIn("was entered in QuickBooks", self.said()[1])
        self.take_out(2)
        self.look()
        self.assert_both(10)
        self.assertEqual(self.said()[0], "equal")


class TestBalancesBesideStock(DocumentCase):
    """An adjustment of the stock is a transaction without an open balance."""

    STREAMS = (*DocumentCase.STREAMS, "inventory_adjustment")

    def test_an_adjustment_that_waits_does_not_stop_the_comparison_of_balances(self):
        self.start_anew()
        self.qb_invoice(self.work())
        self.run_session()
        adjustment = self.waiting_adjustment()
        self.connection.write({"books_wanted": True, "books_on": False})
        self.run_session()
        self.assertEqual(self.link(adjustment).state, "parked")
        self.assertEqual(self.connection.books_on, fields.Date.today())
        self.assertFalse(self.connection.books_wanted)

    def waiting_adjustment(self):
        """Return an adjustment whose account QuickBooks does not have."""
        self.connection.item_stock_policy = "odoo"
        account = self.env["account.account"].create(
            {"code": "699999", "name": "Shrinkage", "account_type": "expense"}
        )
        line = {"product_id": self.product("Work").id, "quantity": 3}
        return self.env["qbd.stock.adjustment"].create(
            {
                "connection_id": self.connection.id,
                "account_id": account.id,
                "line_ids": [Command.create(line)],
            }
        )
