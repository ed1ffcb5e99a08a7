"""Whatever is posted in a firm, by whatever kind of document, both books are equal.

``QBD_BOOKS_COUNT`` documents and payments, else 8, from the seed ``QBD_BOOKS_SEED``,
as in `test_random_purchases`; and between them, in the same books, journal entries on
both sides and all other transactions of QuickBooks.
"""

from .support.buying_player import BuyingPlayer
from .support.case_entry_books import OdooEntries, QuickBooksEntries
from .support.case_model import ODOO, QUICKBOOKS
from .support.case_player import CasePlayer
from .support.random_entries import Writers
from .support.random_others import Poster

OTHERS, ENTRIES = 9, 7
"""How many steps of others are between two sessions."""

READ = ("other_transaction", "cost_posting")
NAMES = {"customer": "Evans", "stocked": "Pipe", "service": "Repair"}
OWED = {
    "Accounts Payable": ("Quarry", "Wood"),
    "Accounts Receivable": ("Evans", "Abbott"),
}
ACCOUNTS = ("Rent", "Freight", "Checking", "Other Expenses")


class TestRandomLedgers(BuyingPlayer):
    usual_count = 8
    days_after = 3
    never = ("owing_line",)  # such a bill is not refused here: it is an entry
    STREAMS = (*CasePlayer.STREAMS, *READ, "journal_entry")

    def setUp(self):
        super().setUp()
        find = {ODOO: self.entry_of, QUICKBOOKS: self.txn_id_of_entry}
        self.entries = {
            ODOO: OdooEntries(self.connection, self.case, find[ODOO]),
            QUICKBOOKS: QuickBooksEntries(self.company, self.case, find[QUICKBOOKS]),
        }
        self.entries[ODOO].open_journal()
        self.poster = Poster(self, self.seed, **NAMES)
        self.writers = Writers(self.seed, ACCOUNTS, OWED)
        self.labels = set()

    def set_directions(self):
        done = super().set_directions()
        for name in READ:
            self.stream(name).direction = "from_quickbooks"
        stream = self.stream("journal_entry")
        stream.write({"direction": "both", "deletions": "carry"})
        return done

    # -- entries --------------------------------------------------------------

    def entry_of(self, label):
        """Return the record of an entry of a label, or None."""
        made = self.entries[ODOO].made
        if label not in made:
            link = self.link_of(self.entries[QUICKBOOKS].made.get(label))
            if link.record_id:
                made[label] = self.env["account.move"].browse(link.record_id)
        return made.get(label)

    def txn_id_of_entry(self, label):
        record = self.entry_of(label)
        link = record is not None and self.link_of_record(record)
        return link.qb_id or None if link else None

    def write_entry(self):
        before = self.writers.touched
        step = self.writers.step()
        step.silent = True
        self.writers.touched = before | {step.label}
        self.labels.add(step.label)
        self.entries[ODOO if step.other else QUICKBOOKS].play(step)
        self.env.flush_all()

    # -- playing --------------------------------------------------------------

    def test_all_accounts_agree_to_the_cent(self):
        self.play_books()

    def play_more(self):
        for _number in range(OTHERS):
            self.poster.step()
        self.writers.touched = set()
        for _number in range(ENTRIES):
            self.write_entry()

    def begin_day(self):
        """Have ids and months compared again, as in the days after."""
        self.stream("other_transaction").id_sweep_wanted = True
        again = dict.fromkeys(("report_on", "report_whole"), False)
        self.stream("cost_posting").write({**again, "report_wanted_on": False})
        self.connection.books_wanted = True

    def print_more(self):
        print(f"{len(self.labels)} entries; {self.poster.done}")

    # -- both books -----------------------------------------------------------

    def more_differing(self):
        found = super().more_differing()
        for label in sorted(self.labels):
            ours, theirs = (
                self.entries[side].figures(label) for side in (ODOO, QUICKBOOKS)
            )
            if ours != theirs and not all(
                x is None or x["void"] for x in (ours, theirs)
            ):
                found.append(f"entry {label}: {ours} in Odoo, {theirs} in QuickBooks")
        known = {self.link_of_subject(one.subject).id for one in self.work.documents}
        waiting = self.env["qbd.link"].search(
            [
                ("state", "not in", ("ok", "gone")),
                ("space", "in", ("transaction", "cost")),
                ("id", "not in", [*known]),
            ]
        )
        return [
            *found,
            *waiting.mapped(lambda x: f"{x.qb_name}: {x.state} {x.message}"),
        ]
