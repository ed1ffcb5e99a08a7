"""Statement charges and bills that are entries: owed, and settled like documents."""

from .support.documents import DATE
from .support.other_transactions import OtherCase
from .test_sync_prepayments import PrepaymentCase

PAYABLE = {"AccountRef": "Accounts Payable", "CustomerRef": "Mill"}


class OwedCase(OtherCase):
    def open_of(self, txn_id):
        """Return the open balance of the line by which an entry is owed."""
        lines = self.move_of(txn_id).line_ids
        return lines.filtered(lambda x: x.qbd_txn_line_id == "head").amount_residual

    def charge(self, amount="60.00", **values):
        return self.qb_add(
            "Charge", CustomerRef="Ann", ItemRef="Work", Amount=amount, **values
        )

    def owing_bill(self, kind="Bill", **values):
        """Return TxnID of a bill of 70.00, of which 5.00 is on a payable account."""
        lines = [self.rent("75.00"), {**PAYABLE, "Amount": "-5.00"}]
        return self.qb_add(
            kind, VendorRef="Mill", ExpenseLineAdd=lines, lines=[], **values
        )


class TestCharges(OwedCase):
    def test_a_charge_is_owed_and_paid_like_an_invoice(self):
        charge = self.charge(Desc="Tow", RefNumber="7")
        paid = self.qb_payment("40.00", {charge: "40.00"})
        self.run_session()
        move = self.move_of(charge)
        self.assertEqual(
            (move.qbd_type, move.ref, move.move_type), ("Charge", "7", "entry")
        )
        self.assertEqual(
            self.lines(move),
            {"Account Receivable": (60.0, "Ann"), "Sales": (-60.0, "Ann")},
        )
        self.assertEqual(self.open_of(charge), 20)
        self.assert_synced()
        self.company.user_mod(charge, Amount="50.00")
        self.run_session()
        self.assertEqual((self.move_of(charge), self.open_of(charge)), (move, 10))
        self.company.user_delete(paid)
        self.stream("receive_payment").deletions = "carry"
        self.run_session()
        self.assertEqual(self.open_of(charge), 50)
        self.assert_synced()
        self.company.user_void(charge)
        self.run_session()
        self.assertEqual(move.state, "cancel")
        self.assert_synced()

    def test_one_from_before_the_cut_off_date_comes_with_its_open_part(self):
        charge = self.charge(TxnDate="2026-02-03")
        settled = self.charge("5.00", TxnDate="2026-02-03")
        for one, value in ((charge, "10.00"), (settled, "5.00")):
            self.qb_payment(value, {one: value}, TxnDate="2026-02-04")
        self.connection.write({"cut_off_date": "2026-03-01", "all_history": False})
        opening = self.odoo_account("Opening Balance Equity", "equity")
        self.connection.opening_account_id = opening
        check, whole = self.check(self.rent("70.00")), self.charge("8.00")
        self.run_session()
        self.assertFalse(self.move_of(settled))
        move = self.move_of(charge)
        self.assertEqual(
            self.lines(move),
            {
                "Account Receivable": (50.0, "Ann"),
                "Opening Balance Equity": (-50.0, ""),
            },
        )
        self.qb_payment("20.00", {charge: "20.00"}, TxnDate=DATE)
        self.company.user_mod(charge, Desc="Tow")
        self.run_session()
        self.assertEqual(self.open_of(charge), 30)
        self.assert_edits_from_before_arrive(charge, check, whole)
        self.connection.books_wanted = True
        self.run_session()
        self.assertFalse(self.env["qbd.ledger.party"].search([]))
        self.assert_quiet()

    def assert_edits_from_before_arrive(self, charge, check, whole):
        """Correct an opened charge, and synced transactions from before the cut-off."""
        self.connection.cut_off_date = "2026-12-01"
        self.company.user_mod(charge, Amount="45.00")
        self.company.user_mod(whole, Amount="9.00")
        (line,) = self.company.object(check)["ExpenseLineRet"]
        self.company.change_bill(
            *(check, {"TxnLineID": line["TxnLineID"], "Amount": "90.00"}),
            TxnDate="2026-02-05",
        )
        self.run_session()
        self.assertEqual(self.open_of(charge), 15)
        move = self.move_of(check)
        self.assertEqual(str(move.date), "2026-02-05")
        found = {**self.lines(self.move_of(whole)), **self.lines(move)}
        self.assertEqual(
            {name: value for name, (value, _party) in found.items()},
            {"Account Receivable": 9, "Sales": -9, "Checking": -90, "Rent": 90},
        )

    def test_a_payment_applied_in_odoo_is_applied_there(self):
        charge, paid = self.charge(), self.qb_payment("40.00", {})
        self.run_session()
        move, payment = self.move_of(charge), self.payment_of(paid)
        lines = (move + payment.move_id).line_ids
        lines.filtered(lambda x: x.account_type == "asset_receivable").reconcile()
        self.env.flush_all()
        self.run_session()
        applied = self.company.object(paid)["AppliedToTxnRet"]
        self.assertEqual(
            [(one["TxnID"], one["Amount"]) for one in applied], [(charge, "40.00")]
        )
        self.assert_synced()

    def test_a_payment_waits_for_nothing_where_charges_are_not_read(self):
        self.stream("other_transaction").direction = "off"
        charge = self.charge()
        paid = self.qb_payment("40.00", {charge: "40.00"})
        self.run_session()
        payment = self.payment_of(paid)
        self.assertEqual(payment.state, "in_process")
        self.stream("other_transaction").direction = "from_quickbooks"
        self.run_session()
        self.run_session()
        self.assertEqual(self.open_of(charge), 20)
        self.assert_synced()


class TestBillsThatAreEntries(OwedCase):
    def test_a_bill_with_a_payable_line_is_an_entry_and_settled_like_a_bill(self):
        bill = self.owing_bill(RefNumber="77", Memo="Less a credit")
        paid = self.qb_check({bill: "30.00"})
        credit = self.qb_bill(self.rent("10.00"), kind="VendorCredit")
        self.company.use_credit(bill, credit, "10.00")
        self.run_session()
        move = self.move_of(bill)
        self.assertEqual(
            (move.move_type, move.qbd_type, move.ref), ("entry", "Bill", "77")
        )
        self.assertEqual(self.open_of(bill), -30)
        self.assertEqual(self.link(move).stream_id.mapping, "other_transaction")
        self.assert_synced()
        self.stream("bill_payment").deletions = "carry"
        self.company.user_delete(paid)
        self.run_session()
        self.assertEqual(self.open_of(bill), -60)
        self.assert_synced()

    def test_a_vendor_credit_with_such_a_line_settles_bills(self):
        bill = self.qb_bill(self.rent("90.00"))
        credit = self.owing_bill("VendorCredit")
        self.company.use_credit(bill, credit, "20.00")
        self.run_session()
        self.assertEqual(
            (self.open_of(credit), self.move_of(bill).amount_residual), (50, 70)
        )
        self.assert_synced()

    def test_it_becomes_a_bill_when_the_line_is_taken_off_and_stays_paid(self):
        bill = self.owing_bill()
        paid = self.qb_check({bill: "30.00"})
        self.run_session()
        entry = self.move_of(bill)
        line = self.company.object(bill)["ExpenseLineRet"][0]["TxnLineID"]
        self.company.change_bill(bill, {"TxnLineID": line, "Amount": "71.00"})
        self.run_session()
        self.run_session()
        move = self.move_of(bill)
        self.assertEqual((move.move_type, entry.state), ("in_invoice", "cancel"))
        self.assertEqual(move.amount_residual, 41)
        self.assertEqual(self.payment_of(paid).state, "paid")
        self.assert_synced()

    def test_a_bill_of_odoo_that_gets_such_a_line_is_a_question(self):
        bill = self.qb_bill(self.rent("70.00"))
        self.run_session()
        move = self.move_of(bill)
        line = self.company.object(bill)["ExpenseLineRet"][0]["TxnLineID"]
        self.company.change_bill(
            bill, {"TxnLineID": line}, {**PAYABLE, "Amount": "-5.00"}
        )
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "other_meaning"))
        self.assertIn("Take the lines off", link.message)
        self.assertEqual(move.amount_total, 70)
        self.company.change_bill(bill, {"TxnLineID": line, "Amount": "71.00"})
        self.run_session()
        self.assertEqual(move.amount_total, 71)
        self.assert_synced()

    def test_without_other_transactions_it_waits_and_says_so(self):
        self.stream("other_transaction").direction = "off"
        bill = self.owing_bill()
        paid = self.qb_check({bill: "30.00"})
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", bill)])
        self.assertIn("switch on “Other transactions”", link.message)
        self.assertFalse(link.record_id)
        self.stream("other_transaction").direction = "from_quickbooks"
        self.run_session()
        self.run_session()
        self.assertEqual(self.open_of(bill), -40)
        self.assertEqual(self.payment_of(paid).state, "paid")
        self.assert_synced()

    def test_deleted_voided_and_missed_ones_follow_quickbooks(self):
        bills = [self.owing_bill() for _number in range(3)]
        self.run_session()
        deleted, voided, missed = (self.move_of(one) for one in bills)
        self.company.user_delete(bills[0])
        self.company.user_void(bills[1])
        self.run_session()
        self.assertEqual([x.state for x in (deleted, voided)], ["cancel", "cancel"])
        for name in ("bill", "other_transaction"):
            self.stream(name).id_sweep_wanted = True
        self.run_session()
        self.assertEqual(missed.state, "posted")
        self.assert_synced()


class TestChecksUsedThere(OwedCase, PrepaymentCase):
    """QuickBooks uses checks for bills by itself: neither of them shows a change."""

    def compare_balances(self):
        for _number in range(2):
            self.connection.books_wanted = True
            self.run_session()

    def assert_agreed(self):
        """Nothing is left; in Odoo the bank has not confirmed the payment yet."""
        waiting = self.env["qbd.link"].search([("state", "not in", ("ok", "gone"))])
        self.assertFalse(waiting.mapped(lambda x: (x.qb_name, x.reason, x.message)))
        self.assert_quiet()

    def test_a_check_of_ours_is_applied(self):
        payment = self.prepay()
        self.run_session()
        check = self.link(payment).qb_id
        bill = self.qb_bill(self.rent("30.00"))
        self.run_session()
        self.company.use_credit(bill, check, "20.00")
        self.compare_balances()
        self.assertEqual(self.move_of(bill).amount_residual, 10)
        self.assert_agreed()
        self.company.use_credit(bill, check, "10.00")
        self.compare_balances()
        self.assertEqual(self.move_of(bill).payment_state, "paid")
        self.assert_agreed()

    def test_a_check_of_quickbooks_is_matched_and_freed(self):
        check = self.company.pay_vendor("Mill", "50.00", TxnDate="2026-06-15")
        bill = self.qb_bill(self.rent("30.00"))
        self.run_session()
        self.company.use_credit(bill, check, "20.00")
        self.compare_balances()
        self.assertEqual(self.move_of(bill).amount_residual, 10)
        self.assert_synced()
        self.company.take_off_credit(bill, check)
        self.compare_balances()
        self.assertEqual(self.move_of(bill).amount_residual, 30)
        self.assert_synced()

    def test_one_that_is_matched_in_odoo_alone_is_one_question(self):
        check = self.company.pay_vendor("Mill", "50.00", TxnDate="2026-06-15")
        bill = self.qb_bill(self.rent("30.00"))
        self.run_session()
        move, entry = self.move_of(bill), self.move_of(check)
        lines = (move + entry).line_ids
        lines.filtered(lambda x: x.account_type == "liability_payable").reconcile()
        self.env.flush_all()
        self.compare_balances()
        asked = self.env["qbd.link"].search([("state", "=", "parked")])
        self.assertEqual((asked.qb_id, asked.reason), (bill, "balance"))
        self.assertEqual(move.amount_residual, 0)
        self.company.use_credit(bill, check, "30.00")
        self.compare_balances()
        self.assertEqual(move.payment_state, "paid")
        self.assert_synced()
