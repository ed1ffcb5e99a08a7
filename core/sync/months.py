"""In which months the differences between two ledgers arose.

Both ledgers are compared at single days, as few as need be: if a difference is at the
end of a period what it was at its beginning, nothing inside of it adds to it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

ZERO = Decimal(0)


def ends_of_months(first, last):
    """Return the last day before `first`, the ends of the months, and `last`.

    :param date first: where the ledgers begin; `last`: the day that is looked at
    """
    days, one = [first - timedelta(days=1)], first
    while True:
        following = date(one.year + one.month // 12, one.month % 12 + 1, 1)
        if following - timedelta(days=1) >= last:
            break
        days.append(following - timedelta(days=1))
        one = following
    return [*[day for day in days if day < last], last]


@dataclass(frozen=True)
class Comparison:
    """Holds the differences between two ledgers at single days.

    :param list days: dates at which they may be compared, ascending
    :param dict points: {date: {account: difference}} of those that were
    :param results: accounts that begin each fiscal year with nothing
    :param retained: the account that they are carried to, if any
    :param int month: the first one of the fiscal year
    """

    days: list
    points: dict
    results: frozenset
    retained: str
    month: int = 1

    def periods(self):
        """Yield (last day before, last day, {account: difference}) where any arose.

        The first period, before the first day, has None as its beginning.
        """
        first = self.days[0]
        if self._moved({}, self.points.get(first, {})):
            yield None, first, dict(self.points[first])
        known = [day for day in self.days if day in self.points]
        for begin, end in pairwise(known):
            moved = self._moved(self._carried(begin, end), self.points[end])
            if moved:
                yield begin, end, moved

    def next_day(self):
        """Return the day to be compared next, None if all months are known."""
        for day in (self.days[0], self.days[-1]):
            if day not in self.points:
                return day
        for begin, end, _moved in self.periods():
            if begin is None:
                continue
            inside = [day for day in self.days if begin < day < end]
            if inside:
                return self._middle(begin, end, inside)
        return None

    def _middle(self, begin, end, inside):
        """Return the end of a fiscal year in the period, else the day in its middle."""
        ends = [day for day in inside if self._year(day) != self._year_after(day)]
        if ends and self._year(begin) != self._year(end):
            inside = ends
        return inside[len(inside) // 2]

    def _year_after(self, day):
        return self._year(day + timedelta(days=1))

    def _year(self, day):
        return day.year - (day.month < self.month)

    def _carried(self, begin, end):
        """Return the differences of a day, as they begin the fiscal year of another."""
        point = self.points[begin]
        if self._year(begin) == self._year(end):
            return point
        earned = sum((x for key, x in point.items() if key in self.results), ZERO)
        kept = {key: x for key, x in point.items() if key not in self.results}
        if earned:
            kept[self.retained] = kept.get(self.retained, ZERO) + earned
        return kept

    @staticmethod
    def _moved(before, after):
        moved = {
            key: after.get(key, ZERO) - before.get(key, ZERO)
            for key in {**before, **after}
        }
        return {key: value for key, value in moved.items() if value}
