"""Random entries on both sides: in the end all lines and balances agree to the cent."""

import os
import random

from .support.case_entry_books import EntryCasePlayer
from .support.case_lists import Account, Party
from .support.case_model import ODOO, QUICKBOOKS, Case
from .support.random_entries import OWED, Writers

SEED = int(os.environ.get("QBD_ENTRIES_SEED") or 1)
STEPS = int(os.environ.get("QBD_ENTRIES_STEPS") or 40)


class TestRandomEntries(EntryCasePlayer):
    def test_both_books_agree_line_by_line(self):
        writers = Writers(SEED)
        case = Case("random", f"Seed {SEED}", settings={"deletions": "carry"})
        case.accounts = [Account("Rent", "Expense"), Account("Wages", "Expense")]
        case.customers, case.vendors = (
            [Party(name) for name in names]
            for names in (OWED[x] for x in reversed([*OWED]))
        )
        case.script = writers.steps(STEPS)
        self.play_case(case, made=random.Random(SEED).choice((ODOO, QUICKBOOKS)))
        self.assertGreater(len(writers.alive), 5)
        links = self.env["qbd.link"].search(
            [("stream_id", "=", self.stream("journal_entry").id)]
        )
        self.assertEqual(set(links.mapped("state")) - {"ok", "gone"}, set())
