"""The worked cases of ``cases/others``: transactions that are read as entries."""

from .support.case_cells import cents
from .support.case_kinds import TRADES
from .support.case_model import ODOO, QUICKBOOKS, CaseError
from .support.case_others import (
    REPORTED,
    SUBJECT,
    Step,
    case_paths,
    expected_amount,
    read_case,
)
from .support.case_others_book import OthersBook
from .support.case_player import CasePlayer


class TestCasesOfOtherTransactions(CasePlayer):
    """One test for each case: they are made below."""

    STREAMS = (*CasePlayer.STREAMS, "other_transaction", "cost_posting")

    def play_case(self, case, script):
        self.set_up_books(case)
        self.stream("other_transaction").direction = "from_quickbooks"
        self.costs = any(
            one.subject[0] in REPORTED for one in script if isinstance(one, Step)
        )
        costs = self.stream("cost_posting")
        costs.direction = "from_quickbooks" if self.costs else "off"
        self.person = OthersBook(self.company, case)
        for one in script:
            if isinstance(one, Step):
                self.play_step(one)
            else:
                self.check_expected(one)
        self.assertFalse(self.company.books.faults())
        found = self.disagreements()
        self.assertFalse(found, "\n".join(found))
        self.check_quiet()

    def set_directions(self):
        done = super().set_directions()
        for side in TRADES:
            self.stream(side.party).direction = "both"
        return done

    def play_step(self, step):
        self.person.play(step)
        if step.verb == "compare ids":
            self.stream("other_transaction").id_sweep_wanted = True
            self.connection.books_wanted = True
            self.run_session()
        if self.costs:  # as on the next day
            again = dict.fromkeys(("report_on", "report_whole"), False)
            self.stream("cost_posting").write({**again, "report_wanted_on": False})
        self.env.flush_all()
        if not step.silent:
            self.report = self.run_session()

    def disagreements(self):
        ours, theirs = (self.books[side].balances() for side in (ODOO, QUICKBOOKS))
        found = [
            line
            for name in sorted({*ours, *theirs})
            for line in self.compare(name, ours.get(name, 0), theirs.get(name, 0))
        ]
        waiting = self.env["qbd.link"].search([("state", "not in", ("ok", "gone"))])
        found += [f"{one.qb_name}: {one.state}, {one.message}" for one in waiting]
        return found + self.owed_differently()

    def owed(self, side):
        """Return {party: open balance}; in Odoo by the names on the lines."""
        if side == QUICKBOOKS:
            return self.books[side].owed()
        book, found = self.books[side], {}
        for trade in self.case.trades():
            names = book._mapping_names(trade.party)
            domain = [("account_id.account_type", "=", trade.account_type)]
            rows = book._posted(["partner_id"], domain, "amount_residual:sum")
            for partner, rest in rows:
                name = names.get(partner.id, partner.display_name or "")
                found[name] = found.get(name, 0) + trade.sign * cents(rest)
        return found

    def owed_differently(self):
        ours, theirs = (self.owed(side) for side in (ODOO, QUICKBOOKS))
        return [
            line
            for name in sorted({*ours, *theirs})
            for line in self.compare(name, ours.get(name, 0), theirs.get(name, 0))
        ]

    # -- what is expected -----------------------------------------------------

    def check_expected(self, expected):
        match = SUBJECT.fullmatch(expected.about)
        for value in expected.values:
            if match:
                self.check_transaction(expected, match, value)
                continue
            parties = (*self.case.customers, *self.case.vendors)
            is_party = expected.about in {one.full_name for one in parties}
            wanted = expected_amount(value)
            for side in (ODOO, QUICKBOOKS):
                book = self.books[side]
                found = (self.owed(side) if is_party else book.balances()).get(
                    expected.about, 0
                )
                where = f"{expected.where}: {expected.about} in {book.name}"
                self.assertEqual(found, wanted, where)

    def check_transaction(self, expected, match, value):
        txn_id = self.person.made[match["kind"], match["label"]]
        link = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        record = link._record() if link.record_id else None
        where = f"{expected.where}: {link.state}, {link.message}"
        if value == "not there":
            self.assertFalse(record, where)
            return
        self.assertTrue(record, where)
        move = record.move_id if record._name == "account.payment" else record
        shown = {
            "synced": lambda: link.state == "ok" and move.state == "posted",
            "cancelled": lambda: move.state == "cancel",
            "matched": lambda: self.is_matched(move),
            "not matched": lambda: not self.is_matched(move),
            "a bill": lambda: move.move_type == "in_invoice",
        }
        if value in shown:
            self.assertTrue(shown[value](), f"{where}, not {value}")
            return
        name, _space, text = value.partition(" ")
        found = {
            "journal": lambda: move.journal_id.default_account_id.name,
            "date": lambda: str(move.date),
            "number": lambda: move.ref,
            "type": lambda: move.qbd_type,
            "open": lambda: f"{move.amount_residual:.2f}",
            "settles": lambda: f"{self.settled(move):.2f}",
        }[name]()
        self.assertEqual(found, text, where)

    def settled(self, move):
        """Return how much of the owed lines of an entry settles others."""
        owed = move.line_ids.filtered(lambda x: x.account_type == "liability_payable")
        return sum(abs(line.balance) - abs(line.amount_residual) for line in owed)

    def is_matched(self, move):
        """Return whether nothing of an entry waits for its deposit any more."""
        waiting = move.line_ids.filtered(
            lambda x: x.account_id.name == "Undeposited Funds"
        )
        return bool(waiting) and not any(waiting.mapped("amount_residual"))


def _test(path):
    def test(self):
        self.play_case(*read_case(path))

    return test


def _unreadable(error):
    def test(self):
        raise error

    return test


for _path in case_paths():
    try:
        read_case(_path)
        _method = _test(_path)
    except CaseError as _error:
        _method = _unreadable(_error)
    setattr(TestCasesOfOtherTransactions, f"test_{_path.stem}", _method)
