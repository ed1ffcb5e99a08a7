"""Plays made-up work of a firm in both books, and compares them to the cent.

The firm has settings, and its documents have traits, that the seed chooses; those that
cannot be on the other side are known beforehand, with the words of their refusal.
"""

import itertools
import json
import os
import random
import re

from odoo.exceptions import UserError

from ...simulator.wire.status import Failed
from .case_kinds import is_payment
from .case_model import ODOO, QUICKBOOKS, SIDES
from .case_player import CasePlayer
from .firm_odoo import FirmBook
from .firm_quickbooks import FirmFile
from .firm_traits import SETTINGS as COMPANY
from .firm_traits import choose_settings, choose_traits

COUNT = int(os.environ.get("QBD_BOOKS_COUNT") or 0)
"""Documents and payments; 0: as many as the test says."""

SEED = int(os.environ.get("QBD_BOOKS_SEED") or 1)
ROUND = 24
"""Steps between two sessions."""

CROSS = 0.9
"""The share of documents that has to be on both sides in the end."""

SETTINGS = os.environ.get("QBD_BOOKS_SETTINGS")
"""Names of settings, to find the cause of a failure; not given: the seed chooses."""


def shown(step):
    """Return a step in short, with the attributes it has alone."""
    said = {name: value for name, value in vars(step).items() if value}
    for name in ("where", "subject"):
        said.pop(name)
    return re.sub(r"\w+=None,? ?|Decimal\('([-\d.]+)'\)", r"\1", str(said))


class FirmPlayer(CasePlayer):
    """People at work on both sides, sessions, and the comparison of both books.

    A test says which lists the firm has (`firm_lists`), and the work of its people
    (`new_work`).
    """

    KNOWN = False  # its settings, and its company, come before the first session
    usual_count = 60
    days_after = 1
    seed = SEED
    company_settings = COMPANY
    never = ()
    """Names of traits that no document has here."""

    def setUp(self):
        super().setUp()
        self.tell_time()
        self.count = COUNT or self.usual_count
        self.random = random.Random(SEED)
        chosen = choose_settings(self.random, self.company_settings)
        self.settings = chosen if SETTINGS is None else set(SETTINGS.split())
        if "branch" in self.settings:
            self.open_branch()
        self.set_up_books(self.firm_lists())
        self.work = self.new_work()
        self.fresh, self.refused, self.foreseen = {}, [], {}
        self.history, self.taken, self.traits, self.advised = {}, {}, {}, []

    def tell_time(self):
        """Let a seed be the same on each machine: steps end by calls, not seconds."""
        seconds = itertools.count(step=0.02)
        engine = type(self.env["qbd.engine"])
        self.patch(engine, "_clock", lambda _engine: next(seconds))

    def firm_lists(self):
        """Return the `Case` with the lists of the firm."""
        raise NotImplementedError

    def new_work(self):
        """Return the work of its people, as `RandomWork` thinks it out."""
        raise NotImplementedError

    def open_branch(self):
        """Let the connection be that of a branch, which has no journals of its own."""
        company = self.env.company
        self.connection.company_id = self.env["res.company"].create(
            {
                "name": "Branch",
                "parent_id": company.id,
                "country_id": company.country_id.id,
            }
        )

    def new_odoo_book(self, case):
        return FirmBook(self.connection, case, self.record_of, self.settings)

    def new_quickbooks_book(self, case):
        return FirmFile(self.company, case, self.txn_id_of)

    def play_books(self):
        """Play the work of the seed, and check that both books agree to the cent."""
        print(f"\nseed {SEED}: {self.count} documents and payments")
        print(f"settings: {', '.join(sorted(self.settings))}")
        sessions = 0
        while len(self.work.documents) < self.count:
            self.play_round()
            self.play_more()
            self.run_session()
            self.fresh = {}
            self.answer()
            sessions += 1
            self.look_at_statistics()
        for _day in range(self.days_after):
            self.begin_day()
            self.settle()
        self.print_figures(sessions)
        self.print_more()
        found = [*self.differing_documents(), *self.differing_books()]
        found += [*self.books[ODOO].lost_here(), *self.more_differing()]
        self.assertFalse(found, "\n".join(found))
        self.assertGreaterEqual(self.crossed() / len(self.work.documents), CROSS)
        self.check_quiet()

    def answer(self):
        """Answer the questions of a session that were foreseen."""
        self.take_figures()
        self.follow_advice()
        self.replace_changed()

    def replace_changed(self):
        """Have replaced in QuickBooks whatever it cannot change."""

    def play_more(self):
        """Let people do other things before a session, too."""

    def begin_day(self):
        """Make due whatever a day after the work is read once a day."""

    def print_more(self):
        """Print further figures."""

    def more_differing(self):
        """Return in words the other differences that a test looks for."""
        return []

    # -- people at work -------------------------------------------------------

    def play_round(self):
        """Each customer or vendor is looked after on one side until a session."""
        parties = [*self.case.customers, *self.case.vendors]
        names = [party.full_name for party in parties]
        sides = {name: self.random.choice(SIDES) for name in names}
        for _number in range(ROUND):
            party = self.random.choice(names)
            self.play_one(sides[party], party)
        for _number in range(ROUND // 8):
            self.edit_here_only()

    def edit_here_only(self):
        """Change fields in Odoo that QuickBooks does not have."""
        found = [
            one.subject
            for one in self.work.documents
            if not is_payment(one.subject) and self.is_free(ODOO, one.subject)
        ]
        if found:
            self.books[ODOO].edit_here_only(self.random.choice(found), self.random)
            self.env.flush_all()

    def play_one(self, side, party):
        known = len(self.work.documents)
        step = self.work.next_step(side, party)
        if not step:
            return
        if step.verb == "add":
            self.choose_traits(side, step)
        try:
            with self.env.cr.savepoint():
                self.books[side].play(step)
                self.env.flush_all()
        except (UserError, Failed) as error:
            self.env.invalidate_all()
            del self.work.documents[known:]
            if step.verb == "add":
                self.books[side].made.pop(step.subject, None)
                self.foreseen.pop(step.subject, None)
            self.refused.append(f"{step.verb} in {self.books[side].name}: {error}")
            return
        self.history.setdefault(step.subject, []).append(f"  {side}: {shown(step)}")
        if step.verb == "add":
            self.fresh[step.subject] = side

    def choose_traits(self, side, step):
        """Choose the traits of a new document; they say whether it will cross."""
        found = choose_traits(self.random, side, step.subject[0], self.settings)
        traits = [trait for trait in found if trait.name not in self.never]
        self.traits[step.subject] = names = [trait.name for trait in traits]
        self.books[side].traits[step.subject] = names
        for trait in traits:
            if trait.refused:
                self.foreseen[step.subject] = trait.refused
                step.applied = step.applied and []  # it would hold up its invoice
        self.history[step.subject] = [f"  {', '.join(names)}"]

    def is_free(self, side, subject):
        """Whether a person may take a document: one of today, or a synced one."""
        if subject in self.foreseen:
            return False
        if subject in self.fresh:
            return self.fresh[subject] == side
        return self.link_of_subject(subject).state == "ok"

    def settle(self):
        """Run sessions until none writes any more, three at most."""
        for _number in range(3):
            if not self.run_session().wrote:
                return

    def take_figures(self):
        """Press the button if Odoo's tax is another one than QuickBooks', as foreseen.

        Odoo rounds each line, or adds the cents up in another way.
        """
        asked = self.env["qbd.link"].search([("reason", "=", "money")])
        other = self.books[ODOO].other_cents()
        known = {self.link_of_subject(subject): subject for subject in other}
        for link in asked:
            if link in known:
                self.taken[known[link]] = other[known[link]]
                link.action_take_figures()

    def follow_advice(self):
        """Take the tax off a refused early discount that reduces it."""
        for subject, payment in self.books[ODOO].reducing_tax():
            link = self.link_of_subject(subject)
            if link.state == "parked" and "reduces the tax" in link.message:
                self.books[ODOO].take_tax_off(payment)
                self.advised.append(subject)

    # -- both books -----------------------------------------------------------

    def crossed(self):
        """Return the number of documents that are on both sides, or gone from both."""
        return sum(
            self.link_of_subject(one.subject).state in ("ok", "gone", False)
            for one in self.work.documents
            if one.subject not in self.foreseen
        )

    def print_figures(self, sessions):
        counts = ", ".join(
            f"{n} {name}" for name, n in sorted(self.work.counts.items())
        )
        print(f"{sessions} sessions; {counts}")
        print(f"{len(self.refused)} refused where they were entered")
        print(*sorted({one[:150] for one in self.refused}), sep="\n")
        print(f"{len(self.taken)} with another tax, taken from QuickBooks")
        print(f"{len(self.advised)} with a discount that had reduced the tax")
        for subject in sorted(self.foreseen):
            message = self.link_of_subject(subject).message or ""
            traits = ", ".join(self.traits[subject])
            print(f"{' '.join(subject)} ({traits}): {' '.join(message.split())[:150]}")
        total, crossed = len(self.work.documents), self.crossed()
        print(f"{crossed} of {total} crossed, {len(self.foreseen)} were not to")
        theirs = self.possible_books().balances()
        for name, ours in sorted(self.odoo_balances().items()):
            print(f"{name:24} {ours:>14} Odoo {theirs.get(name, 0):>14} QuickBooks")
        if path := os.environ.get("QBD_BOOKS_JSON"):
            self.write_figures(path, total, crossed, sessions)

    def write_figures(self, path, total, crossed, sessions):
        figures = {
            "seed": SEED,
            "documents": total,
            "crossed": crossed,
            "foreseen": len(self.foreseen),
            "cents asked": len(self.taken),
            "sessions": sessions,
            "edits": sum(self.work.counts.values()) - total,
            "settings": len(self.settings),
        }
        with open(path, "w", encoding="utf-8") as file:
            json.dump(figures, file)

    def possible(self):
        """Return the domain of Odoo's lines without documents to be refused."""
        moves = [self.books[ODOO].move(subject) for subject in self.foreseen]
        ids = [
            (one.move_id if one._name == "account.payment" else one).id for one in moves
        ]
        return [("move_id", "not in", [one for one in ids if one])]

    def odoo_balances(self):
        return self.books[ODOO].balances(self.possible())

    def possible_books(self):
        """Return QuickBooks' book, without documents that cannot be in Odoo."""
        twin = self.company.copy(file_path=r"C:\copy.qbw")
        payments_first = sorted(self.foreseen, key=lambda one: not is_payment(one))
        for subject in payments_first:
            txn_id = self.books[QUICKBOOKS].made.get(subject)
            if txn_id:
                twin.user_delete(txn_id)
        return type(self.books[QUICKBOOKS])(twin, self.case)

    def differing_documents(self):
        found = []
        for document in self.work.documents:
            subject = document.subject
            link = self.link_of_subject(subject)
            if subject in self.foreseen:
                differ = self.not_as_foreseen(subject, link)
            else:
                differ = self.compare_document(subject) or self.compare_postings(
                    subject
                )
                if link.state not in ("ok", "gone", False):
                    differ.append(f"{subject}: {link.state}, {link.message}")
            if differ:
                found += [*differ, *self.history[subject], *self.settled(subject)]
        return found + self.told(os.environ.get("QBD_BOOKS_TELL", "").split())

    def not_as_foreseen(self, subject, link):
        """Return in words that a document crossed, or why else it was refused."""
        words = link.message or ""
        crossed = link.qb_id and link.record_id
        if crossed or link.state not in ("parked", "retry"):
            return [f"{subject} was to be refused, and is {link.state}: {words}"]
        if not re.search(self.foreseen[subject], words):
            return [f"{subject} was to be refused for another reason: {words}"]
        return []

    def compare_postings(self, subject):
        """Return the accounts that a document posts to differently."""
        ours, theirs = (
            self.books[side].postings(subject) for side in (ODOO, QUICKBOOKS)
        )
        return [
            line
            for name in sorted({*ours, *theirs})
            for line in self.compare(
                f"{' '.join(subject)} on {name}", ours.get(name, 0), theirs.get(name, 0)
            )
        ]

    def told(self, labels):
        """Return the history of these documents, to find the cause of a failure."""
        wanted = {
            one.subject for one in self.work.documents if one.subject[1] in labels
        }
        return [
            line
            for subject in sorted(wanted)
            for line in (str(subject), *self.history[subject], *self.settled(subject))
        ]

    def settled(self, subject):
        """Return the documents that a document settles or that settle it."""
        record = self.books[ODOO].move(subject)
        lines = self.books[ODOO]._owed_lines(record) if record else []
        ours = [
            f"{own.move_id.qbd_ref_number or own.move_id.name} {partial.amount}"
            for line in lines
            for partial, own in (
                *((one, one.credit_move_id) for one in line.matched_credit_ids),
                *((one, one.debit_move_id) for one in line.matched_debit_ids),
            )
        ]
        shown = self.company.object(self.books[QUICKBOOKS].key(subject) or "") or {}
        rows = [*shown.get("LinkedTxn", ()), *shown.get("AppliedToTxnRet", ())]
        theirs = [f"{one.get('RefNumber')} {one['Amount']}" for one in rows]
        return [f"  Odoo: {', '.join(ours)}; QuickBooks: {', '.join(theirs)}"]

    def differing_books(self):
        """Return the accounts, customers and vendors with different balances."""
        twin, odoo = self.possible_books(), self.books[ODOO]
        found = list(map(str, self.company.books.faults()))
        for ours, theirs in (
            (self.odoo_balances(), twin.balances()),
            (odoo.owed(self.possible()), twin.owed()),
        ):
            for name in sorted({*ours, *theirs}):
                found += self.compare(name, ours.get(name, 0), theirs.get(name, 0))
        return found
