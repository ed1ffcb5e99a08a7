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
FIRST_DAY = 50
TARGETS = {"create": 1.5, "one_by_one": 5}
STREAMS = (
    *("account", "customer", "invoice", "item", "receive_payment"),
    *("sales_tax", "sales_tax_code"),
)
STEADY = ("ref", "partner_id", "invoice_date", "date", "journal_id", "invoice_user_id")


def run(env, size, profile=None):
    """Return the rows of a pull, of Odoo's own ways, and of five pulls in a row."""
    with undone(env):
        books = Books(World(env))
        yield from pulled("invoices", books, TARGETS, size, profile)
    with undone(env):
        yield from pulled_alike("credit memos", CreditMemos(World(env)), size, profile)
    with undone(env):
        yield from paid("payments", Books(World(env)), None, size, profile)


def pulled_alike(name, books, size, profile=None):
    """Return the row of pulling documents that are posted as others are.

    :param name: of the documents
    """
    books.world.profile = profile
    books.begin()
    pulls, plains = [], []
    for _number in range(REPEATS):
        seconds, values = books.pull(size)
        pulls.append(seconds)
        plains.append(books.time(values, books.plain))
    pull = median(pulls)
    yield {
        "name": f"{name}: pulled",
        "size": size,
        "rate": size / pull,
        "wall": pull.wall,
        "ratio_to_create": median(plains) / pull,
    }


def paid(name, books, target, size, profile=None):
    """Return the rows of pulling a payment of each document, and of Odoo's own way.

    :param name: of the payments
    :param target: how many times as fast as Odoo's own way it has to be, None for any
    """
    books.begin()
    books.write(size)
    books.world.session()
    books.world.profile = profile
    before = books.company.snapshot()
    ours, plains = [], []
    for _number in range(REPEATS):
        with undone(books.env):
            books.pay()
            _report, watch = books.world.session()
            books.check_paid()
            ours.append(watch.seconds)
        books.company.restore(before)
        plains.append(books.pay_in_odoo())
    pull, plain = median(ours), median(plains)
    number = len(books.debts())
    yield {
        "name": f"{name}: pulled",
        "size": number,
        "rate": number / pull,
        "wall": pull.wall,
        "ratio_to_create": plain / pull,
        "target": target and f"create {target}",
        "met": target and plain / pull >= target,
    }
    yield {
        "name": f"{name}: Odoo's create, post and reconcile",
        "size": number,
        "rate": number / plain,
        "wall": plain.wall,
    }


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
    """Both sides with synced customers, items and a tax, and with invoices to come.

    :param kind: the type of the documents in QuickBooks
    :param mapping: their mapping
    """

    streams = STREAMS
    kind, mapping = "Invoice", "invoice"
    open_type = "asset_receivable"

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
        self.write(FIRST_DAY)
        self.world.session()
        self.env["qbd.posting"]._renew_statistics()

    def write(self, size):
        """Add this number of invoices, as a user at QuickBooks does."""
        for _number in range(size):
            self.number += 1
            self.company.user_add(
                self.kind,
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
                raise RuntimeError(f"{len(moves)} of {size} {self.kind} arrived")
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
        return self.debts()[-size:]

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

    # -- payments -------------------------------------------------------------

    def debts(self):
        """Return the documents that are paid."""
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self.world.connection.id),
                ("stream_id.mapping", "=", self.mapping),
            ]
        )
        return self.env["account.move"].browse(links.mapped("record_id")).sorted("ref")

    def pay(self):
        """Pay each invoice by a payment of its own, as a user at QuickBooks does."""
        for invoice in self.company.objects("Invoice"):
            amount = invoice["BalanceRemaining"]
            self.company.user_add(
                "ReceivePayment",
                CustomerRef=invoice["CustomerRef"]["FullName"],
                TotalAmount=amount,
                AppliedToTxnAdd=[{"TxnID": invoice["TxnID"], "PaymentAmount": amount}],
            )

    def check_paid(self):
        left = [debt for debt in self.debts() if debt.amount_residual]
        if left:
            raise RuntimeError(f"{len(left)} documents are not paid")

    def pay_in_odoo(self):
        """Return the seconds of Odoo's own way to pay the same documents."""
        debts = self.debts()
        with undone(self.env):
            watch = Stopwatch(self.env.cr)
            with watch.running():
                self.register_payments(debts)
                self.env.cr.flush()
            self.check_paid()
        return watch.seconds

    def register_payments(self, debts, journal=None):
        """Create, post and reconcile a payment of each document; return them.

        :param journal: of the payments, if not Odoo's default
        """
        given = {"journal_id": journal.id} if journal else {}
        payments = self.env["account.payment"].create(
            [{**self.payment(debt), **given} for debt in debts]
        )
        payments.action_post()
        for debt, payment in zip(debts, payments, strict=True):
            lines = (debt | payment.move_id).line_ids
            lines.filtered(lambda x: x.account_type == self.open_type).reconcile()
        return payments

    def payment(self, invoice):
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": invoice.partner_id.id,
            "amount": invoice.amount_total,
            "date": invoice.date,
        }


class CreditMemos(Books):
    """The same with credit memos to come."""

    streams = (*STREAMS, "credit_memo")
    kind, mapping = "CreditMemo", "credit_memo"
