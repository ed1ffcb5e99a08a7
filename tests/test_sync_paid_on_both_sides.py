"""A payment that people entered on both sides before a session is one payment."""

from .test_sync_bill_payments import BillPaymentCase


class TestPaidOnBothSides(BillPaymentCase):
    def arrange(self):
        super().arrange()
        self.run_session()
        self.bill = self.odoo_bill(self.expense(70))
        self.run_session()
        self.txn_id = self.link(self.bill).qb_id

    def test_the_same_payment_is_paired(self):
        payment = self.pay(self.bill)
        paid = self.qb_check({self.txn_id: "70.00"}, TxnDate=str(payment.date))
        self.run_session()
        self.assertEqual(self.link(payment).qb_id, paid)
        self.assertEqual(len(self.checks()), 1)
        self.assert_paid(payment)
        self.assert_quiet()

    def test_another_date_is_one_question_that_settles(self):
        for action, day in (
            ("action_use_odoo", "2026-06-15"),
            ("action_use_quickbooks", "2026-06-20"),
        ):
            bill = self.odoo_bill(self.expense(70))
            self.run_session()
            payment = self.pay(bill, payment_date="2026-06-15")
            paid = self.qb_check({self.link(bill).qb_id: "70.00"}, TxnDate="2026-06-20")
            self.run_session()
            link = self.link(payment)
            self.assertEqual((link.qb_id, link.reason), (paid, "conflict"), action)
            getattr(link, action)()
            self.run_session()
            self.assertEqual(str(payment.date), day)
            self.assertEqual(self.company.object(paid)["TxnDate"], day)
            self.assert_paid(payment)
            self.assert_quiet()

    def test_two_instalments_are_two_payments_if_a_person_says_so(self):
        payment = self.pay(self.bill, amount=20, payment_date="2026-06-15")
        paid = self.qb_check({self.txn_id: "20.00"}, TxnDate="2026-06-20")
        self.run_session()
        asked = self.env["qbd.link"].search([("reason", "=", "similar")])
        self.assertTrue(asked)
        asked.action_create_anyway()
        self.run_session()
        self.run_session()
        self.assertNotEqual(self.link(payment).qb_id, paid)
        self.assertEqual(len(self.checks()), 2)
        self.assertEqual(self.bill.amount_residual, 30)
        self.assert_paid(payment)
        self.assert_quiet()

    def test_two_payments_that_it_may_be_are_a_question(self):
        bill = self.odoo_bill(self.expense(140))
        self.run_session()
        payments = [self.pay(bill, amount=70) for _number in range(2)]
        self.qb_check({self.link(bill).qb_id: "70.00"}, TxnDate=str(payments[0].date))
        self.run_session()
        reasons = self.env["qbd.link"].search([("state", "=", "parked")])
        self.assertIn("ambiguous", reasons.mapped("reason"))


class TestFreedAtOnce(BillPaymentCase):
    """A payment is taken off and its bill changed, before a session runs."""

    def arrange(self):
        super().arrange()
        self.run_session()
        self.bill = self.odoo_bill(self.expense(70))
        self.payment = self.pay(self.bill)
        self.run_session()
        self.payment.action_draft()

    def test_a_bill_changes_behind_the_void_of_its_payment(self):
        self.payment.action_cancel()
        self.bill.button_draft()
        self.bill.invoice_line_ids.price_unit = 80
        self.bill.action_post()
        self.run_session()
        self.assert_in_step(self.bill)
        self.assert_paid(self.payment)
        self.assertEqual(self.owed(), "80.00")
        self.assert_quiet()

    def test_a_bill_is_voided_behind_its_payment(self):
        self.payment.action_cancel()
        self.bill.button_draft()
        self.bill.button_cancel()
        self.run_session()
        self.assertEqual(self.link(self.bill).state, "ok")
        self.assertEqual(self.owed(), "0.00")
        self.assert_quiet()

    def test_a_bill_is_deleted_behind_its_payment(self):
        for name in ("bill", "bill_payment"):
            self.stream(name).deletions = "carry"
        self.payment.unlink()
        self.bill.button_draft()
        self.bill.unlink()
        self.run_session()
        self.assertFalse(self.bills() or self.checks())
        self.assert_quiet()


class TestPaidBehindAReplacement(BillPaymentCase):
    def test_a_payment_goes_behind_the_one_that_is_replaced(self):
        self.run_session()
        one, two = (self.odoo_bill(self.expense(70), ref=x) for x in ("M-1", "M-2"))
        by_card = self.pay(one, journal=self.card)
        self.run_session()
        by_card.move_id.line_ids.remove_move_reconcile()
        lines = (by_card.move_id | two).line_ids
        lines.filtered(lambda x: x.account_type == "liability_payable").reconcile()
        check = self.pay(one)
        self.run_session()
        self.assertEqual(self.link(check).reason, "qb_3120")
        self.link(by_card).action_replace()
        self.run_session()
        self.assert_paid(check)
        self.assert_paid(by_card)
        self.assertEqual(self.owed(), "0.00")
        self.assert_quiet()


class TestAnotherItemOnAPaidBill(BillPaymentCase):
    def test_the_account_of_the_new_item_is_not_sent_back(self):
        self.company.user_add(
            "ItemNonInventory",
            Name="Bolt",
            SalesAndPurchase={
                "SalesPrice": "1.00",
                "IncomeAccountRef": "Sales",
                "PurchaseCost": "0.25",
                "ExpenseAccountRef": "Freight",
            },
        )
        txn_id = self.qb_bill(items=[self.steel("12", Amount="70.00")])
        self.run_session()
        (line,) = self.company.object(txn_id)["lines"]
        changed = {"TxnLineID": line["TxnLineID"], "ItemRef": "Bolt", "Quantity": "7"}
        self.company.user_mod(txn_id, lines=[{**changed, "Amount": "90.00"}])
        self.qb_check({txn_id: "70.00"})
        self.run_session()
        bill = self.move_of(txn_id)
        self.assertEqual(bill.invoice_line_ids.account_id.name, "Freight")
        bill.invoice_origin = "S1"
        self.assertFalse(self.run_session().wrote)
        self.assert_in_step(bill)
        self.assert_quiet()


class TestReceipts(BillPaymentCase):
    def test_receipts_are_counted_on_the_connection(self):
        self.run_session()
        self.assertFalse(self.connection.left_out)
        self.odoo_bill(self.expense(70), move_type="in_receipt")
        draft = self.odoo_bill(self.expense(10), move_type="in_receipt")
        draft.button_draft()
        self.connection.invalidate_recordset(["left_out"])
        self.assertIn("Purchase receipts in Odoo: 1.", self.connection.left_out)
        self.stream("bill").direction = "off"
        self.connection.invalidate_recordset(["left_out"])
        self.assertFalse(self.connection.left_out)


class TestWordsOfWhatIsInTheWay(BillPaymentCase):
    def test_a_paid_bill_that_is_cancelled_names_its_payment(self):
        self.run_session()
        bill = self.odoo_bill(self.expense(70))
        payment = self.pay(bill)
        self.run_session()
        payment.move_id.line_ids.remove_move_reconcile()
        bill.button_draft()
        bill.button_cancel()
        self.run_session()
        link = self.link(bill)
        self.assertEqual((link.state, link.reason), ("parked", "qb_3210"))
        self.assertIn("it is settled by", link.message)
        self.assertIn(payment.name, link.message)
        payment.action_draft()
        payment.action_cancel()
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assertEqual(self.owed(), "0.00")
        self.assert_quiet()

    def test_an_old_credit_on_a_new_bill_says_where_to_use_it(self):
        self.connection.write(
            {
                "cut_off_date": "2026-06-01",
                "opening_account_id": self.odoo_account("Opening", "equity").id,
            }
        )
        credit = self.qb_bill(
            self.rent("20.00"), kind="VendorCredit", TxnDate="2026-05-01"
        )
        self.run_session()
        bill = self.odoo_bill(self.expense(70))
        self.run_session()
        lines = (self.move_of(credit) | bill).line_ids
        lines.filtered(lambda x: x.account_type == "liability_payable").reconcile()
        self.connection.books_wanted = True
        self.run_session()
        self.run_session()
        link = self.link(bill)
        self.assertEqual((link.state, link.reason), ("parked", "balance"))
        self.assertIn("apply them in QuickBooks", link.message)

    def test_a_bank_line_that_pays_a_bill_says_how_it_crosses(self):
        link, suspense, before = self.paid_by_bank_line()
        self.assertEqual((link.state, link.reason), ("parked", "balance"))
        self.assertIn("Turn on “Bills paid by bank lines”", link.message)
        suspense.remove_move_reconcile()
        suspense.account_id = before
        payment = self.pay(link._record())
        self.run_session()
        self.assert_paid(payment)
        self.assertEqual(link.state, "ok")
        self.assert_quiet()

    def test_a_bill_that_is_paid_in_quickbooks_too_is_no_question(self):
        """The payment there is one."""
        link, _line, _account = self.paid_by_bank_line()
        paid = self.qb_check({link.qb_id: "70.00"})
        self.connection.books_wanted = True
        self.run_session()
        self.run_session()
        asked = self.env["qbd.link"].search([("state", "=", "parked")])
        self.assertEqual(asked.mapped("qb_id"), [paid])
        self.assertEqual(link.state, "ok", link.message)

    def paid_by_bank_line(self):
        """Return the link of a bill, and the line that pays it, of what account."""
        self.run_session()
        bill = self.odoo_bill(self.expense(70))
        self.run_session()
        term = bill.line_ids.filtered(lambda x: x.display_type == "payment_term")
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "amount": -70,
                "date": bill.date,
                "payment_ref": "Transfer",
                "partner_id": bill.partner_id.id,
            }
        )
        suspense = line._seek_for_lines()[1]
        before, suspense.account_id = suspense.account_id, term.account_id
        (suspense | term).reconcile()
        self.connection.books_wanted = True
        self.run_session()
        return self.link(bill), suspense, before
