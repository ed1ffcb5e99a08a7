"""Measure the CPU time of Odoo's part, and nothing else.

Wall time on a shared machine was seen to be wrong by a factor of four. The CPU time
counts: of this process, its children, and the PostgreSQL backend that serves it.
"""

import gc
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median_low

BACKENDS = (
    "SELECT pid FROM pg_stat_activity"
    " WHERE datname = %s AND backend_type = 'client backend'"
)
"""The backends that serve a database; workers of autovacuum come and go."""

TICK = 1 / os.sysconf("SC_CLK_TCK")


class Seconds(float):
    """Seconds of CPU time; `wall` is shown to people and decides nothing."""

    def __new__(cls, cpu, wall=0.0):
        self = super().__new__(cls, cpu)
        self.wall = wall
        return self

    def __add__(self, other):
        return Seconds(float(self) + other, self.wall + getattr(other, "wall", 0.0))

    __radd__ = __add__


class Stopwatch:
    """Adds up the CPU seconds and the SQL queries of the blocks that it runs.

    :param cr: the cursor whose queries and backend are counted; None for none
    :param profile: a cProfile.Profile that shall see these blocks, if any
    """

    def __init__(self, cr=None, profile=None):
        self._cr, self._profile = cr, profile
        self.seconds, self.queries = Seconds(0), []

    @contextmanager
    def running(self):
        """Count the block."""
        backends = self._backends()
        before, start, wall = self._count(), cpu(*backends), time.perf_counter()
        if self._profile:
            self._profile.enable()
        try:
            yield self
        finally:
            if self._profile:
                self._profile.disable()
            wall = time.perf_counter() - wall
            self.seconds += Seconds(cpu(*backends) - start, wall)
            self.queries.append(self._count() - before)

    def _backends(self):
        if self._cr is None:
            return []
        self._cr.execute("SELECT pg_backend_pid()")
        return [self._cr.fetchone()[0]]

    def _count(self):
        return self._cr.sql_log_count if self._cr is not None else 0


def cpu(*backends):
    """Return the CPU seconds, user and system, that were used until now.

    :param backends: process ids of PostgreSQL backends on this machine
    :raise RuntimeError: if one of these processes is not on this machine
    """
    times = os.times()
    own = time.process_time() + times.children_user + times.children_system
    return own + sum(map(process_cpu, backends))


def process_cpu(process):
    """Return the CPU seconds of another process of this machine.

    Its CPU clock counts in nanoseconds; `/proc/…/stat`, in hundredths of a second, is
    read if the system has no such clock.

    :param process: its id
    :raise RuntimeError: if there is no such process here
    """
    with suppress(OSError):
        return time.clock_gettime((~process << 3) | 2)  # clock_getcpuclockid(3)
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError as error:
        raise RuntimeError(
            f"process {process} cannot be timed: PostgreSQL must run on this machine"
        ) from error
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * TICK


def in_turns(rounds, ways):
    """Run the ways in turns; every second round begins at the other end.

    A machine that gets slower or faster is then the same for all.

    :param ways: {name: callable without parameters}
    :return: {name: the results in the order of the rounds}
    """
    results = {name: [] for name in ways}
    for number in range(rounds):
        for name in reversed(ways) if number % 2 else ways:
            results[name].append(ways[name]())
    return results


def median(seconds):
    """Return the median; of an even number of values the lower one in the middle."""
    return median_low(seconds)


OWN_DATABASE = "bench_own_database"
"""Key of the context: what is there when a measurement begins may be committed."""


@contextmanager
def undone(env):
    """Roll back the block, so that every measurement starts from the same state.

    In a database of our own the block has a transaction of its own: rows of an open
    transaction, dead or alive, would slow the measurements that follow.
    """
    gc.collect()
    try:
        if env.context.get(OWN_DATABASE):
            env.cr.commit()
            yield
            env.cr.rollback()
        else:
            with env.cr.savepoint() as savepoint:
                yield
                env.cr.flush()
                savepoint.rollback()
    finally:
        env.cr.clear()
        env.invalidate_all(flush=False)
        env.registry.clear_cache()
