"""Payments that QuickBooks frees in part, without a new EditSequence."""

from .test_sync_payments import PaymentSyncCase


class TestFreedPayments(PaymentSyncCase):
    def test_an_invoice_that_was_smaller_for_a_while(self):
        """The part that was freed is needed by another payment."""
        ids, moves = self.two_invoices()
        first = self.qb_payment("108.25", {ids[0]: "108.25"})
        self.run_session()
        self.qb_change(ids[0], 0, Rate="50.00")
        self.qb_change(ids[0], 0, Rate="100.00")
        self.assertEqual(self.applied_at_quickbooks(first), {ids[0]: "54.13"})
        second = self.qb_payment("54.12", {ids[0]: "54.12"})
        other = self.qb_payment("20.00", {ids[1]: "20.00"})
        self.run_session()
        self.run_session()
        self.assertEqual(moves[0].amount_residual, 0.0)
        for one in (first, second, other):
            self.assert_payment_in_step(self.payment_of(one))
        unused = sum(self.owed(self.payment_of(first)).mapped("amount_residual"))
        self.assertAlmostEqual(unused, -54.12)
        self.assert_balances_agree()
        self.assert_quiet()
