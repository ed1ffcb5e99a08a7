"""Other transactions: sessions that are cut, and a restored company file."""

from .support.interruptions import InterruptionsMixin
from .support.other_transactions import OtherCase


class TestInterruptionsOtherTransactions(InterruptionsMixin, OtherCase):
    ROTATES = 2

    def setUp(self):
        super().setUp()
        self.build()

    def build(self):
        self.checks = [
            self.check(self.rent("10.00"), RefNumber=f"{number}") for number in range(3)
        ]
        self.receipt_id = self.qb_add(
            "ItemReceipt", VendorRef="Mill", ExpenseLineAdd=[self.rent("9.00")]
        )
        self.run_session()
        self.clock.sleep(3 * 3600)  # beyond the overlap of the windows

    def edit(self):
        changed, voided, deleted = self.checks
        self.company.user_mod(changed, Memo="Changed")
        self.company.user_void(voided)
        self.company.user_delete(deleted)
        paid = self.qb_payment("60.00", {})
        self.deposit({"PaymentTxnID": paid}, {"AccountRef": "Rent", "Amount": "1.00"})
        self.company.bill_received(self.receipt_id, RefNumber="M-1")
        self.transfer("40.00")

    def state(self):
        self.env.invalidate_all()
        links = self.env["qbd.link"].search([("res_model", "=", "account.move")])
        moves = self.env["account.move"].search([("qbd_type", "!=", False)])
        return {
            "links": sorted((x.qb_name or "", x.state, x.reason or "") for x in links),
            "entries": sorted(
                (x.qbd_type, x.state, str(sorted(self.lines(x).items()))) for x in moves
            ),
            "open": sorted(moves.line_ids.mapped("amount_residual")),
        }

    def test_every_cut_of_three_ends_in_the_same_state(self):
        number = self.check_all_cuts(only=self.is_lost_write)
        self.assertGreater(number, 3)

    def test_entries_follow_a_restored_file_whatever_is_answered(self):
        backup = self.company.snapshot()
        later = self.check(self.rent("7.00"), RefNumber="Later")
        self.company.user_mod(self.checks[0], Memo="Later")
        self.run_session()
        entry = self.move_of(later)
        for action in ("action_trust_odoo", "action_trust_quickbooks"):
            with self.from_the_start():
                self.company.restore(backup)
                self.clock.sleep(86400)
                self.run_session(ok=False)
                self.assertEqual(self.connection.question, "older_quickbooks")
                getattr(self.connection, action)()
                for _session in range(3):
                    self.run_session()
                self.assertEqual(entry.state, "cancel", action)
                self.assert_synced()
