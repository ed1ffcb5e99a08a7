"""Measure what grows with a firm: pages, filters and comparisons, by number of links.

Each size has as many partners as links, with the images of a customer that was read.
A thousand products wait for an account. Views and filters are those of the addon, read
with the roles that they are for, as the web client reads them.
"""

import random
from contextlib import closing
from functools import partial

from lxml import etree

from odoo.fields import Command, Datetime
from odoo.sql_db import db_connect
from odoo.tools import SQL

from ..tests.support.search_views import domain_and_group, evaluated, search_nodes
from . import samples
from .clock import OWN_DATABASE, Stopwatch, median, undone
from .idle import sizes
from .inventory_xml import Memory
from .world import World

SIZE = 1_000_000
SMALL, FACTOR = 10_000, 10
WAITING = 1000
EDITS = 10
REPEATS = 3
FIRST_ID = 1_000_000
PAGE = 80
IDS = 1000
TYPED = "Customer 77"
"""What a user types into a search box."""

DASHBOARD_QUERIES, DASHBOARD_MS, FILTER_MS = 40, 100, 200
FLAT = 3
"""A step of the engine may take so many times longer with a hundred times the links."""

ROLES = (
    "quickbooks_desktop.group_qbd_manager",
    "base.group_partner_manager",
    "account.group_account_manager",
    "stock.group_stock_manager",
)
SLOWEST = 5
"""Of so many models the slowest filter is shown."""

COUNTED = 10_001
"""Up to so many records the web client has counted."""

SWEPT, SEQUENCE = 7, "1"
"""The number of the comparison of ids that saw all copies, and their EditSequence."""


def run(env, size, profile=None):
    """Return a row for each kind of work and number of links."""
    first = {}
    with undone(env):
        grown = Grown(env, profile)
        for links in sizes(size, SMALL, FACTOR):
            grown.grow(links)
            for row in grown.rows():
                name = row["name"].partition(" (")[0]
                before = first.setdefault(name, row["ms"])
                if "met" not in row:
                    row["target"] = f"at most {FLAT} times the first"
                    row["met"] = row["ms"] <= FLAT * max(before, 1)
                yield {"size": links, **row, "name": f"growth: {row['name']}"}


class Grown:
    """Both sides after years of use."""

    def __init__(self, env, profile):
        self.world = World(env, profile)
        self.env, self.company = env, self.world.company
        self.chance, self.number, self.links = random.Random(1), 1, 0
        self.added = []
        self.world.session()
        first = samples.customer(self.chance, self.number)
        first.pop("ShipAddress", None)  # it would be a partner of its own
        with self.company.transaction():
            self.company.lists.add("Customer", first)
        self.world.session()
        self.stream = self.world.stream("customer")
        self._let_products_wait()
        self.user = self._user()

    def grow(self, links):
        """Add partners and links, up to so many."""
        self._copy_partners(links)
        self._copy_links(links)
        self.links = links
        self._see_to_tables()
        # the time of a parallel worker would not be counted
        self.env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")

    def _see_to_tables(self):
        """Do what autovacuum does once the tables have grown, in our own database."""
        self.env.flush_all()
        tables = ("qbd_link", "res_partner", "product_product")
        if self.env.context.get(OWN_DATABASE):
            self.env.cr.commit()
            with closing(db_connect(self.env.cr.dbname).cursor()) as cr:
                cr._cnx.autocommit = True
                for table in tables:
                    cr.execute(
                        SQL("VACUUM (FREEZE, ANALYZE) %s", SQL.identifier(table))
                    )
        self.env.invalidate_all()

    # -- data -----------------------------------------------------------------

    def _copy_partners(self, number):
        link = self._link_to_copy()
        changed = {
            "id": SQL("%s + n", FIRST_ID),
            "name": SQL("'Customer ' || n"),
            "complete_name": SQL("'Customer ' || n"),
            "commercial_partner_id": SQL("%s + n", FIRST_ID),
        }
        self._copy("res_partner", link.record_id, changed, number)

    def _copy_links(self, number):
        link = self._link_to_copy()
        changed = {
            "id": SQL("%s + n", FIRST_ID),
            "qb_id": SQL("'bench-' || n"),
            "qb_name": SQL("'Customer ' || n"),
            "record_id": SQL("%s + n", FIRST_ID),
            "guid": SQL("NULL"),
            "edit_sequence": SEQUENCE,
            "last_id_sweep": SWEPT,
            **{
                image: SQL(
                    "replace(%s::text, %s, 'Customer ' || n)::jsonb",
                    SQL.identifier("qbd_link", image),
                    link.qb_name,
                )
                for image in ("odoo_image", "quickbooks_image")
            },
        }
        self._copy("qbd_link", link.id, changed, number)
        self.env["qbd.link.count"]._add({self.stream.id: number - self.links})
        now = Datetime.now()
        self.world.connection.stream_ids.write(
            {"sweep_finished": now, "id_sweep_time": now}
        )

    def _copy(self, table, row_id, changed, number):
        """Insert copies of a row, with these columns from an expression of `n`."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        names = [name for (name,) in self.env.cr.fetchall()]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(%s, %s) n"
                " WHERE %s.id = %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(
                    SQL("%s", changed[name])
                    if name in changed
                    else SQL.identifier(table, name)
                    for name in names
                ),
                SQL.identifier(table),
                self.links + 1,
                number,
                SQL.identifier(table),
                row_id,
            )
        )
        self.env.invalidate_all()

    def _link_to_copy(self):
        return self.env["qbd.link"].search(
            [("stream_id", "=", self.stream.id), ("id", "<", FIRST_ID)], limit=1
        )

    def _let_products_wait(self):
        account = self.env["account.account"].create(
            {"name": "Bench", "code": "BENCH1", "account_type": "income"}
        )
        products = self.env["product.product"].create(
            [
                {
                    "name": f"Waiting {number}",
                    "default_code": f"WAIT{number}",
                    "property_account_income_id": account.id,
                }
                for number in range(WAITING)
            ]
        )
        stream = self.world.stream("item")
        self.env["qbd.link"].create(
            [
                {
                    "stream_id": stream.id,
                    "connection_id": self.world.connection.id,
                    "space": "item",
                    "res_model": "product.product",
                    "record_id": product.id,
                    "state": "dirty",
                }
                for product in products
            ]
        )
        self.env["qbd.hint"].search([]).unlink()
        self.world.session()
        waiting = [("stream_id", "=", stream.id), ("reason", "=", "waits")]
        if self.env["qbd.link"].search_count(waiting) != WAITING:
            raise RuntimeError("the products do not wait for their account")

    def _user(self):
        groups = [Command.set([self.env.ref(role).id for role in ROLES])]
        values = {"name": "Bench", "login": "bench-of-growth", "group_ids": groups}
        return self.env["res.users"].create(values)

    # -- what is measured -----------------------------------------------------

    def rows(self):
        """Yield the rows of this size."""
        yield self._sessions("idle poll", lambda: None)
        yield self._sessions("10 new customers", self._add_customers)
        yield self._sessions("10 edits in Odoo", self._edit_partners)
        yield self._sessions("a customer deleted in QuickBooks", self._delete_customer)
        yield self._dashboard()
        yield from self._filters()
        sweep = self._timed(lambda: self.env["qbd.engine"]._sweep(self.stream))
        yield self._row("sweep, 500 records", *sweep)
        self.world.session()
        if self.env["qbd.link"].search_count([("state", "=", "sent")]):
            raise RuntimeError("the copies of the customer differ from their images")
        yield from self._ids()

    def _sessions(self, name, change):
        """Measure sessions, each after a change; with the memory that they take."""
        found, memory = [], Memory()
        for _number in range(REPEATS):
            change()
            with memory.watched():
                found.append(self.world.session()[1])
        seconds = median([watch.seconds for watch in found])
        queries = min(sum(watch.queries) for watch in found)
        return self._row(name, seconds, queries, memory=memory.above >> 20)

    def _timed(self, work):
        """Return (median seconds, queries) of work with an empty cache."""
        seconds, queries = [], []
        for _number in range(REPEATS):
            self.env.invalidate_all()
            watch = Stopwatch(self.env.cr, self.world.profile)
            with watch.running():
                work()
                self.env.flush_all()
            seconds.append(watch.seconds)
            queries += watch.queries
        return median(seconds), min(queries)

    @staticmethod
    def _row(name, seconds, queries, **values):
        row = {"name": name, "rate": 1 / seconds, "wall": seconds.wall}
        row["ms"] = seconds * 1000
        return {**row, "queries": queries, **values}

    def _add_customers(self):
        with self.company.transaction():
            for _number in range(EDITS):
                self.number += 1
                data = samples.customer(self.chance, self.number)
                self.added.append(self.company.lists.add("Customer", data))

    def _delete_customer(self):
        with self.company.transaction():
            self.company.lists.delete(self.added.pop())

    def _edit_partners(self):
        self.number += 1
        known = [row.list_id for row in self.added[-EDITS:]]
        links = self.env["qbd.link"].search([("qb_id", "in", known)])
        partners = self.env["res.partner"].browse(links.mapped("record_id"))
        partners.write({"phone": f"555-{self.number}"})
        self.env.flush_all()

    # -- pages ----------------------------------------------------------------

    def _dashboard(self):
        connections = self.env["qbd.connection"].with_user(self.user)
        fields = self._shown(connections, "kanban")

        def read():
            found = connections.web_search_read([], fields, limit=PAGE)
            if not found["records"][0]["pairing_count"]:
                raise RuntimeError("the dashboard shows nothing that waits")

        fields.setdefault("pairing_count", {})
        seconds, queries = self._timed(read)
        return self._row(
            f"dashboard, {WAITING:,} waiting",
            seconds,
            queries,
            target=f"{DASHBOARD_QUERIES} queries, {DASHBOARD_MS} ms",
            met=queries <= DASHBOARD_QUERIES and seconds * 1000 <= DASHBOARD_MS,
        )

    def _filters(self):
        """Yield a row for each model: its slowest filter, group or text search."""
        slowest = {}
        for model, label, read in self._searches():
            seconds, queries = self._timed(read)
            row = self._row(f"{model._description}: {label}", seconds, queries)
            before = slowest.get(model._name, row)
            slowest[model._name] = max(before, row, key=lambda one: one["ms"])
        for row in sorted(slowest.values(), key=lambda row: -row["ms"])[:SLOWEST]:
            row["name"] = f"slowest filter ({row['name']})"
            met = row["ms"] <= FILTER_MS
            yield {**row, "target": f"{FILTER_MS} ms", "met": met}

    def _searches(self):
        """Yield (model, label, callable) of all that our search views offer."""
        for model, node in search_nodes(self.env(user=self.user)):
            fields = self._shown(model, "list")
            if node.tag == "field":
                domain, group = self._typed(model, node), None
            else:
                domain, group = domain_and_group(model.env, node)
            label = node.get("string") or node.get("name")
            if domain or group:
                yield model, label, partial(_read, model, domain, group, fields)

    def _typed(self, model, node):
        given, name = node.get("filter_domain"), node.get("name")
        if given:
            return evaluated(model.env, given, TYPED)
        field = model._fields.get(name)
        is_text = field is not None and field.type in ("char", "text", "many2one")
        return [(name, node.get("operator", "ilike"), TYPED)] if is_text else []

    @staticmethod
    def _shown(model, kind):
        """Return the fields that the web client reads for a view."""
        arch = etree.fromstring(model.get_view(view_type=kind)["arch"])
        names = {node.get("name") for node in arch.iter("field")} & {*model._fields}
        return {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].type == "many2one"
            else {}
            for name in names
        }

    # -- comparison of ids ----------------------------------------------------

    def _ids(self):
        engine = self.env["qbd.engine"]
        session = self.world.connection.last_session_id
        state = {"stream": self.stream.id, "number": SWEPT, "missed": []}
        elements = [_element(number + 1) for number in range(IDS)]
        links = self.env["qbd.link"].search([("last_id_sweep", "!=", SWEPT)])
        links.write({"last_id_sweep": SWEPT})  # none was deleted
        with self.env.cr.savepoint() as savepoint:
            yield from self._compared(engine, session, state, elements)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def _compared(self, engine, session, state, elements):
        page = self._timed(lambda: engine._compare_ids(self.stream, state, elements))
        yield self._row("comparison of ids, a page of 1,000", *page)
        session.reading = {"ids": state}
        end = self._timed(lambda: engine._finish_id_sweep(session, self.stream, state))
        yield self._row("comparison of ids, its end", *end)


def _element(number):
    element = etree.Element("CustomerRet")
    for name, text in (("ListID", f"bench-{number}"), ("EditSequence", SEQUENCE)):
        etree.SubElement(element, name).text = text
    return element


def _read(model, domain, group, fields):
    """Read what the web client reads for a filter."""
    if group:
        model.web_read_group(domain, [group], ["__count"], limit=PAGE)
    else:
        model.web_search_read(domain, fields, limit=PAGE, count_limit=COUNTED)
