"""Codes as spreadsheets change them when they take them for numbers or dates."""

import re
from decimal import Decimal, InvalidOperation

_EXPONENT = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
_PARTS = re.compile(
    r"[0-9]{1,4}([-/.])[0-9]{1,4}(\1[0-9]{1,4})?"
    r"|(jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*"
    r"[-. ]?[0-9]{1,4}",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"[0-9]{1,2}[-. ]{0,2}[A-Za-z]{3,9}\.?([-. ]?[0-9]{2,4})?"
    r"|[A-Za-z]{3,9}[-. ][0-9]{2,4}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}[./][0-9]{1,2}[./]([0-9]{2,4})?"
    r"|[1-9][0-9]{4}"  # so many days since 1900
)
_FRACTION = re.compile(r"([0-9]{1,4})/([1-9][0-9]{0,3})")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?")
KEPT_DIGITS = 15
"""So many digits of a whole number are kept, the others become 0."""

DIGITS = 5
"""So many digits that a number with an exponent shows are compared."""


def is_mangled(before, after):
    """Return whether a code is another one only because a spreadsheet read it.

    >>> is_mangled("00700", "700"), is_mangled("4006381333931", "4.00638E+12")
    (True, True)

    :param before: the code that is known, or None
    :param after: the code of the file, or None
    """
    if not before or not after or before == after:
        return False
    if _ERROR.fullmatch(after):
        return True
    known, found = _number(before), _number(after)
    if known is not None and found is not None:
        return known == found or _is_cut(before, after) or _is_rounded(before, after)
    parts = _PARTS.fullmatch(before)
    return bool(parts and _DATE.fullmatch(after)) or _is_quotient(before, found)


def _number(text):
    """Return the number that a spreadsheet reads in a text, None for none."""
    try:
        found = Decimal(_THOUSANDS.sub("", text).replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _is_cut(before, after):
    """Return whether a long number has lost its last digits."""
    kept = before.lstrip("0")[:KEPT_DIGITS]
    cut = before.isdigit() and len(before.lstrip("0")) > KEPT_DIGITS
    return cut and after == kept.ljust(len(before.lstrip("0")), "0")


def _is_quotient(before, found):
    parts = _FRACTION.fullmatch(before)
    if not parts or found is None:
        return False
    quotient = Decimal(parts[1]) / Decimal(parts[2])
    return abs(quotient - found) <= Decimal(10) ** -DIGITS


def _is_rounded(before, after):
    """Return whether a number with an exponent stands for a code: 1E5, 1.0E+05."""
    if not _EXPONENT.fullmatch(after):
        return False
    known, found = _number(before), _number(after)
    if not known or not found:
        return False
    return abs(known - found) <= abs(known) * Decimal(10) ** -DIGITS
