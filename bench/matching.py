"""Measure pairing two lists of products kept apart: quality and speed."""

import resource

from .catalogues import measured

SIZE = 5000
SEEDS = (1, 2, 3)
SECONDS = 60
PRECISION, RECALL = 0.999, 0.80


def run(env, size, profile=None):
    """Return a row for each seed; a larger size takes the first seed only."""
    for seed in SEEDS if size <= SIZE else SEEDS[:1]:
        before = _memory()
        if profile:
            profile.enable()
        found = measured(seed, size)
        if profile:
            profile.disable()
        yield {
            "name": f"matching, seed {seed}",
            "size": size,
            "rate": size / found["seconds"],
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
