"""Payments of Odoo that pay no bill: after a day they are checks in QuickBooks."""

from odoo.tools import SQL

from ..simulator.wire.faults import Fault, FaultPlan
from .support.checks import hide_links_of_checks
from .support.documents import DATE
from .test_sync_bill_payments import BillPaymentCase


class PrepaymentCase(BillPaymentCase):
    def arrange(self):
        super().arrange()
        self.run_session()

    def prepay(self, amount=70, days=2, journal=None):
        """Return a payment without a bill that was entered some days ago."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": self.partner_named("Mill").id,
                "amount": amount,
                "date": DATE,
                "memo": "Deposit",
                "journal_id": (journal or self.bank).id,
            }
        )
        payment.action_post()
        self.grow_old(payment, days)
        return payment

    def grow_old(self, payment, days):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE account_payment SET create_date = create_date - %s * interval"
                " '1 day' WHERE id = %s",
                days,
                payment.id,
            )
        )
        payment.invalidate_recordset(["create_date"])

    def apply(self, payment, bill):
        lines = (payment.move_id | bill).line_ids
        lines.filtered(lambda x: x.account_type == "liability_payable").reconcile()

    def written(self):
        return self.checks("Check")


class TestPrepayments(PrepaymentCase):
    def test_after_a_day_it_is_a_check_on_the_payable_account(self):
        payment = self.prepay(days=0)
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("within a day", link.message)
        self.grow_old(payment, 2)
        link._release()
        self.run_session()
        (check,) = self.written()
        self.assertEqual((check["Amount"], check["Memo"]), ("70.00", "Deposit"))
        (line,) = check["ExpenseLineRet"]
        self.assertEqual(line["AccountRef"]["FullName"], "Accounts Payable")
        self.assertEqual(line["CustomerRef"]["FullName"], "Mill")
        self.assertEqual(link.qb_type, "Check")
        self.assertEqual(self.owed(), "-70.00")
        self.assert_paid(payment)
        self.assert_quiet()

    def test_bills_use_it_as_a_credit(self):
        payment = self.prepay()
        self.run_session()
        bill, other = self.odoo_bill(self.expense(50)), self.odoo_bill(self.expense(90))
        for one, left in ((bill, 20), (other, 0)):
            self.apply(payment, one)
            self.run_session()
            self.run_session()
            self.assert_paid(payment)
            owed = payment.move_id.line_ids.filtered(
                lambda x: x.account_type == "liability_payable"
            )
            self.assertEqual(owed.amount_residual, left)
            self.assert_quiet()
        self.assertEqual(self.owed(), "70.00")
        self.assertFalse(self.checks())
        self.assertEqual(len(self.written()), 1)

    def test_bills_that_it_does_not_show_stay_paid_and_are_not_paid_again(self):
        hide_links_of_checks(self)
        payment = self.prepay()
        self.run_session()
        bills = [self.odoo_bill(self.expense(90)) for _number in range(2)]
        own = payment.move_id.line_ids.filtered(
            lambda x: x.account_type == "liability_payable"
        )
        for bill, amount in zip(bills, (20, 30), strict=True):
            self.env["qbd.posting"]._apply([(own, self.due(bill), amount)])
            for _session in range(3):
                self.run_session()
            (used,) = self.company.object(self.link(bill).qb_id)["LinkedTxn"]
            self.assertEqual(used["Amount"], f"-{amount}.00")
        (used,) = self.company.object(self.link(bills[0]).qb_id)["LinkedTxn"]
        self.assertEqual((used["Amount"], own.amount_residual), ("-20.00", 20))
        self.assert_paid(payment)
        self.assert_quiet()

    def due(self, bill):
        return bill.line_ids.filtered(lambda x: x.display_type == "payment_term")

    def test_what_it_settles_cannot_be_taken_off(self):
        payment, bill = self.prepay(), self.odoo_bill(self.expense(50))
        self.run_session()
        self.apply(payment, bill)
        self.run_session()
        self.run_session()
        payment.move_id.line_ids.remove_move_reconcile()
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("unapply it there", link.message)
        self.apply(payment, bill)
        self.run_session()
        self.assert_paid(payment)
        self.assert_quiet()

    def test_it_changes_on_both_sides(self):
        payment = self.prepay()
        self.run_session()
        payment.action_draft()
        payment.write({"amount": 80, "memo": "More"})
        payment.action_post()
        self.run_session()
        (check,) = self.written()
        self.assertEqual((check["Amount"], check["Memo"]), ("80.00", "More"))
        self.assert_paid(payment)
        self.company.user_mod(check["TxnID"], RefNumber="77", TxnDate="2026-06-20")
        self.run_session()
        self.assertEqual(payment.payment_reference, "77")
        self.assertEqual(str(payment.date), "2026-06-20")
        self.assert_paid(payment)
        self.assert_quiet()

    def test_it_is_voided_and_deleted(self):
        payments = [self.prepay(), self.prepay(30)]
        self.run_session()
        payments[0].action_draft()
        payments[0].action_cancel()
        self.run_session()
        self.assertEqual(self.owed(), "-30.00")
        self.stream("bill_payment").deletions = "carry"
        self.company.user_delete(self.link(payments[1]).qb_id)
        self.run_session()
        self.assertEqual(payments[1].state, "canceled")
        self.assertEqual(self.owed(), "0.00")
        self.assert_quiet()

    def test_a_payment_by_card_goes_on_waiting(self):
        payment = self.prepay(journal=self.card)
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("credit card charge", link.message)

    def test_checks_of_others_are_not_read(self):
        self.company.pay_vendor("Mill", "12.00")
        self.prepay()
        self.run_session()
        self.company.pay_vendor("Mill", "13.00")
        self.run_session()
        links = self.env["qbd.link"].search([("qb_type", "=", "Check")])
        self.assertEqual(len(links), 1)

    def test_a_check_that_got_other_lines_is_said(self):
        payment = self.prepay()
        self.run_session()
        (check,) = self.written()
        (line,) = check["ExpenseLineRet"]
        self.company.change_bill(
            check["TxnID"], {"TxnLineID": line["TxnLineID"]}, self.rent("5.00")
        )
        self.run_session()
        link = self.link(payment)
        self.assertEqual((link.state, link.reason), ("parked", "other_meaning"))
        self.assertIn("not on the receivable or payable account", link.message)
        self.assertEqual(payment.amount, 70)


class TestLostAnswers(PrepaymentCase):
    """An answer is lost, and QuickBooks has forgotten what it saved of it."""

    def lose_a_write(self, side):
        fault = Fault("end_session", "process", occurrence=2, side=side)
        connector = self.new_connector(faults=FaultPlan([fault]))
        self.run_session(connector, ok=False)
        self.company.recovery.forget_all()
        for _number in range(3):
            self.run_session()

    def test_no_check_is_added_and_used_twice(self):
        for side in ("before", "after"):
            with self.subTest(side):
                payment, bill = self.prepay(), self.odoo_bill(self.expense(50))
                before = len(self.written())
                self.lose_a_write(side)
                self.assertEqual(len(self.written()), before + 1)
                self.assert_paid(payment)
                self.apply(payment, bill)
                self.lose_a_write(side)
                shown = self.company.object(self.link(bill).qb_id)
                self.assertEqual(
                    [one["Amount"] for one in shown["LinkedTxn"]], ["-50.00"]
                )
                self.assert_paid(payment)
                self.assert_quiet()
