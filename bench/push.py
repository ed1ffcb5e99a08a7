"""Measure pushing customers that were created in Odoo to QuickBooks."""

from . import samples
from .clock import undone
from .world import World

SIZE = 300
MAX_SESSIONS = 50


def run(env, size, profile=None):
    """Return the row of the push."""
    with undone(env):
        world = World(env, profile)
        env["res.partner"].create(samples.partner_values(size))
        env.cr.flush()
        seconds = _push(world, size)
    rate = size / seconds
    yield {"name": "push", "size": size, "rate": rate, "wall": seconds.wall}


def _push(world, size):
    seconds = 0.0
    for _number in range(MAX_SESSIONS):
        report, watch = world.session()
        seconds += watch.seconds
        if not report.wrote:
            break
    there = len(world.company.objects("Customer"))
    if there != size or world.links("ok") != size:
        raise RuntimeError(f"{there} of {size} customers came to QuickBooks")
    return seconds
