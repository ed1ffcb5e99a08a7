"""Run the benchmarks inside of Odoo, in one database, and show their figures."""

import cProfile
import importlib
import os
import sys
import time
import traceback

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import SQL

from . import arguments, report, table
from .clock import OWN_DATABASE


def main():
    """Run the benchmarks that were asked for; a failed one stops none of the others.

    :return: the exit code
    """
    options = arguments.parse()
    databases = os.environ["QBD_BENCH_DATABASE"].split(",")
    if len(databases) == 1:
        databases *= len(options.names)
    profile = cProfile.Profile() if options.profile else None
    rows, failed = [], []
    # Each has a database of its own: what it begins with stays there, see `undone`
    for name, database in zip(options.names, databases, strict=True):
        started = time.monotonic()
        try:
            rows += _in_database(database, name, options, profile)
        except Exception:
            traceback.print_exc()
            failed.append(name)
        print(f"-- {name}: {time.monotonic() - started:.0f} s", flush=True)
        if options.report:
            smaller = bool(options.size) or options.scale < 1
            report.write(rows, options.report, options.soak, smaller)
    print(table.as_text(rows))
    if options.json:
        table.write_json(rows, options.json)
    if profile:
        profile.dump_stats(options.profile)
    if failed:
        print(f"bench/run: failed: {', '.join(failed)}; see above", file=sys.stderr)
    return int(bool(failed))


def _in_database(database, name, options, profile):
    try:
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {OWN_DATABASE: True})
            _keep_statistics(env)
            rows = measure(env, name, options.size or _scaled(name, options), profile)
            cr.rollback()
        return rows
    finally:
        Registry.delete(database)
        sql_db.close_db(database)


def _keep_statistics(env):
    """Let the statistics of the tables be those that a benchmark begins with.

    PostgreSQL would renew them at any moment, of the few rows and many pages that the
    measurements before have left.
    """
    for name in env["qbd.posting"]._tables:
        env.cr.execute(
            SQL("ALTER TABLE %s SET (autovacuum_enabled = off)", SQL.identifier(name))
        )


def measure(env, name, size=None, profile=None):
    """Run one benchmark; the caller rolls back.

    :return: its rows, dicts with all of `table.KEYS`
    """
    benchmark = _module(name)
    rows = benchmark.run(env, size or benchmark.SIZE, profile)
    return [table.complete(row) for row in rows]


def _module(name):
    return importlib.import_module(f".{name.replace('-', '_')}", __package__)


def _scaled(name, options):
    return max(round(_module(name).SIZE * options.scale), 1)
