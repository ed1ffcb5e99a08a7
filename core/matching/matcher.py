"""Pairs of two lists."""

from .checks import NEAR
from .comparing import Comparer, worded
from .reading import Reading
from .records import MAYBE, SURE, Pair, Reason
from .searching import Match, Relatives, Rivals, Search
from .vocabulary import Vocabulary

FIRST = 0.95
"""What the same first name is worth, where further names of one entry say more."""

CODE = 0.9
"""What a code that only these two have is worth, of 1."""

SUPPORT = 0.3
"""How alike names must at least be for a common code to be believed."""

BY_SIZES = ("differs", "order", "only_left", "only_right")
"""Reasons that tell apart two names that are sizes alone: 2 x 4 and 4 x 2."""

WEAK_CODE = 5
"""A number of fewer digits may be the same by chance."""


def propose(left, right, profile):
    """Find the pairs of two lists.

    :param left: iterable of `Candidate`
    :param right: iterable of `Candidate`
    :return: list of `Pair`, each entry at most once, the best score first; pairs
        without a verdict are left out
    """
    return _Proposal(left, right, profile).pairs()


class _Proposal:
    def __init__(self, left, right, profile):
        self.left = {n: Reading(one, profile) for n, one in enumerate(left)}
        self.right = {n: Reading(one, profile) for n, one in enumerate(right)}
        vocabulary = Vocabulary(self.left.values(), self.right.values())
        self.comparer = Comparer(profile, vocabulary)
        self.comparer.expect_places(self.left.values(), self.right.values())
        self.relatives = Relatives(self.left, self.right)
        self.found, self.taken, self.claims = [], (set(), set()), ({}, {})

    def pairs(self):
        doubtful = self._by_code()
        for one, other in doubtful if self.comparer.profile.coded else ():
            self.claims[0].setdefault(one, set()).add(other)
            self.claims[1].setdefault(other, set()).add(one)
        self._by_signature(_whole)
        self._by_signature(_first)
        self._by_search(doubtful)
        return sorted(self.found, key=lambda pair: (-pair.score, str(pair.left)))

    def _keep(self, one, other, score, verdict, reasons):
        self.taken[0].add(one)
        self.taken[1].add(other)
        left, right = self.left[one], self.right[other]
        keys = left.candidate.key, right.candidate.key
        reasons = tuple(worded(reason, left, right) for reason in reasons)
        left.forget()
        right.forget()
        self.found.append(Pair(*keys, round(score, 3), verdict, reasons))

    # -- codes ----------------------------------------------------------------

    def _by_code(self):
        """Pair the only entries that have a code, unless the names contradict.

        :return: {(left, right): Match} of those a person should look at
        """
        shared = _only_ones(_by_codes(self.left), _by_codes(self.right))
        claims = [{}, {}]
        for one, other in shared:
            claims[0].setdefault(one, set()).add(other)
            claims[1].setdefault(other, set()).add(one)
        doubtful = {}
        for (one, other), codes in shared.items():
            readings = self.left[one], self.right[other]
            score, reasons, sure = judged_by_code(self.comparer, *readings, codes)
            alone = len(claims[0][one]) == len(claims[1][other]) == 1
            if sure and alone:
                self._keep(one, other, score, SURE, reasons)
            else:
                doubtful[one, other] = Match(min(score, CODE), False, tuple(reasons))
        return doubtful

    # -- the same words and sizes ---------------------------------------------

    def _by_signature(self, sign):
        """Pair entries that say the same, if nothing else in either list says it.

        :param sign: callable(reading) -> its signature, None without one
        """
        sides = [_signed(side, sign) for side in (self.left, self.right)]
        for signature, ones in sides[0].items():
            others = sides[1].get(signature, ())
            if len(ones) != 1 or len(others) != 1:
                continue
            one, other = ones[0], others[0]
            if one in self.taken[0] or other in self.taken[1]:
                continue
            named = self.comparer.compare(self.left[one], self.right[other])
            if sign is _first and named.detailed:
                told = self.comparer.contradictions(self.left[one], self.right[other])
                named.score, named.clean = FIRST, not told
            if named.clean:
                reason = Reason("same_name" if sign is _first else "same_words")
                self._keep_named(one, other, named, [reason])

    # -- what is similar ------------------------------------------------------

    def _by_search(self, doubtful):
        left = {n: r for n, r in self.left.items() if n not in self.taken[0]}
        right = {n: r for n, r in self.right.items() if n not in self.taken[1]}
        matches = Search(self.comparer, left, right).matches(doubtful)
        rivals = Rivals(matches)
        for one, other, match in sorted(matches, key=_best_first):
            if one not in self.taken[0] and other not in self.taken[1]:
                rival = self._rival(rivals.of(one, other, match))
                reasons = [*(match.reasons or [Reason("similar")]), *rival]
                self._keep_named(one, other, match, reasons, not rival)

    def _rival(self, found):
        """Return the reason that names a rival, in a list; empty without one."""
        if found is None:
            return []
        side, position = found
        name = _name((self.left, self.right)[side][position])
        return [Reason("rival", right=name) if side else Reason("rival_left", name)]

    def _keep_named(self, one, other, match, reasons, alone=True):
        """Keep a pair that names alone speak for."""
        more = self._claimed(one, other) if match.clean and alone else []
        more = more or (self._more(one, other) if match.clean and alone else [])
        verdict = SURE if match.clean and alone and not more else MAYBE
        self._keep(one, other, match.score, verdict, [*reasons, *more])

    def _claimed(self, one, other):
        """Return the reason that names an entry for which a code speaks instead."""
        for side, mine, partner in ((1, one, other), (0, other, one)):
            claimed = self.claims[1 - side].get(mine, {partner}) - {partner}
            for position in sorted(claimed):
                return self._rival((side, position))
        return []

    def _more(self, one, other):
        """Return the reason that names an entry that says more.

        :return: empty if there is none, or if prices speak for the pair
        """
        prices = [self.left[one].candidate.price, self.right[other].candidate.price]
        near = min(prices) > 0 and max(prices) / min(prices) < NEAR
        if near or not self.comparer.profile.prices:
            return []
        relative = self.relatives.of(one, other)
        return [Reason("more", right=_name(relative))] if relative else []


def judged_by_code(comparer, left, right, codes):
    """Judge two readings that have codes in common.

    :return: (score, reasons, whether it is sure as far as the names go)
    """
    named = comparer.compare(left, right)
    reasons = [Reason("same_code", code) for code in sorted(codes)]
    weak = all(map(_is_weak, codes))
    if not left.words or not right.words:
        told = [one for one in named.reasons if one.kind in BY_SIZES]
        told = told if left.measures and right.measures else []
        return CODE, [*reasons, *told], not weak and not told
    needed = 2 * SUPPORT if weak else SUPPORT
    if named.excluded or named.score < needed:
        reasons += [Reason("names_differ"), *named.reasons]
        return CODE * (0.7 + named.score / 4), reasons, False
    sure = named.clean or (
        (named.explained or (comparer.profile.coded and named.detailed))
        and not comparer.contradictions(left, right)
    )
    return 1 - (1 - CODE) * (1 - named.score), [*reasons, *named.reasons], sure


def _best_first(found):
    one, other, match = found
    return not match.clean, -match.score, one, other


def _name(reading):
    return next(iter(reading.names), "")


def _by_codes(readings):
    """Return {code: positions of the entries that have it}."""
    found = {}
    for position, reading in readings.items():
        for code in reading.codes:
            found.setdefault(code, []).append(position)
    return found


def _only_ones(left, right):
    """Return {(left, right): codes} that one entry of either list has alone."""
    shared = {}
    for code in sorted(left.keys() & right.keys()):
        if len(left[code]) == len(right[code]) == 1:
            shared.setdefault((left[code][0], right[code][0]), []).append(code)
    return shared


def _is_weak(code):
    return len(code) < WEAK_CODE and code.isdigit()


def _signed(readings, sign):
    """Return {signature: positions of the entries that have it}."""
    found = {}
    for position, reading in readings.items():
        signature = sign(reading)
        if signature:
            found.setdefault(signature, []).append(position)
    return found


def _whole(reading):
    """Return the signature of all names of an entry together."""
    if not reading.words or reading.cut:
        return None
    return reading.words, _sizes(reading.measures)


def _first(reading):
    """Return the signature of the first name; further ones may say more."""
    return reading.first and (reading.first[0], _sizes(reading.first[1]))


def _sizes(measures):
    return tuple((one.dimension, one.size) for one in measures)
