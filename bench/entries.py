"""Measure posting journal entries of given lines, against Odoo's own ways."""

from decimal import Decimal

from odoo.fields import Command

from . import invoices
from .clock import undone

SIZE = 200
TARGET = 1.5
QUERIES = 0.5
LINES = 4
QUARTER = (4, 5, 6)
"""The months of the entries: each has a numbering of its own, which is asked for."""


class Entries(invoices.Books):
    """A journal, accounts and vendors; and three ways to post entries."""

    journal_type, line_type, open_type = "general", "expense", "liability_payable"
    open_property = "property_account_payable_id"

    def __init__(self, env):
        super().__init__(env)
        self.partners.supplier_rank = 1  # vendors, as those that are synced
        env.flush_all()

    def _figures(self, chance, number):
        amounts = [chance.randint(100, 99999) for _line in range(LINES - 1)]
        lines = [self._entry_line(self.account, one) for one in amounts]
        owed = self._entry_line(self.open, -sum(amounts))
        owed["partner_id"] = chance.choice(self.partners.ids)
        for at, line in enumerate([*lines, owed]):
            line.update(qbd_txn_line_id=f"{at}", name=f"Line {at}")
        return {
            "journal_id": self.journal.id,
            "date": f"2026-{chance.choice(QUARTER):02}-{chance.randint(1, 28):02}",
            "ref": f"{10000 + number}",
            "lines": [*lines, owed],
        }

    @staticmethod
    def _entry_line(account, amount):
        return {"account_id": account.id, "amount": Decimal(amount) / 100}

    def ours(self, figures):
        return self.env["qbd.posting.entries"]._create_entries(figures)

    def _values(self, figures):
        values = {k: v for k, v in figures.items() if k != "lines"}
        lines = [Command.create(self._line_values(x)) for x in figures["lines"]]
        return {**values, "move_type": "entry", "line_ids": lines}

    def _line_values(self, line):
        values = {k: v for k, v in line.items() if k != "amount"}
        return {**values, "balance": float(line["amount"])}


def run(env, size, profile=None):
    """Return the rows of posted entries, and of Odoo's own ways to post them."""
    with undone(env):
        for row in invoices.posted("entries", Entries(env), TARGET, size, profile):
            if "queries" in row:
                row["target"] += f", at most {QUERIES} queries each"
                row["met"] = row["met"] and row["queries"] <= QUERIES
            yield row
