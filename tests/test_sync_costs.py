"""Costs of goods sold and payroll, which only a report of QuickBooks shows."""

from odoo import fields

from .support.documents import DATE
from .support.other_transactions import OtherCase


class TestCosts(OtherCase):
    STREAMS = (*OtherCase.STREAMS, "cost_posting")

    def begin(self):
        result = super().begin()
        self.stock_bolts()
        self.qb_bill(items=[{"ItemRef": "Bolt", "Quantity": "10", "Amount": "20.00"}])
        return result

    def bolts(self, quantity):
        return {"ItemRef": "Bolt", "Quantity": quantity, "SalesTaxCodeRef": "Non"}

    def cost_of(self, txn_id):
        links = self.env["qbd.link"].search(
            [("qb_id", "=", txn_id), ("space", "=", "cost")]
        )
        return self.env["account.move"].browse(links.record_id)

    def read_months(self):
        """Read all months again, as on the next day."""
        self.stream("cost_posting").write(
            {"report_on": False, "report_whole": False, "report_wanted_on": False}
        )
        self.run_session()

    def test_the_cost_of_a_sale_is_an_entry_of_its_own(self):
        sold = self.qb_invoice(self.bolts("4"))
        receipt = self.receipt(self.bolts("1"))
        self.run_session()
        entry = self.cost_of(sold)
        figures = {name: x[0] for name, x in self.lines(entry).items()}
        self.assertEqual(figures, {"Parts": 8, "Inventory Asset": -8})
        self.assertEqual(entry.qbd_type, "Cost of Invoice")
        self.assertEqual(self.cost_of(receipt).qbd_type, "Cost of SalesReceipt")
        self.assertEqual(self.move_of_space(sold).move_type, "out_invoice")
        self.assert_synced()
        line = self.company.object(sold)["lines"][0]["TxnLineID"]
        self.company.user_mod(sold, lines=[{"TxnLineID": line, "Quantity": "5"}])
        self.company.user_void(receipt)
        self.run_session()
        self.read_months()
        self.assertEqual(self.lines(entry)["Parts"][0], 10)
        self.assertEqual(self.cost_of(receipt).state, "cancel")
        self.assert_synced()

    def move_of_space(self, txn_id):
        links = self.env["qbd.link"].search(
            [("qb_id", "=", txn_id), ("space", "=", "transaction")]
        )
        return self.env["account.move"].browse(links.record_id)

    def test_a_difference_has_all_months_read_again_once_a_day(self):
        self.run_session()
        self.differences()
        self.qb_invoice(self.bolts("4"), TxnDate="2026-03-02")  # an older month
        self.stream("cost_posting").report_wanted_on = False
        self.run_session()
        self.assertIn("Parts", self.differences())
        self.assertEqual(self.differences(), {})
        asked = self.env["qbd.message.set"].search_count([("purpose", "=", "report")])
        self.run_session()
        again = self.env["qbd.message.set"].search_count([("purpose", "=", "report")])
        self.assertEqual(again, asked)

    def test_comparing_the_accounts_on_request_reads_costs_once_more(self):
        sold = self.qb_invoice(self.bolts("4"))
        self.run_session()
        self.differences()
        self.stream("cost_posting").report_wanted_on = fields.Date.today()
        line = self.company.object(sold)["lines"][0]["TxnLineID"]
        self.company.user_mod(sold, lines=[{"TxnLineID": line, "Quantity": "5"}])
        self.run_session()
        self.assertEqual(self.lines(self.cost_of(sold))["Parts"][0], 8)
        self.connection.action_compare_accounts()
        self.run_session()
        self.run_session()
        self.assertEqual(self.lines(self.cost_of(sold))["Parts"][0], 10)

    def test_paychecks_are_entries_and_follow_quickbooks(self):
        paid = self.company.write_paycheck(
            "Checking", {"Rent": "50.00", "Freight": "-5.00"}, TxnDate=DATE
        )
        gone = self.company.write_paycheck("Checking", {"Rent": "9.00"}, TxnDate=DATE)
        moved = self.qb_invoice(self.bolts("1"))
        self.run_session()
        entry = self.cost_of(paid)
        figures = {name: x[0] for name, x in self.lines(entry).items()}
        self.assertEqual(figures, {"Rent": 50, "Freight": -5, "Checking": -45})
        self.assertEqual((entry.qbd_type, entry.journal_id), ("Paycheck", self.bank))
        self.assert_synced()
        self.assertFalse(self.connection.ledger_words)
        self.company.change_paycheck(paid, "Checking", {"Rent": "60.00"})
        self.company.delete_paycheck(gone)
        self.company.user_mod(moved, TxnDate="2026-04-03")  # into another month
        self.run_session()
        self.read_months()
        self.assertEqual(self.lines(entry)["Rent"][0], 60)
        self.assertEqual(self.cost_of(gone).state, "cancel")
        cost = self.cost_of(moved)
        self.assertEqual((str(cost.date), cost.state), ("2026-04-03", "posted"))
        self.assert_synced()

    def test_perpetual_valuation_in_odoo_switches_it_off_and_says_so(self):
        self.run_session()
        before = self.qb_invoice(self.bolts("1"))
        self.read_months()
        cost = self.cost_of(before)
        self.connection.company_id.inventory_valuation = "real_time"
        self.env["product.product"].create({"name": "Pipe", "is_storable": True})
        sold = self.qb_invoice(self.bolts("4"))
        paid = self.company.write_paycheck("Checking", {"Rent": "9.00"}, TxnDate=DATE)
        self.read_months()
        self.assertFalse(self.cost_of(sold))
        self.assertEqual((cost.state, self.cost_of(paid).state), ("posted", "posted"))
        self.differences()
        self.assertIn("perpetual valuation", self.connection.ledger_words)
        self.assertNotIn("Paycheck", self.connection.ledger_words)

    def test_a_paycheck_from_a_bank_that_odoo_keeps_is_left_out(self):
        self.run_session()
        self.connection.bank_odoo_ids = self.bank.default_account_id
        paid = self.company.write_paycheck("Checking", {"Rent": "9.00"}, TxnDate=DATE)
        self.read_months()
        self.assertFalse(self.cost_of(paid))
