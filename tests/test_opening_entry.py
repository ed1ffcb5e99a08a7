"""The opening entry: QuickBooks' trial balance before the cut-off date, in Odoo."""

from unittest.mock import patch

from odoo.exceptions import RedirectWarning, UserError

from .support.other_transactions import OtherCase
from .support.verified import VerifiedMixin

CUT_OFF = "2026-06-01"
BEFORE = "2026-05-31"


class TestOpeningEntry(VerifiedMixin, OtherCase):
    """Before the cut-off date: a sale of 108.25, of which 40.00 were paid, a bill of
    70.00, a check, and results of the year before. After it, another payment."""

    def begin(self):
        result = super().begin()
        self.account_of_opening = self.odoo_account("Opening items", "equity")
        self.connection.write(
            {
                "cut_off_date": CUT_OFF,
                "opening_account_id": self.account_of_opening.id,
            }
        )
        self.sold = sold = self.qb_invoice(self.work(), TxnDate="2026-04-02")
        self.qb_payment("40.00", {sold: "40.00"}, TxnDate="2026-04-20")
        self.bill = self.qb_bill(self.rent("70.00"), TxnDate="2026-05-03")
        self.check(self.rent("12.00"), TxnDate="2025-11-11")
        self.check(self.rent("5.00"), TxnDate="2026-02-11")
        paid = {sold: "10.00"}
        self.late = self.qb_payment("10.00", paid, TxnDate="2026-06-20")
        return result

    def read_opening(self):
        return self.verify_at_once(BEFORE, is_opening=True)

    def post(self, results="accounts"):
        wizard = self.env["qbd.opening"].create(
            {
                "connection_id": self.connection.id,
                "verification_id": self.read_opening().id,
                "results": results,
            }
        )
        wizard.action_post_opening()
        return self.connection.opening_move_id

    def amounts(self, move):
        lines = move.line_ids.grouped(lambda line: line.account_id.name)
        return {name: sum(found.mapped("balance")) for name, found in lines.items()}

    def test_both_books_are_equal_once_the_open_items_are_read(self):
        self.run_session()
        move = self.post()
        found = self.amounts(move)
        self.assertEqual(
            {x: found[x] for x in ("Rent", "Checking", "Sales")},
            {"Rent": 75, "Checking": -17, "Sales": -100},
        )
        self.assertFalse(
            move.line_ids.account_id.filtered(
                lambda x: x.account_type in ("asset_receivable", "liability_payable")
            )
        )
        self.assertEqual(str(move.date), BEFORE)
        self.assertEqual(self.connection.opening_missing, 0)
        found = self.verify_at_once()
        self.assertEqual(found.state, "equal", self.in_words(found))
        self.assert_quiet()

    def test_open_items_are_those_of_the_cut_off_date(self):
        """Settled since, partly or wholly, by payments and by money from before."""
        paid = self.qb_invoice(self.work(), TxnDate="2026-05-20")
        self.qb_payment("108.25", {paid: "108.25"}, TxnDate="2026-06-21")
        ahead = self.qb_payment("30.00", {}, TxnDate="2026-05-25")
        new = self.qb_invoice(self.work(), TxnDate="2026-06-02")
        self.company.user_mod(
            ahead,
            "ReceivePayment",
            AppliedToTxn=[{"TxnID": new, "PaymentAmount": "30.00"}],
        )
        self.qb_check({self.bill: "70.00"}, TxnDate="2026-06-22")
        for amount in ("50.00", "30.00"):  # one is settled, one is open in part
            charge = self.qb_add(
                "Charge",
                **{"CustomerRef": "Ann", "ItemRef": "Work"},
                **{"Amount": amount, "TxnDate": "2026-05-21"},
            )
            self.qb_payment("20.00", {charge: "20.00"}, TxnDate="2026-06-23")
        self.qb_payment("30.00", {charge: "10.00"}, TxnDate="2026-06-24")
        self.run_session()
        self.post()
        self.assertIn("2026-05-20", self.connection.open_items_missing)
        self.run_session()
        self.run_session()
        self.assertFalse(self.connection.open_items_missing)
        self.assertEqual(self.connection.opening_missing, 0)
        for day in (BEFORE, "2026-06-01", "2026-06-15", "2026-06-20", "2026-06-30"):
            with self.subTest(day):
                found = self.verify_at_once(day)
                self.assertEqual(found.state, "equal", self.in_words(found))
        self.assert_quiet()
        owing = {"AccountRef": "Accounts Receivable", "CustomerRef": "Ann"}
        self.check({**owing, "Amount": "9.00"}, TxnDate="2026-05-22")
        for sought in (True, False):  # no list reads it
            self.read_opening()
            self.assertIn("9.00", self.connection.open_items_missing)
            lists = self.connection.stream_ids.filtered("id_sweep_wanted")
            self.assertEqual(bool(lists), sought)
            lists.id_sweep_wanted = False

    def test_a_payment_that_cannot_be_applied_says_so(self):
        """Odoo refuses to change it; or a person has paid the open item already."""
        self.run_session()
        payment = self.payment_of(self.late)
        posting = type(self.env["qbd.posting.payments"])
        refusal = UserError("The day is locked.")
        with patch.object(posting, "_change_payment", side_effect=refusal):
            self.post()
        link = self.link(payment)
        self.assertEqual(
            (link.state, link.reason, link.message),
            ("parked", "refused_by_odoo", "The day is locked."),
        )
        link.action_try_again()
        self.run_session()
        self.run_session()
        self.assertEqual(link.state, "ok")
        move = self.move_of(self.sold)
        self.assertEqual(move.amount_residual, 58.25)
        self.stream("receive_payment").direction = "from_quickbooks"
        own = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        given = {"amount": 58.25, "payment_date": "2026-06-21"}
        own.create(given).action_create_payments()
        more = self.qb_payment("8.00", {self.sold: "8.00"}, TxnDate="2026-06-22")
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", more)])
        self.assertEqual((link.state, link.reason), ("parked", "refused_by_odoo"))
        self.assertIn("cannot be applied", link.message)
        self.assert_idle_polls_are_flat(payment)

    def assert_idle_polls_are_flat(self, payment):
        """Ask as often for five payments with nothing to settle as for one."""
        items = self.connection.open_items["items"]
        items = {**items, self.sold: {**items[self.sold], "amount": "1.00"}}
        self.connection.open_items = {**self.connection.open_items, "items": items}
        link, counts = self.link(payment), []
        for number in (1, 4):
            for one in range(number):
                copy = payment.copy()
                copy.qbd_settled_before = [{"TxnID": self.sold}]
                link.copy({"record_id": copy.id, "qb_id": f"{number}-{one}"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["qbd.engine"]._settle_open_items(self.connection)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_its_balance_is_what_is_missing(self):
        self.run_session()
        self.post()
        open_bill = self.move_of(self.bill)
        self.env["qbd.posting"]._cancel_document(open_bill)
        self.connection.invalidate_recordset(["opening_missing"])
        self.assertEqual(abs(self.connection.opening_missing), 70)

    def test_it_is_made_anew_while_nothing_is_locked(self):
        self.run_session()
        first = self.post()
        self.assertIn("Rent", self.amounts(first))
        move = self.post("retained")
        self.assertFalse(first.exists())
        found = self.amounts(move)
        self.assertNotIn("Rent", found)
        self.assertEqual(found["Retained Earnings"], 12 + 75 - 100)
        company = self.connection.company_id
        company.fiscalyear_lock_date = BEFORE
        with self.assertRaises(UserError):
            self.post()
        self.assertTrue(move.exists())

    def test_an_account_without_a_counterpart_is_named(self):
        self.run_session()
        read = self.read_opening()
        read.account_ids.filtered(lambda x: x.qb_name == "Rent").account_id = False
        with self.assertRaisesRegex(RedirectWarning, "Rent"):
            self.connection._post_opening(read, False)
        self.assertFalse(self.connection.opening_move_id)

    def test_it_is_asked_for_by_a_button_and_comes_with_a_session(self):
        self.run_session()
        opened = self.connection.action_opening()
        found = self.env[opened["res_model"]].browse(opened["res_id"])
        self.assertEqual((found.state, str(found.day)), ("asked", BEFORE))
        self.run_session()
        self.assertIn(found.state, ("equal", "differs"))
        opened = self.connection.action_opening()
        self.assertEqual(opened["res_model"], "qbd.opening")
        self.connection.write({"cut_off_date": False, "all_history": True})
        with self.assertRaisesRegex(UserError, "Choose both"):
            self.connection.action_opening()
