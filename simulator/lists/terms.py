"""When an invoice falls due by its terms."""

import calendar
from datetime import date, timedelta

from ..wire.messages import space_of


def due_date(store, terms, day):
    """Return the DueDate (ISO text) of a document of ``day`` under ``terms``.

    Date driven terms mean the next such day of a month, or the one after it if that is
    no more than DueNextMonthDays away.
    """
    row = terms and store.find(space_of("StandardTerms"), terms["ListID"])
    if not row:
        return day
    start = date.fromisoformat(day)
    if row.type == "StandardTerms":
        due = start + timedelta(days=int(row.fields.get("StdDueDays") or 0))
        return due.isoformat()
    return _date_driven(row.fields, start).isoformat()


def _date_driven(fields, start):
    wanted = int(fields.get("DayOfMonthDue") or 1)
    due = _day_of_month(start.year, start.month, wanted)
    grace = timedelta(days=int(fields.get("DueNextMonthDays") or 0))
    while due < start or (grace and due - start <= grace):
        following = due.replace(day=1) + timedelta(days=31)
        due = _day_of_month(following.year, following.month, wanted)
    return due


def _day_of_month(year, month, day):
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
