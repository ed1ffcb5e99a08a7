"""Payments are posted and applied with QuickBooks' amounts, and change in place."""

from odoo.exceptions import UserError
from odoo.fields import Command

from .support.posting import PostingCase


class PaymentCase(PostingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payments = cls.env["qbd.posting.payments"]
        cls.bank = cls.account("QBT101", "asset_cash")
        cls.bank_journal = cls.env["account.journal"].create(
            {
                "name": "QBT Bank",
                "code": "QBTB",
                "type": "bank",
                "default_account_id": cls.bank.id,
            }
        )
        cls.undeposited = cls.account("QBT102", "asset_current")
        cls.discount = cls.account("QBT440", "expense")
        cls.opening = cls.account("QBT390", "equity")

    def invoice(self, amount, **values):
        return self.post(lines=[self.line(1, amount)], **values)

    def payment_figures(self, amount=100.0, applied=(), **values):
        return {
            "partner_id": self.partner.id,
            "date": "2026-03-20",
            "amount": amount,
            "account_id": self.receivable.id,
            "payment_type": "inbound",
            "partner_type": "customer",
            "sign": 1,
            "deposit_account_id": self.undeposited.id,
            "payment_reference": "4711",
            "memo": "Thank you",
            "applied": [(self.term(move), value) for move, value in applied],
            **values,
        }

    def receive(self, amount=100.0, applied=(), **values):
        figures = self.payment_figures(amount, applied, **values)
        return self.payments._create_payments([figures])

    def change(self, payment, amount=100.0, applied=(), **values):
        figures = self.payment_figures(amount, applied, **values)
        self.payments._change_payment(payment, figures, post=values.pop("post", None))

    def discounted(self, amount, invoice="I1"):
        return {
            "name": "Discount",
            "account_id": self.discount.id,
            "amount": amount,
            "qbd_txn_line_id": invoice,
        }

    def entry(self, payment):
        """Return {account code: balance} of the payment's entry."""
        found = {}
        for line in payment.move_id.line_ids:
            code = line.account_id.code
            found[code] = round(found.get(code, 0) + line.balance, 2)
        return found

    def open(self, payment):
        return self.term(payment.move_id).amount_residual


class TestReceiving(PaymentCase):
    def test_one_invoice_in_part(self):
        move = self.invoice(150.0)
        payment = self.receive(100.0, [(move, 100.0)])
        self.assertEqual(self.entry(payment), {"QBT102": 100.0, "QBT120": -100.0})
        self.assertEqual(payment.move_id.state, "posted")
        self.assertEqual(str(payment.move_id.date), "2026-03-20")
        self.assertEqual((move.amount_residual, self.open(payment)), (50.0, 0.0))
        self.assertEqual(move.payment_state, "partial")
        self.assertEqual(
            (payment.memo, payment.payment_reference), ("Thank you", "4711")
        )

    def test_several_invoices_and_a_rest(self):
        first, second = self.invoice(60.0), self.invoice(50.0)
        payment = self.receive(100.0, [(first, 60.0), (second, 30.0)])
        residuals = (first.amount_residual, second.amount_residual)
        self.assertEqual(residuals, (0.0, 20.0))
        self.assertEqual(self.open(payment), -10.0)
        self.assertEqual(first.payment_state, "paid")

    def test_a_discount_for_each_of_two_invoices(self):
        first, second = self.invoice(100.0), self.invoice(50.0)
        payment = self.receive(
            145.0,
            [(first, 98.0 + 2.0), (second, 50.0)],
            others=[self.discounted(2.0, "I1"), self.discounted(3.0, "I2")],
        )
        self.assertEqual(
            self.entry(payment), {"QBT102": 145.0, "QBT440": 5.0, "QBT120": -150.0}
        )
        self.assertEqual((first.payment_state, second.payment_state), ("paid", "paid"))
        self.assertEqual(len(payment.move_id.line_ids), 4)

    def test_nothing_but_a_discount(self):
        move = self.invoice(2.0)
        payment = self.receive(0.0, [(move, 2.0)], others=[self.discounted(2.0)])
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(payment.amount, 0.0)
        self.assertEqual(self.entry(payment)["QBT120"], -2.0)

    def test_what_was_settled_before_goes_against_the_opening_account(self):
        before = {"name": "Before", "account_id": self.opening.id, "amount": -100.0}
        payment = self.receive(100.0, others=[before])
        self.assertEqual(
            self.entry(payment), {"QBT102": 100.0, "QBT390": -100.0, "QBT120": 0.0}
        )

    def test_the_bank_s_own_journal_is_taken(self):
        payment = self.receive(deposit_account_id=self.bank.id)
        self.assertEqual(payment.journal_id, self.bank_journal)
        self.assertEqual(payment.state, "paid")
        self.assertEqual(self.entry(payment)["QBT101"], 100.0)

    def test_funds_that_are_not_deposited_can_be_matched(self):
        method = self.bank_journal.inbound_payment_method_line_ids[:1]
        method.payment_account_id = self.undeposited
        payment = self.receive()
        self.assertEqual(payment.journal_id, self.bank_journal)
        self.assertEqual(payment.payment_method_line_id, method)
        self.assertTrue(self.undeposited.reconcile)
        self.assertEqual(payment.state, "in_process")

    def test_a_batch_keeps_its_order(self):
        moves = [self.invoice(10.0 * number) for number in (1, 2, 3)]
        figures = [
            self.payment_figures(10.0 * n, [(move, 10.0 * n)], memo=f"{n}")
            for n, move in zip((1, 2, 3), moves, strict=True)
        ]
        figures[1]["others"] = [self.discounted(0.5)]
        payments = self.payments._create_payments(figures)
        self.assertEqual(payments.mapped("memo"), ["1", "2", "3"])
        self.assertEqual([move.payment_state for move in moves], ["paid"] * 3)
        self.assertEqual(len(set(payments.mapped("name"))), 3)

    def test_more_than_is_open_is_refused(self):
        move = self.invoice(50.0)
        with self.assertRaisesRegex(UserError, "cannot be applied"):
            self.receive(100.0, [(move, 50.01)])

    def test_a_closed_period_is_refused_before_anything_is_written(self):
        self.lock("2026-03-31")
        before = self.env["account.payment"].search_count([])
        with self.assertRaisesRegex(UserError, "2026-03-20 is in a closed period"):
            self.receive()
        self.assertEqual(self.env["account.payment"].search_count([]), before)


class TestChangingPayments(PaymentCase):
    def test_applied_elsewhere_without_touching_the_entry(self):
        first, second = self.invoice(100.0), self.invoice(100.0)
        payment = self.receive(100.0, [(first, 100.0)])
        written = payment.move_id.write_date
        partial = self.term(payment.move_id).matched_debit_ids
        self.change(payment, 100.0, [(first, 60.0), (second, 40.0)])
        residuals = (first.amount_residual, second.amount_residual)
        self.assertEqual(residuals, (40.0, 60.0))
        self.assertFalse(partial.exists())
        self.assertEqual(payment.move_id.write_date, written)
        kept = self.term(payment.move_id).matched_debit_ids
        self.change(payment, 100.0, [(first, 60.0), (second, 40.0)])
        self.assertEqual(self.term(payment.move_id).matched_debit_ids, kept)

    def test_taken_off_altogether(self):
        move = self.invoice(100.0)
        payment = self.receive(100.0, [(move, 100.0)])
        self.change(payment, 100.0)
        self.assertEqual((move.amount_residual, self.open(payment)), (100.0, -100.0))
        self.assertEqual(payment.move_id.state, "posted")

    def test_another_amount(self):
        move = self.invoice(100.0)
        payment = self.receive(100.0, [(move, 100.0)])
        name, lines = payment.name, payment.move_id.line_ids
        self.change(payment, 80.0, [(move, 80.0)])
        self.assertEqual(self.entry(payment), {"QBT102": 80.0, "QBT120": -80.0})
        self.assertEqual((payment.name, payment.move_id.line_ids), (name, lines))
        self.assertEqual((payment.amount, move.amount_residual), (80.0, 20.0))

    def test_a_discount_comes_changes_and_goes(self):
        move = self.invoice(100.0)
        payment = self.receive(98.0, [(move, 98.0)])
        for discount in (2.0, 1.5, 0.0):
            others = [self.discounted(discount)] if discount else []
            self.change(payment, 98.0, [(move, 98.0 + discount)], others=others)
            self.assertEqual(move.amount_residual, 2.0 - discount)
            self.assertEqual(self.entry(payment).get("QBT440", 0.0), discount)
            self.assertEqual(payment.amount, 98.0)

    def test_texts_leave_the_entry_alone(self):
        move = self.invoice(100.0)
        payment = self.receive(100.0, [(move, 100.0)])
        partial = self.term(payment.move_id).matched_debit_ids
        self.change(
            payment, 100.0, [(move, 100.0)], memo="Other", payment_reference="9"
        )
        self.assertEqual((payment.memo, payment.payment_reference), ("Other", "9"))
        self.assertTrue(partial.exists())

    def test_date_customer_and_account_of_the_money(self):
        other = self.env["res.partner"].create({"name": "Baker"})
        move = self.post(lines=[self.line(1, 100.0)], partner_id=other.id)
        payment = self.receive()
        self.change(
            payment,
            100.0,
            [(move, 100.0)],
            date="2025-12-01",
            partner_id=other.id,
            deposit_account_id=self.bank.id,
        )
        self.assertEqual(payment.journal_id, self.bank_journal)
        self.assertEqual(payment.partner_id, other)
        self.assertEqual(self.entry(payment), {"QBT101": 100.0, "QBT120": -100.0})
        self.assertEqual(payment.move_id.line_ids.partner_id, other)
        self.assertEqual(
            (str(payment.date), str(payment.move_id.date)), ("2025-12-01",) * 2
        )
        self.assertIn("2025", payment.name)
        self.assertEqual(move.payment_state, "paid")

    def test_a_draft_stays_one_and_may_be_posted(self):
        move = self.invoice(100.0)
        payment = self.receive(100.0, [(move, 100.0)])
        payment.action_draft()
        self.change(payment, 70.0, [(move, 70.0)])
        self.assertEqual((payment.state, payment.amount), ("draft", 70.0))
        figures = self.payment_figures(60.0, [(move, 60.0)])
        self.payments._change_payment(payment, figures, post=True)
        self.assertEqual(payment.move_id.state, "posted")
        self.assertEqual(move.amount_residual, 40.0)

    def test_money_that_is_matched_is_not_changed(self):
        payment = self.receive()
        deposit = self.env["account.move"].create(
            {
                "date": "2026-03-21",
                "line_ids": [
                    Command.create({"account_id": self.bank.id, "balance": 100.0}),
                    Command.create(
                        {"account_id": self.undeposited.id, "balance": -100.0}
                    ),
                ],
            }
        )
        deposit.action_post()
        lines = payment.move_id.line_ids + deposit.line_ids
        lines.filtered(lambda x: x.account_id == self.undeposited).reconcile()
        with self.assertRaisesRegex(UserError, "matched with a bank statement"):
            self.change(payment, 90.0)
        with self.assertRaisesRegex(UserError, "matched with a bank statement"):
            self.payments._cancel_payment(payment)
        self.change(payment, 100.0, memo="Only a text")
        self.assertEqual(payment.memo, "Only a text")

    def test_a_closed_period(self):
        payment = self.receive()
        self.lock("2026-03-31")
        with self.assertRaisesRegex(UserError, "closed period"):
            self.change(payment, 90.0, date="2026-04-02")
        self.assertEqual(payment.amount, 100.0)


class TestCancellingPayments(PaymentCase):
    def test_what_it_paid_is_open_again(self):
        move = self.invoice(100.0)
        payment = self.receive(100.0, [(move, 100.0)])
        self.payments._cancel_payment(payment)
        self.assertEqual((payment.state, payment.move_id.state), ("canceled", "cancel"))
        self.assertEqual(move.amount_residual, 100.0)
        self.payments._cancel_payment(payment)

    def test_it_may_be_opened_again(self):
        move = self.invoice(100.0)
        payment = self.receive(98.0, [(move, 100.0)], others=[self.discounted(2.0)])
        name = payment.name
        self.payments._cancel_payment(payment)
        figures = self.payment_figures(
            98.0, [(move, 100.0)], others=[self.discounted(2.0)]
        )
        self.payments._change_payment(payment, figures, post=True)
        self.assertEqual((payment.name, move.payment_state), (name, "paid"))

    def test_opened_again_without_its_entry(self):
        """A person resets it to draft and cancels: Odoo deletes the entry."""
        move = self.invoice(100.0)
        payment = self.receive(98.0, [(move, 100.0)], others=[self.discounted(2.0)])
        payment.action_draft()
        payment.action_cancel()
        self.assertFalse(payment.move_id)
        figures = self.payment_figures(
            98.0, [(move, 100.0)], others=[self.discounted(2.0)]
        )
        self.payments._change_payment(payment, figures, post=True)
        self.assertEqual(self.entry(payment)["QBT120"], -100.0)
        self.assertEqual(move.payment_state, "paid")
