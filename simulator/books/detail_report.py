"""The custom report of the details of transactions: every posting is a row.

The shape is that of a recorded summary report; which columns a row has is chosen by the
request, and a cell without a value is left out (recorded of such a report).
"""

from ..lists.accounts import SPACE as ACCOUNT
from ..wire import status
from ..wire.messages import NAMES
from ..wire.money import ZERO, amount_text, from_cents
from ..wire.responses import attribute_text
from ..wire.status import Failed

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
        rows = [self._row(n, columns, one) for n, one in self._postings(data)]
        return [
            "<ReportRet>",
            "<ReportTitle>Custom Transaction Detail Report</ReportTitle>",
            "<ReportSubtitle>Custom</ReportSubtitle>",
            "<ReportBasis>Accrual</ReportBasis>",
            f"<NumRows>{len(rows)}</NumRows>",
            f"<NumColumns>{len(columns)}</NumColumns>",
            "<NumColTitleRows>1</NumColTitleRows>",
            *(x for n, one in enumerate(columns, 1) for x in self._column(n, one)),
            "<ReportData>",
            *(line for row in rows for line in row),
            "</ReportData>",
            "</ReportRet>",
        ]

    def _postings(self, data):
        period = data.get("ReportPeriod", {})
        since = period.get("FromReportDate", "")
        until = period.get("ToReportDate", "9999")
        found = self.store.execute(
            "SELECT txn_id, date, account, entity, cents FROM posting"
            " WHERE txn_id <> '' AND date >= ? AND date <= ? AND cents <> 0"
            " ORDER BY date, txn_id, rowid",
            since,
            until,
        ).fetchall()
        return enumerate(found, 1)

    def _row(self, number, columns, posting):
        txn_id, day, account, entity, cents = posting
        txn, debit = self.txns.find(txn_id), from_cents(cents)
        values = {
            "TxnType": txn.type,
            "TxnID": txn_id,
            "Date": day,
            "RefNumber": txn.ref_number,
            "Name": self.store.label(NAMES, entity or txn.entity) or "",
            "Memo": txn.fields.get("Memo", ""),
            "Account": self.store.label(ACCOUNT, account),
            "Debit": amount_text(debit) if debit > ZERO else "",
            "Credit": amount_text(-debit) if debit < ZERO else "",
        }
        cells = [
            f"<ColData{attribute_text({'colID': str(n), 'value': values[one]})} />"
            for n, one in enumerate(columns, 1)
            if values[one]
        ]
        return [f'<DataRow rowNumber="{number}">', *cells, "</DataRow>"]

    @staticmethod
    def _column(number, name):
        kind = {"colID": str(number), "dataType": _TYPES.get(name, "STRTYPE")}
        title = attribute_text({"titleRow": "1", "value": name})
        return [
            f"<ColDesc{attribute_text(kind)}>",
            f"<ColTitle{title} />",
            f"<ColType>{name}</ColType>",
            "</ColDesc>",
        ]
