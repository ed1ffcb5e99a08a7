"""What a candidate's names and codes say."""

import re
import unicodedata

from .tokens import TIMES, is_code, tokens
from .units import CONTAINERS, Measure, measure

NAME_WORDS = 14
"""A text of more words is a description: it is read only where there is no name."""

_SQUEEZED = re.compile(r"[\W_]+")
_NO_CODES = "na none tbd nil null unknown misc nocode xxx test new"
_NO_CODE = frozenset(_NO_CODES.split())
ONE_PIECE = measure("1", "pack")
UPC = 12
"""Digits of a bar code in the US."""


def squeezed(code):
    """Return a code without case, blanks and signs; "" if it stands for none."""
    text = unicodedata.normalize("NFKC", str(code)).casefold()
    text = _SQUEEZED.sub("", text)
    if text in _NO_CODE or len(text) < 3 or not text.strip("0"):
        return ""
    return text


class Reading:
    """A candidate's names and codes, as words, measures and codes.

    :param names: those that are not empty
    :param words: of all names together
    :param measures: of all names together; a measure in two names counts once
    :param orders: ((raw, …), …) sizes on both sides of an "x"
    :param codes: {squeezed code: its kinds}
    :param first: the words and measures of the first name, None if it is cut or a
        code
    :param tail: the tokens at the end of a cut name
    :param cut: whether the end of the text may be missing
    """

    __slots__ = (
        "_joined",
        "_texts",
        "candidate",
        "codes",
        "cut",
        "first",
        "measures",
        "names",
        "orders",
        "profile",
        "tail",
        "words",
    )

    def __init__(self, candidate, profile):
        self.candidate, self.profile = candidate, profile
        self._joined = self._texts = None
        self.codes, self.tail = _codes(candidate), ""
        self.names = tuple(filter(None, map(str.strip, filter(None, candidate.names))))
        texts = self._read()
        self.cut = candidate.cut and len(texts) == 1
        self.words = frozenset(
            one
            for text in texts
            for one, _said in text
            if isinstance(one, str) and one != TIMES and one not in profile.noise
        )
        self.measures = _together(
            [[one for one, _said in text if isinstance(one, Measure)] for text in texts]
        )
        self.orders = tuple(filter(None, map(_order, texts)))
        self.first = self._first(texts)

    def texts(self):
        """Return the tokens of each name that counts, without those cut off."""
        if self._texts is None:
            self._texts = self._read()
        return self._texts

    def _read(self):
        names = self.names
        read = [tokens(name, self.profile) for name in names]
        if self.candidate.cut and names:
            read[0], self.tail = self._parted(names[0].split())
        words = [
            one for one, name in zip(read, names, strict=True) if not is_code(name)
        ]
        for fits in (_is_name, _has_words):
            if any(map(fits, words)):
                return [one for one in words if fits(one)]
        return read[:1] if names and squeezed(names[0]) not in self.codes else []

    def _first(self, texts):
        if self.candidate.cut or not texts or is_code(self.names[0]):
            return None
        read = [one for one, _said in texts[0]]
        words = {one for one in read if isinstance(one, str)} - {TIMES}
        measures = [one for one in read if isinstance(one, Measure)]
        words -= self.profile.noise
        return (frozenset(words), _together([measures])) if words else None

    def _parted(self, words):
        """Return (the tokens of a cut name, the words that may have lost an end)."""
        for end in range(len(words) - 1, 0, -1):
            read = tokens(" ".join(words[:end]), self.profile)
            if read and not _lost_its_half(read[-1][0]):
                return read, " ".join(words[end:])
        return [], ""

    def joined(self):
        """Return {two or three neighbours as one word: they}."""
        if self._joined is None:
            found = _neighbours(self.texts(), _spelled, 3)
            self._joined = {spelled: all_of[0] for spelled, all_of in found.items()}
        return self._joined

    def initials(self):
        """Return {initials of two to four neighbours: the groups that have them}."""
        return _neighbours(self.texts(), _initials, 4)

    def forget(self):
        """Drop the values that can be read again."""
        self._joined = self._texts = None


def _lost_its_half(feature):
    """Return whether there may have been more: a number without its unit, "box of"."""
    bare = isinstance(feature, Measure) and not feature.dimension
    return bare or feature in CONTAINERS or feature in ("of", TIMES)


def _neighbours(texts, spell, longest):
    """Return the joined words of neighbours.

    :param spell: the text of a token in the joined word, "" if it is in none

    :param longest: the largest number of neighbours
    :return: {joined word: [features of a group of neighbours, …]}
    """
    found = {}
    for text in texts:
        spelled = list(map(spell, text))
        for start in range(len(text)):
            for end in range(start + 2, min(start + longest, len(text)) + 1):
                if all(spelled[start:end]):
                    features = tuple(one for one, _said in text[start:end])
                    found.setdefault("".join(spelled[start:end]), []).append(features)
    return found


def _spelled(token):
    feature, said = token
    if isinstance(feature, Measure):
        return _SQUEEZED.sub("", said)
    return feature if feature.isalnum() else ""


def _initials(token):
    words = token[1].split()
    return "".join(word[0] for word in words) if all(map(str.isalpha, words)) else ""


def _is_name(text):
    return _has_words(text) and len(text) <= NAME_WORDS


def _has_words(text):
    return any(
        isinstance(one, str) and one.isalpha() and len(one) > 2 for one, _ in text
    )


def _codes(candidate):
    codes = {}
    for kind, code in candidate.codes:
        key = squeezed(code) if code else ""
        if key.isdigit() and len(key) >= UPC:
            key = key.lstrip("0")  # UPC is EAN with a zero before it
        if key:
            codes.setdefault(key, set()).add(kind)
    return codes


def _together(texts):
    """Return the measures of several names of one thing, each only once."""
    result = []
    for measures in texts:
        left = list(result)
        for one in measures:
            if one == ONE_PIECE:
                continue
            same = next((m for m in left if m.fits(one)), None)
            if same is None:
                result.append(one)
                continue
            left.remove(same)
            if not same.dimension and one.dimension:
                result[result.index(same)] = one
    return tuple(sorted(result))


def _order(text):
    """Return the numbers around the first "x" of a name, as they stand there."""
    features = [one for one, _said in text]
    if TIMES not in features:
        return ()
    places = [n for n, one in enumerate(features) if one == TIMES]
    around = {n for place in places for n in (place - 1, place + 1)}
    return tuple(
        features[n].raw
        for n in sorted(around)
        if 0 <= n < len(features) and isinstance(features[n], Measure)
    )
