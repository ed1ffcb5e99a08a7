"""Discounts that Odoo posts to an account of their own."""

from odoo.fields import Command

from .support.purchases import PurchaseCase

KINDS = ("out_invoice", "out_refund", "in_invoice", "in_refund")


class TestDiscountsElsewhere(PurchaseCase):
    """With the setting Invoice line discounts, one line is on three accounts."""

    def arrange(self):
        super().arrange()
        self.run_session()
        self.income = self.odoo_account("Discounts given", "income")
        self.expense_account = self.odoo_account("Discounts received", "expense")

    def separate(self, wanted=True):
        company = self.env.company
        company.account_discount_expense_allocation_id = wanted and self.income
        company.account_discount_income_allocation_id = wanted and self.expense_account

    def document(self, kind, **line):
        is_sale = kind.startswith("out")
        values = {
            "product_id": self.product("Work" if is_sale else "Steel").id,
            "price_unit": 100.0,
            "tax_ids": False,
            "discount": 10.0,
            **line,
        }
        if is_sale:
            return self.odoo_invoice(values, move_type=kind)
        return self.odoo_bill(values, move_type=kind)

    @staticmethod
    def give(move, discount):
        line = move.invoice_line_ids
        move.invoice_line_ids = [Command.update(line.id, {"discount": discount})]

    def assert_refused(self, move):
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("Invoice line discounts", link.message)

    def test_they_are_refused_of_each_kind_until_they_are_on_one_account(self):
        self.separate()
        moves = [self.document(kind) for kind in KINDS]
        usual = [self.document(kind, discount=0.0) for kind in KINDS]
        same = self.document("out_invoice", account_id=self.income.id)
        self.run_session()
        for move in moves:
            with self.subTest(move.move_type):
                self.assert_refused(move)
                self.assertFalse(self.link(move).qb_id)
        self.assertIn("Discounts given", self.link(moves[0]).message)
        self.assertIn("Discounts received", self.link(moves[2]).message)
        for move in usual:
            self.assertEqual(self.link(move).state, "ok", self.link(move).message)
        self.assertNotIn("discount", self.link(same).message or "")
        self.assert_quiet()
        for move in moves:
            move.button_draft()
            self.give(move, 0.0)
        self.separate(False)
        for move in moves:
            self.give(move, 10.0)
            move.action_post()
        self.run_session()
        for move in moves:
            with self.subTest(move.move_type):
                self.assertEqual(self.link(move).state, "ok", self.link(move).message)
                self.assertEqual(len(move.line_ids), 2)
        self.assert_quiet()

    def test_one_that_is_given_on_a_document_of_quickbooks_stays_in_odoo(self):
        self.separate()
        ids = [
            self.qb_invoice(self.work(Rate="100.00")),
            self.qb_bill(items=[self.steel(Amount="100.00")]),
        ]
        self.run_session()
        shown = [self.company.object(one) for one in ids]
        for txn_id in ids:
            move = self.move_of(txn_id)
            move.button_draft()
            self.give(move, 10.0)
            move.action_post()
        self.run_session()
        for txn_id, before in zip(ids, shown, strict=True):
            self.assert_refused(self.move_of(txn_id))
            self.assertEqual(self.company.object(txn_id), before)
        self.assert_quiet()
