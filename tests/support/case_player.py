"""Plays worked cases: the steps on one side, a session after each, both books."""

from odoo.tools import SQL

from .case_kinds import KINDS, trade_of
from .case_model import BUTTONS, ODOO, QUICKBOOKS, SIDES, Step
from .case_odoo import OdooBook
from .case_quickbooks import QuickBooksBook
from .common import SyncCase
from .documents import DocumentCase

MONEY = ("subtotal", "tax", "total", "open")
BOOK = ("account_move", "account_move_line", "account_payment", "account_tax")
TABLES = (*BOOK, "account_partial_reconcile", "res_partner", "product_product")


class CasePlayer(SyncCase):
    """Both books of a case, what is expected of them, and that they agree."""

    STREAMS = (*DocumentCase.STREAMS, "vendor")

    KNOWN = True
    """Whether both sides know the lists of a new company file from the beginning."""

    def arrange(self):
        super().arrange()
        if not self.KNOWN:
            return
        self.stream("account").create_in_odoo = True
        self.run_session()

    def set_up_books(self, case):
        """Enter the lists of a case in QuickBooks, and the same ones in Odoo."""
        self.case = case
        quickbooks, odoo = self.new_quickbooks_book(case), self.new_odoo_book(case)
        self.books = {QUICKBOOKS: quickbooks, ODOO: odoo}
        quickbooks.set_up()
        self.set_directions()
        self.run_session()
        odoo.set_up()

    def new_odoo_book(self, case):
        return OdooBook(self.connection, case, self.record_of)

    def new_quickbooks_book(self, case):
        return QuickBooksBook(self.company, case, self.txn_id_of)

    def set_directions(self):
        self.stream("account").create_in_odoo = True
        for side in self.case.trades():
            self.stream(side.party).direction = "both"
        kinds = [x for x in KINDS.values() if x.side in self.case.trades()]
        for name in dict.fromkeys(kind.stream for kind in kinds):
            stream = self.stream(name)
            stream.direction = "both"
            stream.deletions = self.case.settings.get("deletions", "ask")

    # -- which document is which ----------------------------------------------

    def txn_id_of(self, subject):
        """Return the TxnID of a document that Odoo has, too, or None."""
        record = self.record_of(subject)
        link = record is not None and self.link_of_record(record)
        return link.qb_id or None if link else None

    def record_of(self, subject):
        """Return the record of a document, or None.

        It is remembered: a payment may be deleted in QuickBooks and made there again.
        """
        made = self.books[ODOO].made
        if subject not in made:
            link = self.link_of(self.books[QUICKBOOKS].made.get(subject))
            if link.record_id:
                made[subject] = self.env[link.res_model].browse(link.record_id)
        return made.get(subject)

    def link_of(self, txn_id):
        links = self.env["qbd.link"]
        return links.search([("qb_id", "=", txn_id)]) if txn_id else links

    def link_of_record(self, record):
        return self.env["qbd.link"].search(
            [
                ("res_model", "=", record._name),
                ("record_id", "=", record.id),
                ("connection_id", "=", self.connection.id),
            ]
        )

    def link_of_subject(self, subject):
        record = self.record_of(subject)
        if record is not None:
            return self.link_of_record(record)
        return self.link_of(self.books[QUICKBOOKS].made.get(subject))

    # -- playing --------------------------------------------------------------

    def play_case(self, case, made):
        """Play a case whose steps are made on one side, and check all it says."""
        self.set_up_books(case)
        self.made = made
        for one in case.script:
            if isinstance(one, Step):
                self.play_step(one)
            elif one.made in (None, made):
                self.check_expected(one)
        self.check_agreement()
        self.check_quiet()

    def play_step(self, step):
        if step.only not in (None, self.made):
            return
        if step.verb == "lock":
            side, until = step.subject
            self.books[side].lock(until)
            return
        if step.verb == "press":
            button = BUTTONS[step.fields["button"]]
            getattr(self.link_of_subject(step.subject), button)()
            self.report = self.run_session()
            return
        there = SIDES[1 - SIDES.index(self.made)]
        self.books[there if step.other else self.made].play(step)
        self.env.flush_all()
        if not step.silent:
            self.report = self.run_session()

    # -- what is expected -----------------------------------------------------

    def check_expected(self, expected):
        kind = expected.subject[0]
        if kind == "books":
            if "quiet" in expected.values:
                self.assertFalse(self.report.wrote, expected.where)
            return
        values = dict(expected.values)
        words = values.pop("parked", None)
        if words:
            self.check_parked(expected, words)
        for side in (expected.side,) if expected.side else SIDES:
            found = self.found(side, kind, expected.subject)
            for name, value in values.items():
                self.check_value(expected, side, found, (name, value))

    def check_parked(self, expected, words):
        link = self.link_of_subject(expected.subject)
        shown = f"{link.mapped('state')}, {link.mapped('message')}"
        message = str(link.message).replace("\N{NO-BREAK SPACE}", " ")
        self.assertIn(words, message, f"{expected.where}: {shown}")
        self.assertEqual(link.state, "parked", f"{expected.where}: {shown}")

    def found(self, side, kind, subject):
        book = self.books[side]
        if kind == "account":
            return {"balance": book.balances().get(subject[1], 0)}
        if trade_of(kind):
            return {"owes": book.owed().get(subject[1], 0)}
        return book.figures(subject)

    def check_value(self, expected, side, found, wanted):
        name, value = wanted
        shown = " ".join(expected.subject)
        where = f"{expected.where}: {shown} in {self.books[side].name}, {name}"
        if name == "gone":
            self.assertIsNone(found, where)
            return
        if found is None:
            link = self.link_of_subject(expected.subject)
            self.fail(f"{where}: it is not there. {link.mapped('message')}")
        if found[name] != value and expected.subject[0] in KINDS:
            link = self.link_of_subject(expected.subject)
            where = f"{where} ({link.mapped('state')}, {link.mapped('message')})"
        self.assertEqual(found[name], value, where)

    # -- both books -----------------------------------------------------------

    def check_agreement(self):
        """Check that the books agree, or that the case says in words why they do
        not."""
        found = self.disagreements()
        if self.case.differs(self.made):
            self.assertTrue(found, "the case says that the books differ; they agree")
        else:
            self.assertFalse(found, "\n".join(found))

    def disagreements(self):
        """Return the differences between both books, in words."""
        found = []
        subjects = {step.subject for step in self.case.steps if step.verb == "add"}
        for subject in sorted(subjects):
            found += self.compare_document(subject)
        ours, theirs = (self.books[side].balances() for side in (ODOO, QUICKBOOKS))
        for name in self.accounts_to_compare(ours, theirs):
            found += self.compare(name, ours.get(name, 0), theirs.get(name, 0))
        ours, theirs = (self.books[side].owed() for side in (ODOO, QUICKBOOKS))
        for name in sorted({*ours, *theirs}):
            found += self.compare(name, ours.get(name, 0), theirs.get(name, 0))
        return found

    def accounts_to_compare(self, ours, theirs):
        """Return all accounts, or if open items are posted apart, those of the
        debts."""
        if self.case.settings.get("account for open items"):
            return [side.account for side in self.case.trades()]
        return sorted({*ours, *theirs})

    def compare(self, name, ours, theirs):
        if ours == theirs:
            return []
        return [f"{name}: {ours} in Odoo, {theirs} in QuickBooks"]

    def compare_document(self, subject):
        """Return the differences of a document; void or away on both sides is none."""
        ours, theirs = (self.books[s].figures(subject) for s in (ODOO, QUICKBOOKS))
        name = " ".join(subject)
        if self.is_nothing(ours) and self.is_nothing(theirs):
            return []
        if ours is None or theirs is None:
            if ours is None and self.is_settled_before(theirs):
                return []
            return [f"{name} is not in {'Odoo' if ours is None else 'QuickBooks'}"]
        opening = self.is_before(theirs)
        return [
            line
            for key in ((MONEY[-1],) if opening else MONEY)
            if key in theirs
            for line in self.compare(f"{name}, {key}", ours[key], theirs[key])
        ]

    @staticmethod
    def is_nothing(figures):
        return figures is None or figures["void"]

    def is_before(self, figures):
        return figures["date"] < self.case.settings.get("cut-off date", "")

    def is_settled_before(self, figures):
        """Return whether a document of QuickBooks was settled before the cut-off."""
        return self.is_before(figures) and not figures["open"]

    # -- the round trip -------------------------------------------------------

    def check_quiet(self):
        """Check that a further session writes nothing on either side."""
        before = self.everything()
        report = self.run_session()
        self.assertFalse(report.wrote, report.requests)
        after = self.everything()
        for name, held in before.items():
            self.assertEqual(after[name], held, f"{name} was written")
        self.assert_images_hold()

    def everything(self):
        """Return all that both sides hold: rows of Odoo's tables, objects of
        QuickBooks."""
        self.env.flush_all()
        found = {
            kind: self.company.objects(kind)
            for kind in (
                *(kind.qb_type for kind in KINDS.values()),
                *(side.qb_party for side in self.case.trades()),
                "Account",
            )
        }
        for table in TABLES:
            rows = SQL("SELECT t::text FROM %s t ORDER BY id", SQL.identifier(table))
            self.env.cr.execute(rows)
            found[table] = self.env.cr.fetchall()
        states = self.env["qbd.link"].search([], order="id")
        found["links"] = states.mapped(lambda link: (link.id, link.state, link.message))
        return found
