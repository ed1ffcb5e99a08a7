"""Measure the cost of change detection for a user who creates and writes partners."""

from contextlib import nullcontext
from unittest.mock import patch

from . import samples
from .clock import Stopwatch, median, undone
from .world import World

SIZE = 1000
SAVES = 200
"""Records that are saved one by one, as users do."""

REPEATS = 9
TARGET = 0.10
ONE_SAVE = 0.0004
"""Seconds that the hint of one save may cost."""


def run(env, size, profile=None):
    """Return the rows of create and of write, with hints and without in turns."""
    seconds = {}
    with undone(env):
        World(env)
        values = samples.partner_values(size)
        for number in range(REPEATS + 1):
            for hints in (True, False) if number % 2 else (False, True):
                for step, took in _measure(env, values, hints, profile):
                    if number:  # the first round warms up
                        seconds.setdefault((step, hints), []).append(took)
    for step in ("create", "write"):
        on, off = median(seconds[step, True]), median(seconds[step, False])
        yield {
            "name": f"hints: {step}",
            "size": size,
            "rate": size / on,
            "wall": on.wall,
            "overhead": on / off - 1,
            "target": f"below {TARGET:.0%}",
            "met": on / off - 1 < TARGET,
        }
    on, off = median(seconds["one save", True]), median(seconds["one save", False])
    each = (on - off) / min(size, SAVES)
    yield {
        "name": "hints: one save",
        "size": min(size, SAVES),
        "rate": min(size, SAVES) / on,
        "wall": on.wall,
        "overhead": on / off - 1,
        "target": f"{1000 * each:.2f} ms, at most {1000 * ONE_SAVE:.1f}",
        "met": each <= ONE_SAVE,
    }


def _measure(env, values, hints, profile):
    """Yield (step, seconds) of a user's work in two transactions."""
    with _without_hints(env) if not hints else nullcontext(), undone(env):
        watch = Stopwatch(env.cr, profile if hints else None)
        with watch.running():
            partners = env["res.partner"].create(values)
            env.cr.flush()
        yield "create", watch.seconds
        env.invalidate_all()
        partners = env["res.partner"].browse(partners.ids)
        watch = Stopwatch(env.cr, profile if hints else None)
        with watch.running():
            partners.write({"phone": "555-0199", "city": "Tampa"})
            env.cr.flush()
        yield "write", watch.seconds
        watch = Stopwatch(env.cr, profile if hints else None)
        with watch.running():
            for partner in partners[:SAVES]:
                partner.street = "9 Dock Rd"
                env.cr.flush()
        yield "one save", watch.seconds


def _without_hints(env):
    return patch.object(type(env["res.partner"]), "_qbd_hint", lambda records: None)
