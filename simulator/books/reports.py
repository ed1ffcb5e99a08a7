"""Reports: the trial balance, in the shape of every report of QuickBooks.

The shape is that of a recorded summary report; the titles of a trial balance are as
QuickBooks prints it, its other peculiarities are assumed.
"""

from datetime import date

from ..lists.accounts import RANKS
from ..lists.accounts import SPACE as ACCOUNT
from ..wire import status
from ..wire.dates import macro_range
from ..wire.money import ZERO, amount_text, from_cents
from ..wire.responses import attribute_text
from ..wire.status import Failed

_COLUMNS = (("STRTYPE", "Blank"), ("AMTTYPE", "Debit"), ("AMTTYPE", "Credit"))
_NAME, _DEBIT, _CREDIT = "1", "2", "3"


class Reports:
    """The reports of a company file."""

    def __init__(self, company):
        self.company = company
        self.store = company.store

    def trial_balance(self, until="9999"):
        """Return account (ListID) → debit (Decimal, negative for a credit) of all
        accounts that have any, in the order of the chart.

        Income and expenses count from the start of the fiscal year of ``until`` (ISO
        date); earlier earnings stand in Retained Earnings.
        """
        start = self._start_of_year(until)
        sums, earned = {}, ZERO
        for row in self._accounts():
            is_result = RANKS[row.fields["AccountType"]] > RANKS["Equity"]
            before = self._sum(row, "", start) if is_result else ZERO
            earned += before
            sums[row.list_id] = self._sum(row, "", until, True) - before
        if earned:
            sums.setdefault(self.company.books.special("RetainedEarnings"), ZERO)
            sums[self.company.books.special("RetainedEarnings")] += earned
        return {list_id: debit for list_id, debit in sums.items() if debit}

    def _accounts(self):
        rows = self.store.rows("space = ?", (ACCOUNT,))
        return sorted(rows, key=lambda row: RANKS[row.fields["AccountType"]])

    def _sum(self, row, since, until, inclusive=False):
        """Return the debits of an account between two dates (``until`` itself if
        inclusive)."""
        operator = "<=" if inclusive else "<"
        sql = (
            "SELECT sum(cents) FROM posting WHERE account = ? AND date >= ?"
            f" AND date {operator} ?"
        )
        return from_cents(
            self.store.execute(sql, row.list_id, since, until).fetchone()[0]
        )

    def _start_of_year(self, until):
        year = self.company.today()[:4] if until == "9999" else until[:4]
        return f"{year}-01-01"

    # qbXML

    def lines(self, data):
        """Return the lines of the ReportRet that a GeneralSummaryReportQuery is
        answered with. Failed with 1030 for another report or basis."""
        if (
            data["GeneralSummaryReportType"] != "TrialBalance"
            or data.get("ReportBasis") == "Cash"
            or data.get("SummarizeColumnsBy", "TotalOnly") != "TotalOnly"
        ):
            raise Failed(status.UNSUPPORTED_MESSAGE)
        until = self._until(data)
        rows = self._rows(self.trial_balance(until))
        return [
            "<ReportRet>",
            "<ReportTitle>Trial Balance</ReportTitle>",
            f"<ReportSubtitle>As of {_long(until)}</ReportSubtitle>",
            "<ReportBasis>Accrual</ReportBasis>",
            f"<NumRows>{len(rows)}</NumRows>",
            f"<NumColumns>{len(_COLUMNS)}</NumColumns>",
            "<NumColTitleRows>2</NumColTitleRows>",
            *_column_lines(until),
            "<ReportData>",
            *(line for row in rows for line in row),
            "</ReportData>",
            "</ReportRet>",
        ]

    def _until(self, data):
        """Return the date of the report: the end of its period, else of this month."""
        today = self.company.today()
        macro = data.get("ReportDateMacro", "ThisMonthToDate")
        _, until = macro_range(macro, date.fromisoformat(today))
        return data.get("ReportPeriod", {}).get("ToReportDate") or until or today

    def _rows(self, balances):
        """Return the rows, each a list of lines: one per account, and the total."""
        rows = []
        for list_id, debit in balances.items():
            name = self.store.label(ACCOUNT, list_id)
            data = f"<RowData{attribute_text({'rowType': 'account', 'value': name})} />"
            cells = {_NAME: name, _DEBIT: "", _CREDIT: ""}
            cells[_DEBIT if debit > ZERO else _CREDIT] = amount_text(abs(debit))
            rows.append(_row("DataRow", len(rows) + 1, cells, data))
        total = amount_text(sum((one for one in balances.values() if one > ZERO), ZERO))
        cells = {_NAME: "TOTAL", _DEBIT: total, _CREDIT: total}
        return [*rows, _row("TotalRow", len(rows) + 1, cells)]


def _row(name, number, cells, *data):
    parts = [
        f"<ColData{attribute_text({'colID': column, 'value': value})} />"
        for column, value in cells.items()
        if value
    ]
    return [f'<{name} rowNumber="{number}">', *data, *parts, f"</{name}>"]


def _column_lines(until):
    lines = []
    for number, (data_type, kind) in enumerate(_COLUMNS, 1):
        titles = [{"titleRow": "1"}, {"titleRow": "2"}]
        if kind == "Debit":
            titles[0]["value"] = _short(until)
        if kind != "Blank":
            titles[1]["value"] = kind
        start = attribute_text({"colID": str(number), "dataType": data_type})
        lines += [
            f"<ColDesc{start}>",
            *(f"<ColTitle{attribute_text(title)} />" for title in titles),
            f"<ColType>{kind}</ColType>",
            "</ColDesc>",
        ]
    return lines


def _long(day):
    day = date.fromisoformat(day)
    return f"{day:%B} {day.day}, {day.year}"


def _short(day):
    day = date.fromisoformat(day)
    return f"{day:%b} {day.day}, {day:%y}"
