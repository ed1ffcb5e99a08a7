"""Stock on hand and documents, which move it on either side by themselves."""

from decimal import Decimal

from odoo import fields
from odoo.fields import Command

from .support.documents import DocumentCase
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
