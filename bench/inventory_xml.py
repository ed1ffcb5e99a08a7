"""Measure the inventory file: export, prices of QuickBooks, and import.

A tenth of the prices is edited before the import. Memory is the peak of the process
above its level after a small round.
"""

import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

from odoo.tools import SQL

from ..core.inventory import files
from ..core.inventory.reader import Reader
from ..core.inventory.writer import Writer
from .clock import Stopwatch, undone

SIZE = 100_000
SHARE = 10
"""The small round has so many times fewer products; every so manyth is edited."""

LINEAR = 0.7
"""At least this part of the small round's rate has to be left in the large one."""

MEMORY = 200
"""MiB above the idle server that an export may take."""

BASELINE = 1000
"""Products that Odoo's own export and its own writing are measured with."""

EXPORTED = (
    *("default_code", "name", "barcode", "type", "active", "description_sale"),
    *("lst_price", "description_purchase", "standard_price", "qty_available"),
    *("property_account_income_id", "property_account_expense_id", "taxes_id"),
)


def run(env, size, profile=None):
    """Return the rows of export, reading and applying at two sizes."""
    small = max(size // SHARE, 1)
    with undone(env):
        _round(env, min(small, BASELINE))  # caches, imports, prepared statements
    baseline = _baseline(env, min(small, BASELINE))
    rounds = {}
    for number in (small, size):
        with undone(env):
            rounds[number] = _round(env, number, profile)
    for number, steps in rounds.items():
        for name, (count, seconds, memory) in steps.items():
            kept = (count / seconds) / _rate(rounds[small][name])
            limited = name != "export" or memory <= MEMORY
            yield {
                "name": f"inventory: {name}",
                "size": number,
                "rate": count / seconds,
                "wall": seconds.wall,
                "memory": memory,
                "ratio_to_odoo": count / seconds / baseline[name],
                "target": "linear" + (f", {MEMORY} MiB" if name == "export" else ""),
                "met": kept >= LINEAR and limited,
            }


def _rate(step):
    count, seconds, _memory = step
    return count / seconds


def _round(env, size, profile=None):
    """Return {step: (products, seconds, MiB at most)}."""
    add_products(env, size)
    company, steps = env.company, {}
    with _measured(env, steps, "export", size, profile):
        exported = env["qbd.inventory.file"]._export(company)
    if exported.product_count < size:
        raise RuntimeError(f"{exported.product_count} of {size} products were exported")
    content = exported.attachment_id.raw
    sides = [_side(content, source) for source in ("odoo", "quickbooks")]
    with _measured(env, steps, "update", size, profile):
        updated = env["qbd.inventory.file"]._update(company, *sides)
    if updated.figures["paired"] < size:
        raise RuntimeError(f"{updated.figures['paired']} of {size} were paired")
    edited = _edited(content)
    imports = env["qbd.inventory.import"]
    with _measured(env, steps, "read", size, profile):
        found = imports.create({"name": "Bench", "company_id": company.id})
        files_ = env["qbd.inventory.file"]
        found.attachment_id = files_._attach(found, "bench.xml", edited)
        found._read_file()
    found.action_accept_all()
    changed = found.accepted_count
    if changed != -(-size // SHARE):
        raise RuntimeError(f"{changed} changes in {size} products: {found.message}")
    with _measured(env, steps, "apply", changed, profile):
        found._apply()
    if found.applied_count != changed:
        raise RuntimeError(f"{found.applied_count} of {changed} changes were applied")
    return steps


def _edited(content):
    """Return the file with a tenth of the prices raised, as another tool would."""

    def edit(number, product):
        if number % SHARE == 0:
            product.values["sales-price"] = "20.25"

    return _rewritten(content, edit)


def _side(content, source):
    """Return the file of one side, with ids by which products are linked."""

    def link(number, product):
        product.list_id = f"{number:X}-1"
        if source == "quickbooks":
            product.odoo_id = product.checksum = None
            product.values["cost"] = "12.75"

    return _rewritten(content, link, source)


def _rewritten(content, change, source="odoo"):
    """Return the file after a change to each product of the benchmark.

    :param change: callable(number, product)
    """
    number = 0
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as target:
        file.write(content)
        with files.opened(file) as opened:
            reader = Reader(opened)
            with Writer(target, reader.header._replace(source=source)) as writer:
                for product in reader:
                    if (product.values.get("reference") or "").startswith("bench-"):
                        change(number, product)
                        number += 1
                    writer.write(product)
        with tempfile.TemporaryFile() as packed:
            target.seek(0)
            files.pack(target, packed, "inventory.xml")
            packed.seek(0)
            return packed.read()


def _baseline(env, size):
    """Return {step: products a second by Odoo's own means}."""
    with undone(env):
        ids = add_products(env, size)
        products = env["product.product"].browse(ids)
        exporting, writing = Stopwatch(env.cr), Stopwatch(env.cr)
        with exporting.running():
            products.export_data(list(EXPORTED))
        env.invalidate_all()
        with writing.running():
            for number, product in enumerate(products):
                product.lst_price = number + 0.5
                env.cr.flush()
    export, write = size / exporting.seconds, size / writing.seconds
    return {"export": export, "update": export, "read": export, "apply": write}


# -- products -------------------------------------------------------------------


def add_products(env, size):
    """Insert products as years of use leave them, without the slow ORM.

    :return: their ids
    """
    category = env["product.template"].default_get(["categ_id"]).get("categ_id")
    values = (category or None, env.ref("uom.product_uom_unit").id, size)
    env.cr.execute(
        SQL(
            "WITH made AS (INSERT INTO product_template (name, categ_id, uom_id, type,"
            " is_storable, list_price, description_sale, active, sale_ok, purchase_ok,"
            " service_tracking, tracking, create_date, write_date)"
            " SELECT jsonb_build_object('en_US', 'Product ' || n), %s, %s, 'consu',"
            " true, 19.75, jsonb_build_object('en_US', 'Described ' || n),"
            " true, true, true, 'no', 'none', now(), now()"
            " FROM generate_series(1, %s) n RETURNING id)"
            " INSERT INTO product_product (product_tmpl_id, default_code, barcode,"
            " standard_price, active, combination_indices, create_date, write_date)"
            " SELECT id, 'bench-' || id, 'b' || id, jsonb_build_object(%s, 12.5), true,"
            " '', now(), now() FROM made RETURNING id",
            *values,
            str(env.company.id),
        )
    )
    ids = sorted(row[0] for row in env.cr.fetchall())
    env.cr.execute("ANALYZE product_product")
    env.cr.execute("ANALYZE product_template")
    env.invalidate_all()
    return ids


# -- memory ---------------------------------------------------------------------


@contextmanager
def _measured(env, steps, name, count, profile):
    watch, memory = Stopwatch(env.cr, profile), Memory()
    env.flush_all()
    env.invalidate_all()
    with memory.watched(), watch.running():
        yield
        env.flush_all()
    env.invalidate_all()
    steps[name] = (count, watch.seconds, round(memory.above / (1 << 20)))


class Memory:
    """The peak memory of this process while a block runs, above its level before."""

    INTERVAL = 0.02
    PAGE = 4096

    def __init__(self):
        self.above = 0

    @contextmanager
    def watched(self):
        before, done = self._held(), threading.Event()
        watcher = threading.Thread(target=self._watch, args=(before, done))
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _watch(self, before, done):
        while not done.wait(self.INTERVAL):
            self.above = max(self.above, self._held() - before)

    def _held(self):
        """Return the bytes of the resident set."""
        return int(Path("/proc/self/statm").read_text().split()[1]) * self.PAGE
