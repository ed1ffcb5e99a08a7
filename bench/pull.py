"""Measure pulling a list, against Odoo's own ways to create the same records."""

from collections.abc import Callable
from dataclasses import dataclass

from . import replay
from .clock import Stopwatch, in_turns, median, undone
from .stored import compare_stored, stored_one_by_one
from .world import World

REPEATS = 3
TARGET = 0.8
RATIOS = ("create", "load", "one_by_one")
LABELS = {
    "create": "create",
    "quiet": "create, nothing logged",
    "load": "load",
    "one_by_one": "create, one by one",
}


@dataclass(frozen=True)
class List:
    """The list that is pulled.

    :param name: of the benchmark
    :param mapping: name of the mapping
    :param model: Odoo's model
    :param parent: field with the parent record, of the same model
    :param fill: callable(company file, number): adds that number of objects
    :param prepare: callable(world): called before anything is measured
    """

    name: str
    mapping: str
    model: str
    parent: str
    fill: Callable
    prepare: Callable = lambda world: None


def rows(env, what, size, profile=None):
    """Return the rows of a pull and of its baselines."""
    with undone(env):
        world = World(env)
        what.prepare(world)
        world.session()  # what the objects refer to is in step
        world.profile = profile
        pulls, others = _measure(world, what, size)
    pull = median(pulls)
    ratios = {name: median(seconds) / pull for name, seconds in others.items()}
    yield {
        "name": what.name,
        "size": size,
        "rate": size / pull,
        "wall": pull.wall,
        **{f"ratio_to_{name}": ratios[name] for name in RATIOS},
        "target": f"create {TARGET}",
        "met": ratios["create"] >= TARGET,
    }
    for name, seconds in others.items():
        took = median(seconds)
        yield {
            "name": f"{what.name}: Odoo's {LABELS[name]}",
            "size": size,
            "rate": size / took,
            "wall": took.wall,
        }


def _measure(world, what, size):
    """Return (seconds of each pull, {way of Odoo's: its seconds})."""
    recording, ours = replay.Recording(what), {}
    zone = world.connection.tz  # as a user's, in which Odoo creates partners
    model = world.env[what.model].with_context(active_test=False, tz=zone)
    with recording.of(world.env):
        _pull(world, what, size, lambda: ours.update(recording.stored(model)))
    _compare_with_create(model, recording, ours)
    ways = {
        "pull": lambda: _pull(world, what, size),
        "create": lambda: _play(world.env, recording, replay.by_create),
        "quiet": lambda: _play(world.env, recording, recording.by_quiet_create),
    }
    found = in_turns(REPEATS, ways)
    others = {
        "load": [_play(world.env, recording, replay.by_load)],
        "one_by_one": [_play(world.env, recording, replay.one_by_one)],
    }
    return found.pop("pull"), {**found, **others}


def _compare_with_create(model, recording, ours):
    """Check that all that is stored is as Odoo's own `create` stores it.

    :param ours: of the records that a pull made, see `Recording.stored`
    """
    with undone(model.env):
        model.env["qbd.connection"].search([]).unlink()
        ids = recording.play(model.env, replay.by_create)
        plain = stored_one_by_one(model.browse(ids[number] for number in sorted(ids)))
    compare_stored(ours, plain)


def _pull(world, what, size, look=None):
    """Return the seconds that Odoo takes for a session that reads the whole list.

    :param look: called while its records are there
    """
    before = world.company.snapshot()
    with undone(world.env):
        what.fill(world.company, size)
        report, watch = world.session()
        linked = world.links("ok", what.mapping)
        if look:
            look()
    world.company.restore(before)
    if linked != size or report.wrote:
        raise RuntimeError(f"{linked} of {size} {what.name} are in step")
    return watch.seconds


def _play(env, recording, create):
    with undone(env):
        env["qbd.connection"].search([]).unlink()
        env.flush_all()
        watch = Stopwatch(env.cr)
        with watch.running():
            recording.play(env, create)
    return watch.seconds
