"""The name of a record in a QuickBooks list: a rule, so that it can be foretold.

A name is at most 41 characters long for a customer or vendor and 31 for most other
lists, holds no colon (it separates parent and child; status 3090), and is used once in
its name space without regard to case (status 3100). Customers, vendors, employees and
other names share *one* space.
"""

import re

from ..errors import ValueRefused
from .texts import stored_text

LAST_NUMBER = 9999
SHORT_LIST = 10
"""Below this length, as of sales tax codes, a number is added bare: "Ta2"."""


def qb_name(full_name, max_length=41, taken=(), suffix=""):
    """Return the name that a record gets in a QuickBooks list.

    The rule, in this order:

    1. a colon becomes " - " (inside the name; around it, nothing), white space of any
       kind one blank, control characters go, characters that QuickBooks does not have
       become "?";
    2. it is cut so that, with the suffix, it has at most `max_length` characters;
    3. if that is taken, " (2)", " (3)" … is added, the base cut to make room.

    >>> qb_name("Müller: Zürich")
    'Müller - Zürich'
    >>> qb_name("ACME", taken={"acme"})
    'ACME (2)'
    >>> qb_name("ACME", taken={"acme"}, suffix=" (V)")
    'ACME (V)'

    :param str full_name: name of the record
    :param int max_length: length of the Name of the list
    :param taken: names already used, any collection of str; or a function that tells
        whether a name is used, without regard to case
    :param str suffix: always added, e.g. " (V)" for a vendor that is a customer too
    :return: str; the same for the same arguments
    :raise ValueRefused: if there is no name, or no free one
    """
    base = _cleaned(full_name)
    if not base:
        raise ValueRefused("the record has no name", "Name", "Give it one in Odoo.")
    is_taken = taken if callable(taken) else _lookup(taken)
    for number in range(1, LAST_NUMBER + 1):
        ending = suffix + _numbering(number, max_length)
        name = base[: max_length - len(ending)].rstrip() + ending
        if len(ending) < max_length and not is_taken(name):
            return name
    raise ValueRefused(f"all names like “{base}” are taken", "Name")


def _cleaned(full_name):
    text = (stored_text(full_name) or "").strip(" :")
    return re.sub(r"\s+", " ", re.sub(r"\s*:[\s:]*", " - ", text))


def _numbering(number, max_length):
    if number == 1:
        return ""
    return str(number) if max_length < SHORT_LIST else f" ({number})"


def _lookup(names):
    """Return a function that tells whether a name is one of `names`."""
    folded = {name.casefold() for name in names if name}
    return lambda name: name.casefold() in folded
