"""Pulling customers, against Odoo's own ways to create the same partners."""

from . import replay, samples
from .clock import Stopwatch, undone
from .world import World

SIZE = 2000
REPEATS = 3
TARGET = 0.8
RATIOS = ("create", "load", "one_by_one")
LABELS = {
    "create": "create",
    "quiet": "create, nothing logged",
    "load": "load",
    "one_by_one": "create, one by one",
}


def run(env, size, profile=None):
    """:return: the rows of a pull and of what it is compared with"""
    with undone(env):
        world = World(env)
        world.session()  # the terms are in step, there is no customer yet
        world.profile = profile
        pulls, others = _measure(world, size)
    pull = min(pulls)
    ratios = {name: min(seconds) / pull for name, seconds in others.items()}
    yield {
        "name": "customers",
        "size": size,
        "rate": size / pull,
        **{f"ratio_to_{name}": ratios[name] for name in RATIOS},
        "target": f"create {TARGET}",
        "met": ratios["create"] >= TARGET,
    }
    for name, seconds in others.items():
        rate = size / min(seconds)
        yield {"name": f"customers: Odoo's {LABELS[name]}", "size": size, "rate": rate}


def _measure(world, size):
    """:return: (seconds of each pull, {way of Odoo's: its seconds})"""
    recording = replay.Recording()
    with recording.of(world.env):
        _pull(world, size)
    pulls, creates = [], []
    for _number in range(REPEATS):
        pulls.append(_pull(world, size))
        creates.append(_play(world.env, recording, replay.by_create))
    others = {
        "quiet": [_play(world.env, recording, replay.by_quiet_create)],
        "load": [_play(world.env, recording, replay.by_load)],
        "one_by_one": [_play(world.env, recording, replay.one_by_one)],
    }
    return pulls, {"create": creates, **others}


def _pull(world, size):
    """:return: the seconds that Odoo takes for a session that reads all customers"""
    before = world.company.snapshot()
    with undone(world.env):
        samples.fill(world.company, size)
        report, watch = world.session()
        linked = world.links("ok")
    world.company.restore(before)
    if linked != size or report.wrote:
        raise RuntimeError(f"{linked} of {size} customers are in step")
    return watch.seconds


def _play(env, recording, create):
    with undone(env):
        env["qbd.connection"].search([]).unlink()
        env.flush_all()
        watch = Stopwatch(env.cr)
        with watch.running():
            recording.play(env, create)
    return watch.seconds
