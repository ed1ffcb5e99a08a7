"""A plain name as words, measures and signs."""

import re
from functools import lru_cache

from .plain import plain
from .spelling import stem
from .units import CONTAINERS, DOZEN, UNITS, measure

_TOKEN = re.compile(
    r"(?P<mixed>\d{1,3}-\d{1,2}/\d{1,2}(?![\d/]))"
    r"|(?P<fraction>\d{1,3}/\d{1,2}(?![\d/]))"
    r"|(?P<model>[^\W\d_]+\d\w*|\d+[^\W\d_]+\d\w*)"
    r"|(?P<number>\d*\.\d+|\d+)@?(?P<suffix>[^\W\d_]+)?"
    r"|(?P<word>[^\W\d_]+)|(?P<times>×)"
)
_WORD_AND_NUMBER = re.compile(r"([a-z]{2,})(\d+)")
_CODE = re.compile(r"[A-Za-z]{0,5}[-_. ]?\d[\dA-Za-z]*([-_. ]\d+[A-Za-z]?)*")
TIMES = "×"
_AFTER_COMMA = """
inc incorporated llc ltd limited corp corporation co company lp llp plc pc gmbh ag sa
srl bv nv spa pty jr sr ii iii iv md dds cpa esq phd the
"""
AFTER_COMMA = frozenset(_AFTER_COMMA.split())
"""What stands behind the comma of a name that is not turned round."""


def is_code(name):
    """Return whether a name is a number of some sort: PE-12701, 04 995."""
    return bool(_CODE.fullmatch(name.strip()))


def tokens(text, profile):
    """Read a name.

    :return: [(word, `Measure` or TIMES, how it is written)]
    """
    if profile.persons:
        text = ":".join(map(_first_name_first, text.split(":")))
    found = [
        (match.lastgroup if match.lastgroup != "suffix" else "number", match)
        for match in _TOKEN.finditer(plain(text))
    ]
    raw = [one for kind, match in found for one in _tokens(kind, match, profile)]
    if profile.units:
        raw = _Units(_with_fractions(raw)).all()
    spelled = str if profile.persons else stem
    return _with_phrases([_measured(*one, spelled) for one in raw], profile)


def _first_name_first(name):
    """Return "John Smith" of "Smith, John"; the form of a firm stays at the end."""
    last, comma, first = name.partition(",")
    words = plain(first).replace(".", "").split()
    if not comma or "," in first or not words or words[0] in AFTER_COMMA:
        return name
    return f"{first} {last}"


def _tokens(kind, match, profile):
    """Return [(number, unit or word, text)]."""
    text = match.group().replace("@", " ")
    if kind in ("mixed", "fraction") and int(text.rpartition("/")[2]):
        return [(text, "", text)]
    if kind == "number":
        number, suffix = match.group("number"), match.group("suffix") or ""
        return [("", text, text) if _counts_nothing(number) else (number, suffix, text)]
    if kind == "model":
        return _parted(text, profile)
    return [("", text.replace("/", ""), text)]


def _parted(text, profile):
    """Read "sch40" and "bx25" as a word and a number; m6 and f150 are words."""
    parts = _WORD_AND_NUMBER.fullmatch(text)
    if parts:
        word, number = parts.groups()
        if word in profile.shorts or word in CONTAINERS or word == "number":
            return [("", word, word), (number, "", number)]
    return [("", text, text)]


def _with_fractions(raw):
    """Read "1 1/2" as one number, but not in "box of 25 1/2 in"."""
    result = []
    for number, word, text in raw:
        before = result[-1] if result else ("", "", "")
        whole = before[0].isdigit() and not before[1] and int(before[0]) < 25
        if "/" in number and "-" not in number and whole and not _is_counted(result):
            result[-1] = (f"{before[0]}-{number}", word, f"{before[2]} {text}")
        else:
            result.append((number, word, text))
    return result


def _is_counted(raw):
    """Whether the last number follows a package or stands for a thing's number."""
    before = [word for _number, word, _text in raw[-3:-1] if word != "of"]
    return bool(before) and (before[-1] in CONTAINERS or before[-1] == "number")


def _counts_nothing(number):
    """A number with a leading zero, or a very long one, counts nothing."""
    leading = len(number) > 1 and number[0] == "0"
    return "." not in number and (leading or len(number) > 6)


class _Units:
    """Gives numbers the unit, or the package, that is written next to them.

    :param raw: [(number, word, text)]
    """

    def __init__(self, raw):
        self.raw, self.position, self.read = raw, 0, []

    def all(self):
        """Return [(number, unit or word, text)]."""
        while self.position < len(self.raw):
            number, word, text = self.raw[self.position]
            self.position += 1
            if number:
                self._number(number, word, text)
            else:
                self._word(word, text)
        return self.read

    def _ahead(self, steps=0):
        place = self.position + steps
        return self.raw[place] if place < len(self.raw) else _NOTHING

    def _number(self, number, word, text):
        if word:  # 12mm, or 12th
            unit = _unit(word)
            self.read.append((number, unit, text) if unit else ("", text, text))
            return
        unit = self._unit_at(0) or self._times_contents()
        if unit == "pack" and not self._is_packed(number):
            unit = ""
        if unit and self._unit_at(0):
            text = f"{text} {self._ahead()[2]}"
            self.position += 1
        self.read.append((number, unit, text))

    def _times_contents(self):
        """Return the unit of the 12 in "12 x 330 ml": a pack, "" for another number."""
        if self._ahead()[1] != TIMES:
            return ""
        dimension = UNITS.get(_unit(self._ahead(1)[1]) or self._unit_at(2), ("",))[0]
        return "pack" if dimension in ("weight", "volume") else ""

    def _is_packed(self, number):
        """Whether a package holds the number before it: 25 box 50 is fifty in a box."""
        other, unit, _text = self._ahead(1)
        if not number.isdigit() or unit == "of":
            return False
        if not other.isdigit() or unit:
            return True
        return self._ahead(2)[1] == TIMES or bool(self._unit_at(2))

    def _unit_at(self, steps):
        number, word, _text = self._ahead(steps)
        return "" if number else _unit(word)

    def _word(self, word, text):
        if self._counts(word, text):
            return
        if word in DOZEN:
            self.read.append(("1", "dozen", text))
        elif _unit(word) == "pack" and self.read and self.read[-1][1] == "pack":
            pass  # 12 pc bag, 500 sheets per ream
        elif word == "ream":
            self.read.append(("500", "pack", text))
        elif word != "number":
            self.read.append(("", word, text))

    def _counts(self, word, text):
        """Read "no 8" and "box of 100"."""
        steps = 1 if self._ahead()[1] == "of" else 0
        number, unit, said = self._ahead(steps)
        if not number or unit:
            return False
        if word != "number":
            packed = number.isdigit() and not self._unit_at(steps + 1)
            if _unit(word) != "pack" or not packed:
                return False
        kind = "number" if word == "number" else "pack"
        self.read.append((number, kind, f"{text} {said}"))
        self.position += 1 + steps
        return True


_NOTHING = ("", "", "")


@lru_cache(maxsize=5_000)
def _unit(word):
    """Return a key of `UNITS`, "pack", "dozen" or ""."""
    for spelled in (word, word[:-1] if word.endswith("s") else word):
        if spelled in UNITS:
            return spelled
        if spelled in DOZEN:
            return "dozen"
        if spelled in CONTAINERS:
            return "pack"
    return ""


def _measured(number, unit, text, spelled):
    """Return (word or `Measure`, text)."""
    if not number:
        return (TIMES if unit == TIMES else spelled(unit)), text
    if unit == "dozen":
        return measure(number, "pack").times(12), text
    if unit and unit not in UNITS and unit not in ("pack", "number"):
        return spelled(number + unit), text
    return measure(number, unit), text


def _with_phrases(found, profile):
    """Put one word for "x large" or "ss"."""
    result = []
    for feature, text in found:
        before = result[-1] if result else ("", "")
        words = profile.phrases.get((before[0], feature))
        if words:
            result[-1:] = [(word, f"{before[1]} {text}") for word in words]
        else:
            result += _meaning(feature, text, profile)
    return result


def _meaning(feature, text, profile):
    meanings = () if not isinstance(feature, str) else profile.shorts.get(feature, ())
    if len(meanings) == 1:
        return [(word, text) for word in meanings[0]]
    return [(feature, text)]
