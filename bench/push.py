"""Measure pushing customers that were created, and changed, in Odoo to QuickBooks."""

from . import samples
from .clock import undone
from .world import World

SIZE = 300
MAX_SESSIONS = 50
QUERIES = 4


def run(env, size, profile=None):
    """Return the rows of the Adds and of the Mods."""
    with undone(env):
        world = World(env, profile)
        partners = env["res.partner"].create(samples.partner_values(size))
        env.cr.flush()
        yield _row("push", size, *_push(world, size))
        for partner in env["res.partner"].browse(partners.ids):
            partner.phone = f"555-{partner.id}"
        env.cr.flush()
        yield _row("push: changes", size, *_push(world, size))


def _row(name, size, seconds, queries):
    return {
        "name": name,
        "size": size,
        "rate": size / seconds,
        "wall": seconds.wall,
        "queries": queries / size,
        "target": f"at most {QUERIES} queries each",
        "met": queries / size <= QUERIES,
    }


def _push(world, size):
    """Return (seconds, queries) of the sessions until nothing is left to write."""
    seconds = queries = 0
    for _number in range(MAX_SESSIONS):
        report, watch = world.session()
        seconds += watch.seconds
        queries += sum(watch.queries)
        if not report.wrote:
            break
    there = len(world.company.objects("Customer"))
    if there != size or world.links("ok") != size:
        raise RuntimeError(f"{there} of {size} customers came to QuickBooks")
    return seconds, queries
