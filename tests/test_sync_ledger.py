from odoo import fields

from ..core.qbxml import balances
from .test_sync_bill_payments import BillPaymentCase


class TestAccountBalances(BillPaymentCase):
    """Both books begin empty, so all balances are those of what is synced."""

    def compare(self):
        self.connection.action_compare_accounts()
        self.run_session()
        return self.env["qbd.ledger.account"].search(
            [("connection_id", "=", self.connection.id)]
        )

    def row(self, rows, name):
        return rows.filtered(lambda one: one.qb_name == name)

    def test_balances_of_both_books_are_side_by_side(self):
        bill = self.qb_bill(self.rent("70.00"))
        self.qb_check({bill: "50.00"})
        self.run_session()
        self.pay(self.odoo_bill(self.expense(30)))
        self.run_session()
        rows = self.compare()
        figures = {
            name: (self.row(rows, name).ours, self.row(rows, name).theirs)
            for name in ("Rent", "Accounts Payable")
        }
        self.assertEqual(figures, {"Rent": (100, 100), "Accounts Payable": (-20, -20)})
        self.assertEqual(self.connection.ledger_on, fields.Date.today())
        self.assertFalse(self.row(rows, "Rent").differs)

    def test_a_difference_is_shown_with_what_waits(self):
        self.odoo_only()
        rows = self.compare()
        rent = self.row(rows, "Rent")
        self.assertEqual((rent.ours, rent.theirs, rent.difference), (5, 0, 5))
        self.assertTrue(rent.differs)
        self.assertEqual(self.connection.ledger_words, "")
        bank = rows.filtered(lambda one: one.account_id and not one.qb_id)
        self.assertTrue(all(bank.mapped("differs")))

    def odoo_only(self):
        """Post an entry that no list carries over."""
        self.run_session()
        rent = self.account("Rent")
        bank = self.bank.default_account_id
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-06-15",
                "line_ids": [
                    (0, 0, {"account_id": rent.id, "debit": 5}),
                    (0, 0, {"account_id": bank.id, "credit": 5}),
                ],
            }
        )
        move.action_post()

    def test_it_is_asked_once_a_day_and_when_it_is_wanted(self):
        self.run_session()
        asked = self.asked()
        self.assertFalse(asked)
        self.compare()
        self.assertEqual(self.asked(), 1)
        self.run_session()
        self.assertEqual(self.asked(), 1)
        self.connection.ledger_on = fields.Date.subtract(fields.Date.today(), days=1)
        self.run_session()
        self.assertEqual(self.asked(), 2)

    def asked(self):
        return self.env["qbd.message.set"].search_count(
            [
                ("connection_id", "=", self.connection.id),
                ("purpose", "=", "ledger"),
            ]
        )

    def test_results_of_earlier_years_are_in_the_retained_earnings(self):
        self.run_session()
        move = self.odoo_bill(
            self.expense(10), invoice_date="2025-03-01", date="2025-03-01"
        )
        ours, earlier = self.env["qbd.ledger.account"]._trial_balance(
            move.company_id, fields.Date.to_date("2026-06-15")
        )
        self.assertEqual((ours[self.account("Rent").id], earlier), (0, 10))

    def test_an_account_whose_balance_is_not_shown_is_told(self):
        shown = [balances.AccountBalance("1", "Rent", "Expense", None)]
        engine = self.env["qbd.engine"]
        rows = engine._ledger_rows(self.stream("account"), shown)
        (row,) = [one for one in rows if one["qb_id"] == "1"]
        self.assertEqual((row["is_unknown"], row["differs"]), (True, False))
        words = engine._ledger_words(self.connection, shown, rows)
        self.assertIn("no balance of: Rent", words)
