"""Measure pulling and posting journal entries, against Odoo's own ways."""

from decimal import Decimal

from odoo.fields import Command

from . import bill_pull, invoice_pull, invoices, others
from .clock import undone
from .world import World

SIZE = 200
TARGET = 1.5
QUERIES = 0.5
LINES = 4
DEBIT, CREDIT = "JournalDebitLine", "JournalCreditLine"
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


class JournalEntries(others.Others):
    """Both sides with synced lists, and with journal entries to come."""

    streams = (*bill_pull.STREAMS, "customer", "journal_entry")
    kinds = ("JournalEntry",)
    mapping = "journal_entry"

    def begin(self):
        """Tick a journal, then as for all others."""
        journals = self.env["account.journal"]
        general = [("type", "=", "general"), ("company_id", "=", self.env.company.id)]
        self.world.connection.entry_journal_ids = journals.search(general, limit=1)
        super().begin()

    def _journalentry(self):
        cents = [self.chance.randint(100, 99999) for _line in range(LINES - 1)]
        debits = [
            {"AccountRef": "Rent", "Amount": f"{one / 100:.2f}", "list": DEBIT}
            for one in cents
        ]
        total = f"{sum(cents) / 100:.2f}"
        credit = {"AccountRef": "Checking", "Amount": total, "list": CREDIT}
        return {"lines": [*debits, credit]}

    moves = invoice_pull.Books.moves


def run(env, size, profile=None):
    """Return the rows of entries, pulled and posted, and of Odoo's own ways."""
    with undone(env):
        books = JournalEntries(World(env))
        yield from invoice_pull.pulled_alike("entries", books, size, profile)
    with undone(env):
        for row in invoices.posted("entries", Entries(env), TARGET, size, profile):
            if "queries" in row:
                row["target"] += f", at most {QUERIES} queries each"
                row["met"] = row["met"] and row["queries"] <= QUERIES
            yield row
