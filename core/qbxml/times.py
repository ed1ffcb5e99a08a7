"""Times of QuickBooks: wall clocks of one PC, printed with an offset that lies.

In US zones QuickBooks prints the offset of *standard* time all year, so every object
of a summer is one hour off if the offset is believed (118 of 118 recorded ones). The
wall clock is right. So: keep it, drop the offset, and let the zone of the QuickBooks PC
give the time in UTC.

Source: recorded responses, whose ids carry the true second of their creation.
"""

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from ..errors import ValueRefused
from ..words import _

OVERLAP = timedelta(minutes=65)
"""By how much a window goes back: the hour that repeats in autumn, and some more."""

_PARTS = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ](\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?)?"
    r"(?:Z|[+-]\d{1,2}:?\d{2})?"
)


@lru_cache(4096)  # several readers ask for the same time of an object
def wall_clock(text):
    """Return the wall-clock time of a qbXML date-time, its offset dropped.

    >>> wall_clock("2009-03-12T13:21:04-08:00")
    '2009-03-12T13:21:04'

    :param str text: a DATETIMETYPE; minutes, seconds or the whole time may be missing
    :return: "YYYY-MM-DDTHH:MM:SS"
    :raise ValueRefused: for a text that is no date or no time of day
    """
    match = _PARTS.fullmatch(text.strip())
    try:
        parts = [int(part or 0) for part in match.groups()]
        return datetime(*parts).isoformat()
    except (AttributeError, ValueError):
        raise ValueRefused(_("“%(text)s” is not a date and time"), text=text) from None


def to_utc(text, tz):
    """Return the UTC moment of a wall-clock time of the QuickBooks PC.

    >>> to_utc("2010-04-22T13:59:29-08:00", "America/Los_Angeles")
    datetime.datetime(2010, 4, 22, 20, 59, 29)

    Of the hour that repeats in autumn the first is taken; a time in the hour that is
    left out in spring is read with the offset before it. QuickBooks applies the rules
    of today to old dates, so before 2007 the weeks around a change may be one hour off
    (recorded).

    :param str text: a DATETIMETYPE; an offset in it is ignored
    :param tz: zone of the QuickBooks PC, a `tzinfo` or a name as "America/New_York"
    :return: naive `datetime` in UTC, as Odoo stores it
    """
    local = datetime.fromisoformat(wall_clock(text)).replace(tzinfo=_zone(tz))
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def from_utc(moment, tz):
    """Return the wall-clock time of the QuickBooks PC at a UTC moment.

    :param datetime moment: naive (then UTC) or aware
    :param tz: as in `to_utc`
    :return: "YYYY-MM-DDTHH:MM:SS", whole seconds, as FromModifiedDate takes it
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    local = moment.astimezone(_zone(tz))
    return local.replace(microsecond=0, tzinfo=None).isoformat()


def window_start(watermark, overlap=OVERLAP, now=None):
    """Return where the next window begins: FromModifiedDate, without an offset.

    >>> window_start("2024-03-10T12:00:00")
    '2024-03-10T10:55:00'

    :param str watermark: wall clock up to which everything was read; an offset in it
        is ignored
    :param timedelta overlap: how far to go back behind it
    :param str now: wall clock of the QuickBooks PC; a watermark after it (a clock that
        was set back) counts as now, so that no change falls before the window
    """
    start = wall_clock(watermark)
    if now is not None:
        start = min(start, wall_clock(now))
    return (datetime.fromisoformat(start) - overlap).isoformat()


def _zone(tz):
    return ZoneInfo(tz) if isinstance(tz, str) else tz
