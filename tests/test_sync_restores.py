"""A restored company file with documents: each answer, as a manager, in each setting.

The answer is given by a user who has the manager's role and no other right.
"""

from odoo.fields import Command
from odoo.tests import new_test_user

from .support.restored import RestoredFile
from .test_sync_payments import PaymentSyncCase

MANAGER = "quickbooks_desktop.group_qbd_manager"
ANSWERS = ("action_trust_odoo", "action_trust_quickbooks", "action_compare_anew")


class RestoreCase(RestoredFile, PaymentSyncCase):
    STREAMS = (*PaymentSyncCase.STREAMS, "inventory_adjustment")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "only a manager", groups=MANAGER)

    def answer(self, action):
        getattr(self.connection.with_user(self.manager), action)()
        self.env.invalidate_all()

    def begin(self):
        begun = super().begin()
        self.stream("inventory_adjustment").direction = "to_quickbooks"
        return begun

    def prepare(self):
        """Invoices, a credit and a payment in step; a backup; then work on both."""
        self.ids, (self.first, self.second) = self.two_invoices()
        self.paid = self.register(self.first)
        self.credit = self.odoo_invoice(
            {
                "product_id": self.product("Work").id,
                "price_unit": 20.0,
                "tax_ids": [],
            },
            move_type="out_refund",
        )
        self.run_session()
        self.backup = self.company.snapshot()
        self.clock.sleep(3600)
        self.later = self.odoo_invoice(
            {"product_id": self.product("Work").id, "price_unit": 33.0, "tax_ids": []}
        )
        self.edit_in_odoo(self.second, "from Odoo, before", 3.0)
        self.replace()
        self.assertEqual(self.link(self.later).state, "ok")

    def replace(self):
        """Have a payment and a credit memo deleted and added again by a session."""
        before = self.link(self.paid).qb_id
        self.paid.move_id.line_ids.remove_move_reconcile()
        self.company.user_delete(self.link(self.credit).qb_id)
        self.run_session()
        self.link(self.credit).action_bring_back()
        self.run_session()
        self.run_session()
        self.assertNotIn(self.link(self.paid).qb_id, (before, False))
        self.assertEqual(self.link(self.credit).state, "ok")

    def edit_in_odoo(self, move, text, quantity):
        move.button_draft()
        line = move.invoice_line_ids[0]
        move.invoice_line_ids = [
            Command.update(line.id, {"name": text, "quantity": quantity})
        ]
        move.action_post()

    def restore(self):
        self.company.restore(self.backup)
        self.clock.sleep(86400)
        self.company.user_mod(self.ann_id, Phone="555-AFTER")
        self.qb_change(self.ids[1], 0, Desc="from QuickBooks, after")
        self.partner_named("Ann").comment = "after the backup"
        report = self.run_session(ok=False)
        self.assertEqual(self.connection.question, "older_quickbooks")
        self.assertFalse(report.wrote)

    def assert_equal_books(self):
        """Every linked document is the same on both sides, and nothing is doubled."""
        links = self.env["qbd.link"].search(
            [("space", "=", "transaction"), ("state", "!=", "gone")]
        )
        self.assertEqual(set(links.mapped("state")), {"ok"}, links.mapped("message"))
        shown = {one["TxnID"] for one in self.company.objects("Invoice")}
        shown |= {one["TxnID"] for one in self.company.objects("CreditMemo")}
        shown |= {one["TxnID"] for one in self.company.objects("ReceivePayment")}
        self.assertEqual(set(links.mapped("qb_id")), shown)
        for link in links:
            mapping = link.stream_id._mapping()
            state = mapping._canonical_records(mapping._browse(link.record_id))
            image = {**link.odoo_image}
            now = {path: state[link.record_id][path] or None for path in image}
            agreed = {path: value or None for path, value in image.items()}
            self.assertEqual(now, agreed, link)
            if link.res_model == "account.move":
                self.assert_in_step(mapping._browse(link.record_id))


class TestRestoreOfDocuments(RestoreCase):
    def test_odoo_is_right(self):
        self.prepare()
        self.restore()
        self.answer("action_trust_odoo")
        self.run_to_the_end()
        self.assertFalse(self.parked(), self.parked().mapped("message"))
        self.assert_equal_books()
        line = self.shown_lines(self.ids[1])[0]
        self.assertEqual((line["Desc"], line["Quantity"]), ("from Odoo, before", "3"))
        self.assertEqual(len(self.invoices()), 3)
        self.assertEqual(len(self.company.objects("ReceivePayment")), 1)
        self.assert_quiet()

    def test_quickbooks_is_right(self):
        self.prepare()
        self.restore()
        self.answer("action_trust_quickbooks")
        self.run_to_the_end()
        line = self.printed(self.second)[0]
        self.assertEqual((line.name, line.quantity), ("from QuickBooks, after", 1.0))
        self.assertEqual(self.partner_named("Ann").phone, "555-AFTER")
        lost = self.link(self.later)
        self.assertEqual((lost.state, lost.reason), ("parked", "lost_by_restore"))
        self.assertEqual(self.parked(), lost)
        lost.with_user(self.manager).action_try_again()
        self.run_to_the_end()
        self.assert_equal_books()
        self.assert_quiet()

    def test_each_difference_is_asked_about_and_can_be_settled(self):
        self.prepare()
        self.restore()
        self.answer("action_compare_anew")
        self.run_to_the_end()
        asked = self.parked().filtered(lambda link: link.reason == "conflict")
        self.assertIn(self.link(self.second), asked)
        for link in asked:
            link.with_user(self.manager).action_use_odoo()
        for link in self.parked() - asked:
            link.with_user(self.manager).action_try_again()
        self.run_to_the_end()
        self.assertFalse(self.parked(), self.parked().mapped("message"))
        self.assert_equal_books()
        self.assertEqual(self.shown_lines(self.ids[1])[0]["Quantity"], "3")
        self.assert_quiet()

    def test_what_nobody_touched_causes_no_question(self):
        self.prepare()
        untouched = self.company.snapshot()
        self.later.button_draft()
        self.run_session()
        self.company.restore(untouched)
        self.clock.sleep(86400)
        self.later.action_post()
        self.run_session(ok=False)
        for action in ANSWERS:
            if self.connection.state == "question":
                self.answer(action)
        self.run_to_the_end()
        self.assertFalse(self.parked(), self.parked().mapped("message"))
        self.assert_equal_books()
        self.assert_quiet()


class TestRestoreFromQuickBooks(RestoreCase):
    def begin(self):
        begun = super().begin()
        live = self.connection.stream_ids.filtered(lambda s: s.direction != "off")
        live.direction = "from_quickbooks"
        return begun

    def test_each_answer_ends_where_quickbooks_is_read_only(self):
        for action in ANSWERS:
            with self.subTest(action), self.env.cr.savepoint() as point:
                self.start_anew()
                txn_id = self.qb_invoice(self.work())
                self.run_session()
                self.connection.write(
                    {
                        "state": "question",
                        "question": "older_quickbooks",
                        "question_data": {"generation": None},
                    }
                )
                self.qb_change(txn_id, 0, Quantity="2")
                self.answer(action)
                self.run_to_the_end()
                self.assertEqual(self.printed(self.move_of(txn_id))[0].quantity, 2.0)
                self.assert_quiet()
                point.rollback()
                self.env.invalidate_all()
