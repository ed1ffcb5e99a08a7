"""A name in small letters, its signs in words: 1½" is 1 1/2 in."""

import re
import unicodedata

from .units import CONTAINERS, DOZEN, UNITS

_SIGNS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ð": "d"})
_FRACTION_SIGN = re.compile("(?<=[0-9])(?=[¼-¾⅐-⅞])")
_BESIDE_NUMBERS = "|".join(sorted({*CONTAINERS, *DOZEN, *UNITS}, key=len, reverse=True))


def _compiled(*rules):
    return tuple((sign, re.compile(pattern), new) for sign, pattern, new in rules)


_SIGN_RULES = _compiled(
    ("’", "’", "'"),
    ("‘", "‘", "'"),
    ("′", "′", "'"),
    ("`", "`", "'"),
    ("´", "´", "'"),
    ("''", "''", '"'),
    ("”", "”", '"'),
    ("“", "“", '"'),
    ("w/", r"\bw/o\b", " without "),
    ("no ", r"\bno (?=[a-z]{3,}(?![\w-]*\d))", " without "),
    ("w/", r"\bw/", " "),
    ("°", "°", " deg "),
    ("%", "%", " percent "),
    ("#", r"(?<=\d)#(?!\d)", " lb "),
    ("#", r"#(?= ?\d)", " number "),
    ('"', r"(?<=\d)\s?\"", " in "),
    ("'", r"(?<=\d)'(?![a-z])", " ft "),
    ("'", "'", ""),
)
"""(a sign that must be there, pattern, what is put for it)"""

_NUMBER_RULES = _compiled(
    ("n", r"\b(?:no|nr|num)[. ]{1,2}(?=\d)", " number "),
    (",", r"(?<=\d),(?=\d{3}(?!\d))", ""),
    (",", r"(?<=\d),(?=\d{1,2}(?!\d))", "."),
    ("×", r" *× *(?=[.\d]|number)", " × "),
    ("*", r"(?<=[\d.)]) *\* *(?=[.\d]|number)", " × "),
    ("x", r"(?<=[\d.)]) *x *(?=[.\d]|number)", " × "),
    ("x", r"(?<=[a-z.]) +x +(?=[.\d]|number)", " × "),
    ("x", rf"(?<=\d)([ /-]?(?:{_BESIDE_NUMBERS})s?\.?) *x *(?=[.\d])", r"\1 × "),
    ("by ", r"(?<=[\da-z. ]) by +(?=[.\d]|number)", " × "),
    ("x", r"(?<![\w.])(\d{1,4})x(?!\w)", r"\1@pk "),
    ("/", rf"(?<=\d) ?/ ?(?=(?:{_BESIDE_NUMBERS})s?\b)", "@"),
    ("-", rf"(?<=\d)-(?=(?:{_BESIDE_NUMBERS})s?\b)", "@"),
    (".", r"(?<=[a-z])\.(?=\d)", " "),
    ("x", r"(?<![\w/.])x(?=\d+(?![\d/.]))", " pk "),
    ("(", r"\((\d{1,4})\)", r" \1@pk "),
)
"""The same, for texts with a number; "@" ties a number to its unit."""


def plain(text):
    """Return a name in small letters without accents, signs around numbers in words."""
    text = text.replace("&", " and ")
    if not text.isascii():
        text = _without_accents(text)
    text = " ".join(text.lower().split())
    if not text.isalnum():
        text = _rewritten(text, _SIGN_RULES)
    if any(map(str.isdigit, text)):
        text = _rewritten(text, _NUMBER_RULES)
    return text


def _without_accents(text):
    text = _FRACTION_SIGN.sub(" ", text)
    text = unicodedata.normalize("NFKD", text.casefold()).translate(_SIGNS)
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return text.replace("⁄", "/")


def _rewritten(text, rules):
    for sign, pattern, new in rules:
        if sign in text:
            text = pattern.sub(new, text)
    return text
