"""Taxes on purchases that are due on payment: Odoo's own entries stay in Odoo."""

from odoo.fields import Command

from .test_sync_bill_payments import BillPaymentCase


class TestCashBasisTaxes(BillPaymentCase):
    def setUp(self):
        super().setUp()
        company = self.connection.company_id
        self.waiting = self.odoo_account("Tax to Come", "liability_current")
        self.waiting.reconcile = True
        due = self.odoo_account("Tax Due", "liability_current")
        company.write(
            {
                "tax_exigibility": True,
                "tax_cash_basis_journal_id": self.env["account.journal"]
                .create({"name": "Cash basis", "code": "CB", "type": "general"})
                .id,
            }
        )
        parts = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "account_id": due.id}),
        ]
        self.tax = self.env["account.tax"].create(
            {
                "name": "On payment",
                "amount": 10,
                "type_tax_use": "purchase",
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": self.waiting.id,
                "invoice_repartition_line_ids": parts,
                "refund_repartition_line_ids": parts,
            }
        )
        for account in (self.waiting, due):
            self.company.user_add(
                "Account", Name=account.name, AccountType="OtherCurrentLiability"
            )
        self.run_session()

    def entries(self, move):
        return self.env["account.move"].search(
            [("tax_cash_basis_origin_move_id", "=", move.id)]
        )

    def test_a_bill_crosses_and_is_paid_from_either_side(self):
        for pays in ("Odoo", "QuickBooks"):
            bill = self.odoo_bill(self.expense(100, tax_ids=self.tax.ids), ref=pays)
            self.run_session()
            shown = self.company.object(self.link(bill).qb_id)
            names = [x["AccountRef"]["FullName"] for x in shown["ExpenseLineRet"]]
            self.assertEqual(names, ["Rent", "Tax to Come"])
            if pays == "Odoo":
                payment = self.pay(bill)
                self.run_session()
            else:
                paid = self.qb_check({shown["TxnID"]: "110.00"})
                self.run_session()
                payment = self.payment_of(paid)
            self.assertEqual(bill.amount_residual, 0, pays)
            self.assertTrue(self.entries(bill), pays)
            self.assertFalse(self.entries(bill).qbd_link_ids, pays)
            self.assert_in_step(bill)
            self.assert_paid(payment)
            self.assert_quiet()
