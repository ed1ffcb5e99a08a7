"""Money that goes back: one clear question, which closes when both books have it."""

from .support.documents import DATE
from .test_sync_payments import PaymentSyncCase


class TestMoneyBack(PaymentSyncCase):
    def setUp(self):
        super().setUp()
        self.company.user_add("Account", Name="Card", AccountType="CreditCard")

    def line(self):
        return {
            "product_id": self.product("Work").id,
            "quantity": 1,
            "price_unit": 100.0,
            "tax_ids": self.county().ids,
        }

    def compare(self):
        self.connection.books_wanted = True
        self.run_session()

    def refund_there(self, credit_id):
        """A person gives a refund of a credit memo in QuickBooks."""
        return self.company.user_add(
            "ARRefundCreditCard",
            CustomerRef="Ann",
            RefundFromAccountRef="Card",
            TxnDate=DATE,
            RefNumber="R-7",
            RefundAppliedToTxnAdd=[{"TxnID": credit_id, "RefundAmount": "108.25"}],
        )

    def assert_closed(self, credit, payment):
        """Both books have the refund, and no question is asked."""
        self.assertEqual(self.link(credit).state, "ok", self.link(credit).message)
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("gone", "entered_there"))
        self.assertFalse(self.env["qbd.ledger.party"].search([]))
        self.assertFalse(self.env["qbd.link"].search([("state", "=", "parked")]))

    def test_paid_back_in_odoo(self):
        self.run_session()
        credit = self.odoo_invoice(self.line(), move_type="out_refund")
        self.run_session()
        payment = self.register(credit)
        self.assertEqual(payment.payment_type, "outbound")
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("pays $\xa0108.25 back to Ann", link.message)
        self.compare()
        self.assertEqual(self.link(credit).state, "ok", "one question is enough")
        row = self.env["qbd.ledger.party"].search([])
        self.assertEqual((row.difference, row.unexplained), (108.25, 0))
        self.refund_there(self.link(credit).qb_id)
        self.compare()
        self.compare()
        self.assert_closed(credit, payment)

    def test_paid_back_in_quickbooks(self):
        credit_id = self.company.user_add(
            "CreditMemo", lines=[self.work()], CustomerRef="Ann", TxnDate=DATE
        )
        self.run_session()
        credit = self.move_of(credit_id)
        self.refund_there(credit_id)
        self.compare()
        self.compare()
        link = self.link(credit)
        self.assertEqual((link.state, link.reason), ("parked", "balance"))
        self.assertIn(f"ARRefundCreditCard R-7 of {DATE}", link.message)
        self.assertIn("Press Pay on the credit", link.message)
        payment = self.register(credit)
        self.run_session()
        self.compare()
        self.compare()
        self.assert_closed(credit, payment)


class TestOneWay(PaymentSyncCase):
    def test_credit_that_is_used_in_quickbooks_comes_to_odoo(self):
        invoice_id = self.qb_invoice(self.work())
        credit_id = self.company.user_add(
            "CreditMemo", lines=[self.work()], CustomerRef="Ann", TxnDate=DATE
        )
        self.connection.stream_ids.filtered(
            lambda one: one.direction == "both"
        ).direction = "from_quickbooks"
        self.run_session()
        self.company.user_add(
            "ReceivePayment",
            CustomerRef="Ann",
            TotalAmount="0.00",
            TxnDate=DATE,
            AppliedToTxnAdd=[
                {
                    "TxnID": invoice_id,
                    "SetCredit": [{"CreditTxnID": credit_id, "AppliedAmount": "50.00"}],
                }
            ],
        )
        self.connection.books_wanted = True
        self.run_session()
        self.run_session()
        invoice = self.move_of(invoice_id)
        self.assertAlmostEqual(invoice.amount_residual, 58.25)


class TestWithoutAnEntry(PaymentSyncCase):
    def test_payment_without_an_entry_is_said_on_the_connection(self):
        self.run_session()
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.partner_named("Ann").id,
                "amount": 10.0,
            }
        )
        payment.outstanding_account_id = False
        payment.action_post()
        self.assertFalse(payment.move_id)
        self.run_session()
        self.connection.invalidate_recordset(["left_out"])
        self.assertIn("without a journal entry: 1", self.connection.left_out)
