"""Other transactions of QuickBooks arrive as entries, and stay what they are there."""

from .support.other_transactions import OtherCase


class TestArrival(OtherCase):
    def test_a_check_is_an_entry_in_the_journal_of_its_bank(self):
        check = self.check(self.rent("70.00", Memo="June"), RefNumber="1042")
        self.run_session()
        move = self.move_of(check)
        self.assertEqual(
            (move.state, move.journal_id, move.ref, move.qbd_type),
            ("posted", self.bank, "1042", "Check"),
        )
        self.assertEqual(
            self.lines(move), {"Checking": (-70.0, "Mill"), "Rent": (70.0, "Mill")}
        )
        self.assert_synced()

    def test_a_sales_receipt_is_an_entry_with_its_tax(self):
        sold = self.receipt(self.work())
        self.run_session()
        figures = {name: x[0] for name, x in self.lines(self.move_of(sold)).items()}
        self.assertEqual(
            figures,
            {"Undeposited Funds": 108.25, "Sales": -100, "Sales Tax Payable": -8.25},
        )
        self.assert_synced()


class TestDeposits(OtherCase):
    def test_a_deposit_is_matched_with_the_payments_it_holds(self):
        paid, sold = self.qb_payment("60.00", {}), self.receipt(self.work())
        deposit = self.deposit(
            {"PaymentTxnID": paid},
            {"PaymentTxnID": sold},
            {"AccountRef": "Rent", "Amount": "-3.00", "Memo": "Fee"},
        )
        self.run_session()
        move = self.move_of(deposit)
        self.assertEqual(self.lines(move)["Checking"][0], 165.25)
        payment = self.payment_of(paid)
        self.assertEqual((payment.state, payment.is_matched), ("paid", True))
        self.company.user_mod(paid, Memo="June", TxnDate="2026-05-02")
        self.run_session()
        self.assertEqual((str(payment.date), payment.memo), ("2026-05-02", "June"))
        held = move.line_ids.filtered(lambda x: x.account_id.name[:11] == "Undeposited")
        self.assertEqual(held.mapped("amount_residual"), [0, 0])
        self.assert_synced()
        self.stream("receive_payment").deletions = "carry"
        self.company.user_delete(deposit)
        self.company.user_delete(paid)
        self.run_session()
        self.assertEqual((payment.state, move.state), ("canceled", "cancel"))
        self.assert_synced()

    def test_a_payment_that_arrives_later_is_matched_then(self):
        self.stream("receive_payment").direction = "off"
        paid = self.qb_payment("60.00", {})
        deposit = self.deposit({"PaymentTxnID": paid})
        self.run_session()
        line = self.undeposited(self.move_of(deposit))
        self.assertEqual(line.amount_residual, -60)
        self.stream("receive_payment").direction = "both"
        self.run_session()
        self.run_session()
        self.assertTrue(self.payment_of(paid).is_matched)
        self.assertEqual(line.amount_residual, 0)
        self.assert_synced()


class TestChanges(OtherCase):
    def test_the_entry_follows_every_change(self):
        check = self.check(self.rent("70.00"), self.rent("5.00"), RefNumber="7")
        self.run_session()
        move = self.move_of(check)
        shown = self.company.object(check)["ExpenseLineRet"]
        self.company.change_bill(
            check,
            {"TxnLineID": shown[0]["TxnLineID"], "Amount": "71.00"},
            {"AccountRef": "Freight", "Amount": "2.00"},
            TxnDate="2026-05-20",
            Memo="Later",
        )
        self.run_session()
        self.assertEqual(self.move_of(check), move)
        self.assertEqual(str(move.date), "2026-05-20")
        figures = {name: x[0] for name, x in self.lines(move).items()}
        self.assertEqual(figures, {"Checking": -73, "Rent": 71, "Freight": 2})
        self.assert_synced()

    def test_an_edit_in_odoo_is_not_carried_and_says_so(self):
        check = self.check(self.rent("70.00"))
        self.run_session()
        move = self.move_of(check)
        before = self.company.object(check)
        line = move.line_ids.filtered(lambda x: x.account_id.name == "Rent")
        line.account_id = self.account("Freight")
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "money"))
        self.assertIn("change it there", link.message)
        self.assertEqual(self.company.object(check), before)
        link.action_take_figures()
        self.run_session()
        self.assertEqual(line.account_id.name, "Rent")
        self.assert_synced()

    def test_an_edit_that_quickbooks_overrules_is_recorded(self):
        check = self.check(self.rent("70.00"))
        self.run_session()
        move = self.move_of(check)
        line = move.line_ids.filtered(lambda x: x.account_id.name == "Rent")
        line.account_id = self.account("Freight")
        self.company.user_mod(check, Memo="News")
        self.run_session()
        link = self.link(move)
        self.assertIn("Lines", link.overruled)
        self.assertEqual(line.account_id.name, "Rent")
        self.assert_synced()

    def test_an_entry_deleted_in_odoo_can_come_back(self):
        check = self.check(self.rent("70.00"))
        self.run_session()
        move = self.move_of(check)
        move.button_draft()
        move.with_context(force_delete=True).unlink()
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", check)])
        self.assertEqual(link.reason, "document_deleted")
        self.assertIn("QuickBooks keeps it", link.message)
        link.action_bring_back()
        self.run_session()
        self.assertEqual(self.move_of(check).state, "posted")
        self.assert_synced()


class TestUnread(OtherCase):
    def test_types_that_no_list_reads_are_named_on_the_connection(self):
        self.check(self.rent("70.00"))
        self.qb_add("ItemReceipt", VendorRef="Mill", ExpenseLineAdd=[self.rent("9.00")])
        self.run_session()
        self.differences()
        self.assertFalse(self.connection.ledger_words)
        kinds = self.stream("other_transaction").kind_counts
        self.assertEqual(kinds, "Check 1, ItemReceipt 1")
        self.company.write_paycheck("Checking", {"Rent": "50.00"})
        self.differences()
        self.assertIn("no record type reads: Paycheck.", self.connection.ledger_words)
        self.stream("other_transaction").direction = "off"
        self.differences()
        words = self.connection.ledger_words
        self.assertIn("Check, ItemReceipt, Paycheck", words)
