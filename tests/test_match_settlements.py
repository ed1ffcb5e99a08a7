"""A bank line in Odoo and a payment in QuickBooks that settle the same are one."""

from .support.documents import DATE
from .test_sync_settlements import SettlementCase


class TestPaidInTheBankAndInQuickBooks(SettlementCase):
    def arrange(self):
        super().arrange()
        self.stream("settlement").ask_similar = True

    def paid_twice(self, amount):
        """Pay an invoice by a bank line in Odoo, by a payment in QuickBooks."""
        move = self.bank_line(float(amount), (self.moves[0], float(amount)))
        paid = self.qb_payment(amount, {self.ids[0]: amount}, TxnDate=DATE)
        self.run_session()
        return move, paid

    def assert_one_payment(self, amount):
        """Neither book has a second payment."""
        self.assertEqual(len(self.company.objects("ReceivePayment")), 1)
        self.assertFalse(self.env["account.payment"].search([]).qbd_link_ids)
        self.assertEqual(self.moves[0].amount_residual, 108.25 - float(amount))
        shown = self.shown(self.ids[0])["BalanceRemaining"]
        self.assertEqual(float(shown), round(108.25 - float(amount), 2))

    def assert_is_one_question(self, amount):
        move, paid = self.paid_twice(amount)
        self.assert_one_payment(amount)
        link = self.link(move)
        self.assertEqual(link.reason, "similar", link.message)
        self.assertEqual(link.question_ids.link_id.qb_id, paid)
        link.question_ids.action_accept()
        self.run_session()
        self.assert_one_payment(amount)
        link = self.env["qbd.link"].search([("qb_id", "=", paid)])
        self.assertEqual((link.record_id, link.state), (move.id, "ok"), link.message)
        self.assertEqual(link.stream_id.mapping, "settlement")
        self.assert_balances_agree()
        self.assert_quiet()

    def test_in_full(self):
        self.assert_is_one_question("108.25")

    def test_in_part(self):
        self.assert_is_one_question("50.00")

    def test_two_instalments_are_two_if_a_person_says_so(self):
        move, paid = self.paid_twice("50.00")
        self.link(move).action_create_anyway()
        for _number in range(2):
            self.run_session()
        waiting = self.env["qbd.link"].search([("qb_id", "=", paid)])
        waiting._release()
        self.run_session()
        self.assertEqual(len(self.company.objects("ReceivePayment")), 2)
        self.assertAlmostEqual(self.moves[0].amount_residual, 8.25)
        self.assert_balances_agree()

    def test_switched_off_it_says_what_to_do(self):
        self.stream("settlement").direction = "off"
        _move, paid = self.paid_twice("50.00")
        link = self.env["qbd.link"].search([("qb_id", "=", paid)])
        self.assertEqual((link.state, link.reason), ("parked", "impossible"))
        self.assertIn("Turn on “", link.message)
        self.connection.invalidate_recordset(["left_out"])
        self.assertIn("without a payment: 1. They", self.connection.left_out)
        self.assert_one_payment("50.00")
