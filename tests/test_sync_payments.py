"""ReceivePayment ↔ account.payment, both ways, to the cent."""

from .support.documents import DATE, DocumentCase


class PaymentSyncCase(DocumentCase):
    def arrange(self):
        super().arrange()
        self.stream("account").create_in_odoo = True

    def payment_of(self, txn_id):
        links = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        return self.env["account.payment"].browse(links.record_id)

    def shown(self, txn_id):
        return self.company.object(txn_id)

    def shown_payment(self):
        """Return the only payment of QuickBooks."""
        (payment,) = self.company.objects("ReceivePayment")
        return payment

    def applied_at_quickbooks(self, txn_id):
        rows = self.shown(txn_id).get("AppliedToTxnRet") or []
        return {row["TxnID"]: row["Amount"] for row in rows}

    def two_invoices(self):
        """Return (TxnIDs, moves) of two invoices of 108.25, synced."""
        ids = [self.qb_invoice(self.work()) for _number in range(2)]
        self.run_session()
        return ids, [self.move_of(one) for one in ids]

    def register(self, move, amount=None, **values):
        """A person presses Pay on an invoice in Odoo."""
        if amount:
            values["amount"] = amount
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"payment_date": DATE, **values})
        )
        return wizard._create_payments()

    def receive(self, partner, amount, **values):
        """A person enters a payment in Odoo."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": partner.id,
                "amount": amount,
                "date": DATE,
                **values,
            }
        )
        payment.action_post()
        return payment

    def apply(self, payment, move, amount):
        line = move.line_ids.filtered(lambda x: x.display_type == "payment_term")
        self.env["qbd.posting"]._apply([(line, self.owed(payment), amount)])

    def owed(self, payment):
        return payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def assert_payment_in_step(self, payment):
        link = self.link(payment)
        self.assertEqual((link.state, link.message), ("ok", False))
        shown = self.shown(link.qb_id)
        self.assertEqual(payment.amount, float(shown["TotalAmount"]))
        unused = -sum(self.owed(payment).mapped("amount_residual"))
        self.assertAlmostEqual(unused, float(shown["UnusedPayment"]))
        self.assertEqual(self.company.books.faults(), [])

    def assert_balances_agree(self):
        """Check that the customers' balances are the same on both sides."""
        lines = self.env["account.move.line"].search(
            [
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("partner_id.name", "=", "Ann"),
            ]
        )
        theirs = self.company.balances("Accounts Receivable").get("Ann", 0)
        self.assertAlmostEqual(sum(lines.mapped("balance")), float(theirs))


class TestPaymentsOfQuickBooks(PaymentSyncCase):
    def test_money_in_a_bank_that_odoo_keeps_is_on_its_way_until_its_statement(self):
        ids, moves = self.two_invoices()
        bank = self.env["account.account"].search([("name", "=", "Checking")], limit=1)
        journal = self.env["account.journal"].search(
            [("default_account_id", "=", bank.id)], limit=1
        )
        statement = {"journal_id": journal.id, "date": DATE, "payment_ref": "Ann"}
        lines = self.env["account.bank.statement.line"]
        lines.create({**statement, "amount": 1})
        txn_id = self.qb_payment(
            "60.00", {ids[0]: "60.00"}, DepositToAccountRef="Checking", TxnDate=DATE
        )
        self.run_session()
        self.assertFalse(self.payment_of(txn_id))  # it is undecided who keeps the bank
        self.connection.bank_odoo_ids = bank
        for applied in ({ids[0]: "60.00"}, {ids[0]: "20.00", ids[1]: "40.00"}):
            rows = [{"TxnID": x, "PaymentAmount": v} for x, v in applied.items()]
            self.company.user_mod(txn_id, AppliedToTxnMod=rows)
            self.run_session()
            payment = self.payment_of(txn_id)
            self.assertEqual(payment.journal_id.default_account_id, bank)
            money = payment._seek_for_lines()[0]
            self.assertEqual(money.account_id.name, "Outstanding Receipts")
            self.assert_payment_in_step(payment)
            self.assert_quiet()
        line = lines.create({**statement, "amount": 60})
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = money.account_id
        (suspense | money).reconcile()
        self.assertEqual(payment.state, "paid")
        self.assert_quiet()
        self.assert_payment_in_step(payment)
        self.assertEqual(moves[1].amount_residual, 68.25)

    def test_one_of_two_invoices_in_part(self):
        ids, moves = self.two_invoices()
        txn_id = self.qb_payment(
            "60.00",
            {ids[0]: "60.00"},
            RefNumber="4711",
            Memo="Thank you",
            PaymentMethodRef="Check",
            DepositToAccountRef="Checking",
            TxnDate=DATE,
        )
        self.run_session()
        payment = self.payment_of(txn_id)
        self.assertEqual((payment.amount, str(payment.date)), (60.0, DATE))
        self.assertEqual(
            (payment.payment_reference, payment.memo), ("4711", "Thank you")
        )
        self.assertEqual(payment.qbd_payment_method_id.name, "Check")
        self.assertEqual(payment.journal_id.default_account_id.name, "Checking")
        self.assertEqual(moves[0].amount_residual, 48.25)
        self.assertEqual(moves[1].amount_residual, 108.25)
        self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_several_invoices_a_discount_and_a_rest(self):
        ids, moves = self.two_invoices()
        txn_id = self.company.user_add(
            "ReceivePayment",
            CustomerRef="Ann",
            TotalAmount="200.00",
            AppliedToTxnAdd=[
                {
                    "TxnID": ids[0],
                    "PaymentAmount": "105.25",
                    "DiscountAmount": "3.00",
                    "DiscountAccountRef": "Sales Discounts",
                },
                {"TxnID": ids[1], "PaymentAmount": "50.00"},
            ],
        )
        self.run_session()
        payment = self.payment_of(txn_id)
        self.assertEqual(moves[0].payment_state, "paid")
        self.assertEqual(moves[1].amount_residual, 58.25)
        discount = payment.move_id.line_ids.filtered(
            lambda line: line.account_id.name == "Sales Discounts"
        )
        self.assertEqual(discount.balance, 3.0)
        self.assertEqual(sum(self.owed(payment).mapped("amount_residual")), -44.75)
        self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_invoice_and_payment_arrive_in_one_session(self):
        txn_id = self.qb_invoice(self.work())
        pay_id = self.qb_payment("108.25", {txn_id: "108.25"})
        self.run_session()
        self.assertEqual(self.move_of(txn_id).payment_state, "paid")
        self.assert_payment_in_step(self.payment_of(pay_id))
        self.assert_quiet()

    def test_a_payment_that_is_applied_to_nothing(self):
        txn_id = self.company.user_add(
            "ReceivePayment",
            CustomerRef="Ann",
            TotalAmount="30.00",
            IsAutoApply="false",
        )
        self.run_session()
        payment = self.payment_of(txn_id)
        self.assertEqual(payment.move_id.state, "posted")
        self.assert_payment_in_step(payment)
        self.assert_quiet()

    def test_it_is_applied_otherwise_later(self):
        ids, moves = self.two_invoices()
        txn_id = self.qb_payment("100.00", {ids[0]: "100.00"})
        self.run_session()
        self.company.user_mod(
            txn_id,
            AppliedToTxnMod=[
                {"TxnID": ids[0], "PaymentAmount": "30.00"},
                {"TxnID": ids[1], "PaymentAmount": "70.00"},
            ],
        )
        self.run_session()
        residuals = [move.amount_residual for move in moves]
        self.assertEqual(residuals, [78.25, 38.25])
        self.assert_payment_in_step(self.payment_of(txn_id))
        self.assert_quiet()
        self.company.user_mod(
            txn_id, AppliedToTxnMod=[{"TxnID": ids[1], "PaymentAmount": "70.00"}]
        )
        self.run_session()
        residuals = [move.amount_residual for move in moves]
        self.assertEqual(residuals, [108.25, 38.25])
        self.assert_payment_in_step(self.payment_of(txn_id))
        self.assert_quiet()

    def test_amount_date_and_account_change(self):
        ids, moves = self.two_invoices()
        txn_id = self.qb_payment("100.00", {ids[0]: "100.00"})
        self.run_session()
        payment = self.payment_of(txn_id)
        name = payment.name
        self.company.user_mod(
            txn_id,
            TotalAmount="80.00",
            Memo="Less",
            AppliedToTxnMod=[{"TxnID": ids[0], "PaymentAmount": "80.00"}],
        )
        self.run_session()
        self.assertEqual((payment.amount, payment.memo), (80.0, "Less"))
        self.assertEqual((payment.name, moves[0].amount_residual), (name, 28.25))
        self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_a_deleted_payment_is_a_question_or_carried_over(self):
        ids, moves = self.two_invoices()
        txn_id = self.qb_payment("108.25", {ids[0]: "108.25"})
        self.run_session()
        payment = self.payment_of(txn_id)
        self.company.user_delete(txn_id)
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "document_deleted"))
        self.stream("receive_payment").deletions = "carry"
        link._release()
        self.env["qbd.engine"]._quickbooks_deleted(
            self.stream("receive_payment"), [link]
        )
        self.assertEqual(payment.state, "canceled")
        self.assertEqual(moves[0].amount_residual, 108.25)

    def test_a_voided_invoice_frees_its_payment_without_a_write(self):
        ids, moves = self.two_invoices()
        txn_id = self.qb_payment("108.25", {ids[0]: "108.25"})
        self.run_session()
        self.company.user_void(ids[0])
        report = self.run_session()
        self.assertFalse(report.wrote)
        self.assertEqual(moves[0].state, "cancel")
        payment = self.payment_of(txn_id)
        self.assertEqual(sum(self.owed(payment).mapped("amount_residual")), -108.25)
        self.run_session()
        self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_an_invoice_that_shrinks_below_what_is_applied(self):
        ids, moves = self.two_invoices()
        txn_id = self.qb_payment("108.25", {ids[0]: "108.25"})
        self.run_session()
        self.qb_change(ids[0], 0, Rate="50.00", Amount="50.00")
        self.run_session()
        self.run_session()
        self.assertEqual(
            (moves[0].amount_total, moves[0].amount_residual), (54.13, 0.0)
        )
        self.assert_payment_in_step(self.payment_of(txn_id))
        self.assert_balances_agree()
        self.assert_quiet()

    def test_a_payment_waits_for_its_invoice_and_says_so(self):
        self.stream("invoice").direction = "off"
        txn_id = self.qb_invoice(self.work())
        pay_id = self.qb_payment("10.00", {txn_id: "10.00"})
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", pay_id)])
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.stream("invoice").direction = "both"
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assertEqual(self.move_of(txn_id).amount_residual, 98.25)


class TestPaymentsOfOdoo(PaymentSyncCase):
    def arrange(self):
        super().arrange()
        self.ids, self.moves = self.two_invoices()

    def test_a_registered_payment_goes_with_its_amount(self):
        payment = self.register(self.moves[0], 40.0)
        self.run_session()
        link = self.link(payment)
        self.assertEqual(self.applied_at_quickbooks(link.qb_id), {self.ids[0]: "40.00"})
        shown = self.shown(link.qb_id)
        self.assertEqual(shown["TotalAmount"], "40.00")
        self.assertEqual(shown["DepositToAccountRef"]["FullName"], "Undeposited Funds")
        self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_long_references_stay_apart_by_the_rule_of_documents(self):
        self.run_session()
        ann, long = self.partner_named("Ann"), "WIRE-2026-CUSTOMER-00012"
        payments = [
            self.receive(ann, 60.0, payment_reference=f"{long}{end}") for end in (3, 4)
        ]
        foretold = [one.qbd_number for one in payments]
        self.assertEqual(len({*foretold}), 2)
        self.run_session()
        ids = [self.link(one).qb_id for one in payments]
        self.assertEqual([self.shown(one)["RefNumber"] for one in ids], foretold)
        found = self.env["account.payment"].search([("qbd_number", "=", foretold[1])])
        self.assertEqual(found, payments[1])
        others = found.search([("qbd_number", "not in", foretold[1:])])
        self.assertEqual(others & (payments[0] | payments[1]), payments[0])
        link = self.link(payments[0])  # sent by an earlier version, cut off
        cut = payments[0].payment_reference[:20]
        self.company.user_mod(ids[0], RefNumber=cut)
        whole = {"RefNumber": payments[0].payment_reference}
        link.odoo_image = {**link.odoo_image, **whole}
        link.quickbooks_image = {**link.quickbooks_image, "RefNumber": cut}
        self.assertEqual(payments[0].qbd_number, cut)
        payments[0].memo = "Thank you"
        self.company.user_mod(ids[1], TxnDate="2026-06-20")
        self.run_session()
        self.assertEqual(self.shown(ids[0])["RefNumber"], cut)
        self.assertEqual(self.shown(ids[0])["Memo"], "Thank you")
        references = [one.payment_reference for one in payments]
        self.assertEqual(references, [f"{long}3", f"{long}4"])
        self.assert_quiet()

    def test_a_payment_of_an_invoice_that_is_new_too(self):
        move = self.odoo_invoice(
            {"product_id": self.product("Work").id, "price_unit": 100.0, "tax_ids": []}
        )
        payment = self.register(move)
        self.run_session()
        txn_id = self.link(move).qb_id
        shown = self.applied_at_quickbooks(self.link(payment).qb_id)
        self.assertEqual(list(shown), [txn_id])
        self.assertEqual(self.shown(txn_id)["IsPaid"], "true")
        self.assert_payment_in_step(payment)
        self.assert_quiet()

    def test_a_discount_of_the_wizard(self):
        account = self.env["account.account"].search([("name", "=", "Sales Discounts")])
        payment = self.register(
            self.moves[0],
            105.25,
            payment_difference_handling="reconcile",
            writeoff_account_id=account.id,
        )
        self.run_session()
        row = self.shown_payment()["AppliedToTxnRet"][0]
        self.assertEqual((row["Amount"], row["DiscountAmount"]), ("105.25", "3.00"))
        self.assertEqual(row["DiscountAccountRef"]["FullName"], "Sales Discounts")
        self.assertEqual(self.moves[0].payment_state, "paid")
        self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_a_discount_stays_with_its_invoice_if_another_becomes_the_largest(self):
        account = self.env["account.account"].search([("name", "=", "Sales Discounts")])
        both = self.moves[0] | self.moves[1]
        payment = self.register(
            both,
            210.5,
            group_payment=True,
            payment_difference_handling="reconcile",
            writeoff_account_id=account.id,
        )
        self.run_session()

        def discounts():
            rows = self.shown_payment()["AppliedToTxnRet"]
            return {x["TxnID"]: x.get("DiscountAmount") for x in rows}

        before = discounts()
        (granted,) = (one for one, value in before.items() if value)
        self.owed(payment).remove_move_reconcile()
        for move, txn_id in zip(self.moves, self.ids, strict=True):
            self.apply(payment, move, 60.0 if txn_id == granted else 108.25)
        self.run_session()
        self.assertEqual(discounts(), before)
        self.assertEqual(self.link(payment).state, "ok")
        self.assert_balances_agree()
        self.assert_quiet()

    def test_one_payment_of_two_invoices_with_a_rest(self):
        ann = self.partner_named("Ann")
        payment = self.receive(ann, 200.0, payment_reference="Check 12")
        for move, amount in zip(self.moves, (108.25, 50.0), strict=True):
            self.apply(payment, move, amount)
        self.run_session()
        link = self.link(payment)
        self.assertEqual(
            self.applied_at_quickbooks(link.qb_id),
            {self.ids[0]: "108.25", self.ids[1]: "50.00"},
        )
        self.assertEqual(self.shown(link.qb_id)["RefNumber"], "Check 12")
        self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_applied_later_and_taken_off_again(self):
        payment = self.register(self.moves[0], 40.0)
        self.run_session()
        txn_id = self.link(payment).qb_id
        line = self.moves[1].line_ids.filtered(
            lambda x: x.display_type == "payment_term"
        )
        self.owed(payment).remove_move_reconcile()
        self.env["qbd.posting"]._apply([(line, self.owed(payment), 25.0)])
        self.run_session()
        self.assertEqual(self.applied_at_quickbooks(txn_id), {self.ids[1]: "25.00"})
        self.assert_payment_in_step(payment)
        self.owed(payment).remove_move_reconcile()
        self.run_session()
        self.run_session()
        self.assertEqual(self.shown_payment()["UnusedPayment"], "40.00")
        self.assertNotEqual(self.link(payment).qb_id, txn_id)
        self.assert_payment_in_step(payment)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_changed_in_draft_and_posted_again(self):
        payment = self.register(self.moves[0], 40.0)
        self.run_session()
        payment.action_draft()
        payment.write({"amount": 45.0, "memo": "More", "payment_reference": "99"})
        self.run_session()
        self.assertEqual(self.shown_payment()["TotalAmount"], "40.00")
        payment.action_post()
        lines = self.owed(payment) + self.moves[0].line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        lines.reconcile()
        self.run_session()
        shown = self.shown_payment()
        self.assertEqual((shown["TotalAmount"], shown["Memo"]), ("45.00", "More"))
        self.assert_payment_in_step(payment)
        self.assert_quiet()

    def test_a_cancelled_payment_is_deleted_and_may_come_back(self):
        payment = self.register(self.moves[0], 40.0)
        self.run_session()
        payment.action_cancel()
        self.run_session()
        self.assertEqual(self.company.objects("ReceivePayment"), [])
        self.assertEqual(self.shown(self.ids[0])["BalanceRemaining"], "108.25")
        self.assert_quiet()
        payment.action_draft()
        payment.action_post()
        self.run_session()
        self.run_session()
        self.assertEqual(self.shown_payment()["UnusedPayment"], "40.00")
        self.assert_payment_in_step(payment)
        self.assert_quiet()

    def test_a_deleted_payment_is_deleted(self):
        payment = self.register(self.moves[0], 40.0)
        self.run_session()
        self.stream("receive_payment").deletions = "carry"
        payment.action_draft()
        payment.unlink()
        self.run_session()
        self.assertEqual(self.company.objects("ReceivePayment"), [])
        self.assert_quiet()

    def test_what_quickbooks_has_nothing_like_is_shown(self):
        ben = self.env["res.partner"].create({"name": "Ben", "customer_rank": 1})
        account = self.owed(self.receive(ben, 1.0)).account_id
        self.assertEqual(account.account_type, "asset_receivable")
        payment = self.receive(ben, 40.0)
        self.owed(payment).account_id = (
            self.moves[0]
            .line_ids.filtered(lambda line: line.display_type == "payment_term")
            .account_id
        )
        self.apply(payment, self.moves[0], 40.0)
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("of another customer", link.message)
        totals = [one["TotalAmount"] for one in self.company.objects("ReceivePayment")]
        self.assertEqual(totals, ["1.00"])

    def test_applied_on_both_sides_at_once(self):
        payment = self.register(self.moves[0], 40.0)
        self.run_session()
        txn_id = self.link(payment).qb_id
        self.company.user_mod(
            txn_id, AppliedToTxnMod=[{"TxnID": self.ids[0], "PaymentAmount": "30.00"}]
        )
        self.owed(payment).remove_move_reconcile()
        line = self.moves[0].line_ids.filtered(
            lambda x: x.display_type == "payment_term"
        )
        self.env["qbd.posting"]._apply([(line, self.owed(payment), 20.0)])
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))


class TestBeforeTheCutOffDate(PaymentSyncCase):
    def arrange(self):
        super().arrange()
        self.opening = self.env["account.account"].create(
            {"name": "Opening", "code": "QBT390", "account_type": "equity"}
        )
        self.connection.cut_off_date = "2026-06-01"
        self.connection.opening_account_id = self.opening
        self.old = {"TxnDate": "2026-05-15"}

    def test_a_payment_of_an_invoice_that_is_paid_and_before(self):
        txn_id = self.qb_invoice(self.work(), **self.old)
        pay_id = self.qb_payment("108.25", {txn_id: "108.25"}, TxnDate=DATE)
        self.run_session()
        self.assertFalse(self.move_of(txn_id))
        payment = self.payment_of(pay_id)
        lines = payment.move_id.line_ids
        line = lines.filtered(lambda x: x.account_id == self.opening)
        self.assertEqual(line.balance, -108.25)
        self.assert_payment_in_step(payment)
        self.assert_quiet()

    def test_what_an_open_item_already_lacks_is_not_paid_twice(self):
        txn_id = self.qb_invoice(self.work(), **self.old)
        pay_id = self.qb_payment("50.00", {txn_id: "50.00"}, TxnDate=DATE)
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual((move.amount_total, move.amount_residual), (58.25, 58.25))
        self.assert_payment_in_step(self.payment_of(pay_id))
        later = self.qb_payment("20.00", {txn_id: "20.00"}, TxnDate=DATE)
        self.run_session()
        self.assertEqual(move.amount_residual, 38.25)
        self.assert_payment_in_step(self.payment_of(later))
        self.assert_quiet()

    def test_an_old_payment_that_is_not_used_up(self):
        pay_id = self.company.user_add(
            "ReceivePayment",
            CustomerRef="Ann",
            TotalAmount="80.00",
            IsAutoApply="false",
            TxnDate="2026-05-15",
        )
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        payment = self.payment_of(pay_id)
        lines = payment.move_id.line_ids
        self.assertEqual(
            lines.filtered(lambda x: x.account_id == self.opening).balance, 80.0
        )
        self.company.user_mod(
            pay_id, AppliedToTxnMod=[{"TxnID": txn_id, "PaymentAmount": "70.00"}]
        )
        self.run_session()
        self.assertEqual(self.move_of(txn_id).amount_residual, 38.25)
        self.assertEqual(self.link(payment).state, "ok")
        self.assert_quiet()

    def test_an_opening_account_is_asked_for(self):
        self.connection.opening_account_id = False
        txn_id = self.qb_invoice(self.work(), **self.old)
        pay_id = self.qb_payment("108.25", {txn_id: "108.25"}, TxnDate=DATE)
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", pay_id)])
        self.assertIn("Choose a balancing account for open items", link.message)
        self.assertEqual((link.state, link.reason), ("parked", "impossible"))
        self.connection.opening_account_id = self.opening
        self.run_session()
        self.assertEqual(link.state, "ok")
