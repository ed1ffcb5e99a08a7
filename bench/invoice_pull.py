"""Measure pulling invoices in a session, against Odoo's own ways to post them."""

import random

from odoo.fields import Command

from .clock import Stopwatch, median, undone
from .stored import compare_stored, stored
from .world import World

SIZE = 200
REPEATS = 3
LINES = 3
CUSTOMERS, ITEMS = 50, 20
TARGETS = {"create": 1.5, "one_by_one": 5}
STREAMS = ("account", "customer", "invoice", "item", "sales_tax", "sales_tax_code")
STEADY = ("ref", "partner_id", "invoice_date", "date", "journal_id", "invoice_user_id")


def run(env, size, profile=None):
    """Return the rows of a pull, of Odoo's own ways, and of five pulls in a row."""
    with undone(env):
        books = Books(World(env))
        yield from pulled("invoices", books, TARGETS, size, profile)


def pulled(name, books, targets, size, profile=None):
    """Return the rows of pulling documents, and of Odoo's own ways to post them.

    :param name: of the documents
    :param targets: {way: how many times as fast a pull has to be}
    """
    books.world.profile = profile
    books.begin()
    pulls, plains = [], []
    for _number in range(REPEATS):
        seconds, values = books.pull(size)
        pulls.append(seconds)
        plains.append(books.time(values, books.plain))
    single = books.time(values, books.one_by_one)
    batches = books.five_in_a_row(size)
    pull, plain = median(pulls), median(plains)
    ratios = {"create": plain / pull, "one_by_one": single / pull}
    words = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in targets.items())
    yield {
        "name": f"{name}: pulled",
        "size": size,
        "rate": size / pull,
        "wall": pull.wall,
        "ratio_to_create": ratios["create"],
        "ratio_to_one_by_one": ratios["one_by_one"],
        "target": words,
        "met": all(ratios[one] >= target for one, target in targets.items()),
    }
    yield {
        "name": f"{name}: slowest of five batches",
        "size": size,
        "rate": size / max(batches),
        "wall": max(batches).wall,
        "target": "no slower than twice the fastest",
        "met": max(batches) <= 2 * min(batches),
    }
    for way, seconds in (("create and post", plain), ("one by one", single)):
        label = f"{name}: Odoo's {way}, as pulled"
        rate = size / seconds
        yield {"name": label, "size": size, "rate": rate, "wall": seconds.wall}


class Books:
    """Both sides with synced customers, items and a tax, and with invoices to come."""

    streams = STREAMS

    def __init__(self, world):
        self.world, self.env, self.company = world, world.env, world.company
        self.chance = random.Random(1)
        self.number = 0

    def begin(self):
        """Sync the lists and a first day of invoices: tables are never empty in use."""
        streams = self.world.connection.stream_ids
        streams.direction = "off"
        streams = streams.filtered(lambda stream: stream.mapping in self.streams)
        streams.write({"direction": "from_quickbooks", "create_in_odoo": True})
        company = self.company
        company.user_add("ItemSalesTax", Name="County", TaxRate="8.25")
        for number in range(CUSTOMERS):
            name = f"Customer {number}"
            company.user_add("Customer", Name=name, ItemSalesTaxRef="County")
        for number in range(ITEMS):
            part = {"Price": "10.00", "AccountRef": "Sales", "Desc": f"Work {number}"}
            company.user_add(
                "ItemService",
                Name=f"Item {number}",
                SalesTaxCodeRef="Tax",
                SalesOrPurchase=part,
            )
        self.world.session()
        self.write(50)
        self.world.session()
        self.env["qbd.posting"]._renew_statistics()

    def write(self, size):
        """Add this number of invoices, as a user at QuickBooks does."""
        for _number in range(size):
            self.number += 1
            self.company.user_add(
                "Invoice",
                CustomerRef=f"Customer {self.chance.randrange(CUSTOMERS)}",
                TxnDate=f"2026-{self.chance.randint(1, 6):02}-15",
                RefNumber=f"{10000 + self.number}",
                lines=[self.line() for _line in range(LINES)],
            )

    def line(self):
        cents = self.chance.randint(100, 99999)
        return {
            "ItemRef": f"Item {self.chance.randrange(ITEMS)}",
            "Quantity": str(self.chance.randint(1, 9)),
            "Rate": f"{cents / 100:.2f}",
        }

    def pull(self, size):
        """Return (seconds of Odoo's part of the session, values of the same moves).

        :raise RuntimeError: if Odoo's own ways would have stored anything else
        """
        before = self.company.snapshot()
        with undone(self.env):
            self.write(size)
            report, watch = self.world.session()
            moves = self.moves(size)
            if len(moves) != size or report.wrote:
                raise RuntimeError(f"{len(moves)} of {size} invoices arrived")
            values, ours = [self.values(move) for move in moves], stored(moves)
        self.company.restore(before)
        with undone(self.env):
            compare_stored(ours, stored(self.plain(values)))
        return watch.seconds, values

    def five_in_a_row(self, size):
        """Return the seconds of five batches, to see whether an import gets slower.

        The cause would be statistics that mislead.
        """
        seconds = []
        with undone(self.env):
            for _number in range(5):
                self.write(size)
                _report, watch = self.world.session()
                seconds.append(watch.seconds)
        return seconds

    def moves(self, size):
        moves = self.env["account.move"].search([("qbd_exact_tax", "!=", False)])
        return moves.sorted("ref")[-size:]

    def values(self, move):
        """Return the values for Odoo's own ways to post the same invoice."""
        values = {name: self.raw(move[name]) for name in STEADY}
        lines = [
            Command.create(
                {
                    "name": line.name,
                    "product_id": line.product_id.id,
                    "quantity": line.quantity,
                    "price_unit": line.price_unit,
                    "account_id": line.account_id.id,
                    "tax_ids": [Command.set(line.tax_ids.ids)],
                }
            )
            for line in move.invoice_line_ids
        ]
        due = move.invoice_date_due
        return {
            **values,
            "move_type": move.move_type,
            "invoice_date_due": due,
            "invoice_line_ids": lines,
        }

    @staticmethod
    def raw(value):
        return value.id if hasattr(value, "ids") else value

    # -- Odoo's own ways ------------------------------------------------------

    def time(self, values, post):
        with undone(self.env):
            watch = Stopwatch(self.env.cr)
            with watch.running():
                post(values)
                self.env.cr.flush()
        return watch.seconds

    def plain(self, values):
        moves = self.env["account.move"].create(values)
        moves.action_post()
        return moves

    def one_by_one(self, values):
        for one in values:
            self.plain([one])
            self.env.cr.flush()
