"""Pairing two lists of products that people keep apart: how well, and how fast."""

import resource

from .catalogues import measured

SIZE = 5000
SEEDS = (1, 2, 3)
SECONDS = 60
PRECISION, RECALL = 0.999, 0.80


def run(env, size, profile=None):
    """:return: a row for each seed; a larger size takes the first one only"""
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
    """Whether the figures of `measured` are as good as they have to be."""
    return (
        found["precision"] >= PRECISION
        and found["recall"] >= RECALL
        and found["seconds"] < SECONDS
    )


def _memory():
    """:return: MiB that the process has had at most"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
