"""Read the made-up catalogues with the matcher, as the sync reads real ones."""

from ..core.matching import matcher
from ..core.matching.lexicon import PRODUCTS
from ..core.matching.records import SURE, Candidate
from .clock import Stopwatch
from .matching_world import make

NAME = 31
"""Characters of an item's name in QuickBooks."""


def at_odoo(entry):
    """Return a product of the catalogue as a `Candidate`."""
    return Candidate(
        entry.key,
        (entry.name, entry.description),
        (
            ("reference", entry.reference),
            ("part_number", entry.part_number),
            ("barcode", entry.barcode),
        ),
        entry.price,
    )


def at_quickbooks(entry):
    """Return an item of the catalogue as a `Candidate`."""
    return Candidate(
        entry.key,
        (entry.name.replace(":", " "), entry.description),
        (
            ("name", entry.name),
            ("part_number", entry.part_number),
            ("barcode", entry.barcode),
        ),
        entry.price,
        cut=len(entry.name.rpartition(":")[2]) >= NAME - 1,
    )


def measured(seed, size):
    """Pair the catalogues of a seed.

    :return: dict of precision and recall of the pairs made without a user, and
        seconds
    """
    world = make(seed, size)
    left = list(map(at_odoo, world.odoo))
    right = list(map(at_quickbooks, world.quickbooks))
    watch = Stopwatch()
    with watch.running():
        pairs = matcher.propose(left, right, PRODUCTS)
    sure = [(pair.left, pair.right) for pair in pairs if pair.verdict == SURE]
    precision, recall, _wrong = world.score(sure)
    return {"precision": precision, "recall": recall, "seconds": watch.seconds}
