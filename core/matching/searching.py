"""Search through whole lists: similar entries, rivals, and entries that say more."""

import heapq
from dataclasses import dataclass

from .blocking import Index

LOOKED_AT = 40
"""Entries that are looked at for one entry."""

COMPARED = 8
"""Of these so many are compared in full."""

WORTH = 0.55
"""A score below says nothing to a person."""

MARGIN = 0.04
"""A rival that is so near leaves the choice to a person."""

MORE = 2
"""An entry that says the same and at most so much more is a relative."""


@dataclass(slots=True)
class Match:
    """How well two entries fit.

    :param score: 0 to 1
    :param clean: whether nothing but a rival speaks against the pair
    :param reasons: of type `Reason`
    """

    score: float
    clean: bool
    reasons: tuple


class Search:
    """Compares each entry of one list with those of the other that share most."""

    def __init__(self, comparer, left, right):
        self.comparer, self.left, self.right = comparer, left, right
        self.index = Index(right)
        weight = comparer.vocabulary.weight
        self.weights = {position: weight(one) for position, one in right.items()}

    def matches(self, doubtful):
        """Find the pairs that are worth a person's look.

        :param doubtful: {(left, right): Match} that are known already
        :return: [(left, right, Match)]
        """
        found = dict(doubtful)
        for one, reading in self.left.items():
            for other, match in self._of(reading):
                if match.clean or (one, other) not in found:
                    found[one, other] = match
        return [(*pair, match) for pair, match in found.items()]

    def _of(self, reading):
        weight = self.comparer.vocabulary.weight(reading)
        nearest = self.index.nearest(reading, LOOKED_AT)
        overlaps = [(self._overlap(reading, weight, other), other) for other in nearest]
        found = []
        for _overlap, other in heapq.nlargest(COMPARED, overlaps):
            named = self.comparer.compare(reading, self.right[other])
            if named.score >= WORTH:
                found.append((other, named))
        self._forget(reading, nearest)
        return found

    def _overlap(self, reading, weight, other):
        whole = weight + self.weights[other]
        return self.comparer.overlap(reading, self.right[other], whole)

    def _forget(self, reading, nearest):
        reading.forget()
        for other in nearest:
            self.right[other].forget()


class Rivals:
    """Which other entries fit about as well."""

    def __init__(self, matches):
        self._by_left, self._by_right = {}, {}
        for one, other, match in matches:
            self._by_left.setdefault(one, []).append((other, match))
            self._by_right.setdefault(other, []).append((one, match))

    def of(self, one, other, match):
        """Return (side, position) of a rival of either entry, None without one."""
        for side, others, mine in (
            (1, self._by_left[one], other),
            (0, self._by_right[other], one),
        ):
            for position, rival in others:
                if position != mine and _is_near(rival, match):
                    return side, position
        return None


def _is_near(rival, match):
    if rival.clean or not match.clean:
        return rival.score > match.score - MARGIN
    return rival.score >= match.score


class Relatives:
    """Which entries say the same as a pair, and a little more.

    If there are some, an entry of the pair may be one of them, with something left
    out.
    """

    def __init__(self, *lists):
        self._lists, self._indexes = lists, None

    def of(self, one, other):
        """Return a reading that says the same as a pair, and more.

        :param one: position in the first list, `other` in the second one
        :return: a reading, None without one
        """
        readings = self._lists[0][one], self._lists[1][other]
        for side, mine in enumerate((one, other)):
            for reading in readings:
                for position in self._saying_all(side, reading) - {mine}:
                    relative = self._lists[side][position]
                    if 0 < _extent(relative) - _extent(reading) <= MORE:
                        return relative
        return None

    def _saying_all(self, side, reading):
        if self._indexes is None:
            self._indexes = [_index(entries) for entries in self._lists]
        found = [
            self._indexes[side].get(feature, frozenset())
            for feature in _features(reading)
        ]
        return set.intersection(*map(set, sorted(found, key=len))) if found else set()


def _index(readings):
    index = {}
    for position, reading in readings.items():
        for feature in _features(reading):
            index.setdefault(feature, set()).add(position)
    return index


def _features(reading):
    return [*reading.words, *((m.dimension, m.size) for m in reading.measures)]


def _extent(reading):
    return len(reading.words) + len(reading.measures)
