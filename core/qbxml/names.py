"""The name of a record in a QuickBooks list: a rule, so that it can be foretold.

A name is at most 41 characters long for a customer or vendor and 31 for most other
lists, holds no colon (it separates parent and child; status 3090), and is used once in
its name space without regard to case (status 3100). Customers, vendors, employees and
other names share *one* space.
"""

import re

from ..errors import ValueRefused
from ..words import _
from .texts import UNREPRESENTABLE, normalise_text, stored_text

ODD_FULL_NAME = (
    r"[^\u0020-\u007e\u00a1-\u00ac\u00ae-\u00b4\u00b6-\u00de\u00e0-\u00ff]|  "
)
"""A full name with a part that is an `ODD_NAME`; its colons are between the parts."""

ODD_NAME = f"{ODD_FULL_NAME}|:"
"""A name that QuickBooks may hold in another form, as a regular expression of SQL."""

LAST_NUMBER = 9999
SHORT_LIST = 10
"""Below this length, as of sales tax codes, a number is added bare: "Ta2"."""


def qb_name(full_name, max_length=41, taken=(), suffix=""):
    """Return the name that a record gets in a QuickBooks list.

    The rule, in this order:

    1. a colon becomes " - " (inside the name; around it, nothing), white space of any
       kind one blank, control characters go, characters that QuickBooks does not have
       become their plain equivalents (’ is '), or "?" without one;
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
        raise ValueRefused(
            _("the record has no name"), "Name", _("Give it one in Odoo.")
        )
    is_taken = taken if callable(taken) else _lookup(taken)
    for number in range(1, LAST_NUMBER + 1):
        ending = suffix + _numbering(number, max_length)
        name = base[: max_length - len(ending)].rstrip() + ending
        if len(ending) < max_length and not is_taken(name):
            return name
    raise ValueRefused(_("all names like “%(name)s” are taken"), "Name", name=base)


def name_key(name):
    """Return the form in which names are compared: as sent, in full, without case.

    Two names of one key differ in signs only: blanks, colons, dashes, quotes, ™.

    >>> name_key("O’Brien:  Café") == name_key("o'brien – café")
    True
    """
    return _cleaned(name).casefold()


def exact_key(name):
    """Return a name without case, marked so that it is no `name_key`."""
    return f":{(normalise_text(name) or '').casefold()}"


def sent_key(full_name):
    """Return the form in which a full name is sent, without case; colons stay.

    >>> sent_key("Work:Café™") == sent_key("work:café(TM)")
    True
    """
    return (stored_text(full_name) or "").casefold()


def name_keys(name, max_length):
    """Return all forms in which QuickBooks may hold the name of a record.

    In full, and cut to the length of the list; with the plain equivalents of characters
    that QuickBooks lacks, and with "?" in their place, as other programs leave it.

    :param int max_length: length of the Name of the list
    :return: set of keys, to be compared with the `name_key` of an object's name
    """
    whole = _cleaned(name)
    damaged = _cleaned(
        "".join(
            UNREPRESENTABLE if one > "\xff" and not one.isspace() else one
            for one in normalise_text(name) or ""
        )
    )
    found = set()
    for text in {whole, damaged}:
        key = text.casefold()  # may be longer: ß is ss
        cut = text[:max_length].rstrip().casefold()
        found |= {key, key[:max_length].rstrip(), cut}
    return found - {""}


def is_numbered(name, base, max_length=41):
    """Return whether a name is `base` with a number, as `qb_name` adds it.

    >>> is_numbered("Bob (2)", "Bob")
    True
    """
    found = re.fullmatch(r"(.*?) ?\(?(\d+)\)?", name or "")
    if not found or not base or int(found[2]) < 2 or len(found[2]) > 4:
        return False
    ending = _numbering(int(found[2]), max_length)
    return name == base[: max_length - len(ending)].rstrip() + ending


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
