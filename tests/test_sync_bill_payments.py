from .support.documents import DATE
from .support.purchases import PurchaseCase


class BillPaymentCase(PurchaseCase):
    """A bank Checking and a card Visa, in both books and with a journal in Odoo."""

    STREAMS = (*PurchaseCase.STREAMS, "bill_payment")

    def begin(self):
        result = super().begin()
        self.company.user_add("Account", Name="Visa", AccountType="CreditCard")
        company = self.connection.company_id
        journals = self.env["account.journal"].with_company(company)
        self.bank = journals.search(
            [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
        )
        self.bank.default_account_id.name = "Checking"
        visa = self.odoo_account("Visa", "liability_credit_card")
        self.card = journals.create(
            {
                "name": "Visa",
                "code": "VISA",
                "type": "credit",
                "company_id": company.id,
                "default_account_id": visa.id,
            }
        )
        return result

    # -- QuickBooks' side -----------------------------------------------------

    def qb_check(self, applied, kind="BillPaymentCheck", **values):
        """Return TxnID of a new payment of Mill's bills, as {TxnID: amount or row}."""
        account = "BankAccountRef" if kind == "BillPaymentCheck" else None
        money = {account or "CreditCardAccountRef": "Checking" if account else "Visa"}
        rows = [
            {"TxnID": one, **(v if isinstance(v, dict) else {"PaymentAmount": v})}
            for one, v in applied.items()
        ]
        return self.company.user_add(
            kind, PayeeEntityRef="Mill", AppliedToTxnAdd=rows, **money, **values
        )

    # -- Odoo's side ----------------------------------------------------------

    def payment_of(self, txn_id):
        link = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        return self.env["account.payment"].browse(link.record_id)

    def pay(self, *bills, journal=None, amount=None, **values):
        """Return the payment that Odoo's wizard makes for bills."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(
                active_model="account.move", active_ids=[one.id for one in bills]
            )
            .create(
                {
                    "journal_id": (journal or self.bank).id,
                    "payment_date": DATE,
                    "group_payment": True,
                    **({"amount": amount} if amount else {}),
                    **values,
                }
            )
        )
        return wizard._create_payments()

    def checks(self, kind="BillPaymentCheck"):
        return self.company.objects(kind)

    def open_of(self, move):
        return move.amount_residual

    def owed(self):
        return self.company.find("Vendor", "Mill")["Balance"]

    def owed_in_odoo(self):
        partner = self.partner_named("Mill")
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", partner.id),
                ("account_type", "=", "liability_payable"),
                ("parent_state", "=", "posted"),
            ]
        )
        return f"{0.0 - sum(lines.mapped('amount_residual')):.2f}"

    def assert_paid(self, payment):
        link = self.link(payment)
        self.assertEqual((link.state, link.message), ("ok", False))
        self.assertEqual(self.owed(), self.owed_in_odoo())


class TestPaymentsOfQuickBooks(BillPaymentCase):
    def test_a_check_arrives_and_pays_the_bills_exactly(self):
        one, two = self.qb_bill(self.rent("70.00")), self.qb_bill(self.rent("50.00"))
        self.run_session()
        paid = self.qb_check(
            {
                one: {
                    "PaymentAmount": "68.00",
                    "DiscountAmount": "2.00",
                    "DiscountAccountRef": "Freight",
                },
                two: "20.00",
            },
            RefNumber="1042",
            Memo="June",
        )
        self.run_session()
        payment = self.payment_of(paid)
        self.assertEqual(
            (payment.payment_type, payment.amount, payment.state),
            ("outbound", 88.0, "paid"),
        )
        self.assertEqual((payment.payment_reference, payment.memo), ("1042", "June"))
        self.assertEqual(payment.journal_id, self.bank)
        lines = {
            line.account_id.name: line.balance for line in payment.move_id.line_ids
        }
        self.assertEqual(lines["Checking"], -88)
        self.assertEqual(lines["Freight"], -2)
        self.assertEqual(self.open_of(self.move_of(one)), 0)
        self.assertEqual(self.open_of(self.move_of(two)), 30)
        self.assert_paid(payment)
        self.assert_quiet()

    def test_a_payment_by_card_is_in_the_journal_of_the_card(self):
        bill = self.qb_bill(self.rent("70.00"))
        paid = self.qb_check({bill: "70.00"}, kind="BillPaymentCreditCard")
        self.run_session()
        payment = self.payment_of(paid)
        self.assertEqual(payment.journal_id, self.card)
        self.assertEqual(self.open_of(self.move_of(bill)), 0)
        self.assert_paid(payment)
        self.assert_quiet()

    def test_a_payment_that_a_smaller_bill_left_open_is_read_again(self):
        self.stream("bill_payment").deletions = "carry"
        for kind in ("BillPaymentCheck", "BillPaymentCreditCard"):
            bill = self.qb_bill(self.rent("70.00"))
            paid = self.qb_check({bill: "70.00"}, kind=kind)
            self.run_session()
            line_id = self.company.object(bill)["ExpenseLineRet"][0]["TxnLineID"]
            first = {"TxnLineID": line_id, "Amount": "45.00"}
            self.company.user_mod(bill, ExpenseLineMod=[first])
            more = {"TxnLineID": "-1", **self.rent("60.00")}
            self.company.user_mod(
                bill, ExpenseLineMod=[{"TxnLineID": line_id}, more]
            )  # it is larger than before when it is read
            for _number in range(3):
                self.run_session()
            payment = self.payment_of(paid)
            self.assertEqual(self.open_of(self.move_of(bill)), 60)
            self.assertEqual(self.link(self.move_of(bill)).state, "ok", kind)
            self.assert_paid(payment)
            self.assert_quiet()
            self.company.user_delete(paid)

    def test_a_payment_that_is_voided_or_deleted_opens_its_bills(self):
        for how in ("user_void", "user_delete"):
            bill = self.qb_bill(self.rent("70.00"))
            paid = self.qb_check({bill: "70.00"})
            self.run_session()
            payment = self.payment_of(paid)
            self.stream("bill_payment").deletions = "carry"
            getattr(self.company, how)(paid)
            self.run_session()
            self.assertEqual(payment.state, "canceled", how)
            self.assertEqual(self.open_of(self.move_of(bill)), 70, how)
            self.assert_quiet()

    def test_a_bank_that_odoo_keeps_has_the_payment_once(self):
        """Its money is on its way until the bank statement of Odoo has it."""
        line = {"journal_id": self.bank.id, "date": DATE, "amount": 1}
        self.env["account.bank.statement.line"].create({**line, "payment_ref": "x"})
        missing = self.stream("bill_payment")._mapping()._missing_settings()
        self.assertIn("Choose the side that keeps them; payments", missing[-1])
        bill = self.qb_bill(self.rent("70.00"))
        paid = self.qb_check({bill: "70.00"})
        self.run_session()
        waiting = self.env["qbd.link"].search([("qb_id", "=", paid)])
        self.assertEqual((waiting.state, waiting.record_id), ("retry", 0))
        self.assertIn("bank statement lines on Checking", waiting.message)
        self.connection.bank_odoo_ids = self.bank.default_account_id
        self.run_session()
        payment = self.payment_of(paid)
        for day in (None, "2026-06-20"):
            if day:
                self.company.user_mod(paid, TxnDate=day)
                self.run_session()
                self.assertEqual(str(payment.date), day)
            money = payment._seek_for_lines()[0]
            self.assertEqual(money.account_id.name, "Outstanding Payments")
            self.assertEqual(payment.journal_id, self.bank)
            self.assert_paid(payment)
            self.assert_quiet()


class TestPaymentsOfOdoo(BillPaymentCase):
    def setUp(self):
        super().setUp()
        self.run_session()

    def test_a_payment_of_two_bills_goes_as_a_check(self):
        bills = [self.odoo_bill(self.expense(70)), self.odoo_bill(self.expense(50))]
        payment = self.pay(*bills)
        self.run_session()
        (check,) = self.checks()
        self.assertEqual(check["Amount"], "120.00")
        self.assertEqual(check["BankAccountRef"]["FullName"], "Checking")
        self.assertEqual(self.owed(), "0.00")
        self.assert_paid(payment)
        self.assert_quiet()

    def test_texts_that_quickbooks_holds_in_part_stay_whole(self):
        payment = self.pay(self.odoo_bill(self.expense(70)))
        texts = {"payment_reference": "CHK-123456789-12345", "memo": "Roof – ™"}
        payment.write(texts)
        self.run_session()
        (check,) = self.checks()
        self.assertEqual(check["RefNumber"], payment.qbd_number)
        self.assertTrue(payment.qbd_number.endswith("12345"))
        self.company.user_mod(check["TxnID"], TxnDate="2026-06-20")
        self.run_session()
        self.assertEqual(str(payment.date), "2026-06-20")
        self.assertEqual({name: payment[name] for name in texts}, texts)
        self.assert_paid(payment)
        self.assert_quiet()

    def test_a_payment_by_card_goes_as_one(self):
        payment = self.pay(self.odoo_bill(self.expense(70)), journal=self.card)
        self.run_session()
        (paid,) = self.checks("BillPaymentCreditCard")
        self.assertEqual(paid["CreditCardAccountRef"]["FullName"], "Visa")
        self.assert_paid(payment)
        self.assert_quiet()

    def test_a_payment_of_no_bill_waits_and_goes_when_it_pays_one(self):
        bill = self.odoo_bill(self.expense(70))
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": bill.partner_id.id,
                "amount": 70,
                "date": DATE,
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("pays no bill yet", link.message)
        lines = (payment.move_id | bill).line_ids
        lines.filtered(lambda x: x.account_type == "liability_payable").reconcile()
        self.run_session()
        self.assertEqual(len(self.checks()), 1)
        self.assert_paid(payment)
        self.assert_quiet()

    def test_a_payment_from_an_unpaired_bank_waits_and_names_it(self):
        journals = self.env["account.journal"]
        bank = journals.create({"name": "Second", "code": "SEC", "type": "bank"})
        bill = self.odoo_bill(self.expense(70))
        self.run_session()
        payment = self.pay(bill, journal=bank)
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("Accounts: Second", link.message.replace(" · ", ": "))
        self.assert_quiet()
        self.company.user_add("Account", Name="Second", AccountType="Bank")
        for _session in range(2):
            self.run_session()
        (check,) = self.checks()
        self.assertEqual(check["BankAccountRef"]["FullName"], "Second")
        self.assert_paid(payment)
        self.assert_quiet()

    def test_a_payment_that_is_applied_in_part_is_refused_in_words(self):
        bill = self.odoo_bill(self.expense(70))
        payment = self.pay(bill, amount=100)
        self.run_session()
        link = self.link(payment)
        self.assertEqual(link.state, "parked")
        self.assertIn("Only $\xa070.00 of $\xa0100.00 is applied", link.message)
        self.assertFalse(self.checks())

    def test_a_cancelled_payment_is_voided(self):
        bill = self.odoo_bill(self.expense(70))
        payment = self.pay(bill)
        self.run_session()
        payment.action_draft()
        payment.action_cancel()
        self.run_session()
        (check,) = self.checks()
        self.assertEqual(check["Amount"], "0.00")
        self.assertEqual(self.owed(), "70.00")
        self.assertEqual(self.link(payment).state, "ok")
        self.assert_quiet()

    def test_cancelled_here_and_changed_there(self):
        bill = self.odoo_bill(self.expense(70))
        payment = self.pay(bill, amount=40)
        self.run_session()
        payment.action_draft()
        payment.action_cancel()
        link = self.link(payment)
        row = {"TxnID": self.link(bill).qb_id, "PaymentAmount": "55.00"}
        changed = {"Amount": "55.00", "Memo": "More", "TxnDate": "2026-06-20"}
        self.company.user_mod(link.qb_id, AppliedToTxnMod=[row], **changed)
        self.run_session()
        self.assertEqual((link.reason, payment.state), ("conflict", "canceled"))
        link.action_use_quickbooks()
        self.run_session()
        self.assertEqual((payment.amount, payment.memo), (55, "More"))
        self.assertEqual(bill.amount_residual, 15)
        self.assert_paid(payment)
        self.assert_quiet()

    def test_a_discount_there_and_another_bill_here(self):
        one, two = (self.odoo_bill(self.expense(70), ref=x) for x in ("M-1", "M-2"))
        for answer, left in (
            ("action_use_odoo", [70, 30]),
            ("action_use_quickbooks", [28, 30]),
        ):
            with self.subTest(answer):
                payment = self.pay(one, amount=40)
                self.run_session()
                link = self.link(payment)
                row = {"TxnID": self.link(one).qb_id, "PaymentAmount": "40.00"}
                row.update(DiscountAmount="2.00", DiscountAccountRef="Freight")
                self.company.user_mod(link.qb_id, AppliedToTxnMod=[row])
                payment.move_id.line_ids.remove_move_reconcile()
                rows = [(payment.move_id, two)]
                self.apply(rows, 30.0 if "quickbooks" in answer else 40.0)
                self.run_session()
                self.assertEqual(link.reason, "conflict", link.message)
                getattr(link, answer)()
                self.run_session()
                self.assertEqual([one.amount_residual, two.amount_residual], left)
                self.assert_paid(payment)
        self.assert_quiet()

    def apply(self, pairs, amount):
        terms = [
            [
                move.line_ids.filtered(lambda x: x.account_type == "liability_payable")
                for move in moves
            ]
            for moves in pairs
        ]
        self.env["qbd.posting"]._apply([(*lines, amount) for lines in terms])

    def test_a_changed_payment_by_card_is_replaced_after_a_question(self):
        bill = self.odoo_bill(self.expense(70))
        payment = self.pay(bill, journal=self.card)
        self.run_session()
        (before,) = self.checks("BillPaymentCreditCard")
        payment.memo = "Changed"
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_change"))
        self.assertTrue(link.can_replace)
        link.action_replace()
        self.run_session()
        (after,) = self.checks("BillPaymentCreditCard")
        self.assertNotEqual(after["TxnID"], before["TxnID"])
        self.assertEqual(after["Memo"], "Changed")
        self.assert_paid(payment)
        self.assert_quiet()

    def test_a_payment_that_cannot_be_sent_again_is_not_deleted_there(self):
        one, two = self.odoo_bill(self.expense(70)), self.odoo_bill(self.expense(30))
        payment = self.pay(one, two, journal=self.card)
        self.run_session()
        before = self.checks("BillPaymentCreditCard")
        payment.memo = "Changed"
        self.run_session()
        link = self.link(payment)
        two.line_ids.remove_move_reconcile()
        link.action_replace()
        self.run_session()
        self.assertEqual(self.checks("BillPaymentCreditCard"), before)
        self.assertEqual(link.state, "parked")
        self.assertIn("is applied to bills", link.message)
        owed = (payment.move_id | two).line_ids
        owed.filtered(lambda x: x.account_type == "liability_payable").reconcile()
        self.run_session()
        link.action_replace()
        self.run_session()
        self.assertEqual(self.checks("BillPaymentCreditCard")[0]["Memo"], "Changed")
        self.assert_paid(payment)
        self.assert_quiet()

    def test_a_bill_that_is_paid_there_already_does_not_delete_the_payment(self):
        one, two = self.odoo_bill(self.expense(70)), self.odoo_bill(self.expense(70))
        payment = self.pay(one)
        self.run_session()
        self.stream("bill_payment").deletions = "carry"
        other = self.qb_check({self.link(two).qb_id: "70.00"})
        payment.move_id.line_ids.remove_move_reconcile()
        lines = (payment.move_id | two).line_ids
        lines.filtered(lambda x: x.account_type == "liability_payable").reconcile()
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "qb_3120"))
        self.assertIn("already paid", link.message)
        self.assertNotIn("deleted", link.message)
        self.assertFalse(link.can_bring_back or link.can_delete_too)
        self.assertEqual(payment.state, "in_process")
        self.company.user_delete(other)
        link.action_try_again()
        self.run_session()
        self.run_session()
        self.assert_paid(payment)
        self.company.user_delete(link.qb_id)
        self.run_session()
        self.assertEqual(payment.state, "canceled")

    def test_a_payment_that_pays_no_bill_any_more_is_a_question(self):
        bill = self.odoo_bill(self.expense(70))
        payment = self.pay(bill)
        self.run_session()
        lines = (payment.move_id | bill).line_ids
        lines.remove_move_reconcile()
        self.run_session()
        link = self.link(payment)
        self.assertEqual(link.state, "parked")
        self.assertIn("no longer pays a bill", link.message)
        self.assertEqual(len(self.checks()), 1)
        link.action_replace()
        self.run_session()
        self.assertFalse(self.checks())
        self.assertEqual((link.state, link.reason), ("retry", "waits"))


class TestCreditsUsed(BillPaymentCase):
    def test_a_credit_needs_what_quickbooks_took_off_a_payment(self):
        bill = self.qb_bill(self.rent("60.00"), self.rent("40.00"))
        paid = self.qb_check({bill: "50.00"})
        credit = self.qb_bill(self.rent("45.00"), kind="VendorCredit")
        self.run_session()
        used = {"CreditTxnID": credit, "AppliedAmount": "45.00"}
        self.qb_check({bill: {"PaymentAmount": "0.00", "SetCredit": [used]}})
        shown = self.company.object(bill)["ExpenseLineRet"]
        rows = [{"TxnLineID": one["TxnLineID"]} for one in shown]
        rows[0]["Amount"] = "50.00"  # 95.00 of 90.00 are settled then
        self.company.user_mod(bill, ExpenseLineMod=rows)
        for _number in range(3):
            self.run_session()
        self.assertEqual(self.open_of(self.move_of(bill)), 0)
        payment = self.payment_of(paid)
        lines = (payment.move_id | self.move_of(credit)).line_ids
        owed = lines.filtered(lambda x: x.account_type == "liability_payable")
        self.assertEqual(sum(owed.mapped("amount_residual")), 5)
        self.assertEqual(self.link(self.move_of(credit)).state, "ok")
        self.assert_paid(payment)
        self.assert_quiet()

    def test_a_credit_of_odoo_used_for_a_bill_is_used_in_quickbooks(self):
        self.run_session()
        bill = self.odoo_bill(self.expense(70))
        credit = self.odoo_bill(self.expense(20), move_type="in_refund", ref="C-1")
        lines = (credit | bill).line_ids
        lines.filtered(lambda x: x.account_type == "liability_payable").reconcile()
        self.run_session()
        self.run_session()
        self.assertEqual(self.owed(), "50.00")
        self.assertEqual(self.link(credit).message, False)
        shown = self.company.object(self.link(bill).qb_id)
        self.assertEqual(shown["LinkedTxn"][0]["Amount"], "-20.00")
        self.assertFalse(self.checks())
        self.assert_quiet()

    def test_a_credit_for_a_bill_that_is_paid_there_is_asked_about_once(self):
        self.run_session()
        bill = self.odoo_bill(self.expense(70))
        credit = self.odoo_bill(self.expense(20), move_type="in_refund", ref="C-1")
        self.run_session()
        self.stream("vendor_credit").deletions = "carry"
        self.qb_check({self.link(bill).qb_id: "70.00"})
        lines = (credit | bill).line_ids
        lines.filtered(lambda x: x.account_type == "liability_payable").reconcile()
        self.run_session()
        link = self.link(credit)
        self.assertEqual((link.state, link.reason), ("parked", "qb_3120"))
        self.assertIn("already paid", link.message)
        self.assertEqual(credit.state, "posted")
        self.assert_quiet()

    def test_a_credit_that_was_used_on_both_sides(self):
        bill, other = (self.qb_bill(self.rent("70.00")) for _number in range(2))
        for used, state in ((bill, "ok"), (other, "parked")):
            with self.subTest(state):
                credit = self.qb_bill(self.rent("20.00"), kind="VendorCredit")
                self.run_session()
                move = self.move_of(credit)
                lines = (self.move_of(bill) | move).line_ids
                lines.filtered(
                    lambda x: x.account_type == "liability_payable"
                ).reconcile()
                self.company.use_credit(used, credit, "20.00")
                self.run_session()
                link = self.link(move)
                self.assertEqual(link.state, state, link.message)
        self.assertEqual(link.reason, "conflict")
        self.assert_quiet()
        link.action_use_quickbooks()
        self.run_session()
        self.assert_in_step(move)
        left = [self.open_of(self.move_of(one)) for one in (bill, other, credit)]
        self.assertEqual(left, [50, 50, 0])
        self.assertEqual(self.owed(), self.owed_in_odoo())
        self.assert_quiet()

    def test_a_credit_used_in_quickbooks_is_used_in_odoo(self):
        bill = self.qb_bill(self.rent("70.00"))
        credit = self.qb_bill(self.rent("20.00"), kind="VendorCredit")
        self.run_session()
        use = {"CreditTxnID": credit, "AppliedAmount": "20.00"}
        self.company.user_add(
            "BillPaymentCheck",
            PayeeEntityRef="Mill",
            BankAccountRef="Checking",
            AppliedToTxnAdd=[{"TxnID": bill, "SetCredit": [use]}],
        )
        self.connection.books_wanted = True
        self.run_session()
        self.run_session()
        self.assertEqual(self.open_of(self.move_of(bill)), 50)
        self.assertEqual(self.open_of(self.move_of(credit)), 0)
        self.assert_quiet()


class TestRefunds(BillPaymentCase):
    def test_a_refund_of_a_vendor_is_a_question(self):
        self.run_session()
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "supplier",
                "partner_id": self.partner_named("Mill").id,
                "amount": 20,
                "date": DATE,
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        self.run_session()
        link = self.link(payment)
        self.assertEqual(link.state, "parked")
        self.assertIn("refund from a vendor", link.message)
        link.action_unlink_pair()
        self.run_session()
        self.assertEqual(link.state, "gone")
        self.assertFalse(self.checks())
