"""Measure pulling other transactions as entries, against Odoo's own ways."""

from odoo.fields import Command

from . import bill_pull, invoice_pull
from .clock import undone
from .world import World

SIZE = 200
TARGETS = {"create": 1.5}
KINDS = ("Check", "CreditCardCharge", "SalesReceipt", "Charge")
STEADY = ("ref", "date", "journal_id", "qbd_type", "narration")
LINE = ("name", "account_id", "partner_id", "balance", "qbd_txn_line_id")


def run(env, size, profile=None):
    """Return the rows of pulled transactions, and of Odoo's own ways to post them."""
    with undone(env):
        others = Others(World(env))
        yield from invoice_pull.pulled("others", others, TARGETS, size, profile)


class Others(bill_pull.Bills):
    """Both sides with synced lists, and with transactions to come that are entries."""

    streams = (*bill_pull.STREAMS, "customer", "other_transaction")
    kinds = KINDS

    def begin(self):
        self.company.user_add("Account", Name="Card", AccountType="CreditCard")
        super().begin()

    def write(self, size):
        """Add this number of transactions of all kinds in turns."""
        for _number in range(size):
            self.number += 1
            kind = self.kinds[self.number % len(self.kinds)]
            values = getattr(self, f"_{kind.lower()}")()
            day = f"2026-{self.chance.randint(1, 6):02}-15"
            number = f"{10000 + self.number}"
            self.company.user_add(kind, TxnDate=day, RefNumber=number, **values)

    def _check(self, account="Checking"):
        vendor = f"Vendor {self.chance.randrange(bill_pull.VENDORS)}"
        expenses = [
            {"AccountRef": "Rent", "Amount": self.amount(), "Memo": f"Line {number}"}
            for number in range(invoice_pull.LINES)
        ]
        return {
            "AccountRef": account,
            "PayeeEntityRef": vendor,
            "ExpenseLineAdd": expenses,
        }

    def _creditcardcharge(self):
        return self._check("Card")

    def _salesreceipt(self):
        lines = [self.line() for _line in range(invoice_pull.LINES)]
        return {**self._customer(), "lines": lines}

    def _charge(self):
        item = f"Item {self.chance.randrange(invoice_pull.ITEMS)}"
        return {**self._customer(), "ItemRef": item, "Amount": self.amount()}

    def _customer(self):
        number = self.chance.randrange(invoice_pull.CUSTOMERS)
        return {"CustomerRef": f"Customer {number}"}

    def moves(self, size):
        moves = self.env["account.move"].search([("qbd_type", "in", self.kinds)])
        return moves.sorted("id")[-size:]

    def values(self, move):
        """Return the values for Odoo's own ways to post the same entry."""
        lines = [
            Command.create({name: self.raw(line[name]) for name in LINE})
            for line in move.line_ids.sorted(lambda x: (x.sequence, x.id))
        ]
        values = {name: self.raw(move[name]) for name in STEADY}
        return {**values, "move_type": "entry", "line_ids": lines}
