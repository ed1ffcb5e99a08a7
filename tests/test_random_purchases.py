"""Made-up purchases on both sides leave the same books on both sides, to the cent.

``QBD_BOOKS_COUNT`` bills, vendor credits and payments, else 30, are entered, changed,
voided and deleted, from the seed ``QBD_BOOKS_SEED``.
"""

import os
import random

from odoo.exceptions import UserError

from ..simulator.wire.status import Failed
from .support.case_model import SIDES
from .support.case_player import CasePlayer
from .support.random_purchases import WORK, RandomPurchases, purchase_lists

COUNT = int(os.environ.get("QBD_BOOKS_COUNT") or 30)
SEED = int(os.environ.get("QBD_BOOKS_SEED") or 1)
ROUND = 14
"""Steps between two sessions."""


class TestRandomPurchases(CasePlayer):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.made = None
        self.set_up_books(purchase_lists())
        self.work = RandomPurchases(
            self.random, self.case, self.books, self.is_free, WORK
        )
        self.fresh, self.refused = {}, []

    def test_books_agree_to_the_cent(self):
        while len(self.work.documents) < COUNT:
            self.play_round()
            self.run_session()
            self.fresh = {}
        for _number in range(3):
            if not self.run_session().wrote:
                break
        print(f"\nseed {SEED}: {self.work.counts}, refused: {self.refused}")
        found = self.waiting() + self.differing() + self.in_ledger()
        self.assertFalse(found, "\n".join(found))
        self.check_quiet()

    def play_round(self):
        """Each vendor is looked after on one side until the next session."""
        names = [vendor.full_name for vendor in self.case.vendors]
        sides = {name: self.random.choice(SIDES) for name in names}
        for _number in range(ROUND):
            party = self.random.choice(names)
            self.play_one(sides[party], party)

    def play_one(self, side, party):
        known = len(self.work.documents)
        step = self.work.next_step(side, party)
        if not step:
            return
        try:
            with self.env.cr.savepoint():
                self.books[side].play(step)
                self.env.flush_all()
        except (UserError, Failed) as error:
            self.env.invalidate_all()
            del self.work.documents[known:]
            self.refused.append(f"{step.verb} in {self.books[side].name}: {error}")
            return
        if step.verb == "add":
            self.fresh[step.subject] = side

    def is_free(self, side, subject):
        """Whether a person may take a document: one of today, or a synced one."""
        if subject in self.fresh:
            return self.fresh[subject] == side
        return self.link_of_subject(subject).state == "ok"

    def waiting(self):
        """Return the links of documents that are not synced, in words."""
        links = [
            (x.subject, self.link_of_subject(x.subject)) for x in self.work.documents
        ]
        return [
            f"{subject}: {link.state}, {link.message}"
            for subject, link in links
            if link.state not in ("ok", "gone", False)
        ]

    def in_ledger(self):
        """Return the accounts that the product's own comparison shows as different."""
        self.connection.action_compare_accounts()
        self.run_session()
        rows = self.env["qbd.ledger.account"].search(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertIn("Accounts Payable", rows.mapped("qb_name"))
        return [
            f"ledger: {row.qb_name or row.name}, {row.ours} and {row.theirs}"
            for row in rows
            if row.currency_id.compare_amounts(row.ours, row.theirs)
        ]

    def differing(self):
        """Return the documents, accounts and vendors whose figures differ."""
        found = [
            line
            for one in self.work.documents
            for line in self.compare_document(one.subject)
        ]
        odoo, quickbooks = (self.books[side] for side in reversed(SIDES))
        for ours, theirs in (
            (odoo.balances(), quickbooks.balances()),
            (odoo.owed(), quickbooks.owed()),
        ):
            for name in sorted({*ours, *theirs}):
                found += self.compare(name, ours.get(name, 0), theirs.get(name, 0))
        return found + list(map(str, self.company.books.faults()))
