"""Time as QuickBooks sees it: the wall clock of its PC, printed with the wrong offset.

Every time in the simulator is a naive ``datetime`` on the wall clock of the QuickBooks
PC. QuickBooks prints it with the zone's *standard* offset, in summer too, so that the
printed time is an hour off the true instant; the wall clock in it is right.
"""

import re
from datetime import datetime, timedelta

_OFFSET = re.compile(r"([+-])(\d{1,2}):(\d{2})")
_ISO = "%Y-%m-%dT%H:%M:%S"


class Clock:
    """A wall clock for tests: starts at ``start`` and moves only on request.

    ``step`` seconds are added after each reading, so that with the default no two
    objects get the same second. Call it for the time; ``advance`` moves it.
    """

    def __init__(self, start="2024-07-01T09:00:00", step=1):
        self.now = datetime.fromisoformat(start)
        self.step = timedelta(seconds=step)

    def __call__(self):
        moment = self.now
        self.now += self.step
        return moment

    def advance(self, seconds=0, **delta):
        """Move on by seconds, or by keyword as for ``timedelta`` (``hours=1``)."""
        self.now += timedelta(seconds=seconds, **delta)

    def sleep(self, seconds):
        """Stand in for ``time.sleep``: move the clock on."""
        self.advance(seconds)


def iso(moment):
    """Return the wall clock to the second, without an offset:
    ``2024-07-01T09:00:00``."""
    return moment.strftime(_ISO)


def offset_seconds(offset):
    """Return ``"-05:00"`` in seconds. ValueError if malformed."""
    match = _OFFSET.fullmatch(offset)
    if not match:
        raise ValueError(offset)
    seconds = int(match[2]) * 3600 + int(match[3]) * 60
    return -seconds if match[1] == "-" else seconds


def epoch(moment, offset):
    """Return seconds since 1970 of a wall clock, by the standard offset all year
    round."""
    since = moment - datetime(1970, 1, 1)
    return int(since.total_seconds()) - offset_seconds(offset)


def wall_clock(text, offset, end_of_day=False):
    """Return the wall clock of a DATETIME value of a request, as ``iso`` writes it.

    A date alone means its first second, or with ``end_of_day`` its last. An explicit
    offset is taken at its word and turned into the PC's standard time (assumed).
    """
    day, _, rest = text.partition("T")
    match = _OFFSET.search(rest)
    shift = offset_seconds(match[0]) if match else None
    numbers = [
        int(part)
        for part in rest[: match.start() if match else None].split(":")
        if part
    ]
    if not numbers and end_of_day:
        numbers = [23, 59, 59]
    numbers += [0] * (3 - len(numbers))
    moment = datetime(*(int(part) for part in day.split("-")), *numbers)
    if shift is not None:
        moment += timedelta(seconds=offset_seconds(offset) - shift)
    return iso(moment)
