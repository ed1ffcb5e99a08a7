"""Measure the first sync of customers, items and invoices, in time and memory.

Each kind grows in steps, so that the time of a full size can be read off: the rate must
not fall. Memory is the peak of the process above its level before, with the simulated
company file inside.
"""

from ..simulator.seeds.seeds import seed_items
from . import invoice_pull, samples
from .clock import Stopwatch, undone
from .inventory_xml import Memory
from .world import World

SIZE = 16_000
STEPS = 3
SHARE = 4
"""Each step has so many times more records than the one before."""

LINEAR = 0.7
"""At least this part of the first step's rate has to be left in the last one."""

MAX_SESSIONS = 200
WHOLE = {"customers": 100_000, "items": 50_000, "invoices": 100_000}
PARTS = {"customers": 1, "items": 2, "invoices": 8}
"""The measured size is divided by this: invoices take longer than customers."""


def run(env, size, profile=None):
    """Return a row for each kind and step."""
    for name, whole in WHOLE.items():
        rates = []
        for step in reversed(range(STEPS)):
            number = max(size // PARTS[name] // SHARE**step, 1)
            with undone(env):
                seconds, memory = _first_sync(World(env, profile), name, number)
            rates.append(number / seconds)
            yield {
                "name": f"first sync: {name}",
                "size": number,
                "rate": rates[-1],
                "wall": seconds.wall,
                "memory": memory,
                "minutes_for": f"{whole:,}: {whole / rates[-1] / 60:,.0f}",
                "target": f"{LINEAR:.0%} of the first rate",
                "met": rates[-1] >= LINEAR * rates[0],
            }


def _first_sync(world, name, number):
    """Return (seconds, MiB) of the sessions that read all."""
    mapping = FILLED[name](world, number)
    watch, memory = Stopwatch(world.env.cr), Memory()
    with memory.watched():
        for _session in range(MAX_SESSIONS):
            _report, one = world.session()
            watch.seconds += one.seconds
            synced = world.links("ok", mapping)
            if synced >= number:
                break
    if synced < number:
        raise RuntimeError(f"{synced} of {number} {name} are in step")
    return watch.seconds, round(memory.above / (1 << 20))


def _customers(world, number):
    world.session()  # terms and taxes, which customers refer to
    samples.fill(world.company, number)
    return "customer"


def _items(world, number):
    world.stream("account").create_in_odoo = True
    world.session()
    seed_items(world.company, number)
    return "item"


def _invoices(world, number):
    books = invoice_pull.Books(world)
    books.begin()
    books.write(number)
    return "invoice"


FILLED = {"customers": _customers, "items": _items, "invoices": _invoices}
