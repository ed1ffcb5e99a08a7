"""Which of thousands of entries are worth comparing with one.

An inverted index over words and measures. Rare ones are looked up whole; of frequent
ones only the entries they have in common. A word that the other list does not have is
replaced by those that share most of its letters, three by three.
"""

from collections import Counter
from itertools import combinations

BUDGET = 1500
"""Entries that are counted for one entry before frequent features are combined."""

COMBINED = 4
"""Of so many frequent features every two are combined."""

NEIGHBOURS = 8


class Index:
    """An inverted index.

    :param readings: {position: Reading} of one list
    """

    def __init__(self, readings):
        self._postings, self._sets = {}, {}
        for position, reading in readings.items():
            for feature in features(reading):
                self._postings.setdefault(feature, []).append(position)
        self._words = None

    def nearest(self, reading, limit):
        """Return positions of the entries that share most, the best ones first."""
        wanted = features(reading)
        for word in reading.words:
            if word not in self._postings and len(word) > 3:
                wanted.update(self._alike(word))
        return self._nearest(wanted, limit)

    def _nearest(self, wanted, limit):
        postings = [(len(self._postings[f]), f) for f in wanted if f in self._postings]
        postings.sort(key=lambda one: (one[0], str(one[1])))
        found, scanned, frequent = Counter(), 0, []
        for number, feature in postings:
            scanned += number
            if scanned > BUDGET:
                frequent.append(feature)
            else:
                found.update(self._postings[feature])
        for one, other in combinations(frequent[:COMBINED], 2):
            found.update(self._set(one) & self._set(other))
        return [position for position, _number in found.most_common(limit)]

    def _set(self, feature):
        if feature not in self._sets:
            self._sets[feature] = frozenset(self._postings[feature])
        return self._sets[feature]

    # -- words with typing errors ---------------------------------------------

    def _alike(self, word):
        """Return words of the list that share at least half of a word's trigrams."""
        if self._words is None:
            self._words = {}
            for feature in self._postings:
                if isinstance(feature, str):
                    for trigram in trigrams(feature):
                        self._words.setdefault(trigram, []).append(feature)
        mine = trigrams(word)
        shared = Counter()
        for trigram in sorted(mine):
            shared.update(self._words.get(trigram, ()))
        enough = len(mine) / 2 - 0.5
        return [w for w, number in shared.most_common(NEIGHBOURS) if number >= enough]


def features(reading):
    """Return the features an entry is found by: its words, numbers and sizes."""
    found = set(reading.words)
    for one in reading.measures:
        found.add((one.raw,))
        if one.dimension and one.size != one.raw:
            found.add((one.dimension, one.size))
    return found


def trigrams(word):
    padded = f"^{word}$"
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
