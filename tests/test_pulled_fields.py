"""An edit of one field in QuickBooks changes that field in Odoo, and no other."""

import os
import random
from unittest.mock import patch

from odoo.fields import Command

from ..models.mappings.documents.meanings import QbdTradeMeanings
from .support.documents import DATE, DocumentCase
from .support.pulled_edits import PulledEdits
from .support.stored import changes, stored

SEED = int(os.environ.get("QBD_PULL_SEED") or 1)
DOCUMENTS = 10
ROUNDS = 2
COMPUTED = ("discount",)
"""Kinds of lines that Odoo adds and removes with every amount."""
STRATEGIES = ("biggest_tax", "add_invoice_line")


class TestPulledFields(PulledEdits, DocumentCase):
    """Documents of Odoo with settings that QuickBooks does not know, at random."""

    def begin(self):
        result = super().begin()
        self.random = random.Random(SEED)
        self.freed, self.edits = set(), []
        company = self.company
        for name, rate in (("City", "1.0"), ("State", "7.25")):
            company.user_add("ItemSalesTax", Name=name, TaxRate=rate)
        taxes = [{"FullName": "City"}, {"FullName": "State"}]
        company.user_add("ItemSalesTaxGroup", Name="Both", ItemSalesTaxRef=taxes)
        company.user_add(
            "Customer", Name="Bo", ItemSalesTaxRef="County", SalesTaxCodeRef="Tax"
        )
        self.run_session()
        self.make_settings()
        self.run_session()
        return result

    def make_settings(self):
        env = self.env
        find = {one.name: one for one in env["account.tax"].search([])}
        self.taxes = {"County": find["County"], "Single": find["City"] | find["State"]}
        follows = self.taxes["County"].copy({"name": "Follows", "analytic": True})
        self.taxes["Follows"] = follows
        self.company.user_add("ItemSalesTax", Name="Follows", TaxRate="8.25")
        self.exempt = env["account.tax"].create({"name": "Exempt", "amount": 0})
        plan = env["account.analytic.plan"].create({"name": "Projects"})
        accounts = env["account.analytic.account"]
        self.projects = [
            {str(accounts.create({"name": name, "plan_id": plan.id}).id): 100}
            for name in "AB"
        ]
        self.position = env["account.fiscal.position"].create({"name": "Out of town"})
        parts = [
            Command.create({"value_amount": 50, "nb_days": days}) for days in (10, 30)
        ]
        early = {"early_discount": True, "discount_percentage": 2, "discount_days": 10}
        lines = [Command.create({"value_amount": 100, "nb_days": 30})]
        terms = env["account.payment.term"]
        self.terms = [
            terms,
            terms.create({"name": "Thirty", "line_ids": lines}),
            terms.create({"name": "Two parts", "line_ids": parts}),
            *(
                terms.create(
                    {
                        "name": f"Early {kind}",
                        "line_ids": lines,
                        "early_pay_discount_computation": kind,
                        **early,
                    }
                )
                for kind in ("included", "excluded")
            ),
        ]
        self.discounts = env["account.account"].create(
            {"name": "Discounts", "code": "QB4999", "account_type": "expense"}
        )
        self.roundings = [self.rounding(one) for one in STRATEGIES]

    def rounding(self, strategy):
        account = self.discounts.id
        return self.env["account.cash.rounding"].create(
            {
                "name": strategy,
                "rounding": 0.05,
                "strategy": strategy,
                "profit_account_id": account,
                "loss_account_id": account,
            }
        )

    # -- documents ------------------------------------------------------------

    def document(self, rounding=None):
        pick = self.random.choice
        taxes = pick([*self.taxes.values(), self.taxes["County"].browse()])
        lines = [self.line(taxes) for _number in range(pick((1, 2, 3)))]
        move = self.odoo_invoice(
            *lines,
            invoice_payment_term_id=pick(self.terms).id,
            fiscal_position_id=pick((self.position.id, False)),
            narration=pick(("<p>With <b>thanks</b></p>", False)),
            ref=pick(("R-1", False)),
            invoice_cash_rounding_id=rounding.id if rounding else False,
        )
        if pick((True, False)):
            self.pay(move)
        return move

    def line(self, taxes):
        pick = self.random.choice
        if pick((1, 2, 3)) == 1:
            taxes = self.exempt
        return {
            "product_id": self.product("Work").id,
            "name": pick(("Work", "By the hour")),
            "quantity": pick((1, 2, 4, 10)),
            "price_unit": pick((100.0, 33.33, 0.123456, 19.999)),
            "discount": pick((0, 0, 10, 12.5)),
            "tax_ids": [Command.set(taxes.ids)],
            "analytic_distribution": pick((*self.projects, False)),
        }

    def pay(self, move):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        amount = round(move.amount_total / 4, 2)
        wizard.create({"amount": amount, "payment_date": DATE})._create_payments()

    # -- the test -------------------------------------------------------------

    @patch.object(QbdTradeMeanings, "_words_of_discounts", lambda _self, _move: "")
    def test_one_edit_changes_one_field(self):
        """Documents with an account for discounts, which are refused, are sent here.

        An earlier version has sent some, and QuickBooks' changes still come.
        """
        env, self.number = self.env, 0
        company = env.company
        for allocated, rounding in zip((False, True), self.roundings, strict=True):
            company.account_discount_expense_allocation_id = (
                self.discounts if allocated else False
            )
            moves = [self.document() for _number in range(DOCUMENTS // 2)]
            rounded = self.document(rounding)
            before = stored(rounded)
            self.run_session()
            links = [self.link(move) for move in moves]
            self.assertEqual({(x.state, x.message) for x in links}, {("ok", False)})
            for _round in range(ROUNDS):
                self.edit_each(moves)
            self.assertEqual(stored(rounded), before)
            self.assert_refused(rounded)

    def assert_refused(self, move):
        link = self.link(move)
        self.assertEqual((link.state, link.qb_id), ("parked", False))
        self.assertIn("cash rounding", link.message)

    def next_edit(self):
        """Return an edit: each comes once before any of them comes again."""
        self.edits = self.edits or self.random.sample(self.EDITS, len(self.EDITS))
        return self.edits.pop()

    def edit_each(self, moves):
        played = []
        for move in moves:
            edit = self.next_edit()
            self.number += 1
            applied = self.applied(move)
            before = stored(move)
            allowed = edit(self, self.link(move).qb_id, move)
            played.append((move, edit.__name__, before, allowed, applied))
        self.run_session()
        for move, name, before, allowed, applied in played:
            with self.subTest(f"{name} of {move.name}", seed=SEED):
                link = self.link(move)
                self.assertIn(link.reason, (False, "money"), link.message)
                changed = self.named(before, stored(move))
                odd = {one for one in changed if not self.is_allowed(one, allowed)}
                self.assertEqual(odd, set())
                self.assertTrue(changed)
                most = 0 if move in self.freed else move.amount_total
                self.assertEqual(self.applied(move), min(applied, most))
                self.assert_sound(move)
        self.assert_quiet()

    def named(self, before, after):
        """Return {(table or kind of line, column)} of what is another now."""
        was, now = self.kinds(before), self.kinds(after)
        kinds = {**was, **now}
        for row, kind in kinds.items():
            if kind not in COMPUTED and not (row in was and row in now):
                kinds[row] = "gone" if row in was else "new"
        return {
            (kinds[row] if table in ("line", "tax") else table, column)
            for table, row, column in changes(before, after)
        }

    @staticmethod
    def kinds(values):
        """Return {id of a line: its kind}."""
        return {
            row: kind
            for (table, row, column), kind in values.items()
            if (table, column) == ("line", "display_type")
        }

    @staticmethod
    def is_allowed(change, allowed):
        return change in allowed or (change[0], "*") in allowed

    def applied(self, move):
        """Return how much of the payments is applied to a document."""
        lines = self.env["qbd.posting"]._terms(move)
        amounts = self.env["qbd.posting"]._applied_amounts(lines)
        return round(sum(amounts.values()), 2)

    def assert_sound(self, move):
        """Odoo's own lines are as Odoo would make them of the document."""
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)
        terms = self.env["qbd.posting"]._terms(move)
        self.assertAlmostEqual(sum(terms.mapped("balance")), move.amount_total)
        early = move.invoice_payment_term_id.early_discount
        self.assertEqual(bool(terms[:1].discount_date), early)
        if early:
            share = 0.02 * (
                move.amount_total
                if move.invoice_payment_term_id.early_pay_discount_computation
                == "included"
                else move.amount_untaxed
            )
            wanted = round(move.amount_total - share + 1e-9, 2)
            self.assertAlmostEqual(terms.discount_balance, wanted, 1)
        lines = move.line_ids.filtered(lambda line: line.display_type == "discount")
        given = sum(
            round(line.quantity * line.price_unit * line.discount / 100 + 1e-9, 2)
            for line in move.invoice_line_ids
        )
        there = sum(line.balance for line in lines if line.balance > 0)
        if move.company_id.account_discount_expense_allocation_id:
            self.assertAlmostEqual(there, given, 1)
