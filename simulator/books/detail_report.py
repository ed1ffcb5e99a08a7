"""The custom report of the details of transactions: every posting is a row.

Which columns a row has is chosen by the request.
"""

from ..lists.accounts import SPACE as ACCOUNT
from ..wire import status
from ..wire.messages import NAMES
from ..wire.money import ZERO, amount_text, from_cents
from ..wire.status import Failed
from .report_lines import detail_columns, report, row

_TYPES = {"Date": "DATETYPE", "Debit": "AMTTYPE", "Credit": "AMTTYPE"}
_COLUMNS = (
    "TxnType",
    "TxnID",
    "Date",
    "RefNumber",
    "Name",
    "Memo",
    "Account",
    "Debit",
    "Credit",
)


class DetailReport:
    """The report of one company file."""

    def __init__(self, company):
        self.company = company
        self.store = company.store
        self.txns = company.txns

    def lines(self, data):
        """Return the lines of the ReportRet. Failed with 1030 for other columns, rows
        that are summed up, or the cash basis."""
        columns = data["IncludeColumn"]
        if (
            {*columns} - {*_COLUMNS}
            or data["SummarizeRowsBy"] != "TotalOnly"
            or data.get("ReportBasis") == "Cash"
        ):
            raise Failed(status.UNSUPPORTED_MESSAGE)
        found = self._postings(data)
        rows = [
            row("DataRow", len(found) - number, self._values(columns, one))
            for number, one in enumerate(found)
        ]
        return report(
            "Custom Transaction Detail Report",
            "Custom",
            detail_columns(columns, _TYPES),
            rows,
        )

    def _postings(self, data):
        period = data.get("ReportPeriod", {})
        since = period.get("FromReportDate", "")
        until = period.get("ToReportDate", "9999")
        accounts = self._accounts(data.get("ReportAccountFilter", {}))
        found = self.store.execute(
            "SELECT txn_id, date, account, entity, cents FROM posting"
            " WHERE txn_id <> '' AND date >= ? AND date <= ? AND cents <> 0"
            " ORDER BY date, txn_id, rowid",
            since,
            until,
        ).fetchall()
        return [one for one in found if accounts is None or one[2] in accounts]

    def _accounts(self, chosen):
        """Return the ListIDs of a filter, None for all accounts. Failed with 1030 for
        accounts that are not named by their ids."""
        if not chosen:
            return None
        if set(chosen) != {"ListID"}:
            raise Failed(status.UNSUPPORTED_MESSAGE)
        return {self.store.find(ACCOUNT, one).list_id for one in chosen["ListID"]}

    def _values(self, columns, posting):
        txn_id, day, account, entity, cents = posting
        txn, debit = self.txns.find(txn_id), from_cents(cents)
        values = {
            "TxnType": txn.type,
            "TxnID": txn_id,
            "Date": day,
            "RefNumber": txn.ref_number,
            "Name": self.store.label(NAMES, entity or txn.entity) or "",
            "Memo": txn.fields.get("Memo", ""),
            "Account": self.company.reports.names.label(account),
            "Debit": amount_text(debit) if debit > ZERO else "",
            "Credit": amount_text(-debit) if debit < ZERO else "",
        }
        return [values[one] for one in columns]
