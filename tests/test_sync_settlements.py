"""Invoices that Odoo settles without a payment: bank statement lines, entries."""

from lxml import etree

from odoo.fields import Command

from ..simulator.wire.faults import Fault, FaultPlan
from .support.documents import DATE
from .test_sync_payments import PaymentSyncCase


class SettlementCase(PaymentSyncCase):
    def arrange(self):
        super().arrange()
        self.stream("settlement").direction = "to_quickbooks"
        self.ids, self.moves = self.two_invoices()
        self.checking = self.account_named("Checking")
        self.journal = self.env["account.journal"].search(
            [("default_account_id", "=", self.checking.id)]
        )
        self.receivable = self.term(self.moves[0]).account_id

    def account_named(self, name):
        return self.env["account.account"].search([("name", "=", name)])

    def term(self, move):
        return move.line_ids.filtered(lambda line: line.display_type == "payment_term")

    def bank_line(self, amount, *applied):
        """A person matches a line of the bank statement with invoices."""
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.journal.id,
                "amount": amount,
                "date": DATE,
                "payment_ref": "Transfer of Ann",
                "partner_id": self.partner_named("Ann").id,
            }
        )
        move = line.move_id
        _money, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.receivable
        self.apply_entry(move, *applied)
        return move

    def entry(self, *lines, **values):
        """lines: (account, balance), the receivable with the customer"""
        ann = self.partner_named("Ann")
        move = self.env["account.move"].create(
            {
                "date": DATE,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": balance,
                            "partner_id": ann.id
                            if account == self.receivable
                            else False,
                        }
                    )
                    for account, balance in lines
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def apply_entry(self, move, *applied):
        owed = move.line_ids.filtered(lambda x: x.account_id == self.receivable)
        for invoice, amount in applied:
            self.env["qbd.posting"]._apply([(self.term(invoice), owed, amount)])


class TestSettlements(SettlementCase):
    def test_a_bank_statement_line_goes_as_a_payment_into_the_bank(self):
        move = self.bank_line(150.0, (self.moves[0], 108.25), (self.moves[1], 41.75))
        self.run_session()
        shown = self.shown_payment()
        self.assertEqual(
            self.applied_at_quickbooks(shown["TxnID"]),
            {self.ids[0]: "108.25", self.ids[1]: "41.75"},
        )
        self.assertEqual(shown["TotalAmount"], "150.00")
        self.assertEqual(shown["DepositToAccountRef"]["FullName"], "Checking")
        self.assertEqual(shown["Memo"], "Transfer of Ann")
        link = self.link(move)
        self.assertEqual((link.state, link.qb_id), ("ok", shown["TxnID"]))
        self.assertFalse(self.env["account.payment"].search([]).qbd_link_ids)
        self.assert_balances_agree()
        self.assert_quiet()

    def test_a_bad_debt_goes_as_a_discount_alone(self):
        expenses = self.account_named("Other Expenses")
        move = self.entry((expenses, 108.25), (self.receivable, -108.25))
        self.apply_entry(move, (self.moves[0], 108.25))
        self.run_session()
        row = self.shown_payment()["AppliedToTxnRet"][0]
        self.assertEqual(row["DiscountAmount"], "108.25")
        self.assertEqual(row["DiscountAccountRef"]["FullName"], "Other Expenses")
        self.assertEqual(self.shown(self.ids[0])["IsPaid"], "true")
        self.assertEqual(self.link(move).state, "ok")
        self.assert_balances_agree()
        self.assert_quiet()

    def test_what_is_taken_off_again_is_deleted(self):
        move = self.bank_line(108.25, (self.moves[0], 108.25))
        self.run_session()
        self.owed_of(move).remove_move_reconcile()
        self.run_session()
        self.assertEqual(self.company.objects("ReceivePayment"), [])
        self.assertEqual(self.shown(self.ids[0])["BalanceRemaining"], "108.25")
        self.assert_quiet()
        self.apply_entry(move, (self.moves[1], 50.0))
        self.run_session()
        self.run_session()
        rows = self.applied_at_quickbooks(self.shown_payment()["TxnID"])
        self.assertEqual(rows, {self.ids[1]: "50.00"})
        self.assert_quiet()

    def owed_of(self, move):
        return move.line_ids.filtered(lambda x: x.account_id == self.receivable)

    def test_applied_otherwise(self):
        move = self.bank_line(100.0, (self.moves[0], 100.0))
        self.run_session()
        self.owed_of(move).remove_move_reconcile()
        self.apply_entry(move, (self.moves[0], 30.0), (self.moves[1], 70.0))
        self.run_session()
        rows = self.applied_at_quickbooks(self.shown_payment()["TxnID"])
        self.assertEqual(rows, {self.ids[0]: "30.00", self.ids[1]: "70.00"})
        self.assert_balances_agree()
        self.assert_quiet()

    def test_what_cannot_be_expressed_is_shown(self):
        sales = self.account_named("Sales")
        move = self.entry(
            (self.checking, 120.0), (sales, -11.75), (self.receivable, -108.25)
        )
        self.apply_entry(move, (self.moves[0], 108.25))
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
        self.assertIn("This payment has an amount on", link.message)
        self.assertEqual(self.company.objects("ReceivePayment"), [])

    def test_entries_that_settle_nothing_stay_in_odoo(self):
        self.entry((self.checking, 50.0), (self.receivable, -50.0))
        self.entry((self.checking, 50.0), (self.account_named("Sales"), -50.0))
        report = self.run_session()
        self.assertFalse(report.wrote)

    def test_a_change_in_quickbooks_is_shown(self):
        self.stream("settlement").direction = "both"
        move = self.bank_line(108.25, (self.moves[0], 108.25))
        self.run_session()
        txn_id = self.link(move).qb_id
        self.company.user_mod(
            txn_id, AppliedToTxnMod=[{"TxnID": self.ids[0], "PaymentAmount": "50.00"}]
        )
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "refused_by_odoo"))
        self.assertIn("bank statement line or an entry", link.message)
        self.assertEqual(self.moves[0].amount_residual, 0.0)

    def test_switched_off_it_stays_in_odoo(self):
        self.stream("settlement").direction = "off"
        self.bank_line(108.25, (self.moves[0], 108.25))
        self.connection.books_wanted = True
        report = self.run_session()
        self.assertFalse(report.wrote)
        self.assertEqual(self.link(self.moves[0]).reason, "balance")

    def test_a_lost_answer_makes_no_second_payment(self):
        for side in ("before", "after"):
            with self.subTest(side):
                move = self.bank_line(10.0, (self.moves[0], 10.0))
                fault = Fault("end_session", "process", occurrence=2, side=side)
                connector = self.new_connector(faults=FaultPlan([fault]))
                self.run_session(connector, ok=False)
                self.company.recovery.forget_all()
                for _number in range(3):
                    self.run_session()
                link = self.link(move)
                self.assertEqual((link.state, link.message), ("ok", False))
                payments = self.company.objects("ReceivePayment")
                self.assertEqual(len(payments), 1 if side == "before" else 2)
                self.assertFalse(
                    self.env["account.payment"].search([("amount", "=", 10.0)])
                )

    def test_the_request_is_as_expected(self):
        move = self.bank_line(108.25, (self.moves[0], 108.25))
        self.env["qbd.engine"]._collect_hints()
        mapping = self.stream("settlement")._mapping()
        state = mapping._canonical_records(move)[move.id]
        request, _name = mapping._request_add(self.link(move), state, None)
        names = [element.tag for element in request[0]]
        self.assertEqual(
            names,
            [
                "CustomerRef",
                "ARAccountRef",
                "TxnDate",
                "RefNumber",
                "TotalAmount",
                "Memo",
                "DepositToAccountRef",
                "AppliedToTxnAdd",
            ],
            etree.tostring(request),
        )
