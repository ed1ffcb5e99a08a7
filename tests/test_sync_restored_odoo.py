"""An Odoo that was restored from a backup, with documents sent since: none is doubled.

QuickBooks holds the documents that were sent after the backup. Those that Odoo holds,
too, without knowing that they are there, are found again; it reads the others. One that
was added in the place of another one, since then, is the same in Odoo.
"""

from odoo.sql_db import Savepoint

from .support.documents import DATE
from .support.entries import EntryCase
from .test_sync_bill_payments import BillPaymentCase

KINDS = (
    *("Invoice", "CreditMemo", "ReceivePayment"),
    *("Bill", "VendorCredit", "BillPaymentCheck", "JournalEntry"),
)


class TestRestoredOdoo(EntryCase, BillPaymentCase):
    def arrange(self):
        super().arrange()
        self.stream("account").create_in_odoo = True
        self.run_session()
        self.make(1)
        work = {"product_id": self.product("Work").id, "tax_ids": False}
        self.old = self.odoo_invoice({**work, "price_unit": 5.0})
        self.settle()

    def make(self, number):
        """Enter one document of each kind in Odoo; an invoice and a bill are paid."""
        work = {"product_id": self.product("Work").id, "tax_ids": self.county().ids}
        invoice = self.odoo_invoice({**work, "price_unit": 100.0 + number})
        self.odoo_invoice({**work, "price_unit": 20.0 + number}, move_type="out_refund")
        bill = self.odoo_bill(
            self.expense(30.0 + number), self.of_steel(), ref=f"B{number}"
        )
        self.odoo_bill(
            self.expense(7.0 + number), ref=f"C{number}", move_type="in_refund"
        )
        self.register(invoice, 50.0 + number)
        self.pay(bill, amount=10.0 + number)
        self.odoo_entry(
            self.line(3.0 + number),
            self.line(-3.0 - number, "Freight"),
            ref=f"J{number}",
        )

    def register(self, move, amount):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        values = {"amount": amount, "payment_date": DATE}
        return wizard.create(values)._create_payments()

    def settle(self):
        """Run sessions until one writes nothing."""
        for _number in range(5):
            if not self.run_session().wrote:
                return
        self.fail("still writing after five sessions")

    def replace(self):
        """Have documents of before the backup deleted and added again by a session."""
        paid = self.env["account.payment"].search(
            [("amount", "=", 51), ("partner_type", "=", "customer")]
        )
        before = self.link(paid).qb_id
        paid.move_id.line_ids.remove_move_reconcile()
        self.settle()
        self.assertNotEqual(self.link(paid).qb_id, before)
        for amount, move_type in ((101, "out_invoice"), (8, "in_refund")):
            move = self.env["account.move"].search(
                [("amount_untaxed", "=", amount), ("move_type", "=", move_type)]
            )
            self.company.user_delete(self.link(move).qb_id)
        self.run_session()
        links = self.env["qbd.link"].search([("reason", "=", "document_deleted")])
        self.assertEqual(len(links), 2)
        links.action_bring_back()

    def counted(self):
        """Return how many documents both books have, and what is owed in them."""
        company = ("company_id", "=", self.env.company.id)
        posted = [company, ("state", "=", "posted")]
        invoices = [*posted, ("move_type", "!=", "entry")]
        entries = [*posted, ("journal_id", "=", self.journal.id)]
        paid = [company, ("state", "in", ("in_process", "paid"))]
        moves, payments = self.env["account.move"], self.env["account.payment"]
        owed = self.env["account.move.line"].search(
            [
                ("parent_state", "=", "posted"),
                ("account_type", "in", ("asset_receivable", "liability_payable")),
            ]
        )
        return (
            [len(self.company.objects(kind)) for kind in KINDS],
            moves.search_count(invoices) + moves.search_count(entries),
            payments.search_count(paid),
            round(sum(owed.mapped("balance")), 2),
        )

    def back_up(self, number, entered):
        """Send documents, then go back to the Odoo of before.

        :param entered: whether they had been entered before the backup was made
        """
        self.env.flush_all()
        if entered:
            self.make(number)
        self.env.cr.flush()
        backup = Savepoint(self.env.cr)
        if not entered:
            self.make(number)
        self.old.button_draft()
        self.old.invoice_line_ids.quantity = 3
        self.old.action_post()
        self.replace()
        self.settle()
        counted = self.counted()
        self.env.cr.clear()
        backup.rollback()
        self.env.invalidate_all()
        report = self.run_session(ok=False)
        self.assertEqual(self.connection.question, "older_odoo")
        self.assertFalse(report.wrote)
        self.connection.action_read_again()
        return counted

    def check(self, counted):
        """Both books are as they were before Odoo was restored."""
        self.settle()
        links = self.env["qbd.link"].search(
            [("space", "=", "transaction"), ("state", "!=", "gone")]
        )
        found = {(x.stream_id.mapping, x.state, x.message) for x in links}
        wrong = [one for one in found if one[1] != "ok"]
        self.assertFalse(wrong)
        self.assertEqual(self.counted(), counted)
        self.assertEqual(self.old.invoice_line_ids.quantity, 3)
        self.assert_quiet()

    def test_documents_that_odoo_held_before_they_were_sent(self):
        self.check(self.back_up(2, entered=True))

    def test_documents_that_odoo_has_lost(self):
        self.check(self.back_up(2, entered=False))
