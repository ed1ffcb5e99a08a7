"""Posting invoices of given figures, against Odoo's own ways to post the same."""

import random
from decimal import Decimal

from odoo.fields import Command

from .clock import Stopwatch, undone

SIZE = 200
REPEATS = 3
TARGET = 2.5
LINES = 3
OWN_FIELDS = {
    "account.move": {
        "name",
        "sequence_prefix",
        "sequence_number",
        "payment_reference",
        "qbd_exact_tax",
    },
    "account.move.line": {"move_id", "move_name", "qbd_txn_line_id", "name"},
}
IDS = {"id", "create_date", "write_date"}
"""What need not be the same: ids, numbers, what only QuickBooks' documents have."""


def run(env, size, profile=None):
    """:return: the rows of what is posted here and of Odoo's own ways"""
    with undone(env):
        books = Books(env)
        figures = books.figures(size)
        compare(books, figures[:20])
        books.plain(books.figures(50))  # nobody starts from empty tables every day
        env["qbd.posting"]._renew_statistics()
        ours = [_time(env, profile, books.ours, figures) for _n in range(REPEATS)]
        plain = [_time(env, None, books.plain, figures) for _n in range(REPEATS)]
        single = _time(env, None, books.one_by_one, figures)
    yield {
        "name": "invoices: posted",
        "size": size,
        "rate": size / min(ours),
        "ratio_to_create": min(plain) / min(ours),
        "ratio_to_one_by_one": single / min(ours),
        "target": f"create {TARGET}",
        "met": min(plain) / min(ours) >= TARGET,
    }
    for name, seconds in (("create and post", min(plain)), ("one by one", single)):
        yield {
            "name": f"invoices: Odoo's {name}",
            "size": size,
            "rate": size / seconds,
        }


def _time(env, profile, post, figures):
    with undone(env):
        watch = Stopwatch(env.cr, profile)
        with watch.running():
            post(figures)
            env.cr.flush()
    return watch.seconds


class Books:
    """A journal, accounts, a tax and customers; and three ways to post invoices."""

    def __init__(self, env):
        self.env = env
        self.journal = env["account.journal"].create(
            {"name": "Bench", "code": "BENCH", "type": "sale"}
        )
        accounts = env["account.account"].create(
            [
                {"name": name, "code": f"BENCH{number}", "account_type": kind}
                for number, (name, kind) in enumerate(
                    (
                        ("Sales", "income"),
                        ("Receivable", "asset_receivable"),
                        ("Tax", "liability_current"),
                    )
                )
            ]
        )
        self.income, self.receivable, tax_account = accounts
        self.tax = env["account.tax"].create(
            {"name": "Bench", "amount": 8.25, "type_tax_use": "sale"}
        )
        lines = self.tax.repartition_line_ids
        lines.filtered(lambda x: x.repartition_type == "tax").account_id = tax_account
        self.partners = env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(50)]
        )
        self.partners.property_account_receivable_id = self.receivable
        self.products = env["product.product"].create(
            [{"name": f"Item {number}", "type": "service"} for number in range(20)]
        )
        env.flush_all()

    def figures(self, size):
        """:return: the figures of so many invoices; the same ones for the same size"""
        chance = random.Random(1)
        return [self._figures(chance, number) for number in range(size)]

    def _figures(self, chance, number):
        lines = [self._line(chance, n) for n in range(LINES)]
        base = sum(line["amount"] for line in lines)
        tax = (base * Decimal("0.0825")).quantize(Decimal("0.01"))
        day = f"2026-{chance.randint(1, 6):02}-{chance.randint(1, 28):02}"
        return {
            "move_type": "out_invoice",
            "journal_id": self.journal.id,
            "partner_id": chance.choice(self.partners.ids),
            "ref": f"{10000 + number}",
            "invoice_date": day,
            "invoice_date_due": day,
            "account_id": self.receivable.id,
            "lines": lines,
            "taxes": [{"tax": self.tax, "base": base, "amount": tax}],
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
            "tax_ids": self.tax.ids,
            "account_id": self.income.id,
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
            Command.create({"sequence": 100 + number, **self._line_values(line)})
            for number, line in enumerate(figures["lines"])
        ]
        return {**values, "invoice_line_ids": commands}

    def _line_values(self, line):
        values = {k: v for k, v in line.items() if k not in ("amount", "tax_ids")}
        return {**values, "tax_ids": [Command.set(line["tax_ids"])]}


def compare(books, figures):
    """Every stored field is what Odoo would have stored.

    :raise RuntimeError: naming the fields that are not
    """
    env = books.env
    with undone(env):
        ours = _stored(books.ours(figures))
    with undone(env):
        plain = _stored(books.plain(figures))
    wrong = sorted(
        {
            (model, name, repr(one[name]), repr(other[name]))
            for model in ours
            for one, other in zip(ours[model], plain[model], strict=True)
            for name in one
            if one[name] != other[name]
        }
    )
    if wrong:
        raise RuntimeError(f"not as Odoo's own: {wrong[:10]}")


def _stored(moves):
    """:return: {model: the stored values of each record}"""
    moves.env.cr.flush()
    moves.env.invalidate_all()
    lines = moves.line_ids.sorted(lambda line: (line.move_id.ref, line.sequence))
    return {
        records._name: [_values_of(record) for record in records]
        for records in (moves.sorted("ref"), lines)
    }


def _values_of(record):
    skipped = OWN_FIELDS[record._name] | IDS
    names = [
        name
        for name, field in record._fields.items()
        if field.column_type and field.store and name not in skipped
    ]
    return {name: _plain(record[name]) for name in names}


def _plain(value):
    return value.ids if hasattr(value, "ids") else value
