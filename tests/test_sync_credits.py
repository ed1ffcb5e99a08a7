"""Credit memos that are used for invoices, on either side."""

from lxml import etree

from ..simulator.wire.faults import Fault, FaultPlan
from .test_sync_payments import PaymentSyncCase


class CreditCase(PaymentSyncCase):
    def arrange(self):
        super().arrange()
        self.ids, self.moves = self.two_invoices()

    def qb_credit(self, rate):
        return self.company.user_add(
            "CreditMemo",
            CustomerRef="Ann",
            TxnDate="2026-06-20",
            lines=[self.work(Rate=rate, SalesTaxCodeRef="Non")],
        )

    def use_at_quickbooks(self, credit_id, number, value):
        """A person uses a credit for an invoice, with a payment of no money."""
        self.company.user_add(
            "ReceivePayment",
            CustomerRef="Ann",
            AppliedToTxnAdd=[
                {
                    "TxnID": self.ids[number],
                    "SetCredit": [{"CreditTxnID": credit_id, "AppliedAmount": value}],
                }
            ],
        )

    def odoo_credit(self, value):
        """A person issues a credit note in Odoo."""
        line = {"product_id": self.product("Work").id, "tax_ids": []}
        return self.odoo_invoice(
            {**line, "price_unit": value}, move_type="out_refund", ref=f"C{value:.0f}"
        )

    def use(self, credit, invoice, value):
        terms = [
            move.line_ids.filtered(lambda x: x.display_type == "payment_term")
            for move in (invoice, credit)
        ]
        self.env["qbd.posting"]._apply([(*terms, value)])

    def remaining(self, credit):
        return self.shown(self.link(credit).qb_id)["CreditRemaining"]

    def open_at_quickbooks(self):
        return [self.shown(one)["BalanceRemaining"] for one in self.ids]


class TestCreditsOfQuickBooks(CreditCase):
    def test_a_credit_that_was_used_before_it_is_read(self):
        credit_id = self.qb_credit("30.00")
        self.use_at_quickbooks(credit_id, 0, "20.00")
        self.run_session()
        credit = self.move_of(credit_id)
        self.assertEqual(credit.amount_residual, 10.0)
        self.assertEqual(self.moves[0].amount_residual, 88.25)
        self.assertEqual(self.link(credit).state, "ok")
        self.assert_balances_agree()
        self.assert_quiet()

    def test_a_credit_that_is_used_later_shows_in_the_balances(self):
        credit_id = self.qb_credit("30.00")
        self.run_session()
        self.use_at_quickbooks(credit_id, 1, "30.00")
        self.qb_payment("5.00", {self.ids[0]: "5.00"})  # balances are looked at again
        self.run_session()
        self.run_session()
        credit = self.move_of(credit_id)
        self.assertEqual((credit.amount_residual, credit.payment_state), (0, "paid"))
        self.assertEqual(self.moves[1].amount_residual, 78.25)
        self.connection.books_wanted = True
        self.run_session()
        for move in (credit, *self.moves):
            self.assertEqual(self.link(move).state, "ok", self.link(move).message)
        self.assert_quiet()

    def test_a_credit_for_more_than_the_first_instalment(self):
        lines = [{"value": "percent", "value_amount": one} for one in (30, 70)]
        terms = self.env["account.payment.term"].create(
            {"name": "Two rates", "line_ids": [(0, 0, line) for line in lines]}
        )
        move = self.odoo_invoice(
            {"product_id": self.product("Work").id, "tax_ids": []},
            invoice_payment_term_id=terms.id,
        )
        self.run_session()
        self.ids.append(self.link(move).qb_id)
        credit_id = self.qb_credit("60.00")
        self.use_at_quickbooks(credit_id, 2, "60.00")
        self.run_session()
        credit = self.move_of(credit_id)
        self.assertEqual((move.amount_residual, credit.amount_residual), (40.0, 0.0))
        self.assertEqual(self.link(credit).state, "ok", self.link(credit).message)
        self.assert_quiet()

    def test_a_payment_of_no_money_is_no_payment(self):
        mapping = self.stream("receive_payment")._mapping()
        for body, skipped in (
            ("<TotalAmount>0.00</TotalAmount>", True),
            ("<TotalAmount>5.00</TotalAmount>", False),
            (
                "<TotalAmount>0.00</TotalAmount><AppliedToTxnRet>"
                "<DiscountAmount>2.00</DiscountAmount></AppliedToTxnRet>",
                False,
            ),
        ):
            text = f"<ReceivePaymentRet><TxnDate>2026-06-20</TxnDate>{body}"
            element = etree.fromstring(f"{text}</ReceivePaymentRet>")
            self.assertEqual(mapping._skips_object(element), skipped, body)


class TestCreditsOfOdoo(CreditCase):
    def test_a_credit_note_that_settles_an_invoice(self):
        credit = self.odoo_credit(30.0)
        self.use(credit, self.moves[0], 20.0)
        self.run_session()
        self.run_session()
        self.assertEqual(self.open_at_quickbooks(), ["88.25", "108.25"])
        self.assertEqual(self.remaining(credit), "10.00")
        self.assertEqual(self.company.objects("ReceivePayment"), [])
        self.assertEqual(self.link(credit).state, "ok")
        self.assert_balances_agree()
        self.assert_quiet()
        self.use(credit, self.moves[1], 10.0)
        self.run_session()
        self.run_session()
        self.assertEqual(self.open_at_quickbooks(), ["88.25", "98.25"])
        self.assertEqual(self.link(credit).state, "ok")
        self.assert_quiet()

    def test_an_invoice_and_its_credit_note_that_are_new(self):
        line = {"product_id": self.product("Work").id, "tax_ids": []}
        move = self.odoo_invoice({**line, "price_unit": 50.0})
        credit = self.odoo_credit(50.0)
        self.use(credit, move, 50.0)
        for _number in range(3):
            self.run_session()
        self.assertEqual(self.shown(self.link(move).qb_id)["BalanceRemaining"], "0.00")
        self.assertEqual(self.remaining(credit), "0.00")
        self.assert_quiet()

    def test_a_credit_note_that_is_used_later(self):
        credit = self.odoo_credit(30.0)
        self.run_session()
        self.use(credit, self.moves[0], 20.0)
        self.run_session()
        self.assertEqual(self.open_at_quickbooks(), ["88.25", "108.25"])
        self.assert_quiet()

    def test_a_credit_that_is_taken_off_is_shown(self):
        credit = self.odoo_credit(30.0)
        self.use(credit, self.moves[0], 20.0)
        self.run_session()
        self.run_session()
        credit.line_ids.remove_move_reconcile()
        self.run_session()
        link = self.link(credit)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("unapply it there", link.message)

    def test_a_lost_answer_uses_no_credit_twice(self):
        credit = self.odoo_credit(60.0)
        self.run_session()
        for number, side in enumerate(("before", "after"), 1):
            with self.subTest(side):
                self.use(credit, self.moves[0], 20.0)
                fault = Fault("end_session", "process", occurrence=2, side=side)
                connector = self.new_connector(faults=FaultPlan([fault]))
                self.run_session(connector, ok=False)
                self.company.recovery.forget_all()
                for _number in range(3):
                    self.run_session()
                self.assertEqual(self.remaining(credit), f"{60 - 20 * number:.2f}")
                self.assertEqual(self.link(credit).state, "ok")
                self.assert_quiet()
