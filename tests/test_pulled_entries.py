"""An edit of one field of an entry in QuickBooks changes that one in Odoo alone."""

import os
import random

from .support.entries import EntryCase
from .support.stored import changes, stored

SEED = int(os.environ.get("QBD_PULL_SEED") or 1)
ENTRIES = 4
ROUNDS = 2
AMOUNTS = {"balance", "amount_currency", "debit", "credit", "amount_residual"}
AMOUNTS |= {"amount_residual_currency", "price_unit", "price_subtotal", "price_total"}
MATCHED = {"reconciled", "matching_number", "full_reconcile_id"}
TOTALS = {"amount_total", "amount_total_signed", "amount_total_in_currency_signed"}


class TestPulledEntries(EntryCase):
    """Entries of Odoo with what QuickBooks does not know, and edits at random."""

    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.run_session()
        plan = self.env["account.analytic.plan"].create({"name": "Projects"})
        project = self.env["account.analytic.account"].create(
            {"name": "A", "plan_id": plan.id}
        )
        self.project = {str(project.id): 100}

    def entry(self, number):
        own = self.random.choice(({"analytic_distribution": self.project}, {}))
        return self.odoo_entry(
            self.line(12, name="twelve", **own),
            self.line(3, "Parts", "Ann", **own),
            self.line(-15, self.owed("Mill"), "Mill", date_maturity="2026-09-01"),
            ref=f"E{number}",
            narration=self.random.choice(("<p>With <b>thanks</b></p>", False)),
        )

    def rows(self, txn_id, number=None, **values):
        rows = [
            {"TxnLineID": one["TxnLineID"]}
            for one in self.company.object(txn_id)["lines"]
        ]
        if number is not None:
            rows[number].update(values)
        return rows

    # -- the edits: what may change in Odoo -----------------------------------

    def edit_memo(self, txn_id):
        number = self.random.randrange(3)
        rows = self.rows(txn_id, number, Memo=f"Memo {self.number}")
        self.company.change_entry(txn_id, *rows)
        return {("line", "name")}

    def edit_account(self, txn_id):
        rows = self.rows(txn_id, 1, AccountRef="Freight")
        self.company.change_entry(txn_id, *rows)
        return {("line", "account_id"), ("line", "account_root_id")}

    def edit_name(self, txn_id):
        rows = self.rows(txn_id, 2, EntityRef=self.random.choice(("Mill", "")))
        self.company.change_entry(txn_id, *rows)
        return {("line", "partner_id")}

    def edit_number(self, txn_id):
        self.company.change_entry(txn_id, RefNumber=f"N{self.number}")
        return {("move", "ref"), ("line", "ref"), ("move", "qbd_ref_number")}

    def edit_date(self, txn_id):
        day = 16 + self.number % 14
        self.company.change_entry(txn_id, TxnDate=f"2026-06-{day}")
        return {("move", "date"), ("line", "date"), ("partial", "max_date")}

    def edit_amount(self, txn_id):
        shown = self.company.object(txn_id)["lines"]
        rows = self.rows(txn_id)
        more = [f"{float(one['Amount']) + self.number:.2f}" for one in shown]
        rows[0]["Credit"], rows[1]["Debit"] = more[0], more[1]
        self.company.change_entry(txn_id, *rows)
        found = {("line", name) for name in AMOUNTS | MATCHED}
        return found | {("move", name) for name in TOTALS} | {("partial", "*")}

    def edit_new_line(self, txn_id):
        one = self.debit("Freight", "1.00")
        other = self.credit("Freight", "1.00")
        self.company.change_entry(txn_id, *self.rows(txn_id), one, other)
        return {("new", "*")} | {("move", name) for name in TOTALS}

    EDITS = (
        *(edit_memo, edit_account, edit_name, edit_number),
        *(edit_date, edit_amount, edit_new_line),
    )

    # -- the test -------------------------------------------------------------

    def test_one_edit_changes_one_field(self):
        moves = [self.entry(number) for number in range(ENTRIES)]
        self.run_session()
        edits, self.number = [], 0
        for _round in range(ROUNDS):
            played = []
            for move in moves:
                edits = edits or self.random.sample(self.EDITS, len(self.EDITS))
                self.number += 1
                edit, before = edits.pop(), stored(move)
                allowed = edit(self, self.link(move).qb_id)
                played.append((move, edit.__name__, before, allowed))
            self.run_session()
            for move, name, before, allowed in played:
                with self.subTest(f"{name} of {move.ref}", seed=SEED):
                    self.check_edit(move, before, allowed)
            self.assert_quiet()

    def check_edit(self, move, before, allowed):
        self.assert_in_step(move)
        after = stored(move)
        lines = {row for table, row, _column in before if table == "line"}
        odd = {
            ("new" if table == "line" and row not in lines else table, column)
            for table, row, column in changes(before, after)
        }
        tables = {table for table, column in allowed if column == "*"}
        self.assertEqual({x for x in odd - allowed if x[0] not in tables}, set())
