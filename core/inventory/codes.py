"""Codes as spreadsheets change them when they take them for numbers or dates."""

import re
from decimal import Decimal, InvalidOperation

_EXPONENT = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+")
_WHOLE = re.compile(r"([0-9]+)[.,]0+")
_PARTS = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,4}(\1[0-9]{1,4})?")
_DATE = re.compile(
    r"[0-9]{1,2}[-. ]{0,2}[A-Za-z]{3,9}\.?([-. ]?[0-9]{2,4})?"
    r"|[A-Za-z]{3,9}[-. ][0-9]{2,4}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}"
)
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
    if before.isdigit() and after.isdigit():
        return before.lstrip("0") == after.lstrip("0")
    whole = _WHOLE.fullmatch(after)
    if whole:
        return before.lstrip("0") == whole[1].lstrip("0")
    if _EXPONENT.fullmatch(after):
        return _is_rounded(before, after)
    return bool(_PARTS.fullmatch(before) and _DATE.fullmatch(after))


def _is_rounded(before, after):
    """Return whether a number with an exponent stands for a code: 1E5, 1.0E+05."""
    try:
        known, found = Decimal(before), Decimal(after.replace(",", "."))
    except InvalidOperation:
        return False
    if not known or not found:
        return False
    return abs(known - found) <= abs(known) * Decimal(10) ** -DIGITS
