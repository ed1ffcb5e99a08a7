"""The differences between two entries, and how they are explained."""

from itertools import pairwise

from .records import Reason
from .spelling import LIKELY, STRONG, WEAK, is_no_word, short_for, typing
from .units import UNIT_NAMES, UNITS, Measure

KNOWN = 10
WELL_KNOWN = 50
"""A word that so many entries have is the right one, also where it is short."""


class Difference:
    """The features of two readings without those they have in common.

    :param words: (left, right) sets of words
    :param measures: (left, right) lists of measures
    :param notes: of type `Reason`: how words were explained
    :param sure: whether a person would explain them in the same way
    :param fitting: whether the sizes surely are the same
    :param bare: whether a number was taken for one with a unit
    """

    def __init__(self, profile, vocabulary, left, right):
        self.profile, self.vocabulary = profile, vocabulary
        self.readings = (left, right)
        self.words = (set(left.words - right.words), set(right.words - left.words))
        ours, theirs, self.fitting = _unmatched(left.measures, right.measures)
        self.sure = self.fitting
        self.measures = (ours, theirs)
        self.bare = left.measures != right.measures
        self.notes = []

    def __bool__(self):
        return any(self.words) or any(self.measures)

    def explain(self):
        """Remove differences that spelling explains."""
        self._drop_codes()
        for side in (0, 1):
            self._join(side)
            self._shorten(side)
            self._say_twice(side)
        self._relate()
        for side in (0, 1):
            self._mistype_again(side)
            self._repeat(side)
            self._imply(side)
            self._mend_unit(side)

    def _drop_codes(self):
        """Drop codes from names; a code that is a word says something, and stays."""
        codes = [reading.codes.keys() for reading in self.readings]
        numbers = {code for code in codes[0] | codes[1] if not code.isalpha()}
        self.words[0].difference_update(numbers, codes[1])
        self.words[1].difference_update(numbers, codes[0])

    # -- several words for one ------------------------------------------------

    def _join(self, side):
        """drywall is dry wall, TJK765 is TJK-765."""
        joined = self.readings[1 - side].joined() if self.words[side] else {}
        for word in [one for one in sorted(self.words[side]) if len(one) > 1]:
            parts = joined.get(word)
            if parts and (len(word) > 3 or self._are_open(1 - side, parts)):
                self.words[side].discard(word)
                self._close(1 - side, parts)

    def _shorten(self, side):
        """PF is powder free, where nothing else is."""
        if not any(map(len, self.words[1 - side])):
            return
        for word in [one for one in sorted(self.words[side]) if 1 < len(one) < 5]:
            for parts in self.readings[1 - side].initials().get(word, ()):
                if self._are_open(1 - side, parts):
                    self.words[side].discard(word)
                    self._close(1 - side, parts)
                    break

    def _say_twice(self, side):
        """Of two names of one thing, one says TJK765, the other one TJK-765."""
        reading = self.readings[side]
        if len(reading.names) < 2 or not self._is_left(side):
            return
        known = self.readings[0].words | self.readings[1].words
        for spelled, parts in reading.joined().items():
            if len(parts) > 1 and len(spelled) > 3 and spelled in known:
                self._close(side, parts)
        for one in list(self.measures[side]):
            spelled = f"{one.raw:g}"
            if len(spelled) > 2 and len(reading.joined().get(spelled, ())) > 1:
                self.measures[side].remove(one)

    def _is_left(self, side):
        return bool(self.words[side] or self.measures[side])

    def _are_open(self, side, parts):
        return all(
            part in self.words[side] or part in self.measures[side] for part in parts
        )

    def _close(self, side, parts):
        for part in parts:
            self.words[side].discard(part)
            if part in self.measures[side]:
                self.measures[side].remove(part)

    # -- words that are mistyped or short -------------------------------------

    def _relate(self):
        """Pair the rest by typing errors and abbreviations, the clearest first."""
        found = [
            (strength, one, other, kind)
            for one in self.words[0]
            for other in self.words[1]
            for strength, kind in [self._relation(one, other)]
            if strength
        ]
        for strength, one, other, kind in sorted(found, key=_clearest):
            if one in self.words[0] and other in self.words[1]:
                self.words[0].discard(one)
                self.words[1].discard(other)
                self._note(strength, kind, one, other)

    def _relation(self, one, other):
        """Return (STRONG, WEAK or 0, kind of reason)."""
        classes = self.profile.classes
        if one in classes and other in classes:
            return 0, ""
        short = max(self._short(one, other), self._short(other, one))
        if short == STRONG:
            return short, "short"
        mistyped = self._mistyped(one, other)
        return (mistyped, "typing") if mistyped else (short, "short")

    def _mistyped(self, one, other):
        """As `typing`, in the light of how often both words are used."""
        strength = typing(one, other)
        if not strength:
            return 0
        rare, known = sorted((one, other), key=self.vocabulary.number)
        if not self.vocabulary.is_mistake(rare, known):
            return WEAK if len(one) > 5 else 0
        enough = KNOWN if len(one) > 4 else WELL_KNOWN if strength == LIKELY else None
        if enough and self.vocabulary.number(known) >= enough:
            return STRONG
        return STRONG if strength == STRONG else WEAK

    def _short(self, short, word):
        """As `short_for`; a word that both lists have stands for itself."""
        if (word,) in self.profile.shorts.get(short, ()):
            return STRONG
        strength = short_for(short, word)
        if not strength or is_no_word(short):
            return strength
        often = self.vocabulary.number(short) * 3 > self.vocabulary.number(word)
        if self.vocabulary.is_word(short) and (often or len(short) < 4):
            return WEAK
        return strength if self.vocabulary.number(word) >= KNOWN else WEAK

    def _note(self, strength, kind, one, other):
        self.notes.append(Reason(kind, one, other))
        if strength == WEAK or (kind == "typing" and not self.profile.typos):
            self.sure = False

    # -- what one entry says twice --------------------------------------------

    def _repeat(self, side):
        """Of two names of one thing, one may spell a word wrong or short."""
        reading = self.readings[side]
        if len(reading.names) < 2:
            return
        for word in sorted(self.words[side]):
            others = self._said_elsewhere(reading, word) - self.words[side]
            meant = next((o for o in sorted(others) if self.may_be(word, o)), "")
            groups = reading.initials().get(word, ())
            if meant or any(map(others.issuperset, groups)):
                self.words[side].discard(word)
                self._note(STRONG, "short", word, meant)

    def _mistype_again(self, side):
        """Hex head, pan hesd: a word that both say, once mistyped."""
        known = sorted(self.readings[0].words & self.readings[1].words)
        for word in sorted(self.words[side]):
            meant = next((o for o in known if self._mistyped(word, o) == STRONG), "")
            if meant:
                self.words[side].discard(word)
                self._note(STRONG, "typing", word, meant)

    def _said_elsewhere(self, reading, word):
        """Return words of the names that do not have this word."""
        found = set(reading.words)
        for text in reading.texts():
            words = {one for one, _said in text}
            if word in words:
                found -= words
        return found

    def may_be(self, word, other):
        """Whether a word may be another one, given that one of both is needless."""
        return bool(
            (other,) in self.profile.shorts.get(word, ())
            or short_for(word, other)
            or typing(word, other)
            or short_for(other, word) == STRONG
        )

    def _imply(self, side):
        """Stainless is stainless steel."""
        if not self.words[side]:
            return
        known = self.readings[0].words & self.readings[1].words
        for word in list(self.words[side]):
            if self.profile.implied.get(word, frozenset()) & known:
                self.words[side].discard(word)

    def _mend_unit(self, side):
        """A number lost its unit to a typing error: 3 inh."""
        if not self.bare or not self.words[side]:
            return
        measures = self.readings[1 - side].measures
        for text in self.readings[side].texts():
            for (number, _said), (word, _text) in pairwise(text):
                if word in self.words[side] and isinstance(number, Measure):
                    unit = _meant_unit(word, number, measures)
                    if unit:
                        self.words[side].discard(word)
                        self._note(STRONG, "typing", word, unit)


def _meant_unit(word, number, measures):
    """Return the unit that a word after a bare number was to be, "" for none."""
    for unit in UNIT_NAMES if not number.dimension else ():
        if typing(word, unit):
            dimension = UNITS[unit][0]
            if any(m.dimension == dimension and m.raw == number.raw for m in measures):
                return unit
    return ""


def _unmatched(left, right):
    """Return the unmatched measures.

    :return: two lists of the measures that fit none on the other side, and whether
        all others surely fit
    """
    if left == right:
        return [], [], True
    ours, theirs, sure = [], list(right), True
    for one in left:
        if one in theirs:
            theirs.remove(one)
        else:
            ours.append(one)
    for one in list(ours):
        fitting = next((other for other in theirs if one.fits(other)), None)
        if fitting:
            sure = sure and one.surely_fits(fitting)
            ours.remove(one)
            theirs.remove(fitting)
    return ours, theirs, sure


def _clearest(relation):
    strength, one, other, _kind = relation
    return -strength, -min(len(one), len(other)), one, other
