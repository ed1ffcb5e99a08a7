"""Measure posting invoices of given figures, against Odoo's own ways."""

import random
from decimal import Decimal

from odoo.fields import Command

from . import invoice_pull
from .clock import Stopwatch, in_turns, median, undone
from .stored import compare_stored, stored

SIZE = 200
REPEATS = 3
TARGET = 3.3
LINES = 3


def run(env, size, profile=None):
    """Return the rows of pulled and posted invoices, and of Odoo's own ways."""
    yield from invoice_pull.run(env, size, profile)
    with undone(env):
        yield from posted("invoices", Books(env), TARGET, size, profile)


def posted(name, books, target, size, profile=None):
    """Return the rows of posting documents of given figures, and of Odoo's own ways.

    :param name: of the documents
    :param target: how many times as fast as create and post it has to be
    """
    env, figures = books.env, books.figures(size)
    compare(books, figures[:20])
    books.plain(books.figures(50))  # tables are not empty on a usual day
    env["qbd.posting"]._renew_statistics()
    ways = {
        "ours": lambda: _time(env, profile, books.ours, figures),
        "plain": lambda: _time(env, None, books.plain, figures),
    }
    found = in_turns(REPEATS, ways)
    single = _time(env, None, books.one_by_one, figures)
    ours, plain = median(found["ours"]), median(found["plain"])
    yield {
        "name": f"{name}: posted",
        "size": size,
        "rate": size / ours,
        "wall": ours.wall,
        "queries": ours.queries / size,
        "ratio_to_create": plain / ours,
        "ratio_to_one_by_one": single / ours,
        "target": f"create {target}",
        "met": plain / ours >= target,
    }
    for way, seconds in (("create and post", plain), ("one by one", single)):
        yield {
            "name": f"{name}: Odoo's {way}",
            "size": size,
            "rate": size / seconds,
            "wall": seconds.wall,
        }


def _time(env, profile, post, figures):
    with undone(env):
        watch = Stopwatch(env.cr, profile)
        with watch.running():
            post(figures)
            env.cr.flush()
    watch.seconds.queries = watch.queries[-1]
    return watch.seconds


class Books:
    """A journal, accounts, a tax and customers; and three ways to post invoices."""

    journal_type, move_type, tax_use = "sale", "out_invoice", "sale"
    line_type, open_type = "income", "asset_receivable"
    open_property = "property_account_receivable_id"
    is_taxed = True

    def __init__(self, env):
        self.env = env
        self.journal = env["account.journal"].create(
            {"name": "Bench", "code": "BENCH", "type": self.journal_type}
        )
        accounts = env["account.account"].create(
            [
                {"name": name, "code": f"BENCH{number}", "account_type": kind}
                for number, (name, kind) in enumerate(
                    (
                        ("Lines", self.line_type),
                        ("Open", self.open_type),
                        ("Tax", "liability_current"),
                    )
                )
            ]
        )
        self.account, self.open, tax_account = accounts
        self.tax = env["account.tax"].create(
            {"name": "Bench", "amount": 8.25, "type_tax_use": self.tax_use}
        )
        lines = self.tax.repartition_line_ids
        lines.filtered(lambda x: x.repartition_type == "tax").account_id = tax_account
        self.partners = env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(50)]
        )
        self.partners[self.open_property] = self.open
        self.products = env["product.product"].create(
            [{"name": f"Item {number}", "type": "service"} for number in range(20)]
        )
        env.flush_all()

    def figures(self, size):
        """Return the figures of this number of invoices; the same for the same size."""
        chance = random.Random(1)
        return [self._figures(chance, number) for number in range(size)]

    def _figures(self, chance, number):
        lines = [self._line(chance, n) for n in range(LINES)]
        base = sum(line["amount"] for line in lines)
        tax = (base * Decimal("0.0825")).quantize(Decimal("0.01"))
        day = f"2026-{chance.randint(1, 6):02}-{chance.randint(1, 28):02}"
        return {
            "move_type": self.move_type,
            "journal_id": self.journal.id,
            "partner_id": chance.choice(self.partners.ids),
            "ref": f"{10000 + number}",
            "invoice_date": day,
            "date": day,
            "invoice_date_due": day,
            "account_id": self.open.id,
            "lines": lines,
            "taxes": [{"tax": self.tax, "base": base, "amount": tax}]
            if self.is_taxed
            else [],
        }

    def _line(self, chance, number):
        quantity, cents = chance.randint(1, 9), chance.randint(100, 99999)
        return {
            "qbd_txn_line_id": f"{number}",
            "name": f"Work {number}",
            "product_id": chance.choice(self.products.ids),
            "quantity": float(quantity),
            "price_unit": cents / 100,
            "amount": Decimal(quantity * cents) / 100,
            "tax_ids": self.tax.ids if self.is_taxed else [],
            "account_id": self.account.id,
        }

    # -- ways to post ---------------------------------------------------------

    def ours(self, figures):
        return self.env["qbd.posting"]._create_documents(figures)

    def plain(self, figures):
        moves = self.env["account.move"].create([self._values(one) for one in figures])
        moves.action_post()
        return moves

    def one_by_one(self, figures):
        for one in figures:
            self.plain([one])
            self.env.cr.flush()

    def _values(self, figures):
        values = {k: v for k, v in figures.items() if k not in ("lines", "taxes")}
        del values["account_id"]
        commands = [
            Command.create(self._line_values(line)) for line in figures["lines"]
        ]
        return {**values, "invoice_line_ids": commands}

    def _line_values(self, line):
        values = {k: v for k, v in line.items() if k not in ("amount", "tax_ids")}
        return {**values, "tax_ids": [Command.set(line["tax_ids"])]}


def compare(books, figures):
    """Check that every stored field is as Odoo would have it; see `compare_stored`."""
    with undone(books.env):
        ours = stored(books.ours(figures))
    with undone(books.env):
        compare_stored(ours, stored(books.plain(figures)))
