"""Pairs of documents that both books hold: by number, party, date, total and use.

Of entries, which have no party of their own, the accounts count instead.

One of these may be off. What is off in more is another document; what two others fit as
well is a question for a person.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from .records import MAYBE, SURE, Pair, Reason

NEAR = 7
"""Days between two dates of one document, where somebody entered it later."""

CENT = Decimal("0.01")

WEIGHTS = {"number": 35, "party": 20, "date": 20, "total": 25, "accounts": 20}
"""What it is worth that both books agree about a part of a document."""

NOBODY = ""
"""The party of a document of a list whose documents are nobody's."""

SAME, CLOSE, OFF, BLANK = "same", "close", "off", "blank"
WORTH = {SAME: 1.0, CLOSE: 0.6, OFF: 0.0, BLANK: 0.7}
"""How far two values agree. A blank one is no contradiction, and no evidence."""

_GROUPS = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Document:
    """One document, as plain values.

    :param key: anything hashable, unique in its list
    :param title: the name that is shown to people
    :param numbers: texts, the document's own number first
    :param party: anything hashable, the same in both lists; None if it is not known
    :param party_name: for people
    :param day: date
    :param total: Decimal, without a sign
    :param open_amount: Decimal, None if it is not known
    :param applied: ((key of a document in both lists, Decimal, whether that is all of
        it), …)
    :param accounts: ((anything hashable for an account, the same in both lists,
        Decimal of its debits less its credits), …) of an entry; None if not known
    """

    key: object
    title: str
    numbers: tuple = ()
    party: object = None
    party_name: str = ""
    day: date | None = None
    total: Decimal = Decimal(0)
    open_amount: Decimal | None = None
    applied: tuple = ()
    accounts: tuple | None = None

    def texts(self):
        """Return the texts that `DocumentMatcher.sift` looks at."""
        return [*self.numbers, f"{self.total:.2f}"]

    def about(self):
        """Return the details that users see next to the title."""
        numbers = [one for one in self.numbers if one and one != self.title]
        day = self.day.isoformat() if self.day else ""
        return [*numbers, self.party_name, day, f"{self.total:.2f}"]


class DocumentMatcher:
    """Finds the pairs of two lists of `Document`."""

    def propose(self, left, right):
        """Find the pairs of two lists.

        :return: list of `Pair`, each document at most once, the best score first
        """
        found = _Search(left, right).found()
        rivals = _rivals(found)
        taken, pairs = (set(), set()), []
        for one in sorted(found, key=_best_first):
            if one.left.key not in taken[0] and one.right.key not in taken[1]:
                taken[0].add(one.left.key)
                taken[1].add(one.right.key)
                pairs.append(one.pair(rivals))
        return sorted(pairs, key=lambda pair: (-pair.score, str(pair.left)))

    def similar(self, new, known):
        """Find the known documents that may be some new ones.

        :return: {key of a new one: list of `Pair`, the best first}
        """
        found, result = _Search(new, known).found(), {}
        rivals = _rivals(found)
        for one in sorted(found, key=_best_first):
            result.setdefault(one.left.key, []).append(one.pair(rivals))
        return result

    def sift(self, new, known):
        """Return the keys of known documents with a number or total of new ones.

        :param new: texts of each new one
        :param known: {key: its texts}
        """
        wanted = set().union(*map(_marks, new))
        return [key for key, one in known.items() if wanted & _marks(one)]

    def sift_each(self, new, known, among):
        """Return {key of a new one: keys among these with a number or total of it}."""
        marks = {key: _marks(known[key]) for key in among}
        found = {}
        for key, texts in new.items():
            wanted = _marks(texts)
            likely = [one for one in among if wanted & marks[one]]
            if likely:
                found[key] = likely
        return found


class _Search:
    """Compares those of two lists that have a number, or party and total, in common."""

    def __init__(self, left, right):
        self.left, self.places = list(left), {}
        for one in right:
            for place in _places(one):
                self.places.setdefault(place, []).append(one)

    def found(self):
        """Return the comparisons that may be one document."""
        found = []
        for one in self.left:
            seen = {}
            for place in _looked_up(one):
                for other in self.places.get(place, ()):
                    seen[other.key] = other
            compared = (_Comparison(one, other) for other in seen.values())
            found += [pair for pair in compared if pair.is_likely]
        return found


class _Comparison:
    """Two documents, and how far they agree."""

    __slots__ = ("agreed", "left", "right", "uses")

    def __init__(self, left, right):
        self.left, self.right = left, right
        self.agreed = {
            "number": _numbers(left, right),
            "party": _parties(left, right),
            "date": _dates(left.day, right.day),
            "total": _totals(left.total, right.total),
        }
        if left.party == right.party == NOBODY:
            del self.agreed["party"]
        if left.accounts is not None or right.accounts is not None:
            self.agreed["accounts"] = _accounts(left, right)
        self.uses = bool(left.applied) and sorted(
            one[:2] for one in left.applied
        ) == sorted(one[:2] for one in right.applied)

    @property
    def is_likely(self):
        """Return whether at most one of the parts is off."""
        number = self.agreed["number"]
        off = [part for part, how in self.agreed.items() if how in (CLOSE, OFF)]
        if number == BLANK or self.uses:
            off = [part for part in off if part != "number"]
            return not off or (off == ["date"] and self._is_dated_near())
        if number == OFF:
            return off == ["number"]
        return len(off) <= 1

    def _is_dated_near(self):
        return self.uses or self.agreed["date"] == CLOSE

    @property
    def in_full(self):
        return self.uses and all(one[2] for one in self.left.applied)

    @property
    def is_same(self):
        """Return whether nothing is off, and something but the party identifies it.

        What pays another document in full does: that happens once.
        """
        rest = all(how == SAME for part, how in self.agreed.items() if part != "number")
        return rest and (self.agreed["number"] == SAME or self.in_full)

    @property
    def score(self):
        """Return how alike they are, from 0 to 1."""
        worth = sum(WEIGHTS[part] * WORTH[how] for part, how in self.agreed.items())
        if self.uses and self.agreed["number"] != SAME:
            worth += WEIGHTS["number"] * (1 - WORTH[self.agreed["number"]]) / 2
        return round(worth / sum(WEIGHTS[part] for part in self.agreed), 3)

    def pair(self, rivals):
        """Return the `Pair`; sure is one that has no rival in either list."""
        rival = self._rival(rivals)
        verdict = SURE if self.is_same and not rival else MAYBE
        reasons = (*self._reasons(), *rival)
        return Pair(self.left.key, self.right.key, self.score, verdict, reasons)

    def _rival(self, rivals):
        """Return the reason that names a document that fits as well, in a list."""
        for one in rivals[0].get(self.left.key, ()):
            if one.right.key != self.right.key and self._is_matched_by(one):
                return [Reason("rival", right=one.right.title)]
        for one in rivals[1].get(self.right.key, ()):
            if one.left.key != self.left.key and self._is_matched_by(one):
                return [Reason("rival_left", one.left.title)]
        return []

    def _is_matched_by(self, other):
        return other.is_same if self.is_same else other.score >= self.score

    def _reasons(self):
        """Return the reasons for and against it, those for it first."""
        shown = {
            "number": (_first(self.left.numbers), _first(self.right.numbers)),
            "party": (self.left.party_name, self.right.party_name),
            "date": (str(self.left.day or ""), str(self.right.day or "")),
            "total": (f"{self.left.total:.2f}", f"{self.right.total:.2f}"),
            "accounts": (),
        }
        found = [Reason("same_use")] if self.uses else []
        found += [
            Reason(f"same_{part}") for part, how in self.agreed.items() if how == SAME
        ]
        found += [
            Reason(f"other_{part}", *shown[part])
            for part, how in self.agreed.items()
            if how in (CLOSE, OFF)
        ]
        amounts = (self.left.open_amount, self.right.open_amount)
        if None not in amounts and amounts[0] != amounts[1]:
            found.append(Reason("other_open", *(f"{one:.2f}" for one in amounts)))
        return found


def _rivals(found):
    """Return ({left key: comparisons}, {right key: comparisons})."""
    sides = {}, {}
    for one in found:
        sides[0].setdefault(one.left.key, []).append(one)
        sides[1].setdefault(one.right.key, []).append(one)
    return sides


def _best_first(one):
    return not one.is_same, -one.score, str(one.left.key), str(one.right.key)


# -- where a document is looked for ------------------------------------------


def _places(one):
    """Return the places where a document is found by two or three of its parts."""
    places = [("total", one.party, one.total, one.day)]
    for document, amount, _in_full in one.applied:
        places.append(("use", document, amount))
    for number in {*map(folded, one.numbers)} - {()}:
        places += [
            (number, "party", one.party, one.total),
            (number, "date", one.party, one.day),
            (number, "total", one.total, one.day),
        ]
    return places


def _looked_up(one):
    """Return the places of the documents that may be this one."""
    days = _days_near(one.day) if one.day else [None]
    return _places(one) + [("total", one.party, one.total, day) for day in days]


def _days_near(day):
    days = [day + timedelta(number) for number in range(-NEAR, NEAR + 1)]
    return [*days, *_mistyped(day)]


def _mistyped(day):
    """Yield the dates that a day may be mistaken for: month first, another year."""
    for year, month, number in (
        (day.year, day.day, day.month),
        (day.year - 1, day.month, day.day),
        (day.year + 1, day.month, day.day),
    ):
        try:
            yield date(year, month, number)
        except ValueError:
            continue


# -- how far two values agree --------------------------------------------------


def folded(number):
    """Return a number of a document without signs and leading zeros, as groups.

    >>> folded("INV/2026/00012")
    ('inv', '2026', '12')
    """
    groups = _GROUPS.findall((number or "").casefold())
    return tuple(one.lstrip("0") or "0" if one.isdigit() else one for one in groups)


def _numbers(left, right):
    ones = {*map(folded, left.numbers)} - {()}
    others = {*map(folded, right.numbers)} - {()}
    if not ones or not others:
        return BLANK
    if ones & others:
        return SAME
    return CLOSE if any(_is_close(a, b) for a in ones for b in others) else OFF


def _is_close(one, other):
    """Tell whether two numbers are written otherwise, or one of them is mistyped."""
    short, long = sorted((one, other), key=len)
    if long[-len(short) :] == short:
        return True
    texts = "".join(one), "".join(other)
    return len(texts[0]) > 2 and _is_typo(*texts)


def _is_typo(one, other):
    """Tell whether two texts differ by one character, or two that changed places."""
    if len(one) == len(other):
        wrong = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            first, second = wrong
            return one[first] == other[second] and one[second] == other[first]
        return len(wrong) == 1
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1:
        return False
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _parties(left, right):
    known = left.party is not None and left.party == right.party
    return SAME if known else OFF


def _dates(one, other):
    if one == other:
        return SAME
    if not one or not other:
        return OFF
    near = abs((one - other).days) <= NEAR or other in _mistyped(one)
    return CLOSE if near else OFF


def _totals(one, other):
    if one == other:
        return SAME
    texts = [f"{value:.2f}".replace(".", "") for value in (one, other)]
    near = abs(one - other) * 100 <= max(one, other) or _is_typo(*texts)
    return CLOSE if near else OFF


def _accounts(left, right):
    """Compare the accounts of two entries; of two totals, the amounts differ anyway.

    An entry that has a part of them, as a bank statement line, is no contradiction.
    """
    if None in (left.accounts, right.accounts):
        return BLANK
    ones, others = {*left.accounts}, {*right.accounts}
    if left.total != right.total:
        ones, others = ({one for one, _value in x} for x in (ones, others))
    if ones == others:
        return SAME
    return BLANK if ones and others and (ones < others or others < ones) else OFF


def _first(texts):
    return next(filter(None, texts), "")


def _marks(texts):
    """Return the amounts, and the ends of the numbers, among the texts of a document.

    :param texts: an amount has a point
    """
    return {_mark(str(one)) for one in texts if one} - {()}


def _mark(text):
    try:
        return abs(Decimal(text)).quantize(CENT) if "." in text else folded(text)[-1:]
    except InvalidOperation:
        return folded(text)[-1:]
