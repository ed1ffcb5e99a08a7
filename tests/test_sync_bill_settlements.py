"""Bills that Odoo settles with a line of the bank statement."""

from odoo.fields import Command

from ..simulator.wire.faults import Fault, FaultPlan
from .support.documents import DATE
from .test_sync_bill_payments import BillPaymentCase


class BillSettlementCase(BillPaymentCase):
    STREAMS = (*BillPaymentCase.STREAMS, "bill_settlement")

    def arrange(self):
        super().arrange()
        self.stream("bill_settlement").direction = "to_quickbooks"
        self.ids = [
            self.qb_bill(self.rent("70.00")),
            self.qb_bill(self.rent("50.00")),
        ]
        self.run_session()
        self.moves = [self.move_of(one) for one in self.ids]

    def term(self, move):
        return move.line_ids.filtered(lambda x: x.account_type == "liability_payable")

    def bank_line(self, amount, *applied, journal=None, **values):
        """A person matches a line of the bank statement with bills."""
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": (journal or self.bank).id,
                "amount": amount,
                "date": DATE,
                "payment_ref": "Transfer to Mill",
                "partner_id": self.partner_named("Mill").id,
                **values,
            }
        )
        _money, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.term(self.moves[0]).account_id
        self.match(line.move_id, *applied)
        return line.move_id

    def match(self, move, *applied):
        for bill, amount in applied:
            rows = [(self.term(move), self.term(bill), amount)]
            self.env["qbd.posting"]._apply(rows)

    def paid_there(self, kind="BillPaymentCheck"):
        (shown,) = self.checks(kind)
        rows = shown["AppliedToTxnRet"]
        return shown, {row["TxnID"]: row["Amount"] for row in rows}

    def assert_synced(self, move, txn_id):
        link = self.link(move)
        self.assertEqual((link.state, link.message), ("ok", False))
        self.assertEqual(link.qb_id, txn_id)
        self.assertEqual(self.owed(), self.owed_in_odoo())
        self.assertFalse(self.env["account.payment"].search([]))
        self.assert_quiet()


class TestBillSettlements(BillSettlementCase):
    def test_a_bank_line_goes_as_a_check(self):
        move = self.bank_line(-90.0, (self.moves[0], 70.0), (self.moves[1], 20.0))
        self.run_session()
        shown, rows = self.paid_there()
        self.assertEqual(rows, {self.ids[0]: "70.00", self.ids[1]: "20.00"})
        self.assertEqual(shown["BankAccountRef"]["FullName"], "Checking")
        self.assertEqual(shown["Memo"], "Transfer to Mill")
        self.assertEqual(shown["Amount"], "90.00")
        self.assert_synced(move, shown["TxnID"])
        self.assertEqual(self.states_of_bills(), {"ok"})

    def states_of_bills(self):
        return {self.link(move).state for move in self.moves}

    def test_a_line_of_the_card_goes_as_a_payment_by_card(self):
        move = self.bank_line(-70.0, (self.moves[0], 70.0), journal=self.card)
        self.run_session()
        shown, _rows = self.paid_there("BillPaymentCreditCard")
        self.assertEqual(shown["CreditCardAccountRef"]["FullName"], "Visa")
        self.assert_synced(move, shown["TxnID"])

    def test_matched_otherwise_and_unmatched(self):
        move = self.bank_line(-50.0, (self.moves[0], 50.0))
        self.run_session()
        self.term(move).remove_move_reconcile()
        self.match(move, (self.moves[0], 10.0), (self.moves[1], 40.0))
        self.run_session()
        shown, rows = self.paid_there()
        self.assertEqual(rows, {self.ids[0]: "10.00", self.ids[1]: "40.00"})
        self.assert_synced(move, shown["TxnID"])
        self.term(move).remove_move_reconcile()
        self.run_session()
        self.assertEqual(self.checks(), [])
        self.assertEqual(self.owed(), "120.00")
        self.assert_quiet()
        self.match(move, (self.moves[1], 50.0))
        self.run_session()
        self.run_session()
        shown, rows = self.paid_there()
        self.assertEqual(rows, {self.ids[1]: "50.00"})
        self.assert_synced(move, shown["TxnID"])

    def test_a_line_that_is_matched_in_part_says_so(self):
        move = self.bank_line(-90.0, (self.moves[0], 70.0))
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("Only $\xa070.00 of $\xa090.00", link.message)
        self.assertEqual(self.checks(), [])
        self.match(move, (self.moves[1], 20.0))
        self.run_session()
        self.assert_synced(move, self.paid_there()[0]["TxnID"])

    def test_a_lost_answer_makes_no_second_payment(self):
        for side in ("before", "after"):
            with self.subTest(side):
                known = {one["TxnID"] for one in self.checks()}
                move = self.bank_line(-10.0, (self.moves[0], 10.0))
                fault = Fault("end_session", "process", occurrence=2, side=side)
                connector = self.new_connector(faults=FaultPlan([fault]))
                self.run_session(connector, ok=False)
                self.company.recovery.forget_all()
                for _number in range(3):
                    self.run_session()
                (new,) = {one["TxnID"] for one in self.checks()} - known
                self.assert_synced(move, new)

    def paid_twice(self, amount):
        """Return the bank line of Odoo and the check of QuickBooks for one bill."""
        self.stream("bill_settlement").ask_similar = True
        move = self.bank_line(-float(amount), (self.moves[0], float(amount)))
        paid = self.qb_check({self.ids[0]: amount}, TxnDate=DATE)
        self.run_session()
        self.assertEqual(len(self.checks()), 1)
        link = self.link(move)
        self.assertEqual(link.reason, "similar", link.message)
        self.assertEqual(link.question_ids.link_id.qb_id, paid)
        return move, paid

    def test_the_same_payment_in_both_books_is_one(self):
        move, paid = self.paid_twice("70.00")
        self.link(move).question_ids.action_accept()
        self.run_session()
        self.assertEqual(len(self.checks()), 1)
        self.assert_synced(move, paid)

    def test_an_entry_that_is_no_bank_line_says_what_to_do(self):
        """No list asks about it: the payment of QuickBooks needs a person."""
        payable = self.term(self.moves[0]).account_id
        mill = self.partner_named("Mill").id
        sides = ((payable, 70.0, mill), (self.account("Rent"), -70.0, False))
        names = ("account_id", "balance", "partner_id")
        rows = [dict(zip(names, (one.id, *more), strict=True)) for one, *more in sides]
        entry = self.env["account.move"].create(
            {"date": DATE, "line_ids": [Command.create(row) for row in rows]}
        )
        entry.action_post()
        self.match(entry, (self.moves[0], 70.0))
        paid = self.qb_check({self.ids[0]: "70.00"}, TxnDate=DATE)
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", paid)])
        self.assertEqual((link.state, link.reason), ("parked", "impossible"))
        self.assertIn("Undo that, register a payment", link.message)

    def test_two_instalments_are_two_if_a_person_says_so(self):
        self.connection.bank_quickbooks_ids = self.bank.default_account_id
        move, paid = self.paid_twice("30.00")
        self.link(move).action_create_anyway()
        for _number in range(2):
            self.run_session()
        self.env["qbd.link"].search([("qb_id", "=", paid)])._release()
        self.run_session()
        self.assertEqual(len(self.checks()), 2)
        self.assertAlmostEqual(self.moves[0].amount_residual, 10)
        self.assertEqual(self.owed(), self.owed_in_odoo())

    def test_two_payments_for_one_line_are_a_question(self):
        self.stream("bill_settlement").ask_similar = True
        move = self.bank_line(-120.0, (self.moves[0], 70.0), (self.moves[1], 50.0))
        for txn_id, amount in zip(self.ids, ("70.00", "50.00"), strict=True):
            self.qb_check({txn_id: amount}, TxnDate=DATE)
        self.run_session()
        asked = self.env["qbd.link"].search([("state", "=", "parked")])
        payments = asked - self.link(move)
        self.assertEqual(payments.mapped("reason"), ["impossible"] * 2)
        self.assertIn("in another way. If it is the same", payments[0].message)
        asked.action_unlink_pair()
        self.assert_quiet()
        self.assertEqual((self.owed(), self.owed_in_odoo()), ("0.00", "0.00"))

    def test_bill_payments_may_be_off(self):
        self.stream("bill_settlement").ask_similar = True
        self.stream("bill_payment").direction = "off"
        move = self.bank_line(-70.0, (self.moves[0], 70.0))
        self.run_session()
        self.assert_synced(move, self.paid_there()[0]["TxnID"])

    def test_a_line_with_an_amount_in_another_currency_says_so(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        values = {"foreign_currency_id": euro.id, "amount_currency": -35.0}
        move = self.bank_line(-70.0, **values)
        (self.term(move) | self.term(self.moves[0])).reconcile()
        self.run_session()
        self.assertIn("This payment is in EUR", self.link(move).message)

    def test_money_back_from_a_vendor_is_named(self):
        credit = self.odoo_bill(self.expense(20), move_type="in_refund", ref="C-1")
        self.run_session()
        move = self.bank_line(20.0)
        (self.term(move) | self.term(credit)).reconcile()
        self.connection.books_wanted = True
        self.run_session()
        self.assertIn(f"{move.name} pays it back", self.link(credit).message)

    def test_switched_off_the_bill_says_what_to_turn_on(self):
        self.stream("bill_settlement").direction = "off"
        self.bank_line(-70.0, (self.moves[0], 70.0))
        self.connection.books_wanted = True
        self.run_session()
        link = self.link(self.moves[0])
        self.assertEqual(link.reason, "balance")
        self.assertIn("Bills paid by bank lines", link.message)
        self.assertEqual(self.checks(), [])


class TestChangedInQuickBooks(BillSettlementCase):
    """The payment of a bank line is changed there, or one of the two is deleted."""

    def arrange(self):
        super().arrange()
        self.stream("bill_settlement").direction = "both"
        self.move = self.bank_line(-70.0, (self.moves[0], 70.0))
        self.run_session()
        self.paid = self.link(self.move).qb_id

    def match_again(self):
        _money, suspense, _other = self.move.statement_line_id._seek_for_lines()
        suspense.account_id = self.term(self.moves[0]).account_id
        self.match(self.move, (self.moves[0], 70.0))
        for _number in range(2):
            self.run_session()
        (shown,) = [one for one in self.checks() if one["Amount"] == "70.00"]
        self.assertNotEqual(shown["TxnID"], self.paid)
        self.assert_synced(self.move, shown["TxnID"])

    def test_deleted_there_the_match_is_undone_here(self):
        self.company.user_delete(self.paid)
        self.run_session()
        link = self.link(self.move)
        self.assertIn("Delete on both sides to undo the match", link.message)
        link.action_delete_too()
        self.run_session()
        self.assertEqual((link.state, self.moves[0].amount_residual), ("gone", 70))
        self.assertEqual(self.owed(), self.owed_in_odoo())
        self.assert_quiet()
        self.match_again()

    def test_number_and_memo_are_its_own_and_a_void_ends_by_another_payment(self):
        self.company.user_mod(self.paid, Memo="Ours", RefNumber="1042")
        self.run_session()
        self.assert_synced(self.move, self.paid)
        self.assertEqual(self.company.object(self.paid)["RefNumber"], "1042")
        self.company.user_void(self.paid)
        self.run_session()
        self.assertEqual(self.link(self.move).reason, "refused_by_odoo")
        self.term(self.move).remove_move_reconcile()
        self.connection.books_wanted = True
        self.run_session()
        self.assertEqual(self.link(self.move).state, "ok")
        party = self.env["qbd.ledger.party"].search([])
        self.assertIn("bank statement lines (1)", party.explanation)
        self.match_again()

    def test_a_deleted_line_comes_back_as_a_payment(self):
        self.move.statement_line_id.unlink()
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", self.paid)])
        self.assertIn("Bring back makes a payment of it", link.message)
        link.action_bring_back()
        self.run_session()
        self.assertEqual(self.moves[0].amount_residual, 0)
        self.assert_paid(self.payment_of(self.paid))
        self.assert_quiet()
