"""Queries of transactions: by id or number, by filter."""

from datetime import date

from ..clock import wall_clock
from ..wire import status
from ..wire.dates import macro_range
from ..wire.found import MATCHES, Found, found
from ..wire.messages import NAMES, space_of
from ..wire.status import Failed

_UNSERVED_FILTERS = ("CurrencyFilter", "ItemFilter")
_KEYS = {
    "TxnID": "txn_id",
    "RefNumber": "ref_number COLLATE NOCASE",
    "RefNumberCaseSensitive": "ref_number",
}


def modified_tests(window, offset):
    """Yield (SQL condition, value) of a filter of the times of changes."""
    if window.get("FromModifiedDate"):
        yield "modified >= ?", wall_clock(window["FromModifiedDate"], offset)
    if window.get("ToModifiedDate"):
        until = wall_clock(window["ToModifiedDate"], offset, end_of_day=True)
        yield "modified <= ?", until


class TxnSource:
    """The transactions of one type, as ``Queries`` asks for them."""

    def __init__(self, company, kind):
        self.company = company
        self.txns = company.txns
        self.settlements = company.settlements
        self.kind = kind

    def by_key(self, data):
        """Return a Found by TxnID or RefNumber, or None where the query has neither."""
        name = next((name for name in _KEYS if name in data), None)
        if name is None:
            return None
        rows, missing = [], []
        for key in data[name]:
            where = f"type = ? AND {_KEYS[name]} = ?"
            same = self.txns.rows(where, (self.kind, key))
            rows += [one for one in same if one not in rows]
            if not same:
                missing.append(key)
        return Found(
            rows, status.not_found_in_query(missing[0]) if missing else status.OK
        )

    def matching(self, data, limit=-1):
        """Return a Found of all that the filters let through.

        Failed with 1030 for a filter that the simulator does not have.
        """
        if any(name in data for name in _UNSERVED_FILTERS):
            raise Failed(status.UNSUPPORTED_MESSAGE)
        where, values = ["type = ?"], [self.kind]
        for test, *arguments in self._tests(data):
            where.append(test)
            values += arguments
        rows = self.txns.rows(" AND ".join(where), values)
        rows = [row for row in rows if self._passes(row, data)]
        return found(rows if limit < 0 else rows[:limit])

    def key(self, row):
        """Return the part of a transaction that an iterator keeps."""
        return row.txn_id

    def read(self, key):
        """Return the transaction that an iterator comes to, None if it is gone."""
        return self.txns.find(key)

    # filters

    def _tests(self, data):
        """Yield (SQL, value …) of every filter."""
        yield from self._date_tests(data)
        for element, column in (("EntityFilter", "entity"), ("AccountFilter", None)):
            if element in data:
                ids = self._ids(element, data[element])
                places = ", ".join("?" * len(ids))
                if column:
                    yield f"{column} IN ({places})", *ids
                else:
                    yield (
                        "txn_id IN (SELECT txn_id FROM posting"
                        f" WHERE account IN ({places}))",
                        *ids,
                    )

    def _date_tests(self, data):
        modified = data.get("ModifiedDateRangeFilter", {})
        yield from modified_tests(modified, self.company.utc_offset)
        since, until = self._txn_dates(data.get("TxnDateRangeFilter", {}))
        if since:
            yield "date >= ?", since
        if until:
            yield "date <= ?", until

    def _txn_dates(self, window):
        if "DateMacro" in window:
            today = date.fromisoformat(self.company.today())
            return macro_range(window["DateMacro"], today)
        return window.get("FromTxnDate"), window.get("ToTxnDate")

    def _ids(self, element, wanted):
        """Return the ListIDs that an EntityFilter or AccountFilter means."""
        store = self.company.store
        space = NAMES if element == "EntityFilter" else space_of("Account")
        rows = [store.find(space, one) for one in wanted.get("ListID", ())]
        rows += [store.find_name(space, one) for one in wanted.get("FullName", ())]
        parents = [
            wanted.get("ListIDWithChildren")
            and store.find(space, wanted["ListIDWithChildren"]),
            wanted.get("FullNameWithChildren")
            and store.find_name(space, wanted["FullNameWithChildren"]),
        ]
        for parent in filter(None, parents):
            rows += [parent, *store.descendants(parent)]
        return [row.list_id for row in rows if row]

    def _passes(self, row, data):
        """Return whether the filters that are not part of the SQL let it through."""
        paid = data.get("PaidStatus", "All")
        if paid != "All":
            is_paid = not self.settlements.remaining(row)
            if is_paid != (paid == "PaidOnly"):
                return False
        return _number_passes(row.ref_number.casefold(), data)


def _number_passes(number, data):
    if "RefNumberFilter" in data:
        wanted = data["RefNumberFilter"]
        matches = MATCHES[wanted["MatchCriterion"]]
        return matches(number, wanted["RefNumber"].casefold())
    if "RefNumberRangeFilter" in data:
        window = data["RefNumberRangeFilter"]
        low, high = window.get("FromRefNumber"), window.get("ToRefNumber")
        above = not low or _number_key(number) >= _number_key(low.casefold())
        return above and (not high or _number_key(number) <= _number_key(high))
    return True


def _number_key(text):
    """Return a sort key: numbers by their value, before texts (assumed)."""
    return (0, int(text), "") if text.isdigit() else (1, 0, text.casefold())
