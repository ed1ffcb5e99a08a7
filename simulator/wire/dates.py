"""The date macros of queries and reports: ``ThisMonth``, ``LastFiscalYearToDate`` …

Fiscal years are calendar years here, as in a new company file; weeks begin on Sunday.
"""

import re
from datetime import date, timedelta

_MACRO = re.compile(
    r"(This|Last|Next)(?:Calendar|Fiscal)?(Week|Month|Quarter|Year)(ToDate)?"
)
_SHIFT = {"This": 0, "Last": -1, "Next": 1}
_MONTHS = {"Month": 1, "Quarter": 3, "Year": 12}
_DAYS = {"Today": (0, 0), "Yesterday": (-1, -1)}


def macro_range(name, today):
    """Return (first, last) day of a macro as ISO text, both empty for ``All``."""
    if name == "All":
        return "", ""
    if name in _DAYS:
        return tuple((today + timedelta(days=days)).isoformat() for days in _DAYS[name])
    if name == "NextFourWeeks":
        sunday = _sunday(today) + timedelta(weeks=1)
        return sunday.isoformat(), (sunday + timedelta(days=27)).isoformat()
    when, unit, to_date = _MACRO.fullmatch(name).groups()
    first, following = _period(unit, _SHIFT[when], today)
    last = following - timedelta(days=1)
    if to_date:
        last = _same_place(unit, _SHIFT[when], today, last)
    return first.isoformat(), last.isoformat()


def _sunday(day):
    return day - timedelta(days=(day.weekday() + 1) % 7)


def _period(unit, shift, today):
    """Return the first day of the period, and of the one after it."""
    if unit == "Week":
        first = _sunday(today) + timedelta(weeks=shift)
        return first, first + timedelta(weeks=1)
    months = _MONTHS[unit]
    start = (today.month - 1) // months * months + shift * months
    return _month(today.year, start), _month(today.year, start + months)


def _month(year, index):
    return date(year + index // 12, index % 12 + 1, 1)


def _same_place(unit, shift, today, last):
    """Return the day of the period that corresponds to today."""
    this, _ = _period(unit, 0, today)
    first, _ = _period(unit, shift, today)
    return min(last, first + (today - this))
