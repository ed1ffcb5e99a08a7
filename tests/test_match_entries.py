"""Entries and other transactions that both books hold: found, and made once."""

from odoo.tests import new_test_user

from .support.documents import DATE
from .support.entries import EntryCase
from .support.other_transactions import OtherCase

USERS = "quickbooks_desktop.group_qbd_user,account.group_account_invoice"
KINDS = ("journal_entry", "other_transaction")


class MatchedEntries(EntryCase):
    """Both books are kept before the first session; the lists are in step."""

    STREAMS = (*OtherCase.STREAMS, "journal_entry")

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_more: 60
        )

    def begin(self):
        self.stream("account").create_in_odoo = True
        result = super().begin()
        self.bookkeeper = new_test_user(self.env, "entries", groups=USERS)
        self.streams = self.connection.stream_ids.filtered(
            lambda one: one.mapping in KINDS
        )
        self.streams.write({"direction": "off", "ask_similar": True})
        self.run_session()
        self.free = self.env["account.journal"].create(
            {
                "name": "Hand",
                "code": "QBHAN",
                "type": "general",
                "company_id": self.connection.company_id.id,
            }
        )
        return result

    def start(self):
        """Switch both lists on, and run the first session."""
        self.streams.direction = "both"
        self.env["qbd.hint"].search([]).unlink()
        self.run_session()

    def qb_check(self, **values):
        """Return TxnID of a check of 50.00 for the rent, number 101."""
        given = {
            "ExpenseLineAdd": [{"AccountRef": "Rent", "Amount": "50.00"}],
            "AccountRef": "Checking",
            "PayeeEntityRef": "Mill",
            "TxnDate": DATE,
            "RefNumber": "101",
        }
        return self.company.user_add("Check", **{**given, **values})

    def by_hand(self, *lines, **values):
        """Return an entry of 50.00 that a person made in another journal."""
        lines = lines or (self.line(50.0), self.line(-50.0, "Checking"))
        values = {"journal_id": self.free.id, "ref": "101", **values}
        return self.odoo_entry(*lines, **values)

    def statement_line(self, amount=-50.0, text="CHECK 101", **values):
        """Return the entry of a line on the statement of the bank of Checking."""
        bank = self.env["account.journal"].search(
            [("default_account_id", "=", self.account("Checking").id)]
        ) or self.env["account.journal"].create(
            {
                "name": "Bank of Checking",
                "code": "QBCHK",
                "type": "bank",
                "default_account_id": self.account("Checking").id,
            }
        )
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": bank.id,
                "date": DATE,
                "payment_ref": text,
                "amount": amount,
                **values,
            }
        )
        self.connection.bank_quickbooks_ids = self.account("Checking")
        return line.move_id

    def object_link(self, txn_id):
        return self.env["qbd.link"].search([("qb_id", "=", txn_id)])

    def question(self, txn_id):
        link = self.object_link(txn_id)
        self.assertEqual((link.state, link.reason), ("parked", "similar"), link.message)
        return link.question_ids.with_user(self.bookkeeper)

    def moves_of(self, amount):
        return self.env["account.move"].search(
            [
                ("company_id", "=", self.connection.company_id.id),
                ("move_type", "=", "entry"),
                ("amount_total", "=", amount),
            ]
        )

    def assert_one(self, move, txn_id, amount=50.0):
        self.assertEqual(self.moves_of(amount), move)
        link = self.object_link(txn_id)
        self.assertEqual((link.record_id, link.state), (move.id, "ok"), link.message)
        self.assert_quiet()


class TestOthersInBothBooks(MatchedEntries):
    def test_same_in_all_is_one(self):
        move, txn_id = self.by_hand(), self.qb_check()
        self.start()
        self.assert_one(move, txn_id)
        self.assertFalse(move.qbd_type)

    def test_bank_statement_line_is_asked_and_kept(self):
        move, txn_id = self.statement_line(), self.qb_check()
        self.start()
        row = self.question(txn_id)
        self.assertEqual(row.record_id, move.id)
        row.action_accept()
        self.run_session()
        link = self.object_link(txn_id)
        self.assertEqual((link.record_id, link.reason), (move.id, "money"))
        self.assertIn("so neither is changed", link.message)
        suspense = move.line_ids.filtered(
            lambda x: x.account_id == move.journal_id.suspense_account_id
        )
        suspense.account_id = self.account("Rent")
        self.run_session()
        self.assert_one(move, txn_id)

    def test_entry_of_a_ticked_journal_is_not_sent_before_it_is_answered(self):
        move = self.by_hand(journal_id=self.journal.id, ref="CK-101")
        txn_id = self.qb_check()
        self.start()
        row = self.question(txn_id)
        self.assertFalse(self.entries())
        row.action_accept()
        self.run_session()
        self.assert_one(move, txn_id)
        self.assertFalse(self.entries())

    def test_rejected_twins_are_two(self):
        move = self.by_hand(journal_id=self.journal.id, ref="CK-101")
        txn_id = self.qb_check()
        self.start()
        self.question(txn_id).action_reject()
        self.run_session()
        self.run_session()
        self.assertEqual(len(self.moves_of(50.0)), 2)
        self.assertEqual(len(self.entries()), 1)
        self.assertEqual(self.link(move).stream_id.mapping, "journal_entry")

    def test_other_accounts_are_another_one(self):
        self.by_hand(self.line(50.0, "Freight"), self.line(-50.0, "Checking"), ref="7")
        self.qb_check()
        self.start()
        self.assertEqual(len(self.moves_of(50.0)), 2)

    def test_what_quickbooks_deletes_is_a_question(self):
        move, txn_id = self.by_hand(), self.qb_check()
        self.start()
        self.company.user_delete(txn_id)
        self.run_session()
        link = self.object_link(txn_id)
        self.assertEqual((link.state, link.reason), ("parked", "document_deleted"))
        self.assertEqual(move.state, "posted")

    def test_pair_is_undone(self):
        move, txn_id = self.by_hand(), self.qb_check()
        self.streams.first_match = "pending"
        match = self.match("other_transaction")
        self.assertEqual((match.sure_count, match.quickbooks_count), (1, 0))
        self.assertFalse(self.run_session().wrote)
        match.action_accept_sure()
        match.action_confirm()
        self.run_session()
        row = self.rows(match).filtered(lambda one: one.side == "both")
        row.action_undo()
        self.run_session()
        self.assertFalse(self.object_link(txn_id).record_id)
        self.assertEqual(self.moves_of(50.0), move)

    def match(self, mapping):
        self.start()
        self.env["qbd.match"]._cron_match()
        match = self.env["qbd.match"].search(
            [("stream_id", "=", self.stream(mapping).id)]
        )
        return match.with_user(self.bookkeeper)

    def rows(self, match):
        rows = self.env["qbd.match.pair"].search(
            [("stream_id", "=", match.sudo().stream_id.id)]
        )
        return rows.with_user(self.bookkeeper)


class TestEntriesInBothBooks(MatchedEntries):
    def qb_twin(self, **values):
        lines = self.debit(amount="50.00"), self.credit(amount="50.00")
        return self.qb_entry(*lines, **(values or {"RefNumber": "J-1"}))

    def twin(self, **values):
        lines = self.line(50.0), self.line(-50.0, "Freight")
        return self.by_hand(*lines, **{"ref": "J-1", **values})

    def test_same_in_all_is_one_whatever_its_journal(self):
        for journal in (self.free, self.journal):
            with self.subTest(journal.name):
                move = self.twin(journal_id=journal.id, ref=journal.code)
                txn_id = self.qb_twin(RefNumber=journal.code)
                self.start()
                link = self.object_link(txn_id)
                self.assertEqual(link.record_id, move.id, link.message)
                self.assertEqual(link.state, "ok", link.message)
        self.assertEqual((len(self.moves_of(50.0)), len(self.entries())), (2, 2))
        self.assert_quiet()

    def test_without_a_number_it_is_asked(self):
        move, txn_id = self.twin(), self.qb_twin(TxnDate=DATE)
        self.start()
        row = self.question(txn_id)
        self.assertIn("same accounts", row.why)
        row.action_accept()
        self.run_session()
        self.assert_one(move, txn_id)
        self.assertEqual(len(self.entries()), 1)

    def test_same_number_on_other_accounts_is_asked(self):
        lines = self.line(50.0, "Parts"), self.line(-50.0, "Freight")
        self.by_hand(*lines, ref="J-1", journal_id=self.journal.id)
        txn_id = self.qb_twin()
        self.start()
        self.assertIn("on other accounts", self.question(txn_id).why)
        self.assertEqual(len(self.entries()), 1)

    def test_of_twins_none_is_paired_without_a_person(self):
        move = self.twin(journal_id=self.journal.id)
        ids = [self.qb_twin(), self.qb_twin()]
        self.start()
        for txn_id in ids:
            self.question(txn_id)
        self.object_link(ids[0]).question_ids.with_user(self.bookkeeper).action_accept()
        self.run_session()
        self.run_session()
        self.assertEqual(self.object_link(ids[0]).record_id, move.id)
        self.assertEqual((len(self.moves_of(50.0)), len(self.entries())), (2, 2))

    def test_customer_of_the_line_counts(self):
        for name in ("Ann", "Bo"):
            if name == "Bo":
                self.company.user_add("Customer", Name="Bo")
                self.run_session()
        owed = self.owed("Ann")
        self.by_hand(
            self.line(50.0, owed, "Ann"),
            self.line(-50.0, "Freight"),
            ref="J-1",
            journal_id=self.journal.id,
        )
        txn_id = self.qb_entry(
            self.debit("Accounts Receivable", "50.00", EntityRef="Bo"),
            self.credit(amount="50.00"),
            RefNumber="J-1",
        )
        self.start()
        self.assertIn("on other accounts", self.question(txn_id).why)
