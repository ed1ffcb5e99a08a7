"""The demo from its first customer to the session that finds nothing to do."""

import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from simulator.company_file import CompanyFile
from simulator.seeds.recorded import load_recorded
from simulator.wire.web_connector import WebConnector

from . import (
    money,
    people,
    people_of_entries,
    people_of_money,
    people_of_others,
    people_of_products,
    people_of_purchases,
)
from .bookkeeper import Bookkeeper
from .documents import LISTINGS
from .first_match import look_through
from .picture import Picture
from .price_list import item_list, update_prices


@dataclass
class Outcome:
    """The results of one session.

    :param counts: {(mapping, "odoo" or "quickbooks", "added" or "changed"): number}
    """

    title: str
    report: object
    seconds: float
    counts: Counter
    quiet: bool


@dataclass
class Story:
    """A connection between an Odoo and a company file, and its sessions so far.

    :param folder: where the company file and the .qwc are
    :param recorded: folder with recorded answers of QuickBooks, for more customers
    """

    odoo: object
    folder: Path
    recorded: Path | None = None
    outcomes: list = field(default_factory=list)

    @property
    def company_path(self):
        return self.folder / "company.sqlite"

    @property
    def qwc_path(self):
        return self.folder / "odoo.qwc"

    def begin(self):
        """Set up both sides and connect them."""
        self.company = CompanyFile(str(self.company_path))
        people.begin_in_quickbooks(self.company)
        people_of_products.begin_in_quickbooks(self.company)
        people_of_money.begin_in_quickbooks(self.company)
        people_of_purchases.begin_in_quickbooks(self.company)
        people_of_entries.begin_in_quickbooks(self.company)
        if self.recorded:
            load_recorded(self.company, self.recorded)
        people.begin_in_odoo(self.odoo)
        people_of_money.begin_in_odoo(self.odoo)
        people_of_products.begin_in_odoo(self.odoo)
        people_of_purchases.begin_in_odoo(self.odoo)
        self.prices = update_prices(self.odoo, item_list(self.company))
        self._connect()

    def _connect(self):
        self.bookkeeper = Bookkeeper(self.odoo)
        self.password, qwc = self.bookkeeper.connect(os.environ["TZ"])
        self.qwc_path.write_bytes(qwc)
        self.connector = WebConnector(qwc, self.password, self.company)
        self.connector.add_application()

    def tell(self):
        """The sessions that `bin/demo` is about."""
        self.bookkeeper.switch_on("vendor")
        self.session("QuickBooks is read")
        same = {"item": people_of_products.same, "customer": people.same}
        self.matched = self._match(
            {mapping: find(self.odoo) for mapping, find in same.items()}
        )
        self.bookkeeper.prefer("odoo", "item")  # its names, for what is on both sides
        self.session("the lists of both sides")
        self.bookkeeper.prefer("ask", "item")
        self._set_up()
        self.session("documents are read")
        self.matched += self._match({})  # no document is in both books yet
        self.bookkeeper.read_opening()
        self.session("documents of this year")
        self.bookkeeper.post_opening()
        self._go_on()
        self.session("edits on both sides")
        self.bookkeeper.compare_accounts()
        self.session("accounts, and costs of sales")
        self.verification = self.bookkeeper.verify(self.company.today())
        self.session("verification of the books")
        self.session("nothing left to do")

    def _match(self, same):
        return look_through(self.odoo, self.bookkeeper.connection, same)

    def _set_up(self):
        today = self.company.today()
        self.bookkeeper.pair_accounts()
        self.bookkeeper.choose_for_items()
        first = people_of_money.first_of_year(today)
        journal = people_of_entries.write_entries(self.odoo, today)
        self.bookkeeper.tick_journal(journal)
        self.bookkeeper.choose_for_documents(first, "Sundries")
        people_of_money.write_invoices(self.odoo, today)
        people_of_purchases.write_bills(self.odoo, today)

    def _go_on(self):
        people.go_on_in_odoo(self.odoo)
        people.go_on_in_quickbooks(self.company)
        people_of_money.go_on_in_odoo(self.odoo, self.company.today())
        people_of_money.go_on_in_quickbooks(self.company)
        people_of_purchases.go_on_in_odoo(self.odoo, self.company.today())
        people_of_purchases.go_on_in_quickbooks(self.company)
        people_of_entries.go_on_in_odoo(self.odoo, self.company.today())
        people_of_entries.go_on_in_quickbooks(self.company)
        for one in (people_of_money, people_of_purchases):
            one.pay_in_odoo(self.odoo)
            one.pay_in_quickbooks(self.company)
        people_of_others.post_in_quickbooks(self.company)

    def session(self, title):
        before = self.picture()
        started = time.monotonic()
        report = self.connector.run()
        seconds = time.monotonic() - started
        after = self.picture()
        outcome = Outcome(
            title, report, seconds, _counts(before, after), after.same_as(before)
        )
        self.outcomes.append(outcome)
        return outcome

    def picture(self):
        return Picture.taken(self.odoo, self.company)

    def verified(self):
        """Return (state and words of the verification, its rows of accounts)."""
        domain = [("id", "=", self.verification)]
        names = ["state", "state_words", "notes"]
        (found,) = self.odoo.read("qbd.ledger.verification", domain, names)
        rows = self.odoo.read(
            "qbd.ledger.verified.account",
            [("verification_id", "=", self.verification)],
            ["name", "qb_name", "ours", "theirs", "difference", "explanation"],
        )
        return found, rows

    def problems(self):
        """Return sentences about the faults found, none if all is well."""
        found = [
            f"session {one.report.number} ended with {one.report.end}: "
            f"{one.report.error}"
            for one in self.outcomes
            if not one.report.ok
        ]
        last = self.outcomes[-1]
        if last.report.wrote or not last.quiet:
            found.append("the session with nothing left to do wrote something")
        found += people_of_products.duplicates(self.odoo, self.company)
        wrong = money.disagreements(self.odoo, self.company)
        verified, _rows = self.verified()
        if verified["state"] != "equal":
            found.append(f"the verification: {verified['state_words']}")
        return found + self.picture().problems() + wrong


def _counts(before, after):
    counts = Counter()
    for listing in LISTINGS:
        for side in ("odoo", "quickbooks"):
            old = getattr(before, side)[listing.mapping]
            new = getattr(after, side)[listing.mapping]
            counts[listing.mapping, side, "added"] = new.added_since(old)
            counts[listing.mapping, side, "changed"] = new.changed_since(old)
    return counts
