"""A restored company file with bills and their payments: each answer settles it."""

from odoo.tests import new_test_user

from .support.restored import RestoredFile
from .test_sync_bill_payments import BillPaymentCase
from .test_sync_restores import MANAGER

KINDS = ("Bill", "VendorCredit", "BillPaymentCheck", "BillPaymentCreditCard")


class TestRestoreOfPurchases(RestoredFile, BillPaymentCase):
    """Bills, a credit and payments in step; a backup; work on both sides; restored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "only a manager", groups=MANAGER)

    def setUp(self):
        super().setUp()
        self.theirs = self.qb_bill(self.rent("70.00"), self.rent("5.00"))
        self.run_session()
        self.bill = self.odoo_bill(self.expense(50), self.of_steel())
        self.credit = self.odoo_bill(self.expense(20), move_type="in_refund", ref="C-1")
        self.payment = self.pay(self.bill)
        self.run_session()
        self.backup = self.company.snapshot()
        self.clock.sleep(3600)
        self.later = self.odoo_bill(self.expense(33), ref="M-78")
        self.later_payment = self.pay(self.later, journal=self.card)
        self.change(self.move_of(self.theirs), 71)
        self.run_session()
        self.assertEqual(self.link(self.later_payment).state, "ok")
        self.restore()

    def change(self, move, price):
        move.button_draft()
        move.invoice_line_ids[0].price_unit = price
        move.action_post()

    def restore(self):
        self.company.restore(self.backup)
        self.clock.sleep(86400)
        self.company.user_mod(self.theirs, Memo="after the backup")
        report = self.run_session(ok=False)
        self.assertEqual(self.connection.question, "older_quickbooks")
        self.assertFalse(report.wrote)

    def answer(self, action):
        getattr(self.connection.with_user(self.manager), action)()
        self.env.invalidate_all()
        self.run_to_the_end()

    def assert_equal_books(self):
        """Each document is once on both sides, and A/P agrees."""
        self.assertFalse(self.parked(), self.parked().mapped("message"))
        links = self.env["qbd.link"].search(
            [("space", "=", "transaction"), ("state", "!=", "gone")]
        )
        self.assertEqual(set(links.mapped("state")), {"ok"}, links.mapped("message"))
        shown = {x["TxnID"] for kind in KINDS for x in self.company.objects(kind)}
        self.assertEqual(set(links.mapped("qb_id")), shown)
        self.assertEqual(self.owed(), self.owed_in_odoo())
        self.assert_quiet()

    def test_odoo_is_right(self):
        self.answer("action_trust_odoo")
        self.assert_equal_books()
        self.assertEqual(self.company.object(self.theirs)["AmountDue"], "76.00")
        self.assertEqual(len(self.bills()), 3)
        self.assertEqual(len(self.checks("BillPaymentCreditCard")), 1)

    def test_quickbooks_is_right(self):
        self.answer("action_trust_quickbooks")
        lost = self.link(self.later) | self.link(self.later_payment)
        self.assertEqual(set(lost.mapped("reason")), {"lost_by_restore"})
        self.assertEqual(self.parked(), lost)
        self.assertEqual(self.move_of(self.theirs).amount_total, 75)
        lost.with_user(self.manager).action_try_again()
        self.run_to_the_end()
        self.assert_equal_books()

    def test_each_difference_is_asked_about_and_can_be_settled(self):
        self.answer("action_compare_anew")
        asked = self.parked().filtered(lambda link: link.reason == "conflict")
        for link in asked:
            link.with_user(self.manager).action_use_odoo()
        for link in self.parked() - asked:
            link.with_user(self.manager).action_try_again()
        self.run_to_the_end()
        self.assert_equal_books()
        self.assertEqual(self.company.object(self.theirs)["AmountDue"], "76.00")
