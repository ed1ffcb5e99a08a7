"""Shared parts of the posting tests: accounts, taxes, and values of documents."""

from datetime import date

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class PostingCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        cls.posting = cls.env["qbd.posting"]
        cls.journal = cls.env["account.journal"].create(
            {"name": "QuickBooks", "code": "QBT", "type": "sale"}
        )
        cls.income = cls.account("QBT400", "income")
        cls.other_income = cls.account("QBT410", "income")
        cls.receivable = cls.account("QBT120", "asset_receivable")
        cls.tax_account = cls.account("QBT220", "liability_current")
        cls.state_tax = cls.tax("State", 6.25)
        cls.city_tax = cls.tax("City", 1.75)
        cls.group_tax = cls.env["account.tax"].create(
            {
                "name": "QBT Both",
                "amount_type": "group",
                "type_tax_use": "sale",
                "children_tax_ids": [Command.set((cls.state_tax | cls.city_tax).ids)],
            }
        )
        cls.partner = cls.env["res.partner"].create({"name": "Abbott Plumbing"})
        cls.usd = company.currency_id

    @classmethod
    def account(cls, code, account_type):
        return cls.env["account.account"].create(
            {"name": code, "code": code, "account_type": account_type}
        )

    @classmethod
    def tax(cls, name, amount, **values):
        tax = cls.env["account.tax"].create(
            {"name": f"QBT {name}", "amount": amount, "type_tax_use": "sale", **values}
        )
        for line in tax.repartition_line_ids:
            if line.repartition_type == "tax":
                line.account_id = cls.tax_account
        return tax

    def line(self, number, amount, tax=None, **values):
        return {
            "qbd_txn_line_id": f"L{number}",
            "name": f"Line {number}",
            "amount": amount,
            "account_id": self.income.id,
            "tax_ids": tax.ids if tax else [],
            **values,
        }

    def figures(self, lines=None, taxes=None, **values):
        """An invoice: 100.00 and 23.45 taxed with 7.75, one cent off; 10.00 exempt."""
        if lines is None:
            lines = [
                self.line(1, 100.00, self.state_tax),
                self.line(2, 23.45, self.state_tax, quantity=7, price_unit=3.35),
                self.line(3, 10.00),
            ]
            taxes = [{"tax": self.state_tax, "base": 123.45, "amount": 7.73}]
        return {
            "move_type": "out_invoice",
            "journal_id": self.journal.id,
            "partner_id": self.partner.id,
            "ref": "10045",
            "invoice_date": "2026-03-10",
            "invoice_date_due": "2026-04-09",
            "account_id": self.receivable.id,
            "lines": lines,
            "taxes": taxes or [],
            **values,
        }

    def post(self, **values):
        return self.posting._create_documents([self.figures(**values)])

    def sums(self, move):
        """Return (untaxed, tax, total), and the receivable agrees with the total."""
        term = self.term(move)
        sign = 1 if move.move_type in ("out_invoice", "in_refund") else -1
        self.assertAlmostEqual(sum(term.mapped("balance")), sign * move.amount_total)
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)
        return move.amount_untaxed, move.amount_tax, move.amount_total

    def term(self, move):
        return move.line_ids.filtered(lambda line: line.account_id == self.receivable)

    def tax_amounts(self, move):
        lines = move.line_ids.filtered("tax_line_id")
        return sorted((line.tax_line_id.name, -line.amount_currency) for line in lines)

    def lock(self, day, kind="fiscalyear_lock_date"):
        self.env.company[kind] = date.fromisoformat(day)

    def pay(self, move, amount, day="2026-03-20"):
        """An entry that settles part of the receivable, applied to it."""
        bank = self.account(f"QBTB{amount:.0f}", "asset_cash")
        entry = self.env["account.move"].create(
            {
                "date": day,
                "line_ids": [
                    Command.create({"account_id": bank.id, "balance": amount}),
                    Command.create(
                        {
                            "account_id": self.receivable.id,
                            "balance": -amount,
                            "partner_id": self.partner.id,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        line = self.term(entry)
        self.posting._apply([(self.term(move), line, amount)])
        return line
