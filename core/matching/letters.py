"""Letters, repetitions and signs that tell two products apart."""

import re
from itertools import pairwise

from .plain import plain
from .records import Reason
from .tokens import is_code, tokens
from .units import UNITS

_SIGNED = re.compile(r"(?<![\w.)])[-\u2212\u2013](?=\.?\d)")
_PREFIXED = re.compile(r"\d\s?([mM])(?:ohm|hz|w|v|a|f|pa)s?\b", re.IGNORECASE)
_SERIES = re.compile(r"([a-wyz])\1+|i{2,3}|iv|vi{1,3}|ix|xi{1,3}")
_MARK = re.compile(
    r"(?<!\w)([^\W\d_]+)(?:([+#]+|[-\u2212])(?=\s|$)|\s([-+\u2212])$)"
    r"|(?<![\w.)])([+\u00b1]|[-\u2212](?=\s))\s?(\.?\d[\d.]*)"
)
"""A sign behind a word, or at the end, or before a number."""

UNKNOWN = "M?"


def small_differences(left, right):
    """Return the reasons why two products differ in a letter or a sign."""
    checks = (_letters, _series, _repeated, _signs, _marks, _prefixes)
    return next(filter(None, (check(left, right) for check in checks)), [])


def plain_words(reading):
    """Return the words of each text, without those of a list that turns them round."""
    return [
        [] if "," in name else re.findall(r"[^\W_]+", plain(name))
        for name in reading.names
    ]


def features(reading):
    return [[one for one, _said in text] for text in reading.texts()]


def _letters(left, right):
    """Compare the letters that stand alone: Vitamin A, USB-A to USB-C."""
    for articles in (True, False):
        ours, theirs = _single(left, articles), _single(right, articles)
        mine = [one for one in ours if not _is_meant(left.profile, one, theirs, right)]
        yours = [one for one in theirs if not _is_meant(left.profile, one, ours, left)]
        if mine == yours:
            return []
    return [Reason("letters", " ".join(ours) or "–", " ".join(theirs) or "–")]


def _single(reading, articles):
    """Return the letters of the text that has most of them.

    :param articles: whether those that may be articles count, too
    """
    cut = reading.candidate.cut
    texts = [
        _letters_of(reading.profile, name, bool(cut) and not number, articles)
        for number, name in enumerate(reading.names)
        if not is_code(name)
    ]
    return max(texts, key=len, default=[])


def _letters_of(profile, name, cut, articles):
    """Return single letters in their order."""
    said = [one for one, _text in tokens(name, profile)]
    said = said[:-1] if cut else said
    mixed = name != name.upper() and name != name.lower()
    left_out = () if articles else [one for one in "ay" if _is_article(one, name)]
    return [
        one
        for one in said
        if isinstance(one, str)
        and len(one) == 1
        and one.isalpha()
        and not (mixed and one in left_out)
    ]


def _is_article(letter, name):
    """Return whether all such letters are small, between two words."""
    there = re.findall(rf"(?<![\w-]){letter}(?![\w-])", name, re.IGNORECASE)
    between = re.findall(rf"\w {letter} \w", name)
    return len(there) == len(between)


def _is_meant(profile, letter, letters, other):
    """Return whether a letter is short for a word of the other one: L is large."""
    if letter in letters:
        return False
    meanings = profile.shorts.get(letter, ())
    begun = any(word[0] == letter for word in other.words if len(word) > 1)
    return any({*words} <= other.words for words in meanings) or begun


def _series(left, right):
    """Compare grades and numbers of letters: AA is not AAA, II is not III."""
    ours, theirs = (
        sorted(
            {
                word
                for text in plain_words(one)
                for word in text
                if _SERIES.fullmatch(word)
                and word not in one.profile.shorts
                and word not in UNITS
            }
        )
        for one in (left, right)
    )
    if ours == theirs:
        return []
    return [Reason("letters", " ".join(ours) or "–", " ".join(theirs) or "–")]


def _repeated(left, right):
    """Compare the words said twice: Johnson Johnson is not Johnson."""
    ours, theirs = _twice(left), _twice(right)
    return (
        [Reason("letters", " ".join(ours), " ".join(theirs))] if ours != theirs else []
    )


def _twice(reading):
    found = set()
    for text in features(reading):
        words = [one for one in text if one not in reading.profile.noise]
        found |= {
            one for one, two in pairwise(words) if one == two and one.__class__ is str
        }
    return sorted(found)


def _signs(left, right):
    """Compare the numbers below zero: -20 is not 20."""
    ours, theirs = (sorted({*_below_zero(one)}) for one in (left, right))
    return [Reason("letters", "".join(ours), "".join(theirs))] if ours != theirs else []


def _marks(left, right):
    """Compare signs that stand for a word: A+ and A-, C++ and C, + 1.50 and - 1.50."""
    ours, theirs = (_marks_of(one) for one in (left, right))
    plain_signs = {sign for _word, sign in ours | theirs} <= {"+", "-"}
    if plain_signs and not (ours and theirs) and "-" in str(ours | theirs):
        return []  # a dash may be one between two words
    if ours == theirs:
        return []
    shown = (" ".join(sorted(map("".join, one))) or "–" for one in (ours, theirs))
    return [Reason("letters", *shown)]


def _marks_of(reading):
    """Return {(word or number, sign)} of the signs of all names."""
    return {
        (word or number, "".join(signs).replace("\u2212", "-"))
        for name in reading.names
        for word, *signs, number in _MARK.findall(name.casefold())
    }


def _below_zero(reading):
    for name in reading.names:
        for match in _SIGNED.finditer(name):
            number = re.match(r"[\d.]+", name[match.end() :])
            yield f"-{float(number.group().strip('.')):g}"


def _prefixes(left, right):
    """Compare milli and mega: 10 mohm is not 10 Mohm; 10 MOHM is either."""
    ours, theirs = _prefixes_of(left), _prefixes_of(right)
    if not (ours and theirs) or (ours == theirs and UNKNOWN not in ours):
        return []
    return [Reason("letters", *map(min, (ours, theirs)))]


def _prefixes_of(reading):
    return {
        UNKNOWN if name == name.upper() else sign
        for name in reading.names
        for sign in _PREFIXED.findall(name)
    }
