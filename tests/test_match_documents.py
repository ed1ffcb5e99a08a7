"""Two books that hold the same documents: each is found, and none is made twice."""

from odoo.tests import new_test_user

from ..core.errors import ValueRefused
from .support.documents import DATE
from .support.purchases import PurchaseCase
from .test_sync_payments import PaymentSyncCase

USERS = "quickbooks_desktop.group_qbd_user,account.group_account_invoice"


class DocumentMatchCase(PaymentSyncCase):
    """Both books are kept before the first session; the lists are in step."""

    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_more: 60
        )

    def arrange(self):
        super().arrange()
        self.bookkeeper = new_test_user(self.env, "match", groups=USERS)
        documents = self.documents()
        documents.direction = "off"
        self.run_session()
        documents.direction = "both"
        self.env["qbd.hint"].search([]).unlink()

    def documents(self):
        return self.connection.stream_ids.filtered(
            lambda one: one.mapping in ("invoice", "credit_memo", "receive_payment")
        )

    def ours(self, number="1001", **values):
        """Return an invoice of 108.25 that a person entered in Odoo."""
        line = {
            "product_id": self.product("Work").id,
            "quantity": 1,
            "price_unit": 100.0,
            "tax_ids": self.county().ids,
        }
        return self.odoo_invoice(line, name=number, **values)

    def theirs(self, number="1001", **values):
        """Return TxnID of an invoice of 108.25 that a person entered in QuickBooks."""
        return self.qb_invoice(self.work(), RefNumber=number, **values)

    def moves(self, kind="out_invoice"):
        return self.env["account.move"].search(
            [("move_type", "=", kind), ("company_id", "=", self.env.company.id)]
        )

    def object_link(self, txn_id):
        return self.env["qbd.link"].search([("qb_id", "=", txn_id)])

    def assert_one_each(self, move, txn_id):
        """Both books have one document, and it is the same one."""
        self.assertEqual(self.moves(move.move_type), move)
        self.assertEqual([one["TxnID"] for one in self.invoices()], [txn_id])
        link = self.object_link(txn_id)
        self.assertEqual(link.record_id, move.id, link.message)
        self.assert_in_step(move)
        self.assert_quiet()

    def question(self, txn_id):
        """Return the only question about an object, as a bookkeeper sees it."""
        link = self.object_link(txn_id)
        self.assertEqual((link.state, link.reason), ("parked", "similar"), link.message)
        return link.question_ids.with_user(self.bookkeeper)


class TestSameInBothBooks(DocumentMatchCase):
    def test_invoice_with_the_same_number_is_one(self):
        move, txn_id = self.ours(), self.theirs()
        self.run_session()
        self.assert_one_each(move, txn_id)

    def test_nothing_is_written_where_both_have_the_same(self):
        """Neither needs to be told the account: it is that of the item."""
        move = self.ours()
        text = move.invoice_line_ids.name
        txn_id = self.qb_invoice(self.work(Desc=text), RefNumber="1001")
        closed = {"ClosingDate": "2026-06-30"}
        self.company.set_preferences("AccountingPreferences", **closed)
        shown = self.company.object(txn_id)
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
        self.assert_one_each(move, txn_id)
        self.assertEqual(self.company.object(txn_id), shown)

    def test_paid_in_both_books(self):
        move, txn_id = self.ours(), self.theirs()
        payment = self.register(move)
        paid = self.qb_payment("108.25", {txn_id: "108.25"}, TxnDate=DATE)
        self.run_session()
        self.run_session()
        self.assert_one_each(move, txn_id)
        self.assertEqual(self.payment_of(paid), payment)
        self.assert_payment_in_step(payment)
        self.assert_balances_agree()

    def test_payment_entered_in_both_after_the_invoice_was_synced(self):
        txn_id = self.theirs()
        self.run_session()
        payment = self.register(self.move_of(txn_id))
        paid = self.qb_payment("108.25", {txn_id: "108.25"}, TxnDate="2026-06-17")
        self.run_session()
        link = self.object_link(paid)
        self.assertEqual((link.record_id, link.reason), (payment.id, "conflict"))
        link.with_user(self.bookkeeper).action_use_quickbooks()
        self.run_session()
        self.assertEqual(len(self.company.objects("ReceivePayment")), 1)
        self.assertEqual(str(payment.date), "2026-06-17")
        self.assert_balances_agree()

    def test_payment_on_account_entered_in_both_is_asked(self):
        payment = self.receive(self.partner_named("Ann"), 40.0)
        paid = self.qb_payment("40.00", {}, TxnDate="2026-06-17")
        self.run_session()
        self.assertIn("imilar", self.object_link(paid).message)
        self.question(paid).action_accept()
        self.run_session()
        self.assertEqual(self.object_link(paid).record_id, payment.id)
        self.assertEqual(len(self.company.objects("ReceivePayment")), 1)

    def test_number_written_otherwise_is_asked(self):
        move, txn_id = self.ours("INV/2026/01001"), self.theirs("1001")
        self.run_session()
        row = self.question(txn_id)
        self.assertEqual(row.record_id, move.id)
        self.assertIn("number INV/26/1001 in Odoo, 1001 in QuickBooks", row.why)
        self.assertEqual(len(self.invoices()), 1)
        row.action_accept()
        self.run_session()
        self.assertEqual(self.object_link(txn_id).record_id, move.id)
        self.assertEqual((len(self.moves()), len(self.invoices())), (1, 1))
        self.assert_quiet()

    def test_twins_that_a_person_tells_apart_are_two(self):
        self.ours("INV/2026/01001")
        txn_id = self.theirs("1001")
        self.run_session()
        self.question(txn_id).action_reject()
        self.run_session()
        self.run_session()
        self.assertEqual((len(self.moves()), len(self.invoices())), (2, 2))

    def test_what_differs_in_two_parts_is_carried_over(self):
        self.ours("1001", invoice_date="2026-06-01")
        self.theirs("2002")
        self.run_session()
        self.assertEqual((len(self.moves()), len(self.invoices())), (2, 2))

    def test_other_lines_of_the_same_total_are_a_question(self):
        move = self.odoo_invoice(
            *(
                {
                    "product_id": self.product("Work").id,
                    "quantity": 1,
                    "price_unit": price,
                    "tax_ids": self.county().ids,
                }
                for price in (60.0, 40.0)
            ),
            name="1001",
        )
        txn_id = self.theirs()
        self.run_session()
        link = self.object_link(txn_id)
        self.assertEqual((link.record_id, link.reason), (move.id, "conflict"))
        self.assertEqual(len(self.shown_lines(txn_id)), 1)
        self.assertEqual(len(self.printed(move)), 2)

    def test_entered_again_by_hand_after_it_was_deleted(self):
        txn_id = self.theirs()
        self.run_session()
        move = self.move_of(txn_id)
        self.company.user_delete(txn_id)
        self.run_session()
        link = self.link(move)
        self.assertEqual(link.reason, "document_deleted")
        again = self.theirs()
        link.with_user(self.bookkeeper).action_bring_back()
        self.run_session()
        self.run_session()
        self.assertEqual([one["TxnID"] for one in self.invoices()], [again])
        self.assertEqual(self.moves(), move)
        self.assertEqual(self.object_link(again).record_id, move.id)


class TestOpenItems(DocumentMatchCase):
    def arrange(self):
        super().arrange()
        account = self.env["account.account"].search(
            [("account_type", "=", "equity")], limit=1
        )
        self.connection.write(
            {"cut_off_date": "2026-06-01", "opening_account_id": account.id}
        )

    def test_open_invoice_from_before_the_cut_off_date_is_one(self):
        move = self.ours("1001", invoice_date="2026-05-03")
        txn_id = self.theirs(TxnDate="2026-05-03")
        self.run_session()
        self.assertEqual(self.moves(), move)
        self.assertEqual(self.object_link(txn_id).record_id, move.id)
        self.assertTrue(move.qbd_opening)
        paid = self.qb_payment("108.25", {txn_id: "108.25"}, TxnDate=DATE)
        self.run_session()
        self.assertEqual(move.payment_state, "paid", self.object_link(paid).message)
        self.assertEqual(len(self.printed(move)), 1)
        self.assert_balances_agree()

    def test_credit_and_an_open_item_are_one_question_that_closes(self):
        for before, after in (
            ("out_invoice", "out_refund"),
            ("out_refund", "out_invoice"),
        ):
            with self.subTest(before=before):
                self.assert_closes(before, after)

    def assert_closes(self, before, after):
        old = self.pair_of(before, "2026-05-03", f"1{before[-3:]}")
        new = self.pair_of(after, DATE, f"2{before[-3:]}")
        self.run_session()
        moves = [self.move_of(one) for one in (old, new)]
        self.assertEqual([one.qbd_opening for one in moves], [True, False])
        terms = moves[0].line_ids | moves[1].line_ids
        terms.filtered(lambda x: x.display_type == "payment_term").reconcile()
        self.compare_twice()
        pairs = zip(moves, (old, new), strict=True)
        pairs = sorted(pairs, key=lambda one: one[0].move_type)
        link = self.link(pairs[1][0])
        self.assertEqual(link.reason, "balance", link.message)
        self.assertIn("apply it in QuickBooks manually", link.message)
        used = {"CreditTxnID": pairs[1][1], "AppliedAmount": "108.25"}
        row = {"TxnID": pairs[0][1], "SetCredit": [used]}
        given = {"CustomerRef": "Ann", "TotalAmount": "0.00", "TxnDate": DATE}
        self.company.user_add("ReceivePayment", AppliedToTxnAdd=[row], **given)
        self.compare_twice()
        for move, _txn_id in pairs:
            self.assertEqual(self.link(move).state, "ok", self.link(move).message)
        self.assert_balances_agree()

    def pair_of(self, kind, day, number):
        """Return TxnID of a document that both books hold, open."""
        self.ours(number, invoice_date=day, move_type=kind)
        qb_type = "Invoice" if kind == "out_invoice" else "CreditMemo"
        values = {"CustomerRef": "Ann", "TxnDate": day, "RefNumber": number}
        return self.company.user_add(qb_type, lines=[self.work()], **values)

    def compare_twice(self):
        for _number in range(2):
            self.connection.books_wanted = True
            self.run_session()


class TestFirstMatchPage(DocumentMatchCase):
    """Nothing is written before a person confirms the first match."""

    def arrange(self):
        super().arrange()
        self.documents().first_match = "pending"

    def match(self, mapping="invoice"):
        self.run_session()
        self.env["qbd.match"]._cron_match()
        stream = self.stream(mapping)
        match = self.env["qbd.match"].search([("stream_id", "=", stream.id)])
        return match.with_user(self.bookkeeper)

    def rows(self, match):
        rows = self.env["qbd.match.pair"].search(
            [("stream_id", "=", match.sudo().stream_id.id)]
        )
        return rows.with_user(self.bookkeeper)

    def test_pairs_are_shown_with_reasons_and_made_when_they_are_confirmed(self):
        same, one = self.ours(), self.theirs()
        near = self.ours("1002", invoice_date="2026-06-16")
        two = self.theirs("A-1002", TxnDate="2026-06-16")
        self.ours("1003", invoice_date="2026-05-01")
        match = self.match()
        self.assertEqual((match.sure_count, match.question_count), (1, 1))
        self.assertEqual(match.odoo_count, 1)
        self.assertFalse(self.run_session().wrote)
        rows = self.rows(match).filtered(lambda row: row.side == "both")
        sure = rows.filtered(lambda row: row.verdict == "sure")
        self.assertIn("same number; same customer or vendor", sure.why)
        self.assertIn("2026-06-15, 108.25", sure.quickbooks_about)
        self.assertIn("A-1002 in QuickBooks", (rows - sure).why)
        match.action_accept_sure()
        (rows - sure).action_accept()
        match.action_confirm()
        self.run_session()
        self.assertEqual(self.object_link(one).record_id, same.id)
        self.assertEqual(self.object_link(two).record_id, near.id)
        self.assertEqual((len(self.moves()), len(self.invoices())), (3, 2))

    def test_a_pair_is_taken_apart_and_made_by_hand(self):
        move, txn_id = self.ours(), self.theirs("7", TxnDate="2026-06-29")
        match = self.match()
        self.assertEqual((match.quickbooks_count, match.odoo_count), (1, 1))
        row = self.rows(match).filtered(lambda one: one.side == "quickbooks")
        row.write({"record_id": move.id})
        self.assertEqual(row.state, "accepted")
        match.action_confirm()
        self.assertEqual(self.object_link(txn_id).record_id, move.id)
        row.action_undo()
        self.run_session()
        self.assertFalse(self.object_link(txn_id).record_id)
        self.assertEqual((len(self.moves()), len(self.invoices())), (1, 1))

    def test_payments_wait_for_their_documents(self):
        move, txn_id = self.ours(), self.theirs()
        payment = self.register(move)
        paid = self.qb_payment("108.25", {txn_id: "108.25"}, TxnDate=DATE)
        match = self.match()
        payments = self.match("receive_payment")
        self.assertFalse(payments)
        match.action_accept_sure()
        match.action_confirm()
        payments = self.match("receive_payment")
        self.assertEqual(payments.sure_count, 1)
        self.assertIn("applied to the same documents", self.rows(payments).why)
        payments.action_accept_sure()
        payments.action_confirm()
        self.run_session()
        self.assertEqual(self.payment_of(paid), payment)
        self.assert_payment_in_step(payment)

    def test_one_that_cannot_be_compared_stops_no_other(self):
        bad, move, txn_id = self.ours("1"), self.ours(), self.theirs()
        mapping = type(self.env["qbd.mapping.invoice"])
        usual = mapping._record_candidate

        def fail(this, record):
            if record == bad:
                raise ValueRefused("gone wrong on purpose")
            return usual(this, record)

        self.patch(mapping, "_record_candidate", fail)
        match = self.match()
        rows = self.rows(match)
        unread = rows.filtered(lambda row: row.verdict == "unread")
        self.assertEqual(unread.record_id, bad.id)
        self.assertIn("on purpose", unread.odoo_about)
        pair = rows.filtered(lambda row: row.side == "both")
        self.assertEqual((pair.record_id, pair.link_id.qb_id), (move.id, txn_id))


class TestPurchasesInBothBooks(PurchaseCase):
    """Bills, vendor credits and bill payments that both books hold are one."""

    STREAMS = (*PurchaseCase.STREAMS, "bill_payment")

    def test_each_is_there_once(self):
        streams = self.connection.stream_ids.filtered(
            lambda one: one.mapping in ("bill", "vendor_credit", "bill_payment")
        )
        streams.direction = "off"
        self.run_session()
        found = [
            (self.odoo_bill(self.expense(70), move_type=move_type, ref=number), txn_id)
            for move_type, number, txn_id in (
                (
                    "in_invoice",
                    "M-1",
                    self.qb_bill(self.rent("70.00"), RefNumber="M-1"),
                ),
                (
                    "in_refund",
                    "M-2",
                    self.qb_bill(
                        self.rent("70.00"), kind="VendorCredit", RefNumber="M-2"
                    ),
                ),
            )
        ]
        streams.direction = "both"
        self.run_session()
        self.run_session()
        for move, txn_id in found:
            self.assertEqual(self.link(move).qb_id, txn_id, self.link(move).message)
        self.assertEqual((len(self.bills()), len(self.bills("VendorCredit"))), (1, 1))
        kinds = ("in_invoice", "in_refund")
        moves = self.env["account.move"].search([("move_type", "in", kinds)])
        self.assertEqual(len(moves), 2)


class TestCancelledInOdoo(DocumentMatchCase):
    """A document that was cancelled in Odoo, and is alive in QuickBooks."""

    def arrange(self):
        super().arrange()
        self.move = self.ours()
        self.move.button_cancel()
        self.txn_id = self.theirs()
        self.run_session()
        self.question = self.question(self.txn_id)
        self.assertEqual(self.question.record_id, self.move.id)

    def decide(self, action):
        self.question.action_accept()
        self.run_session()
        link = self.object_link(self.txn_id)
        self.assertEqual((link.record_id, link.reason), (self.move.id, "conflict"))
        getattr(link.with_user(self.bookkeeper), action)()
        self.run_session()

    def test_it_is_asked_about_and_voided_there(self):
        self.decide("action_use_odoo")
        self.assertEqual(self.move.state, "cancel")
        self.assertEqual(self.company.object(self.txn_id)["Subtotal"], "0.00")
        self.assertEqual(self.moves(), self.move)
        self.assert_quiet()

    def test_it_is_asked_about_and_posted_again(self):
        self.decide("action_use_quickbooks")
        self.assertEqual(self.move.state, "posted")
        self.assert_one_each(self.move, self.txn_id)

    def test_another_one_of_its_number_is_made(self):
        self.question.action_reject()
        self.run_session()
        made = self.moves() - self.move
        self.assertEqual(self.object_link(self.txn_id).record_id, made.id)
        self.assertEqual(self.move.state, "cancel")
        self.assert_quiet()

    def test_one_of_another_number_is_no_question(self):
        txn_id = self.theirs("2002")
        self.run_session()
        self.assertEqual(self.object_link(txn_id).state, "ok")

    def test_a_cancelled_payment_is_asked_about_if_nothing_tells_them_apart(self):
        self.question.action_reject()
        ann = self.partner_named("Ann")
        cancelled = self.receive(ann, 40.0)
        cancelled.action_cancel()
        same = self.qb_payment("40.00", {}, TxnDate=DATE)
        other = self.qb_payment("41.00", {}, TxnDate=DATE)
        self.run_session()
        self.assertEqual(self.object_link(other).state, "ok")
        question = DocumentMatchCase.question(self, same)
        self.assertEqual(question.record_id, cancelled.id)
        question.action_accept()
        self.run_session()
        link = self.object_link(same)
        self.assertEqual((link.record_id, link.reason), (cancelled.id, "conflict"))
        link.with_user(self.bookkeeper).action_use_quickbooks()
        self.run_session()
        self.assertEqual(cancelled.state, "in_process")
        self.assertEqual(len(self.env["account.payment"].search([])), 2)
        self.assert_quiet()
