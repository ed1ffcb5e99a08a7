"""Made-up work on both sides leaves the same books on both sides, to the cent.

``QBD_BOOKS_COUNT`` documents and payments, else 100, are entered, changed, voided,
deleted, applied and taken off again, from the seed ``QBD_BOOKS_SEED``.
"""

import os
import random
import re

from odoo.exceptions import UserError
from odoo.fields import Command

from ..simulator.wire.status import Failed
from .support.case_kinds import SALE
from .support.case_model import ODOO, QUICKBOOKS, SIDES
from .support.case_odoo import OdooBook
from .support.case_player import CasePlayer
from .support.random_books import PAYING, WORK, RandomWork, lists

COUNT = int(os.environ.get("QBD_BOOKS_COUNT") or 100)
SEED = int(os.environ.get("QBD_BOOKS_SEED") or 1)
ROUND = 24
"""Steps between two sessions."""


def shown(step):
    """Return a step in short, with the attributes it has alone."""
    said = {name: value for name, value in vars(step).items() if value}
    for name in ("where", "subject"):
        said.pop(name)
    return re.sub(r"\w+=None,? ?|Decimal\('([-\d.]+)'\)", r"\1", str(said))


class CarefulBook(OdooBook):
    """A person who assigns payments again that Odoo takes off a changed invoice."""

    def _change_document(self, step):
        move = self.move(step.subject)
        partials = self._owed_lines(move).matched_credit_ids
        applied = [(one.credit_move_id, one.amount) for one in partials]
        done = super()._change_document(step)
        if not self._owed_lines(move).matched_credit_ids:
            for line, amount in applied:
                rest = min(amount, self._owed_lines(move).amount_residual)
                if rest > 0:
                    self._match(self._owed_lines(move), line, rest)
        return done


class TestRandomBooks(CasePlayer):
    odoo_book = CarefulBook

    def setUp(self):
        super().setUp()
        self.set_up_books(lists())
        self.random = random.Random(SEED)
        work = {**WORK, **PAYING}
        self.work = RandomWork(self.random, self.case, self.books, self.is_free, work)
        self.fresh, self.refused, self.impossible = {}, [], set()
        self.history = {}

    def test_books_agree_to_the_cent(self):
        print(f"\nseed {SEED}: {COUNT} documents and payments")
        sessions = 0
        while len(self.work.documents) < COUNT:
            self.play_round()
            self.enter_the_impossible()
            self.run_session()
            self.fresh = {}
            sessions += 1
            self.look_at_statistics()
        self.settle()
        self.take_figures()
        self.print_figures(sessions)
        self.check_each_document()
        self.check_accounts()
        self.check_quiet()

    # -- people at work -------------------------------------------------------

    def play_round(self):
        """Each customer is looked after on one side until the next session."""
        names = [customer.full_name for customer in self.case.customers]
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
            del self.work.documents[known:]
            self.books[side].made.pop(step.subject if step.verb == "add" else None, 0)
            self.refused.append(f"{step.verb} in {self.books[side].name}: {error}")
            return
        self.history.setdefault(step.subject, []).append(f"  {side}: {shown(step)}")
        if step.verb == "add":
            self.fresh[step.subject] = side

    def is_free(self, side, subject):
        """Whether a person may take a document: one of today, or a synced one."""
        if subject in self.fresh:
            return self.fresh[subject] == side
        link = self.link_of_subject(subject)
        return subject not in self.impossible and link.state == "ok"

    def enter_the_impossible(self):
        """Enter, now and then, a document with no counterpart on the other side."""
        if self.random.random() < 0.3:
            self.enter_two_taxes()
        if self.random.random() < 0.3:
            self.enter_payment_line()

    def enter_two_taxes(self):
        """QuickBooks has one sales tax for the whole document."""
        odoo = self.books[ODOO]
        subject = self.work._new("invoice", "Abbott")
        product = odoo.record("item", "Lamp")
        lines = [
            {"product_id": product.id, "price_unit": 10.0, "tax_ids": odoo.tax(name)}
            for name in ("State", "City")
        ]
        for line in lines:
            line["tax_ids"] = [Command.set(line["tax_ids"].ids)]
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": odoo.party(SALE, "Abbott").id,
                "invoice_date": "2026-06-30",
                "ref": subject[1],
                "invoice_line_ids": [Command.create(line) for line in lines],
            }
        )
        move.action_post()
        odoo.made[subject] = move
        self.impossible.add(subject)

    def enter_payment_line(self):
        """Odoo has no payments among the lines of an invoice."""
        subject = self.work._new("invoice", "Baker")
        self.books[QUICKBOOKS].made[subject] = self.company.user_add(
            "Invoice",
            CustomerRef="Baker",
            TxnDate="2026-06-30",
            RefNumber=subject[1],
            lines=[
                {"ItemRef": "Lamp", "Quantity": "3"},
                {"ItemRef": "Deposit", "Amount": "10.00"},
            ],
        )
        self.impossible.add(subject)

    def set_up_books(self, case):
        self.company.user_add(
            "ItemPayment", Name="Deposit", DepositToAccountRef="Undeposited Funds"
        )
        return super().set_up_books(case)

    def look_at_statistics(self):
        """A long transaction misleads the planner of PostgreSQL."""
        for table in ("account_move", "account_move_line", "qbd_link"):
            self.env.cr.execute(f"ANALYZE {table}")

    def settle(self):
        """Sessions until nothing is written any more, three at most."""
        for _number in range(3):
            if not self.run_session().wrote:
                return

    def take_figures(self):
        """Press the button where Odoo's tax is another than QuickBooks'."""
        self.taken = self.env["qbd.link"].search([("reason", "=", "money")])
        self.taken.action_take_figures()
        self.settle()

    # -- both books -----------------------------------------------------------

    def print_figures(self, sessions):
        counts = ", ".join(
            f"{n} {name}" for name, n in sorted(self.work.counts.items())
        )
        print(f"{sessions} sessions; {counts}")
        print(f"{len(self.refused)} refused where they were entered")
        print(f"{len(self.taken)} with another tax, taken from QuickBooks")
        for subject in sorted(self.impossible):
            message = self.link_of_subject(subject).message or ""
            print(f"{' '.join(subject)}: {' '.join(message.split())[:100]}")
        theirs = self.possible_books()
        for name, ours in sorted(self.odoo_balances().items()):
            print(f"{name:24} {ours:>14} Odoo {theirs.get(name, 0):>14} QuickBooks")

    def odoo_balances(self):
        moves = [self.books[ODOO].move(subject).id for subject in self.impossible]
        return self.books[ODOO].balances([("move_id", "not in", moves)])

    def possible_books(self):
        """Return QuickBooks' balances, without documents that cannot be in Odoo."""
        twin = self.company.copy(file_path=r"C:\copy.qbw")
        for subject in self.impossible:
            txn_id = self.books[QUICKBOOKS].made.get(subject)
            if txn_id:
                twin.user_delete(txn_id)
        return type(self.books[QUICKBOOKS])(twin, self.case).balances()

    def check_each_document(self):
        found = []
        for document in self.work.documents:
            link = self.link_of_subject(document.subject)
            if document.subject in self.impossible:
                self.assertEqual(link.state, "parked", document)
                self.assertTrue(link.message, document)
                continue
            differ = self.compare_document(document.subject)
            if link.state not in ("ok", "gone", False):
                differ.append(f"{document.subject}: {link.state}, {link.message}")
            if differ:
                found += [*differ, *self.history[document.subject]]
                found += self.settled(document.subject)
        found += self.told(os.environ.get("QBD_BOOKS_TELL", "").split())
        self.assertFalse(found, "\n".join(found))

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

    def check_accounts(self):
        ours, theirs = self.odoo_balances(), self.possible_books()
        for name in sorted({*ours, *theirs}):
            self.assertEqual(ours.get(name, 0), theirs.get(name, 0), name)
        self.assertEqual(self.company.books.faults(), [])
