"""The entries of a list that are similar to a few new ones, not yet created."""

import re
import unicodedata
from collections import Counter

from .comparing import Comparer, worded
from .matcher import judged_by_code
from .reading import Reading, squeezed
from .records import MAYBE, SURE, Pair, Reason
from .searching import Search
from .vocabulary import Vocabulary

BEGINNING = 4
"""Letters by which words are told apart in a first look."""

COMMON = 50
"""A beginning that so many entries have says nothing."""

_WORD = re.compile(r"[^\W_]+")


def similar(new, known, profile):
    """Find the known entries that may be the same as some new ones.

    :param new: iterable of `Candidate`
    :param known: iterable of `Candidate`; of very many the ones that `sift` leaves
    :return: {key of a new one: list of `Pair`, the best first}; SURE is a pair that
        would be made if nothing else fits. New ones without a similar one are missing
    """
    left = {n: Reading(one, profile) for n, one in enumerate(new)}
    right = {n: Reading(one, profile) for n, one in enumerate(known)}
    vocabulary = Vocabulary(left.values(), right.values())
    comparer = Comparer(profile, vocabulary)
    found = {}
    for one, other, match in Search(comparer, left, right).matches({}):
        verdict = SURE if match.clean else MAYBE
        found[one, other] = (match.score, verdict, match.reasons)
    for one, other, codes in _same_codes(left, right):
        score, reasons, sure = judged_by_code(comparer, left[one], right[other], codes)
        found[one, other] = (score, SURE if sure else MAYBE, reasons)
    return _by_key(left, right, found)


def _by_key(left, right, found):
    result = {}
    for (one, other), (score, verdict, reasons) in sorted(
        found.items(), key=lambda item: -item[1][0]
    ):
        mine, theirs = left[one], right[other]
        reasons = reasons or (Reason("similar"),)
        words = tuple(worded(reason, mine, theirs) for reason in reasons)
        keys = mine.candidate.key, theirs.candidate.key
        pair = Pair(*keys, round(score, 3), verdict, words)
        result.setdefault(keys[0], []).append(pair)
    return result


def _same_codes(left, right):
    """Yield (left, right, codes) of those that have some in common."""
    by_code = {}
    for position, reading in right.items():
        for code in reading.codes:
            by_code.setdefault(code, []).append(position)
    for one, reading in left.items():
        shared = {}
        for code in sorted(reading.codes.keys() & by_code.keys()):
            for other in by_code[code]:
                shared.setdefault(other, []).append(code)
        for other, codes in shared.items():
            yield one, other, codes


def sift(new, known):
    """A first look at very many entries: which may be similar to a few new ones.

    Only rare words count, by how they begin; codes count whole.

    :param new: texts of the new entries: names and codes
    :param known: {key: texts of an entry}
    :return: keys, in the order of `known`
    """
    marks, numbers = _marks_of_all(known)
    wanted = set().union(*(_telling(texts, numbers) for texts in new))
    return [key for key, own in marks.items() if not wanted.isdisjoint(own)]


def sift_each(new, known, among):
    """The same look, at some known entries only, for each new one by itself.

    :param new: {key: texts of a new entry}
    :param among: the keys of `known` that are in question
    :return: {key of a new entry: [keys among these]}, without those that have none
    """
    marks, numbers = _marks_of_all(known)
    found = {}
    for key, texts in new.items():
        wanted = _telling(texts, numbers)
        likely = [one for one in among if not wanted.isdisjoint(marks[one])]
        if likely:
            found[key] = likely
    return found


def _marks_of_all(known):
    """Return ({key: marks of its texts}, how often each mark occurs)."""
    marks = {key: _marks(texts) for key, texts in known.items()}
    numbers = Counter()
    for own in marks.values():
        numbers.update(own)
    return marks, numbers


def _telling(texts, numbers):
    """Return those marks of a new entry that tell known ones apart."""
    present = [mark for mark in _marks(texts) if mark in numbers]
    rarest = sorted(present, key=lambda mark: (numbers[mark], mark))
    return {*rarest[:2], *(mark for mark in rarest if numbers[mark] <= COMMON)}


def _marks(texts):
    marks = set()
    for text in filter(None, texts):
        folded = text.casefold()
        if not text.isascii():
            folded = unicodedata.normalize("NFKD", folded)
            folded = "".join(c for c in folded if not unicodedata.combining(c))
        marks.update(word[:BEGINNING] for word in _WORD.findall(folded))
        marks.add(squeezed(text))
    marks.discard("")
    return marks
