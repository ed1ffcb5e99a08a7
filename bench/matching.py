"""Measure pairing two lists of products, or customers, kept apart.

*Traps* are products that differ in one small thing; the customers are families,
branches and chains. Of both half is missing in the other list.
"""

import itertools
import resource

from .catalogues import LISTS, measured

SIZE = 5000
SEEDS = (1, 2, 3)
SECONDS = 60
PRECISION, RECALL = 0.999, 0.75


def run(env, size, profile=None):
    """Return a row for each seed; a larger size takes the first seed only."""
    seeds = SEEDS if size <= SIZE else SEEDS[:1]
    for kind, seed in itertools.product(LISTS, seeds):
        before = _memory()
        if profile:
            profile.enable()
        found = measured(seed, size, kind)
        if profile:
            profile.disable()
        yield {
            "name": f"matching {kind}, seed {seed}",
            "size": found["size"],
            "rate": found["size"] / found["seconds"],
            "wall": found["seconds"].wall,
            "precision": found["precision"],
            "recall": found["recall"],
            "memory": _memory() - before,
            "target": f"{PRECISION}, {RECALL:.2f}, {SECONDS} s",
            "met": is_met(found),
        }


def is_met(found):
    """Return whether the measurement meets its target.

    :param found: as `measured` returns it
    """
    return (
        found["precision"] >= PRECISION
        and found["recall"] >= RECALL
        and found["seconds"] < SECONDS
    )


def _memory():
    """Return the peak memory of the process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
