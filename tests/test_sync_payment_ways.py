"""The journal of a payment: it stays, or is that of the account with the money."""

from .test_sync_payments import PaymentSyncCase


class TestJournalsOfPayments(PaymentSyncCase):
    def setUp(self):
        super().setUp()
        self.ids, self.moves = self.two_invoices()
        self.euro = self.env.ref("base.EUR")
        self.euro.active = True

    def journal(self, name, **values):
        values = {"name": name, "code": name.upper(), "type": "bank", **values}
        return self.env["account.journal"].create({"sequence": 99, **values})

    def test_a_payment_of_odoo_keeps_its_journal(self):
        """All journals share the account of undeposited money."""
        usual = self.env["account.payment"].new({})._get_outstanding_account("inbound")
        for name, values in (("Shop", {}), ("Euro", {"currency_id": self.euro.id})):
            journal = self.journal(name, **values)
            line = journal.inbound_payment_method_line_ids[:1]
            line.payment_account_id = usual
            payment = self.register(
                self.moves[0],
                10.0,
                journal_id=journal.id,
                payment_method_line_id=line.id,
                currency_id=self.env.company.currency_id.id,
            )
            self.run_session()
            link = self.link(payment)
            self.assertEqual((link.state, link.message), ("ok", False))
            rows = [{"TxnID": self.ids[0], "PaymentAmount": "7.00"}]
            self.company.user_mod(
                link.qb_id, TotalAmount="7.00", AppliedToTxnMod=rows, Memo="Less"
            )
            self.run_session()
            self.assertEqual(payment.amount, 7.0)
            self.assertEqual(payment.journal_id, journal)
            self.assertEqual(payment.payment_method_line_id, line)
            self.assertEqual(payment.currency_id, self.env.company.currency_id)
            self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_money_in_an_account_of_another_currency(self):
        """QuickBooks' account was paired with a bank account in euros."""
        journal = self.journal("Euro", currency_id=self.euro.id)
        link = self.env["qbd.link"].search(
            [
                ("stream_id", "=", self.stream("account").id),
                ("qb_name", "=", "Checking"),
            ]
        )
        link.record_id = journal.default_account_id
        txn_id = self.qb_payment(
            "60.00", {self.ids[0]: "60.00"}, DepositToAccountRef="Checking"
        )
        payments = self.env["account.payment"].search_count([])
        self.run_session()
        link = link.search([("qb_id", "=", txn_id)])
        self.assertEqual((link.state, link.reason), ("parked", "refused_by_odoo"))
        self.assertIn("which is in EUR in Odoo", link.message)
        self.assertEqual(self.env["account.payment"].search_count([]), payments)
        self.assertEqual(self.moves[0].amount_residual, 108.25)
