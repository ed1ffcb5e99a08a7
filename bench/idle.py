"""Measure an idle poll: one message set, and a constant number of queries."""

from datetime import timedelta
from itertools import count
from unittest.mock import patch

from odoo.fields import Datetime
from odoo.tools import SQL

from .clock import median, undone
from .world import World

SIZE = 1_000_000
SMALL = 1000
FACTOR = 10
REPEATS = 5


def run(env, size, profile=None):
    """Return the rows of the poll with few links, with many, and between."""
    polls = {links: _poll(env, links, profile) for links in sizes(size, SMALL, FACTOR)}
    same = len({queries for queries, _sets, _seconds in polls.values()}) == 1
    for links, (queries, sets, seconds) in polls.items():
        yield {
            "name": "idle",
            "size": links,
            "rate": 1 / seconds,
            "wall": seconds.wall,
            "queries": sum(queries),
            "message_sets": sets,
            "target": "1 set, same queries",
            "met": same and sets == 1,
        }


def sizes(size, first, factor):
    """Return the first size, `factor` times as many and so on, up to this size."""
    found, links = [], min(first, size)
    while links < size:
        found.append(links)
        links *= factor
    return [*found, size]


def _poll(env, links, profile=None):
    """Return (queries of each call, message sets, median seconds) of a session."""
    with undone(env), ticking():
        world = World(env, profile)
        world.session()
        add_links(world, links)
        world.session()
        polls = [world.session() for _number in range(REPEATS)]
    report, watch = polls[0]
    seconds = median([watch.seconds for _report, watch in polls])
    return tuple(watch.queries), len(report.requests), seconds


def ticking():
    """Advance the clock by a second at each call: each stamp is one more write.

    By the real clock some would fall into the same second, and write nothing.
    """
    start, seconds = Datetime.now(), count()
    return patch.object(
        Datetime, "now", lambda: start + timedelta(seconds=next(seconds))
    )


def add_links(world, links):
    """Insert synced links, as many years of use leave them."""
    stream = world.stream("customer")
    now = Datetime.now()
    stream.write({"sweep_finished": now, "id_sweep_time": now})
    world.env.cr.execute(
        SQL(
            "INSERT INTO qbd_link (stream_id, connection_id, space, qb_type, qb_id,"
            " qb_name, res_model, record_id, edit_sequence, state, odoo_image,"
            " quickbooks_image, synced_on)"
            " SELECT %s, %s, 'entity', 'Customer', 'bench-' || n, 'Customer ' || n,"
            " 'res.partner', 1000000 + n, '1', 'ok', image, image, now()"
            " FROM generate_series(1, %s) n, LATERAL (SELECT jsonb_build_object("
            "'Name', 'Customer ' || n, 'Phone', '555-' || n, 'IsActive', true)"
            ") AS t(image)",
            stream.id,
            world.connection.id,
            links,
        )
    )
    world.env.cr.execute("ANALYZE qbd_link")
    world.env.invalidate_all()
