"""Early discounts: one amount on one account crosses; what reduces the tax does not."""

from odoo.fields import Command

from .support.documents import DATE
from .test_sync_payments import PaymentSyncCase


class TestEarlyDiscounts(PaymentSyncCase):
    def arrange(self):
        super().arrange()
        self.run_session()
        self.discounts = self.env["account.account"].search(
            [("name", "=", "Sales Discounts")]
        )
        company = self.env.company
        company.account_journal_early_pay_discount_loss_account_id = self.discounts

    def invoice(self, computation, *lines):
        terms = self.env["account.payment.term"].create(
            {
                "name": f"2 % {computation}",
                "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": computation,
            }
        )
        taxes = [Command.set(self.county().ids)]
        work = {"product_id": self.product("Work").id, "tax_ids": taxes}
        rows = [{**work, **line} for line in lines or ({},)]
        return self.odoo_invoice(*rows, invoice_payment_term_id=terms.id)

    def others(self, payment):
        kinds = ("expense", "income", "liability_current")
        return payment.move_id.line_ids.filtered(lambda x: x.account_type in kinds)

    def assert_granted(self, move, payment, paid, granted):
        (row,) = self.shown(self.link(payment).qb_id)["AppliedToTxnRet"]
        self.assertEqual((row["Amount"], row["DiscountAmount"]), (paid, granted))
        self.assertEqual(row["DiscountAccountRef"]["FullName"], "Sales Discounts")
        self.assertEqual(move.payment_state, "paid")
        self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        for name in ("Sales Discounts", "Sales Tax Payable"):
            theirs = float(self.company.trial_balance().get(name, 0))
            lines = self.env["account.move.line"].search(
                [("account_id.name", "=", name), ("parent_state", "=", "posted")]
            )
            self.assertAlmostEqual(sum(lines.mapped("balance")), theirs, msg=name)
        self.assert_quiet()

    def test_a_discount_that_reduces_the_tax(self):
        """Its words say how it gets there, and by them it does."""
        move = self.invoice("included")
        payment = self.register(move, 106.09)
        tax = self.others(payment).filtered("tax_repartition_line_id")
        self.assertEqual(tax.balance, 0.16)
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.qb_id), ("parked", False))
        self.assertIn("reduces the tax", link.message)
        self.assertIn("remove the tax from the discount", link.message)
        self.assertFalse(self.company.objects("ReceivePayment"))

        payment.action_draft()
        discount = self.others(payment) - tax
        changed = {"tax_ids": [Command.clear()], "balance": 2.16}
        changed["amount_currency"] = 2.16
        payment.move_id.line_ids = [
            Command.update(discount.id, changed),
            *(Command.delete(line.id) for line in tax.exists()),
        ]
        payment.action_post()
        self.assertEqual(move.amount_residual, 0.0)
        self.run_session()
        self.assert_granted(move, payment, "106.09", "2.16")

    def test_a_discount_in_several_lines_on_one_account(self):
        """Odoo splits it by the taxes of the invoice, also by those of 0 %."""
        exempt = self.env["account.tax"].create({"name": "Exempt", "amount": 0})
        taxes = (exempt, exempt.browse())
        move = self.invoice(
            "included", *({"tax_ids": [Command.set(one.ids)]} for one in taxes)
        )
        payment = self.register(move, 196.0)
        self.assertEqual(self.others(payment).mapped("balance"), [2.0, 2.0])
        self.run_session()
        self.assert_granted(move, payment, "196.00", "4.00")
        self.company.user_mod(self.link(payment).qb_id, Memo="Thank you")
        self.run_session()
        self.assertEqual(payment.memo, "Thank you")
        self.assertEqual(self.others(payment).mapped("balance"), [2.0, 2.0])
        self.assert_payment_in_step(payment)

    def test_an_amount_on_a_second_account(self):
        move = self.invoice("excluded")
        payment = self.register(move, 106.25, payment_date=DATE)
        payment.action_draft()
        rent = self.discounts.copy({"name": "Bank fees", "code": "QB4998"})
        (line,) = self.others(payment)
        half = {"balance": 1.0, "amount_currency": 1.0}
        payment.move_id.line_ids = [
            Command.update(line.id, half),
            Command.create({"name": "Fee", "account_id": rent.id, **half}),
        ]
        payment.action_post()
        self.assertEqual(move.amount_residual, 0.0)
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.qb_id), ("parked", False))
        self.assertIn("This payment has an amount on", link.message)
        self.assertIn("Bank fees", link.message)
