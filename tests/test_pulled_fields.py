"""An edit of one field in QuickBooks changes that field in Odoo, and no other."""

import datetime
import os
import random

from odoo.fields import Command

from .support.documents import DATE, DocumentCase
from .support.stored import changes, stored

SEED = int(os.environ.get("QBD_PULL_SEED") or 1)
DOCUMENTS = 10
ROUNDS = 2

OWED = {"amount_residual", "amount_residual_currency", "reconciled"}
AMOUNTS = {"balance", "amount_currency", "debit", "credit", *OWED}
TOTALS = {
    *("amount_total", "amount_untaxed", "amount_tax", "amount_residual"),
    *("amount_total_signed", "amount_untaxed_signed", "amount_tax_signed"),
    *("amount_residual_signed", "amount_total_in_currency_signed"),
    *("amount_untaxed_in_currency_signed", "payment_state", "qbd_exact_tax"),
}
DISCOUNT = {"discount_balance", "discount_amount_currency"}
PRICED = {*AMOUNTS, "price_subtotal", "price_total"}


class TestPulledFields(DocumentCase):
    """Documents of Odoo with settings that QuickBooks does not know, at random."""

    def begin(self):
        result = super().begin()
        self.random = random.Random(SEED)
        company = self.company
        for name, rate in (("City", "1.0"), ("State", "7.25")):
            company.user_add("ItemSalesTax", Name=name, TaxRate=rate)
        taxes = [{"FullName": "City"}, {"FullName": "State"}]
        company.user_add("ItemSalesTaxGroup", Name="Both", ItemSalesTaxRef=taxes)
        self.run_session()
        self.make_settings()
        return result

    def make_settings(self):
        env = self.env
        find = {one.name: one for one in env["account.tax"].search([])}
        self.taxes = {"County": find["County"], "Single": find["City"] | find["State"]}
        follows = self.taxes["County"].copy({"name": "Follows", "analytic": True})
        self.taxes["Follows"] = follows
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

    # -- documents ------------------------------------------------------------

    def document(self):
        pick = self.random.choice
        taxes = pick([*self.taxes.values(), self.taxes["County"].browse()])
        lines = [self.line(taxes) for _number in range(pick((1, 2, 3)))]
        move = self.odoo_invoice(
            *lines,
            invoice_payment_term_id=pick(self.terms).id,
            fiscal_position_id=pick((self.position.id, False)),
            narration=pick(("<p>With <b>thanks</b></p>", False)),
            ref=pick(("R-1", False)),
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

    # -- edits of one field: what may change in Odoo --------------------------

    def edit_memo(self, txn_id, _move):
        self.company.user_mod(txn_id, Memo=f"Memo {self.number}")
        return {("move", "narration")}

    def edit_po_number(self, txn_id, _move):
        self.company.user_mod(txn_id, PONumber=f"PO {self.number}")
        return self.references()

    def edit_number(self, txn_id, _move):
        self.company.user_mod(txn_id, RefNumber=f"N{self.number}")
        return self.references() | {("move", "qbd_ref_number")}

    @staticmethod
    def references():
        """The customer's reference is also shown on the lines."""
        kinds = ("move", "product", "tax", "payment_term", "discount")
        return {(kind, "ref") for kind in kinds} | {("payment_term", "name")}

    def edit_due_date(self, txn_id, move):
        day = datetime.date(2026, 9, 1) + datetime.timedelta(self.number)
        self.company.user_mod(txn_id, DueDate=day.isoformat())
        due = {("move", "invoice_date_due"), ("payment_term", "date_maturity")}
        return due | self.plain_terms(move)

    def edit_date(self, txn_id, move):
        day = datetime.date(2026, 6, 16) + datetime.timedelta(self.number)
        due = self.company.object(txn_id).get("DueDate")
        self.company.user_mod(txn_id, TxnDate=day.isoformat())
        dates = {("move", "invoice_date"), ("move", "date")}
        kinds = ("product", "tax", "payment_term", "discount")
        dates |= {(kind, name) for kind in kinds for name in ("invoice_date", "date")}
        if move.invoice_payment_term_id.early_discount:
            dates.add(("payment_term", "discount_date"))
        if self.company.object(txn_id).get("DueDate") != due:
            dates |= {("move", "invoice_date_due"), ("payment_term", "date_maturity")}
        return dates | self.plain_terms(move) | {("partial", "max_date")}

    def plain_terms(self, move):
        """Terms that say a due date only are left when it is another one."""
        terms = move.invoice_payment_term_id
        plain = len(terms.line_ids) == 1 and not terms.early_discount
        return {("move", "invoice_payment_term_id")} if plain else set()

    def edit_description(self, txn_id, _move):
        self.change_line(txn_id, Desc=f"Text {self.number}")
        return {("product", "name")}

    def edit_quantity(self, txn_id, move):
        found = self.edit_money(txn_id, move, "quantity", Quantity=str(self.number))
        return (
            found if self.gives(txn_id, move) else {*found, ("product", "price_unit")}
        )

    def gives(self, txn_id, move):
        """Return whether Odoo's own prices give the amounts of QuickBooks."""
        shown = {one["TxnLineID"]: one for one in self.shown_lines(txn_id)}
        for line in move.invoice_line_ids:
            one = shown[line.qbd_txn_line_id]
            price = line.price_unit * (1 - line.discount / 100)
            if round(float(one["Quantity"]) * price, 2) != float(one["Amount"]):
                return False
        return True

    def edit_rate(self, txn_id, move):
        values = {"Rate": f"{self.number}.50"}
        own = ("price_unit", "discount")
        return self.edit_money(txn_id, move, *own, **values)

    def edit_money(self, txn_id, move, *own, **values):
        self.change_line(txn_id, **values)
        found = {("move", name) for name in TOTALS}
        found |= {("product", name) for name in {*PRICED, *own}}
        kept = {"tax_base_amount", "price_subtotal", "price_total"}
        found |= {("tax", name) for name in AMOUNTS | kept}
        found |= {("payment_term", name) for name in AMOUNTS}
        if move.invoice_payment_term_id.early_discount:
            found |= {("payment_term", name) for name in DISCOUNT}
        if move.line_ids.filtered(lambda line: line.display_type == "discount"):
            found |= {("discount", "*")}
        return found | {("partial", "*"), ("payment_term", "matching_number")}

    def change_line(self, txn_id, **values):
        number = self.random.randrange(len(self.shown_lines(txn_id)))
        self.qb_change(txn_id, number, **values)

    EDITS = (
        edit_memo,
        edit_po_number,
        edit_number,
        edit_due_date,
        edit_date,
        edit_description,
        edit_quantity,
        edit_rate,
    )

    # -- the test -------------------------------------------------------------

    def test_one_edit_changes_one_field(self):
        env, self.number = self.env, 0
        company = env.company
        for allocated in (False, True):
            company.account_discount_expense_allocation_id = (
                self.discounts if allocated else False
            )
            moves = [self.document() for _number in range(DOCUMENTS // 2)]
            self.run_session()
            for _round in range(ROUNDS):
                self.edit_each([move for move in moves if self.link(move).qb_id])

    def edit_each(self, moves):
        self.assertTrue(moves)
        played = []
        for move in moves:
            edit = self.random.choice(self.EDITS)
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
                changed = self.named(move, changes(before, stored(move)))
                odd = {one for one in changed if not self.is_allowed(one, allowed)}
                self.assertEqual(odd, set())
                self.assertTrue(changed)
                self.assertEqual(self.applied(move), applied)
                self.assert_sound(move)
        self.assert_quiet()

    def named(self, move, changed):
        """Return {(table or kind of line, column)}."""
        kinds = {line.id: line.display_type for line in move.line_ids}
        return {
            (kinds.get(row, "gone") if table == "line" else table, column)
            for table, row, column in changed
        }

    @staticmethod
    def is_allowed(change, allowed):
        return change in allowed or (change[0], "*") in allowed

    def applied(self, move):
        lines = self.env["qbd.posting"]._terms(move)
        amounts = self.env["qbd.posting"]._applied_amounts(lines)
        return sorted((line.id, amount) for line, amount in amounts.items())

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
