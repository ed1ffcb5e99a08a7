"""Details that tell two entries apart although they are named in the same words.

A pair that all words speak for is sure only if none of these checks objects: they look
at the order of words and sizes, at signs and single letters, and at details that are
not in the names.
"""

import re
from typing import NamedTuple

from .letters import features, plain_words, small_differences
from .plain import plain
from .records import Reason
from .tokens import tokens
from .units import Measure

_DIGITS = re.compile(r"\D+")
PLACES = frozenset(("town", "zip", "phone"))
LINKS = frozenset(("to", "from", "for", "in", "on", "into", "over", "under", "per"))
NEAR = 1.3
"""Prices of which one is less than so many times the other speak for a pair."""

PHONE = 7
"""Digits of a telephone number that count; codes of areas are left out."""


def product_contradictions(left, right):
    """Return the reasons, of type `Reason`, why two products differ after all."""
    checks = (_kinds, _orders, _turned_words, small_differences)
    return next(filter(None, (check(left, right) for check in checks)), [])


def party_contradictions(left, right):
    """Return the reasons why two parties differ although their words agree."""
    return _sequence(left, right) or other_details(left, right)


# -- details beside the names ---------------------------------------------------


def other_details(left, right):
    """Return the reasons of the details that contradict each other."""
    reasons = []
    for kind, (one, other) in _both_facts(left, right).items():
        if kind == "town" and _agree("zip", left, right):
            continue  # it is spelled in two ways
        if _read(kind, one) != _read(kind, other):
            reasons.append(Reason(f"other_{kind}", one, other))
    return reasons


def same_details(left, right):
    """Return whether a detail that hardly two parties have in common is the same."""
    alike = any(_agree(kind, left, right) for kind in ("email", "phone", "zip"))
    return alike or bool(left.codes.keys() & right.codes.keys())


def is_placed(reading):
    """Return whether an entry has a place or a telephone."""
    return any(text and kind in PLACES for kind, text in reading.candidate.facts)


def have_places(left, right):
    """Return whether two entries have a place, or a telephone, to compare."""
    return not PLACES.isdisjoint(_both_facts(left, right))


def _both_facts(left, right):
    ours, theirs = dict(left.candidate.facts), dict(right.candidate.facts)
    return {
        kind: (ours[kind], theirs[kind])
        for kind in ours
        if theirs.get(kind)
        and ours[kind]
        and _read(kind, ours[kind])
        and _read(kind, theirs[kind])
    }


def _agree(kind, left, right):
    both = _both_facts(left, right).get(kind)
    return bool(both) and _read(kind, both[0]) == _read(kind, both[1])


def _read(kind, value):
    if kind == "phone":
        digits = _DIGITS.sub("", value)
        return digits[-PHONE:] if len(digits) >= PHONE else ""
    if kind == "zip":
        return value.partition("-")[0].replace(" ", "").casefold()
    return " ".join(re.sub(r"[^\w@]+", " ", plain(value)).split())


def _kinds(left, right):
    return other_details(left, right)


# -- the order of a party's name -------------------------------------------------


def _sequence(left, right):
    """Compare names word by word: two persons may have each other's names."""
    ours, theirs = _said(left), _said(right)
    same = len(ours) == len(theirs) and all(
        one == other or _is_short(left.profile, one, other)
        for one, other in zip(ours, theirs, strict=True)
    )
    return [] if same else [Reason("other_order", left.names[0], right.names[0])]


def _said(reading):
    profile = reading.profile
    return [
        one
        for one, _text in tokens(reading.names[0], profile)
        if one not in profile.noise and one not in profile.optional
    ]


def _is_short(profile, one, other):
    return (other,) in profile.shorts.get(one, ()) or (one,) in profile.shorts.get(
        other, ()
    )


# -- the order of colours and sizes ----------------------------------------------


def _orders(left, right):
    """Compare the order of colours and sizes: black on white, 2 boxes of 10."""
    ours, theirs = features(left), features(right)
    classes = left.profile.classes
    for name in sorted({name for name, _value in classes.values()}):
        mine, yours = (_valued(texts, classes, name) for texts in (ours, theirs))
        if (mine or yours) and not any(one in yours for one in mine):
            return [_in_other_order(left, right)]
    mine, yours = (list(filter(_has_sizes, texts)) for texts in (ours, theirs))
    if mine and yours and all(_is_turned(one, two) for one in mine for two in yours):
        return [_in_other_order(left, right)]
    return []


def _in_other_order(left, right):
    return Reason("other_order", left.names[0], right.names[0])


def _valued(texts, classes, name):
    """Return the values of a class in the texts that have several of them."""
    found = [
        [classes[one][1] for one in text if one in classes and classes[one][0] == name]
        for text in texts
    ]
    return [values for values in found if len(set(values)) > 1]


class _Size(NamedTuple):
    """A size of a text, its place there, and the words on either side of it."""

    measure: Measure
    place: int
    before: object
    behind: object

    def has_neighbour_of(self, other):
        """Return whether a word on the same side of both says which one it is."""
        sides = (self.before, other.before), (self.behind, other.behind)
        return any(isinstance(one, str) and one == two for one, two in sides)


def _has_sizes(text):
    return len({one for one in text if isinstance(one, Measure)}) > 1


def _sizes(text):
    around = [None, *text, None]
    return [
        _Size(one, place, around[place], around[place + 2])
        for place, one in enumerate(text)
        if isinstance(one, Measure)
    ]


def _is_turned(ours, theirs):
    """Return whether two sizes have changed places, and nothing says which is which."""
    rest, matched = _sizes(theirs), []
    for one in _sizes(ours):
        same = [two for two in rest if two.measure == one.measure] or [
            two for two in rest if two.measure.fits(one.measure)
        ]
        if same:
            rest.remove(same[0])
            matched.append((one, same[0]))
    return any(
        first[1].place > second[1].place and not _are_told_apart(first, second)
        for number, first in enumerate(matched)
        for second in matched[number + 1 :]
    )


def _are_told_apart(first, second):
    """Return whether it is said which of two sizes is which: #8 and 2 in, Ram 1500."""
    if any(one.has_neighbour_of(other) for one, other in (first, second)):
        return True
    (one, other), (two, another) = (
        [size.measure.dimension for size in both] for both in (first, second)
    )
    if (one or other) == (two or another):
        return False
    return (one == other and two == another) or bool(
        (one or other) and (two or another)
    )


def _turned_words(left, right):
    """Compare the words around “to” and the like, and the order of only two words.

    HDMI to DVI, chocolate milk. Two words may be turned round in one list, as far as
    the prices agree: screw deck.
    """
    texts = [plain_words(one) for one in (left, right)]
    for mine, yours in zip(*texts, strict=False):
        for link in LINKS & {*mine} & {*yours}:
            if _around(mine, link) & {both[::-1] for both in _around(yours, link)}:
                return [_in_other_order(left, right)]
    ours, theirs = ([one for one in text if one] for text in texts)
    turned = ours and theirs and len(ours[0]) == 2 and ours[0] == theirs[0][::-1]
    if turned and ours[0] != theirs[0] and not _have_near_prices(left, right):
        return [_in_other_order(left, right)]
    return []


def _around(words, link):
    """Return the pairs of different words on either side of a word."""
    return {
        (before, behind)
        for before, word, behind in zip(words, words[1:], words[2:], strict=False)
        if word == link and before != behind
    }


def _have_near_prices(left, right):
    prices = left.candidate.price or 0, right.candidate.price or 0
    return min(prices) > 0 and max(prices) / min(prices) < NEAR
