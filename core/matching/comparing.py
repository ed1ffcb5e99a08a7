"""Two readings: how alike they are, and remarks about them for a person."""

from dataclasses import dataclass
from itertools import product

from .checks import have_places, is_placed, same_details
from .explaining import Difference
from .plain import plain
from .records import Reason
from .tokens import tokens
from .units import Measure, is_unit_begun
from .vocabulary import MEASURE_WEIGHT

EXACT = 0.98
EXPLAINED = 0.93
PER_NOTE = 0.02
PARTIAL = 0.88
DIFFERENT = 0.75
EXCLUDED = 0.5
"""The best scores: all said alike; explained; one says more; both; they contradict."""

MOSTLY = 0.8
"""Share of a list whose entries have a place, so that one without is an exception."""

FAR_APART = 2
"""Prices of which one is so many times the other are seldom prices of one thing."""


@dataclass(slots=True)
class Comparison:
    """The result of a comparison of two readings.

    :param score: 0 to 1
    :param clean: whether nothing speaks against the pair and all is explained
    :param explained: as clean, but words may be explained in a way that is not sure
    :param excluded: whether they say things of which only one can be true
    :param detailed: whether all that differs is that one of both describes it further:
        in words, none of which tells things apart
    :param reasons: of type `Reason`, about words and measures: see `worded`
    """

    score: float
    clean: bool
    explained: bool
    excluded: bool
    detailed: bool
    reasons: tuple


class Comparer:
    """Compares readings in the light of a vocabulary."""

    def __init__(self, profile, vocabulary):
        self.profile, self.vocabulary = profile, vocabulary
        self.places_known = False

    def expect_places(self, *lists):
        """Question pairs without a place to compare, if such entries are rare.

        :param lists: the readings of each list
        """
        self.places_known = all(map(_mostly_placed, lists))

    def overlap(self, left, right, whole):
        """A cheap look: the share of the words' weight, and of measures, in common.

        :param whole: the weight of both
        """
        common = self.vocabulary.weights(left.words & right.words)
        raws = {m.raw for m in left.measures} & {m.raw for m in right.measures}
        return 2 * (common + MEASURE_WEIGHT * len(raws)) / whole if whole else 0

    def compare(self, left, right):
        """Return a `Comparison` of the names."""
        found = Difference(self.profile, self.vocabulary, left, right)
        excluded = self._exclusions(found) if found else []
        if found and not excluded:
            found.explain()
            excluded = self._models(found)
        objections = excluded or self._forgiven(found, self._objections(found))
        score = self._score(found, bool(excluded), bool(objections))
        if not objections and found.sure and left.words:
            objections = self.contradictions(left, right)
            score = DIFFERENT if objections else score
        return Comparison(
            score,
            not objections and found.sure and bool(left.words),
            not objections and found.fitting and bool(left.words),
            bool(excluded),
            self._is_detailed(objections),
            (*objections, *found.notes),
        )

    def contradictions(self, left, right):
        """Return the reasons other than words and sizes why a pair is not sure."""
        find = self.profile.contradictions
        found = find(left, right) if find else []
        if not found and self.places_known and not have_places(left, right):
            return [Reason("no_place")]
        return found

    def _forgiven(self, found, objections):
        """Drop objections that a common detail outweighs: Acme is Acme Inc there."""
        optional = self.profile.optional
        if not optional or not all(
            one.kind in ("only_left", "only_right")
            and (one.left or one.right) in optional
            for one in objections
        ):
            return objections
        return [] if same_details(*found.readings) else objections

    # -- what only one of both can be -----------------------------------------

    def _exclusions(self, found):
        """Another colour, another size."""
        classes = self.profile.classes.keys()
        words = product(*(sorted(words & classes) for words in found.words))
        words = [both for both in words if self._are_opposite(*both)]
        sizes = [
            (one, other)
            for one, other in product(*found.measures)
            if one.dimension and other.dimension and one.excludes(other)
        ]
        return [Reason("differs", *both) for both in words + sizes]

    def _are_opposite(self, one, other):
        (mine, value), (theirs, another) = (
            self.profile.classes[word] for word in (one, other)
        )
        return mine == theirs and value != another

    def _models(self, found):
        """Another model number, or another number without a unit."""
        words = [sorted(filter(_has_digit, words)) for words in found.words]
        sizes = [
            (one, other)
            for one, other in product(*found.measures)
            if one.excludes(other)
        ]
        return [Reason("differs", *both) for both in [*product(*words), *sizes]]

    # -- what a person should look at -----------------------------------------

    def _objections(self, found):
        left, right = found.readings
        reasons = [Reason("only_left", one) for one in _rest(found, 0)]
        reasons += [Reason("only_right", "", one) for one in _rest(found, 1)]
        if left.cut or right.cut:
            reasons.append(Reason("cut"))
        reasons += self._tails(found)
        return reasons or _order(left, right) + _prices(left, right) + _series(
            left, right
        )

    def _tails(self, found):
        """Require the end of a cut name to be said in full elsewhere."""
        for side, kind in enumerate(("only_left", "only_right")):
            reading, other = found.readings[side], found.readings[1 - side]
            if not reading.tail or _goes_on(reading, other):
                continue
            for one, text in tokens(reading.tail, self.profile):
                if not self._is_said(found, one):
                    return [Reason(kind, text, text)]
        return []

    def _is_said(self, found, cut):
        left, right = found.readings
        if isinstance(cut, Measure):
            beginning = f"{cut.raw:g}"
            return not cut.dimension or any(
                f"{one.raw:g}".startswith(beginning)
                for one in left.measures + right.measures
            )
        return (
            len(cut) < 3
            or is_unit_begun(cut)
            or any(
                word.startswith(cut) or found.may_be(cut, word)
                for word in left.words | right.words
            )
        )

    def _is_detailed(self, objections):
        kinds = {one.kind for one in objections}
        said = {one.left or one.right for one in objections}
        return kinds in ({"only_left"}, {"only_right"}) and all(
            isinstance(one, str)
            and (one in self.profile.optional or self._says_little(one))
            for one in said
        )

    def _says_little(self, word):
        """Return whether a word tells no two things apart, as far as it is known."""
        return len(word) > 1 and word.isalpha() and word not in self.profile.classes

    # -- the score ------------------------------------------------------------

    def _score(self, found, excluded, objections):
        if not objections:
            return self._clean_score(found)
        whole = sum(map(self.vocabulary.weight, found.readings))
        lost = sum(map(self.vocabulary.weights, found.words))
        lost += MEASURE_WEIGHT * sum(map(len, found.measures))
        alike = 1 - lost / whole if whole else 0
        if excluded:
            return EXCLUDED * alike
        both = all(map(any, zip(found.words, found.measures, strict=True)))
        best = DIFFERENT if both else PARTIAL
        return best * alike - PER_NOTE * len(found.notes)

    def _clean_score(self, found):
        if found.notes or found.bare:
            return EXPLAINED - PER_NOTE * max(0, len(found.notes) - 1)
        return EXACT


def _mostly_placed(readings):
    readings = list(readings)
    return sum(map(is_placed, readings)) > MOSTLY * len(readings)


def worded(reason, left, right):
    """Return the reason with the texts of both entries as they are written."""
    return Reason(reason.kind, _said(left, reason.left), _said(right, reason.right))


def _said(reading, feature):
    for text in reading.texts():
        for one, words in text:
            if one == feature:
                return words
    return f"{feature.raw:g}" if isinstance(feature, Measure) else feature


def _rest(found, side):
    """Return the features that nothing on the other side explains."""
    return [*sorted(found.words[side]), *found.measures[side]]


def _order(left, right):
    for one in left.orders:
        for other in right.orders:
            if one != other and sorted(one) == sorted(other):
                return [Reason("order", _sizes(one), _sizes(other))]
    return []


def _prices(left, right):
    prices = left.candidate.price, right.candidate.price
    if min(prices) > 0 and max(prices) / min(prices) >= FAR_APART:
        return [Reason("prices", *(f"{price:.2f}" for price in prices))]
    return []


def _series(left, right):
    """Two codes of one kind that are built alike are codes of two things."""
    if left.codes.keys() & right.codes.keys():
        return []
    for one, kinds in left.codes.items():
        for other, other_kinds in right.codes.items():
            if kinds & other_kinds - {"name"} and _built(one) == _built(other):
                return [Reason("codes_differ", one, other)]
    return []


def _built(code):
    return "".join("9" if sign.isdigit() else "a" for sign in code)


def _goes_on(reading, other):
    """Return whether a word begins with the rest of a cut one."""
    names = (*reading.names[1:], *other.names)
    beginning = plain(reading.tail).strip()
    return any(f" {beginning}" in f" {plain(name)}" for name in names)


def _has_digit(word):
    return any(sign.isdigit() for sign in word)


def _sizes(numbers):
    return " × ".join(f"{number:g}" for number in numbers)
