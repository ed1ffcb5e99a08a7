"""Whether one word is another one, mistyped or shortened. No dictionary is needed."""

from functools import lru_cache

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {
    letter: (row, place)
    for row, letters in enumerate(_ROWS)
    for place, letter in enumerate(letters)
}
VOWELS = frozenset("aeiouy")

STRONG = 3
LIKELY = 2
WEAK = 1


@lru_cache(maxsize=20_000)
def stem(word):
    """Return the singular, as far as it can be found without a dictionary."""
    if len(word) > 4 and word.endswith("ie"):
        return word[:-2] + "y"
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=20_000)
def typing(one, other):
    """Return whether two words differ as a slip of the keyboard makes them differ.

    :return: STRONG for a letter left out, doubled, swapped or hit next to the right
        key; LIKELY for that in a word of four letters; WEAK for anything else that is
        close; 0 if they are no typing error
    """
    if not (one.isalpha() and other.isalpha()) or min(len(one), len(other)) < 3:
        return 0
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return 0
    start = _common(short, long)
    end = min(_common(short[::-1], long[::-1]), len(short) - start)
    rest, more = short[start : len(short) - end], long[start : len(long) - end]
    if not rest:  # plane and planer, salt and salty are words of their own
        slip = end or more == short[-1]
    elif len(rest) == 1 and len(more) == 1:
        slip = _beside(rest, more)
    else:
        slip = len(rest) == 2 and more == rest[::-1]
        if not slip:
            return WEAK if len(short) >= 7 and _distance(one, other) == 2 else 0
    if not slip or len(long) < 4:
        return WEAK
    return STRONG if len(long) >= (5 if start else 6) else LIKELY


def _common(one, other):
    """Return how many letters both begin with."""
    number = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        number += 1
    return number


def _beside(one, other):
    if one not in _PLACES or other not in _PLACES:
        return False
    (row, place), (other_row, other_place) = _PLACES[one], _PLACES[other]
    return abs(row - other_row) <= 1 and abs(place - other_place) <= 1


def _distance(one, other):
    """Edits (insert, delete, replace, swap) from one word to the other."""
    before, row = [], list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        new = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        before, row = row, new
    return row[-1]


def is_no_word(short):
    """Return whether a word has too few vowels to be one: thrdd."""
    return len(short) > 3 and VOWELS.isdisjoint(short[1:])


@lru_cache(maxsize=20_000)
def short_for(short, word):
    """Return whether a word is short for another one: galvan, glvnzd, gl.

    :return: STRONG for its beginning or its consonants, WEAK for less, or 0
    """
    if len(short) >= len(word) or short[0] != word[0] or not short.isalpha():
        return 0
    if word.startswith(short):  # plane is no short planer
        return STRONG if 3 <= len(short) <= len(word) - 2 else WEAK
    if not _letters_in_order(short, word):
        return 0
    if _common(short, word) >= 3:
        return STRONG
    consonants = VOWELS.isdisjoint(short[1:-1])
    if consonants and len(short) >= 3 and len(word) <= 3 * len(short):
        return STRONG
    return WEAK if consonants or len(word) - len(short) <= 3 else 0


def _letters_in_order(short, word):
    letters = iter(word)
    return all(letter in letters for letter in short)
