"""Plays made-up purchases and sales of a firm in the same two books."""

from .case_model import ODOO, QUICKBOOKS
from .firm_traits import OF_PURCHASES, SETTINGS
from .random_firm import FirmPlayer
from .random_purchases import (
    PURCHASES,
    SALES,
    BothSides,
    RandomPurchases,
    SalesToo,
    purchase_lists,
)

PAYABLE = "Accounts Payable"


class BuyingPlayer(FirmPlayer):
    """A firm that buys and sells in one book."""

    usual_count = 40
    company_settings = (*SETTINGS, *OF_PURCHASES)

    def firm_lists(self):
        return purchase_lists()

    def new_work(self):
        common = (self.random, self.case, self.books, self.is_free)
        self.replaced = set()
        payables = 2 if "second_payable" in self.settings else 1
        self.bought = RandomPurchases(*common, PURCHASES, payables)
        sold = SalesToo(*common, SALES)
        customers = {one.full_name: sold for one in self.case.customers}
        vendors = {one.full_name: self.bought for one in self.case.vendors}
        return BothSides({**customers, **vendors})

    def replace_changed(self):
        """Let card payments be replaced that a person changed in Odoo, as foreseen."""
        for subject in sorted(self.bought.asked):
            link = self.link_of_subject(subject)
            if link.state == "parked" and link.can_replace:
                link.action_replace()
                self.replaced.add(subject)
        if self.bought.asked:
            self.run_session()  # before anybody pays the same bills there
        self.bought.asked.clear()
        self.delete_useless()

    def delete_useless(self):
        """Delete card payments whose bill was voided while they were replaced."""
        for subject in sorted(self.replaced):
            payment = self.books[ODOO].move(subject)
            link = self.link_of_subject(subject)
            if payment and (link.state, link.reason) == ("retry", "waits"):
                payment.action_draft()
                payment.unlink()
                self.replaced.discard(subject)

    def more_differing(self):
        """Return the payable accounts that the product's comparison shows otherwise."""
        self.connection.action_compare_accounts()
        self.run_session()
        rows = self.env["qbd.ledger.account"].search(
            [("connection_id", "=", self.connection.id)]
        )
        shown = {row.qb_name: (-row.ours, -row.theirs) for row in rows}
        ours, theirs = (self.books[one].balances() for one in (ODOO, QUICKBOOKS))
        books = (float(ours.get(PAYABLE, 0)), float(theirs.get(PAYABLE, 0)))
        if shown.get(PAYABLE) == books:
            return []
        return [f"{PAYABLE} is compared as {shown.get(PAYABLE)}, and is {books}"]
