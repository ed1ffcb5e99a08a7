"""Measure an idle poll over HTTP: all that Odoo does for it, the login included.

The calls go through Odoo's own WSGI application, each with a cursor, a transaction and
a commit of its own, and the password is checked against its real hash.
"""

from contextlib import contextmanager

from werkzeug.test import Client

import odoo
from odoo import http, sql_db

from ..simulator.wire.transport import Reply
from . import clock
from .idle import SMALL, add_links, ticking
from .world import World

SIZE = 100_000
REPEATS = 20
QUERIES = 50


def run(env, size, profile=None):
    """Return the rows of the poll with few links and with many."""
    polls = {links: _poll(env, links, profile) for links in (min(SMALL, size), size)}
    for links, (queries, sets, seconds) in polls.items():
        yield {
            "name": "idle over HTTP",
            "size": links,
            "rate": 1 / seconds,
            "wall": seconds.wall,
            "queries": queries,
            "message_sets": sets,
            "target": f"1 set, at most {QUERIES} queries",
            "met": sets == 1 and queries <= QUERIES,
        }


def _poll(env, links, profile=None):
    """Return (queries, message sets, median seconds) of a session."""
    with clock.undone(env), ticking(), _single_database(env.cr.dbname):
        world = HttpWorld(env, profile)
        world.commit()
        world.session()
        add_links(world, links)
        world.commit()
        world.session()
        world.session()  # its caches are filled
        polls = [world.session() for _number in range(REPEATS)]
    report, watch = polls[0]
    seconds = clock.median([watch.seconds for _report, watch in polls])
    return sum(watch.queries), len(report.requests), seconds


@contextmanager
def _single_database(name):
    """Let requests without a session belong to this database."""
    before = odoo.tools.config["db_name"]
    odoo.tools.config["db_name"] = [name]
    try:
        yield
    finally:
        odoo.tools.config["db_name"] = before


class HttpWorld(World):
    """Both sides; the calls of the Web Connector are requests to Odoo."""

    def __init__(self, env, profile=None):
        self._client = Client(http.root)
        super().__init__(env, profile)

    def commit(self):
        """Let other cursors see what was written; in a test they see it at once."""
        self.env.cr.flush()
        if self.env.context.get(clock.OWN_DATABASE):
            self.env.cr.commit()

    def _new_watch(self):
        return Watch(self.env, self.profile)

    def _deliver(self, method, url, body, headers):
        with self.watch.running():
            answer = self._client.open(url, method=method, data=body, headers=headers)
        return Reply(answer.status_code, answer.data, dict(answer.headers))

    def _apply(self):
        with self.env.registry.cursor() as cr:
            env = self.env(cr=cr)
            env["qbd.engine"]._apply_connection(self.connection.with_env(env))
        self.commit()  # from now on this environment sees the session


class Watch(clock.Stopwatch):
    """Adds up the CPU seconds and the queries of all cursors of this process."""

    def __init__(self, env, profile=None):
        super().__init__(env.cr, profile)

    def _backends(self):
        self._cr.execute(clock.BACKENDS, [self._cr.dbname])
        return [row[0] for row in self._cr.fetchall()]

    def _count(self):
        return sql_db.sql_counter
