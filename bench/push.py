"""Measure pushing records that were made in Odoo to QuickBooks.

The baseline is Odoo's own export of the same records with their external ids: its way
to hand records to another system and know them again. It sends nothing.
"""

from dataclasses import dataclass

from . import bill_pull, entries, invoice_pull, samples
from .clock import Stopwatch, undone
from .world import World

SIZE = 300
SHARE = 3
"""Documents are fewer than records of lists by this factor."""

MAX_SESSIONS = 50
QUERIES = 4
DAY = "2026-06-20"
PARTY = ("id", "name", "is_company", "phone", "email", "street", "city", "zip")


def run(env, size, profile=None):
    """Return the rows of Adds and of Mods of lists, and of Adds of documents."""
    for what in LISTS:
        with undone(env):
            yield from _listed(World(env, profile), what, size)
    for what in DOCUMENTS:
        with undone(env):
            yield _posted(World(env), what, max(size // SHARE, 1), profile)


@dataclass(frozen=True)
class List:
    """A list that is pushed.

    :param types: of the objects in QuickBooks
    :param exported: fields of Odoo's own export
    """

    mapping: str
    model: str
    types: tuple
    exported: tuple = PARTY
    rank: str = ""

    def values(self, size):
        if not self.rank:
            return [{"name": f"Part {n}", "list_price": 10 + n} for n in range(size)]
        rows = samples.partner_values(size)
        for row in rows:
            del row["customer_rank"]
        return [{**row, self.rank: 1} for row in rows]

    def change(self, record):
        """Change a field as a user does."""
        if self.rank:
            record.phone = f"555-{record.id}"
        else:
            record.list_price += 1


LISTS = (
    List("customer", "res.partner", ("Customer",), rank="customer_rank"),
    List("vendor", "res.partner", ("Vendor",), rank="supplier_rank"),
    List(
        "item",
        "product.product",
        ("ItemService", "ItemNonInventory", "ItemInventory"),
        ("id", "name", "default_code", "list_price", "standard_price", "active"),
    ),
)


def _listed(world, what, size):
    """Return the rows of a list: added, and then changed."""
    name = f"push: {what.mapping}s"
    world.connection.stream_ids.direction = "off"
    streams = ("account", "terms", "sales_tax_code", what.mapping)
    for mapping in streams:
        world.stream(mapping).direction = "both"
    world.stream(what.mapping).create_in_quickbooks = True
    _choose_accounts(world)
    records = world.env[what.model].create(what.values(size))
    world.env.cr.flush()  # with the messages that Odoo writes at the end of a save
    exported = _export(world.env, records, what.exported)
    target = QUERIES if what.mapping == "customer" else None
    yield _row(name, size, _push(world, what.mapping, size), exported, target)
    for record in records:
        what.change(record)
    world.env.cr.flush()
    changes = _push(world, what.mapping, size)
    yield _row(f"{name}, changes", size, changes, exported, target)


def _choose_accounts(world):
    """Read the accounts, and choose the ones of new items."""
    world.stream("account").create_in_odoo = True
    profile, world.profile = world.profile, None
    world.session()
    world.profile = profile
    accounts = world.env["account.account"]
    world.connection.write(
        {
            f"item_{use}_account_id": accounts.search([("name", "=", name)], limit=1).id
            for use, name in (
                ("income", "Sales"),
                ("expense", "Other Expenses"),
                ("cogs", "Cost of Goods Sold"),
                ("asset", "Inventory Asset"),
            )
        }
    )


# -- documents ------------------------------------------------------------------------

LINES = ("invoice_line_ids/name", "invoice_line_ids/product_id/id")
LINES += ("invoice_line_ids/quantity", "invoice_line_ids/price_unit")
MOVE = ("id", "name", "partner_id/id", "date", "ref", *LINES)
ENTRY = ("id", "name", "date", "ref", "line_ids/name", "line_ids/account_id/id")
ENTRY += ("line_ids/partner_id/id", "line_ids/debit", "line_ids/credit")
PAYMENT = ("id", "name", "partner_id/id", "date", "amount", "memo")


@dataclass(frozen=True)
class Documents:
    """Documents that are pushed: copies of such as were pulled before, or payments."""

    name: str
    books: type
    mapping: str
    exported: tuple = MOVE
    pays: bool = False


DOCUMENTS = (
    Documents("invoices", invoice_pull.Books, "invoice"),
    Documents("credit memos", invoice_pull.CreditMemos, "credit_memo"),
    Documents("payments", invoice_pull.Books, "receive_payment", PAYMENT, pays=True),
    Documents("bills", bill_pull.Bills, "bill"),
    Documents("vendor credits", bill_pull.VendorCredits, "vendor_credit"),
    Documents("bill payments", bill_pull.Bills, "bill_payment", PAYMENT, pays=True),
    Documents("entries", entries.JournalEntries, "journal_entry", ENTRY),
)


def _posted(world, what, size, profile):
    """Return the row of documents that were posted in Odoo."""
    books = what.books(world)
    books.begin()
    if what.pays:
        books.write(size)
        world.session()
    before = world.links("ok", what.mapping)
    world.stream(what.mapping).write(
        {"direction": "both", "create_in_quickbooks": True}
    )
    world.connection.entry_journal_ids = books.debts().journal_id
    records = _payments(books, size) if what.pays else _copies(books, size)
    world.env.cr.flush()
    exported = _export(world.env, records, what.exported)
    world.profile = profile
    pushed = _push(world, what.mapping, before + size)
    return _row(f"push: {what.name}", size, pushed, exported)


def _copies(books, size):
    originals = books.debts()
    copies = originals.browse()
    for number in range(size):
        original = originals[number % len(originals)]
        copies |= original.copy({"invoice_date": DAY, "date": DAY})
    copies.action_post()
    return copies


def _payments(books, size):
    """Return payments from the bank account that is in both books."""
    account = books.env["account.account"].search([("name", "=", "Checking")], limit=1)
    journal = books.env["account.journal"].create(
        {
            "name": "Checking",
            "type": "bank",
            "code": "CHK",
            "default_account_id": account.id,
        }
    )
    lines = journal.inbound_payment_method_line_ids
    lines |= journal.outbound_payment_method_line_ids
    lines.payment_account_id = account
    debts = books.debts()[-size:]
    return books.register_payments(debts, journal)


# -- both -----------------------------------------------------------------------------


def _row(name, size, pushed, exported, target=None):
    seconds, queries = pushed
    return {
        "name": name,
        "size": size,
        "rate": size / seconds,
        "wall": seconds.wall,
        "ratio_to_export": exported / seconds,
        "queries": queries / size,
        "target": target and f"at most {target} queries each",
        "met": target and queries / size <= target,
    }


def _export(env, records, fields):
    """Return the seconds of Odoo's own export, which gives external ids."""
    watch = Stopwatch(env.cr)
    with watch.running():
        records.browse(records.ids).export_data(list(fields))
        env.cr.flush()
    return watch.seconds


def _push(world, mapping, number):
    """Return (seconds, queries) of the sessions until nothing is left to write."""
    seconds = queries = 0
    for _number in range(MAX_SESSIONS):
        report, watch = world.session()
        seconds += watch.seconds
        queries += sum(watch.queries)
        if not report.wrote:
            break
    synced = world.links("ok", mapping)
    if synced < number:
        raise RuntimeError(f"{synced} of {number} of {mapping} came to QuickBooks")
    return seconds, queries
