"""One payment is applied to other documents on both sides: one question, settled."""

from .test_sync_payments import PaymentSyncCase


class TestBothApply(PaymentSyncCase):
    """Two invoices of 108.25, and a payment of as much that is applied to neither."""

    def arrange(self):
        super().arrange()
        self.ids, self.moves = self.two_invoices()
        self.paid = self.qb_payment("108.25", {}, IsAutoApply="false")
        self.run_session()
        self.payment = self.payment_of(self.paid)

    def apply_on_both(self, ours="108.25", theirs="108.25"):
        self.apply(self.payment, self.moves[0], float(ours))
        self.company.user_mod(
            self.paid,
            AppliedToTxnMod=[{"TxnID": self.ids[1], "PaymentAmount": theirs}],
        )
        self.run_session()

    def assert_settled(self, *residuals):
        self.run_session()
        self.assertEqual([move.amount_residual for move in self.moves], [*residuals])
        self.assert_payment_in_step(self.payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def assert_one_question(self):
        parked = self.env["qbd.link"].search([("state", "=", "parked")])
        self.assertEqual(parked, self.link(self.payment), parked.mapped("message"))
        self.assertEqual(parked.reason, "conflict", parked.message)
        self.assertIn("Applied to", parked.message)
        self.assertEqual(self.moves[0].amount_residual, 0)
        self.assertEqual(self.applied_at_quickbooks(self.paid), {self.ids[1]: "108.25"})
        return parked

    def test_odoo_is_right(self):
        self.apply_on_both()
        self.assert_one_question().action_use_odoo()
        self.assert_settled(0, 108.25)

    def test_quickbooks_is_right(self):
        self.apply_on_both()
        self.assert_one_question().action_use_quickbooks()
        self.assert_settled(108.25, 0)

    def test_parts_that_fit_stand_both(self):
        self.apply_on_both("50.00", "58.25")
        self.assert_settled(58.25, 50)
