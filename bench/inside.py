"""Run the benchmarks inside of Odoo, in one database, and show their figures."""

import cProfile
import importlib
import os

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

from . import arguments, report, table
from .clock import OWN_DATABASE


def main():
    options = arguments.parse()
    databases = os.environ["QBD_BENCH_DATABASE"].split(",")
    if len(databases) == 1:
        databases *= len(options.names)
    profile = cProfile.Profile() if options.profile else None
    rows = []
    # Each has a database of its own: what it begins with stays there, see `undone`
    for name, database in zip(options.names, databases, strict=True):
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {OWN_DATABASE: True})
            rows += measure(env, name, options.size, profile)
            cr.rollback()
        Registry.delete(database)
        sql_db.close_db(database)
    print(table.as_text(rows))
    if options.json:
        table.write_json(rows, options.json)
    if options.report:
        report.write(rows, options.report, options.soak)
    if profile:
        profile.dump_stats(options.profile)


def measure(env, name, size=None, profile=None):
    """Run one benchmark; the caller rolls back.

    :return: its rows, dicts with all of `table.KEYS`
    """
    module = name.replace("-", "_")
    benchmark = importlib.import_module(f".{module}", __package__)
    rows = benchmark.run(env, size or benchmark.SIZE, profile)
    return [table.complete(row) for row in rows]
