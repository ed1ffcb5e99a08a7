"""TransactionQuery: transactions of all types, with what they have in common.

As in the Find window: headers alone (SummaryOnly, the default); lines are not served.
"""

from ..wire import status
from ..wire.found import Found, found
from ..wire.status import Failed
from .printer import ret_lines, time_text
from .txn_queries import modified_tests

NAME = "Transaction"
_SERVED = {
    "TxnID",
    "MaxReturned",
    "TransactionModifiedDateRangeFilter",
    "TransactionDateRangeFilter",
    "TransactionTypeFilter",
    "TransactionDetailLevelFilter",
    "TransactionPostingStatusFilter",
    "IncludeRetElement",
}


class AllTxns:
    """The transactions of all types, as ``Queries`` asks for them."""

    def __init__(self, company):
        self.company = company
        self.txns = company.txns

    def by_key(self, data):
        """Return a Found by TxnID, or None where the query has none."""
        if "TxnID" not in data:
            return None
        rows = [self.txns.find(one) for one in data["TxnID"]]
        missing = [one for one, row in zip(data["TxnID"], rows, strict=True) if not row]
        answer = status.not_found_in_query(missing[0]) if missing else status.OK
        return Found([row for row in rows if row], answer)

    def matching(self, data, limit=-1):
        """Return a Found of all that the filters let through.

        Failed with 1030 for what the simulator does not have.
        """
        level = data.get("TransactionDetailLevelFilter", "SummaryOnly")
        if data.keys() - _SERVED or level != "SummaryOnly":
            raise Failed(status.UNSUPPORTED_MESSAGE)
        where, values = ["1"], []
        for test, value in self._tests(data):
            where.append(test)
            values.append(value)
        kinds = data.get("TransactionTypeFilter", {}).get("TxnTypeFilter", ["All"])
        rows = [
            row
            for row in self.txns.rows(" AND ".join(where), values)
            if "All" in kinds or row.type in kinds
        ]
        return found(rows if limit < 0 else rows[:limit])

    def _tests(self, data):
        modified = data.get("TransactionModifiedDateRangeFilter", {})
        yield from modified_tests(modified, self.company.utc_offset)
        dates = data.get("TransactionDateRangeFilter", {})
        for name, operator in (("FromTxnDate", ">="), ("ToTxnDate", "<=")):
            if dates.get(name):
                yield f"date {operator} ?", dates[name]

    def key(self, row):
        """Return the part of a transaction that an iterator keeps."""
        return row.txn_id

    def read(self, key):
        """Return the transaction that an iterator comes to, None if it is gone."""
        return self.txns.find(key)

    def lines(self, txn, shown, include=()):
        """Return the lines of one TransactionRet: no EditSequence is among them."""
        offset = self.company.utc_offset
        values = {
            "TxnType": txn.type,
            "TxnID": txn.txn_id,
            "TimeCreated": time_text(txn.created, offset),
            "TimeModified": time_text(txn.modified, offset),
            "TxnDate": txn.date,
            "RefNumber": txn.ref_number,
            "Memo": txn.fields.get("Memo", ""),
        }
        return ret_lines("TransactionRet", values, shown, include)
