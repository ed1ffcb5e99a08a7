"""Money that goes back: one clear question, which closes when both books have it."""

from .support.checks import hide_links_of_checks
from .support.documents import DATE
from .test_sync_payments import PaymentSyncCase


class TestMoneyBack(PaymentSyncCase):
    def arrange(self):
        super().arrange()
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

    def refunded(self):
        """Return a synced credit note, and the payment that pays it back."""
        self.run_session()
        credit = self.odoo_invoice(self.line(), move_type="out_refund")
        self.run_session()
        return credit, self.pay_back(credit)

    def pay_back(self, credit, account="Checking"):
        """A person presses Pay on a credit note."""
        journals = self.env["account.journal"]
        journal = journals.search([("default_account_id.name", "=", account)])
        return self.register(credit, journal_id=journal.id)

    def test_paid_back_in_odoo_from_the_bank_is_a_check(self):
        credit, payment = self.refunded()
        self.run_session()
        (check,) = self.company.objects("Check")
        self.assertEqual(check["PayeeEntityRef"]["FullName"], "Ann")
        self.assertEqual(check["Amount"], "108.25")
        shown = self.company.object(self.link(credit).qb_id)
        self.assertEqual(shown["CreditRemaining"], "0.00")
        self.compare()
        self.assert_both_have(credit, payment)
        self.assert_quiet()
        # changed on both sides
        payment.memo = "Sorry"
        self.company.user_mod(check["TxnID"], RefNumber="1042")
        self.run_session()
        self.run_session()
        self.assertEqual(payment.payment_reference, "1042")
        self.assertEqual(self.company.objects("Check")[0]["Memo"], "Sorry")
        self.assert_both_have(credit, payment)
        # taken back in QuickBooks
        self.company.user_void(check["TxnID"])
        self.run_session()
        self.assertEqual(payment.state, "canceled")
        self.compare()
        self.assertEqual(credit.amount_residual, 108.25)
        self.assertEqual(self.link(credit).state, "ok", self.link(credit).message)
        self.assert_quiet()

    def test_a_check_is_that_of_the_name_on_its_line(self):
        credit, payment = self.refunded()
        self.run_session()
        (check,) = self.company.objects("Check")
        self.company.user_add("Customer", Name="Bob")
        self.company.user_mod(check["TxnID"], PayeeEntityRef="Bob", Memo="To Bob")
        self.run_session()
        self.assertEqual((payment.partner_id.name, payment.memo), ("Ann", "To Bob"))
        self.compare()
        self.assert_both_have(credit, payment)
        # on another account, it pays nobody back
        (line,) = check["ExpenseLineRet"]
        own = {"TxnLineID": line["TxnLineID"]}
        self.company.user_mod(
            check["TxnID"], ExpenseLineMod=[{**own, "AccountRef": "Sales"}]
        )
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "other_meaning"))
        self.assertIn("not on the receivable or payable account", link.message)

    def assert_both_have(self, credit, payment):
        for one in (credit, payment):
            self.assertEqual(self.link(one).state, "ok", self.link(one).message)
        self.assertFalse(credit.amount_residual)
        self.assertFalse(self.env["qbd.ledger.party"].search([]))

    def test_a_check_that_was_written_in_quickbooks_is_asked_about(self):
        self.stream("other_transaction").direction = "from_quickbooks"
        credit, payment = self.refunded()
        line = {"AccountRef": "Accounts Receivable", "CustomerRef": "Ann"}
        theirs = self.company.user_add(
            "Check",
            **{"AccountRef": "Checking", "PayeeEntityRef": "Ann", "RefNumber": "77"},
            **{"TxnDate": DATE, "ExpenseLineAdd": [{**line, "Amount": "108.25"}]},
        )
        self.run_session()
        link = self.assert_asked(payment, theirs)
        # Odoo has no entry of it, e.g. as the check needs attention
        other = self.env["qbd.link"].search([("qb_id", "=", theirs)])
        entry, image = other._record(), other.quickbooks_image
        other.write({"record_id": False, "quickbooks_seen": image})
        entry.button_draft()
        link.action_try_again()
        self.run_session()
        self.assert_asked(payment, theirs)
        other.write({"record_id": entry.id, "quickbooks_seen": False})
        entry.action_post()
        link.action_create_anyway()
        self.run_session()
        self.assertEqual(len(self.company.objects("Check")), 2)
        self.compare()
        self.assert_both_have(credit, payment)

    def assert_asked(self, payment, theirs):
        """Return the link of a refund that is not sent: QuickBooks may have it."""
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "may_be_there"))
        self.assertIn(f"Check 77 {DATE}", link.message)
        checks = self.company.objects("Check")
        self.assertEqual([one["TxnID"] for one in checks], [theirs])
        return link

    def test_a_check_that_does_not_show_its_credit_stays_applied(self):
        credit, payment = self.refunded()
        self.run_session()
        self.compare()
        (check,) = self.company.objects("Check")
        hide_links_of_checks(self)
        self.company.user_mod(check["TxnID"], RefNumber="1042")
        self.run_session()
        self.assertEqual(payment.payment_reference, "1042")
        self.assert_both_have(credit, payment)
        self.assert_quiet()
        # the credit memo is open, so it was unapplied
        known = self.link(credit)
        known.quickbooks_image = {**known.quickbooks_image, "CreditRemaining": "108.25"}
        self.company.user_mod(check["TxnID"], RefNumber="1043")
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        self.assertIn("no longer shows the documents", link.message)
        self.assertFalse(credit.amount_residual)
        link.action_use_quickbooks()
        self.run_session()
        self.assertEqual(credit.amount_residual, 108.25)

    def test_paid_back_in_odoo_by_card(self):
        self.run_session()
        credit = self.odoo_invoice(self.line(), move_type="out_refund")
        self.run_session()
        payment = self.pay_back(credit, "Card")
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
        payment = self.pay_back(credit)
        self.run_session()
        self.compare()
        self.compare()
        self.assertFalse(self.company.objects("Check"))
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
