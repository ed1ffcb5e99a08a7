"""Balances of customers and vendors: what touches them and has no link is named."""

from odoo.fields import Command

from .support.documents import DATE
from .support.purchases import PurchaseCase
from .test_sync_payments import PaymentSyncCase


class TestCustomerBalances(PaymentSyncCase):
    """Ann owes 108.25 in both books, before each of these documents."""

    def setUp(self):
        super().setUp()
        self.txn_id = self.qb_invoice(self.work())
        self.run_session()
        self.move = self.move_of(self.txn_id)
        self.ann = self.move.partner_id

    def row(self):
        """Compare, and return the row of the only party whose balances differ."""
        self.connection.books_wanted = True
        self.run_session()
        return self.env["qbd.ledger.party"].search(
            [("connection_id", "=", self.connection.id)]
        )

    def assert_difference(self, amount, *words):
        row = self.row()
        self.assertEqual(row.mapped("partner_id"), self.ann, row.mapped("explanation"))
        self.assertEqual(row.difference, amount)
        for one in words:
            self.assertIn(one, row.explanation)
        return row

    def test_balances_that_agree_have_no_row(self):
        self.assertFalse(self.row())
        self.assertFalse(self.connection.party_words)

    def test_money_paid_back(self):
        self.receive(self.ann, 30.0, payment_type="outbound")
        row = self.assert_difference(30.0, "money paid back", "30.00")
        self.assertFalse(row.unexplained)
        self.assertIn("Ann", self.connection.party_words)

    def test_receipt_entry_and_branch(self):
        line = {"name": "x", "price_unit": 20.0, "tax_ids": False}
        receipt = self.odoo_invoice(line, move_type="out_receipt")
        self.assertEqual(receipt.amount_total, 20)
        self.entry(5.0)
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.env.company.id}
        )
        self.env.user.company_ids |= branch
        owed = self.ann.property_account_receivable_id
        self.ann.with_company(branch).property_account_receivable_id = owed
        move = self.env["account.move"].with_company(branch)
        invoice = move.create(
            {
                "move_type": "out_invoice",
                "company_id": branch.id,
                "partner_id": self.ann.id,
                "invoice_date": DATE,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        invoice.action_post()
        row = self.assert_difference(45.0, "receipts", "journal entries", "branches")
        self.assertFalse(row.unexplained)

    def entry(self, amount):
        account = self.ann.property_account_receivable_id
        other = self.env.company.income_account_id
        values = {"partner_id": self.ann.id, "name": "x"}
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": DATE,
                "line_ids": [
                    Command.create({**values, "account_id": one.id, "balance": value})
                    for one, value in ((account, amount), (other, -amount))
                ],
            }
        ).action_post()

    def test_what_quickbooks_alone_has_is_not_explained(self):
        self.company.set_balance(self.ann_id, "148.25")
        row = self.assert_difference(-40.0)
        self.assertEqual(row.unexplained, -40.0)

    def test_document_that_needs_attention_is_named(self):
        self.connection.default_item_id = False
        line = {"name": "loose", "price_unit": 40.0, "tax_ids": False}
        self.odoo_invoice(line)
        row = self.assert_difference(40.0, "need attention (1)", "40.00")
        self.assertFalse(row.unexplained)

    def test_open_question_hides_no_other_document(self):
        self.assert_shows_others(state="parked", reason="money")

    def test_document_that_waits_hides_no_other_document(self):
        self.assert_shows_others(state="retry", next_try="2099-01-01")

    def assert_shows_others(self, **values):
        second = self.qb_invoice(self.work(), RefNumber="2")
        self.run_session()
        self.link(self.move).write({"message": "a cent", **values})
        self.entry(-108.25)
        other = self.move_of(second)
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.ann.id),
                ("account_type", "=", "asset_receivable"),
                ("amount_residual", "!=", 0),
                ("move_id", "!=", self.move.id),
            ]
        )
        lines.reconcile()
        self.assertFalse(other.amount_residual)
        self.row()
        self.assertEqual(self.link(other).reason, "balance")

    def test_in_every_direction(self):
        for direction in ("from_quickbooks", "to_quickbooks"):
            with self.subTest(direction):
                self.documents().direction = direction
                self.company.set_balance(self.ann_id, "100.00")
                self.assert_difference(8.25)
                self.company.set_balance(self.ann_id, "108.25")
                self.assertFalse(self.row())

    def documents(self):
        return self.connection.stream_ids.filtered(
            lambda one: one.mapping in ("invoice", "credit_memo", "receive_payment")
        )


class TestVendorBalances(PurchaseCase):
    def test_bill_of_odoo_alone(self):
        self.qb_bill(self.rent("70.00"))
        self.run_session()
        self.connection.books_wanted = True
        self.run_session()
        rows = self.env["qbd.ledger.party"].search([])
        self.assertFalse(rows)
        self.stream("bill").create_in_quickbooks = False
        self.odoo_bill(self.expense(30))
        self.connection.books_wanted = True
        self.run_session()
        row = self.env["qbd.ledger.party"].search([])
        self.assertEqual((row.ours, row.theirs, row.difference), (-100, -70, -30))
        self.assertIn("only in Odoo (1)", row.explanation)
        self.assertFalse(row.unexplained)
