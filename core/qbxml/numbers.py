"""The number of an Odoo document in QuickBooks: a rule, so that it can be foretold.

A RefNumber has 11 characters (invoice, credit memo) or 20 (bill, payment). A number
that fits is sent whole. A longer one is shortened by these steps, in this order, until
it fits:

1. the year gets two digits, and a range of years its first one;
2. zeros in front of the counter go, down to four digits;
3. the signs between the parts go, but for the one before the counter;
4. zeros in front of the counter go, down to three digits;
5. the sign before the counter goes;
6. a month after the year gets one letter, A for January;
7. of the letters in front, the first ones stay, with a check letter of all of them.

Up to the sixth step all that tells journals and kinds of documents apart is still
there; the check letter tells nearly all long prefixes apart that begin alike.
"""

import re
import zlib

LENGTH = 11
"""Characters of the RefNumber of an invoice or credit memo."""

BILL_LENGTH = 20
"""Characters of the RefNumber of a bill or vendor credit: the vendor's own number."""

_RANGE = re.compile(r"(?<!\d)(?:19|20|21)?(\d\d)-(?:19|20|21)?(\d\d)(?=\D+\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)(\d\d)(?=\D+\d)")
_COUNTER = re.compile(r"\d+(?=\D*$)")
_MONTH = re.compile(r"(?<=\d\d\W)(0[1-9]|1[0-2])(?=\W)")
_PERIOD = re.compile(r"(.*?)(\d*|\d\d[A-L])", re.DOTALL)
_CHECK = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def short_number(number, length=LENGTH):
    """Return the form in which QuickBooks takes the number of a document.

    >>> short_number("INV/2026/00001")
    'INV/26/0001'
    >>> short_number("RINV/2026/00001")
    'RINV26/0001'
    >>> short_number("INV/2026/01/0001")
    'INV2601/001'
    >>> short_number("INV/26-27/0001")
    'INV/26/0001'
    >>> short_number("RINV/2026/01/1000")
    'RINV26A1000'

    :param number: str, or an empty value
    :param int length: the most characters that QuickBooks takes
    :return: str, the same for the same number; None for an empty one
    """
    number = (number or "").strip()
    if len(number) <= length:
        return number or None
    forms = (one.strip() for one in _forms(number))
    fitting = (one for one in forms if 0 < len(one) <= length)
    return next(fitting, None) or _squeezed(number, length).strip()


def _forms(number):
    """Yield a number shortened by one step more each time."""
    number = _RANGE.sub(_first_year, number)
    number = _YEAR.sub(r"\1", number)
    yield number
    with_month = _MONTH.sub(_month_letter, number)
    head, counter, tail = _parts(number)
    for digits in range(len(counter) - 1, 3, -1):
        yield head + _without_zeros(counter, digits) + tail
    counter = _without_zeros(counter, 4)
    for count in range(1, len(head) + 1):
        yield _without_signs(head, count) + counter + tail
    head = _without_signs(head, len(head))
    counter = _without_zeros(counter, 3)
    yield head + counter + tail
    yield _bare(head) + counter + tail
    yield _bare(head) + counter + _bare(tail)
    if with_month != number:
        head, counter, tail = _parts(with_month)
        yield _bare(head) + _without_zeros(counter, 3) + _bare(tail)


def _squeezed(number, length):
    """Return the start of the letters, a check letter, then the year and counter."""
    number = _YEAR.sub(r"\1", _RANGE.sub(_first_year, number))
    head, counter, tail = _parts(_MONTH.sub(_month_letter, number))
    counter = _without_zeros(counter, 3)
    letters, period = _PERIOD.fullmatch(_bare(head)).groups()
    if head[-1:].isdigit():  # no sign before the counter: these digits are no period
        letters, period = letters + period, ""
    counter = period + counter
    letters += _bare(tail)
    room = length - len(counter)
    if room < 1:
        return counter[-length:]
    check = _CHECK[zlib.crc32(letters.encode()) % len(_CHECK)]
    return letters[: room - 1] + check + counter


def _first_year(match):
    first, second = map(int, match.groups())
    return match[1] if second == (first + 1) % 100 else match[0]


def _month_letter(match):
    return chr(ord("A") + int(match[1]) - 1)


def _parts(number):
    """Return (head, counter, tail) of a number; the counter is its last digits."""
    match = _COUNTER.search(number)
    if not match:
        return number, "", ""
    return number[: match.start()], match[0], number[match.end() :]


def _without_zeros(counter, digits):
    """Return a counter without zeros in front, but with so many digits at least."""
    if len(counter) <= digits:
        return counter
    return counter.lstrip("0").rjust(digits, "0")


def _without_signs(head, count):
    """Return the head without the first signs, but with the one before the counter."""
    last = head[-1:] if head and not head[-1].isalnum() else ""
    body = head[: len(head) - len(last)]
    signs = [place for place, one in enumerate(body) if not one.isalnum()]
    dropped = set(signs[:count])
    return "".join(one for i, one in enumerate(body) if i not in dropped) + last


def _bare(text):
    return "".join(one for one in text if one.isalnum())
