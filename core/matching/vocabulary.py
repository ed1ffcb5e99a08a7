"""How often words are used in both lists."""

import math
from collections import Counter

RARE = 2
"""A word that no more entries have may be a mistake."""

HABIT = 100
"""Of a word that so many entries have, one is mistyped in the same way."""

MEASURE_WEIGHT = 3.0
"""What a size counts; a word that all entries have counts 1."""


class Vocabulary:
    """How many entries of either list have a word."""

    def __init__(self, left=(), right=()):
        self.left, self.right = Counter(), Counter()
        for counter, readings in ((self.left, left), (self.right, right)):
            for reading in readings:
                counter.update(reading.words)
        self._weights = _Weights(self, len(left) + len(right) + 2)

    def weights(self, words):
        """Return the sum of the words' weights; rare ones say more."""
        return sum([self._weights[word] for word in words])

    def weight(self, reading):
        """Return the weight of an entry's words and measures together."""
        measures = MEASURE_WEIGHT * len(reading.measures)
        return self.weights(reading.words) + measures

    def number(self, word):
        return self.left[word] + self.right[word]

    def is_mistake(self, word, right):
        """Return whether a word is so rare that it may be another one, mistyped."""
        return self.number(word) <= max(RARE, self.number(right) / HABIT)

    def is_word(self, word):
        """Return whether both lists have it: then it stands for itself."""
        return min(self.left[word], self.right[word]) > RARE


class _Weights(dict):
    def __init__(self, vocabulary, size):
        super().__init__()
        self.vocabulary, self.size = vocabulary, size

    def __missing__(self, word):
        weight = 1 + math.log(self.size / (self.vocabulary.number(word) + 1))
        self[word] = weight
        return weight
