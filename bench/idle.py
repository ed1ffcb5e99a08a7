"""An idle poll: one message set, and as many queries whatever the number of links."""

from odoo.fields import Datetime
from odoo.tools import SQL

from .clock import undone
from .world import World

SIZE = 100_000
SMALL = 1000


def run(env, size, profile=None):
    """:return: the rows of the poll with few links and with many"""
    polls = {count: _poll(env, count, profile) for count in (min(SMALL, size), size)}
    same = len({queries for queries, _sets, _seconds in polls.values()}) == 1
    for count, (queries, sets, seconds) in polls.items():
        yield {
            "name": "idle",
            "size": count,
            "rate": 1 / seconds,
            "queries": sum(queries),
            "message_sets": sets,
            "target": "1 set, same queries",
            "met": same and sets == 1,
        }


def _poll(env, count, profile=None):
    """:return: (queries of each call, message sets, seconds) of a session"""
    with undone(env):
        world = World(env, profile)
        world.session()
        add_links(world, count)
        world.session()
        report, watch = world.session()
    return tuple(watch.queries), len(report.requests), watch.seconds


def add_links(world, count):
    """Insert links in step, as many years of use leave them."""
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
            count,
        )
    )
    world.env.cr.execute("ANALYZE qbd_link")
    world.env.invalidate_all()
