"""Queries: which objects of a list, how many, and the iterator of all queries."""

from dataclasses import dataclass
from decimal import Decimal

from ..clock import wall_clock
from ..lists import accounts, items
from ..wire import status
from ..wire.found import MATCHES, Found, found
from ..wire.messages import QUERIES, space_of
from ..wire.status import Failed
from ..wire.txn_types import TXN_TYPES
from .all_txns import NAME as ALL_TXNS
from .all_txns import AllTxns
from .txn_queries import TxnSource

_OPERATORS = {
    "LessThan": lambda one, other: one < other,
    "LessThanEqual": lambda one, other: one <= other,
    "Equal": lambda one, other: one == other,
    "GreaterThan": lambda one, other: one > other,
    "GreaterThanEqual": lambda one, other: one >= other,
}
# Lists that QuickBooks returns type by type (recorded), not by name alone.
_RANKS = {
    "Account": lambda row: accounts.RANKS[row.fields["AccountType"]],
    "Item": lambda row: items.RANKS[row.type],
}
_UNSERVED_FILTERS = ("ClassFilter", "CurrencyFilter")


@dataclass
class Iterator:
    """A running iterator: the keys that are still to come, fixed at Start.

    Objects are read when their page is, so that a change between two pages shows on
    the later page and a deleted object is left out (assumed).
    """

    id: str
    query: str
    left: list


class Queries:
    """Queries against a company file, and its one iterator."""

    def __init__(self, company):
        self.company = company
        self.iterator = None

    def end_session(self):
        """End the iterator: it lives no longer than its session."""
        self.iterator = None

    def find(self, name, attributes, data):
        """Run a query of a list (``name`` as in ``QUERIES``) or of transactions;
        returns a Found.

        Failed with 3390 or 3391 for an iterator, with 1030 for a filter that the
        simulator does not have.
        """
        step = attributes.get("iterator")
        if step == "Start":
            return self._start(name, data)
        if step:
            return self._continue(name, attributes.get("iteratorID"), step, data)
        source = self._source(name)
        return source.by_key(data) or source.matching(data, _limit(data))

    def _source(self, name):
        if name == ALL_TXNS:
            return AllTxns(self.company)
        if name in TXN_TYPES:
            return TxnSource(self.company, name)
        return ListSource(self.company, name)

    # the iterator

    def _start(self, name, data):
        if self.iterator is not None:
            raise Failed(status.ONE_ITERATOR)
        source = self._source(name)
        keys = [source.key(row) for row in source.matching(data).rows]
        self.iterator = Iterator(self.company.new_guid(), name, keys)
        return self._page(int(data["MaxReturned"]))

    def _continue(self, name, iterator_id, step, data):
        running = self.iterator
        if running is None or running.id != iterator_id or running.query != name:
            raise Failed(status.iterator_not_valid(iterator_id))
        if step == "Stop":
            self.iterator = None
            return Found([])
        return self._page(int(data["MaxReturned"]))

    def _page(self, size):
        running = self.iterator
        page, running.left = running.left[:size], running.left[size:]
        source = self._source(running.query)
        rows = [source.read(key) for key in page]
        answer = found([row for row in rows if row])
        answer.attributes = {
            "iteratorRemainingCount": str(len(running.left)),
            "iteratorID": running.id,
        }
        if not running.left:
            self.iterator = None
        return answer


class ListSource:
    """The list objects of some types, as ``Queries`` asks for them."""

    def __init__(self, company, name):
        self.company = company
        self.store = company.store
        self.name = name

    def by_key(self, data):
        """Return a Found by ListID or FullName, or None where the query has neither."""
        if "ListID" in data or "FullName" in data:
            return self._by_key(QUERIES[self.name], data)
        return None

    def matching(self, data, limit=-1):
        """Return a Found of all that the filters let through.

        Failed with 1030 for a filter that the simulator does not have.
        """
        if any(filter_name in data for filter_name in _UNSERVED_FILTERS):
            raise Failed(status.UNSUPPORTED_MESSAGE)
        return found(self._matching(self.name, data, limit))

    def key(self, row):
        """Return the part of an object that an iterator keeps."""
        return (row.space, row.list_id)

    def read(self, key):
        """Return the object that an iterator comes to, None if it is gone."""
        return self.store.find(*key)

    # by id or name

    def _by_key(self, kinds, data):
        rows, missing = [], []
        space = space_of(kinds[0])
        finder = self.store.find if "ListID" in data else self.store.find_name
        for key in data.get("ListID") or data["FullName"]:
            row = finder(space, key)
            if row is None or row.type not in kinds:
                missing.append(key)
            elif row not in rows:
                rows.append(row)
        outcome = status.not_found_in_query(missing[0]) if missing else status.OK
        return Found(rows, outcome)

    # by filter

    def _matching(self, name, data, limit=-1):
        where, values = self._where(QUERIES[name], data)
        checks = _checks(data)
        rank = _RANKS.get(name)
        if not checks and not rank:
            return self.store.rows(where, values, limit)
        rows = self.store.rows(where, values)
        kept = [row for row in rows if all(check(row) for check in checks)]
        if rank:
            kept.sort(key=rank)
        return kept if limit < 0 else kept[:limit]

    def _where(self, kinds, data):
        where = [f"type IN ({', '.join('?' * len(kinds))})"]
        values = list(kinds)
        active = data.get("ActiveStatus", "ActiveOnly")
        if active != "All":
            where.append("active = ?")
            values.append(int(active == "ActiveOnly"))
        offset = self.company.utc_offset
        if data.get("FromModifiedDate"):
            where.append("modified >= ?")
            values.append(wall_clock(data["FromModifiedDate"], offset))
        if data.get("ToModifiedDate"):
            where.append("modified <= ?")
            values.append(wall_clock(data["ToModifiedDate"], offset, end_of_day=True))
        return " AND ".join(where), values


def _limit(data):
    return int(data.get("MaxReturned", -1))


def _checks(data):
    """Return the filters that are not part of the SQL, as functions of a Row."""
    checks = []
    if "AccountType" in data:
        checks.append(lambda row: row.fields["AccountType"] in data["AccountType"])
    if "NameFilter" in data:
        wanted = data["NameFilter"]["Name"].casefold()
        matches = MATCHES[data["NameFilter"]["MatchCriterion"]]
        checks.append(lambda row: matches(row.name.casefold(), wanted))
    if "NameRangeFilter" in data:
        low = data["NameRangeFilter"].get("FromName", "").casefold()
        high = data["NameRangeFilter"].get("ToName", "").casefold()
        checks.append(
            lambda row: (
                low <= row.name.casefold()
                and (not high or row.name.casefold()[: len(high)] <= high)
            )
        )
    if "TotalBalanceFilter" in data:
        compare = _OPERATORS[data["TotalBalanceFilter"]["Operator"]]
        amount = Decimal(data["TotalBalanceFilter"]["Amount"])
        checks.append(lambda row: compare(_total_balance(row), amount))
    return checks


def _total_balance(row):
    return Decimal(row.fields.get("TotalBalance") or row.fields.get("Balance") or 0)


def deleted_rows(store, kinds, since="", until="9999", oldest=""):
    """Return the deleted list objects of these types between two wall clock times,
    inclusive.

    Returns (type, ListID, FullName, created, deleted) tuples; nothing before
    ``oldest``, for QuickBooks forgets.
    """
    places = ", ".join("?" * len(kinds))
    return store.execute(
        "SELECT type, list_id, full_name, created, deleted FROM deleted"
        f" WHERE type IN ({places}) AND deleted >= ? AND deleted <= ? ORDER BY deleted",
        *kinds,
        max(since, oldest),
        until,
    ).fetchall()
