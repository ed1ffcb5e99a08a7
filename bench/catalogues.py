"""Read the made-up catalogues with the matcher, as the sync reads real ones."""

from ..core.matching import matcher
from ..core.matching.lexicon import PARTIES, PRODUCTS
from ..core.matching.records import SURE, Candidate
from .clock import Stopwatch
from .matching_world import make, make_parties, make_traps

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


def party(card):
    """Return a line of a list of customers as a `Candidate`, as the sync reads it."""
    person = " ".join(filter(None, (card.first, card.last)))
    facts = {"town": card.town, "zip": card.zip, "phone": card.phone}
    return Candidate(
        card.key,
        (card.name, card.company, person),
        (("account", card.code), ("email", card.email)),
        facts=tuple({**facts, "email": card.email}.items()),
    )


LISTS = {
    "items": (make, at_odoo, at_quickbooks, PRODUCTS),
    "traps": (make_traps, at_odoo, at_quickbooks, PRODUCTS),
    "parties": (make_parties, party, party, PARTIES),
}
"""{kind of lists: (callable(seed, size) -> `World`, readers of both, profile)}"""


def measured(seed, size, kind="items"):
    """Pair the lists of a seed.

    :param kind: a key of `LISTS`
    :return: dict of the size of the longer list, precision and recall of the pairs
        made without a user, and seconds
    """
    make_world, ours, theirs, profile = LISTS[kind]
    world = make_world(seed, size)
    left, right = list(map(ours, world.odoo)), list(map(theirs, world.quickbooks))
    watch = Stopwatch()
    with watch.running():
        pairs = matcher.propose(left, right, profile)
    sure = [(pair.left, pair.right) for pair in pairs if pair.verdict == SURE]
    precision, recall, _wrong = world.score(sure)
    return {
        "size": max(len(left), len(right)),
        "precision": precision,
        "recall": recall,
        "seconds": watch.seconds,
    }
