"""Reports: the trial balance, in the shape of every report of QuickBooks.

The shape is that of a recorded summary report; the titles of a trial balance are as
QuickBooks prints it, its other peculiarities are assumed.
"""

from datetime import date

from ..lists.accounts import RANKS
from ..lists.accounts import SPACE as ACCOUNT
from ..wire import status
from ..wire.dates import macro_range
from ..wire.money import ZERO, amount_text, from_cents, money
from ..wire.responses import attribute_text
from ..wire.status import Failed
from .report_lines import AccountNames, report, row

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class Reports:
    """The reports of a company file."""

    def __init__(self, company):
        self.company = company
        self.store = company.store
        self.names = AccountNames(company.store)

    def trial_balance(self, until="9999"):
        """Return account (ListID) → debit (Decimal, negative for a credit) of all
        accounts that have any, in the order of the chart.

        Income and expenses count from the start of the fiscal year of ``until`` (ISO
        date); earlier earnings stand in Retained Earnings.
        """
        start = self._start_of_year(until)
        earlier = self._results_before(start)
        sums = {
            one.list_id: self._sum(one, until) - earlier.get(one.list_id, ZERO)
            for one in self._accounts()
        }
        earned = sum(earlier.values(), ZERO)
        if earned:
            sums.setdefault(self.company.books.special("RetainedEarnings"), ZERO)
            sums[self.company.books.special("RetainedEarnings")] += earned
        return {list_id: debit for list_id, debit in sums.items() if debit}

    def shown_balance(self, row):
        """Return the Balance of an account (Row) as QuickBooks shows it today, as text.

        Income and expenses show the fiscal year of today, and Retained Earnings all
        earlier ones, once the file has this account.
        """
        shown = money(row.fields.get("Balance") or "0")
        is_retained = row.fields.get("SpecialAccountType") == "RetainedEarnings"
        if is_retained or _is_result(row):
            start = self._start_of_year(self.company.today())
            earlier = self._results_before(start) if self._has_retained() else {}
            moved = -sum(earlier.values()) if is_retained else earlier.get(row.list_id)
            shown -= self.company.accounts.natural(row, moved or ZERO)
        return f"{shown:.2f}"

    def _has_retained(self):
        """Return whether an account is there that takes the results of years."""
        try:
            self.company.accounts.special("RetainedEarnings")
        except LookupError:
            return False
        return True

    def _results_before(self, start):
        """Return account (ListID) → debit (Decimal) of income and expenses before a
        fiscal year that starts then (ISO date)."""
        sql = "SELECT account, sum(cents) FROM posting WHERE date < ? GROUP BY account"
        sums = dict(self.store.execute(sql, start).fetchall())
        return {
            one.list_id: from_cents(sums[one.list_id])
            for one in (self._accounts() if sums else ())
            if one.list_id in sums and _is_result(one)
        }

    def _accounts(self):
        rows = self.store.rows("space = ?", (ACCOUNT,))
        return sorted(rows, key=lambda row: RANKS[row.fields["AccountType"]])

    def _sum(self, row, until):
        """Return the debits of an account until a date, itself included."""
        sql = "SELECT sum(cents) FROM posting WHERE account = ? AND date <= ?"
        return from_cents(self.store.execute(sql, row.list_id, until).fetchone()[0])

    def _start_of_year(self, until):
        day = self.company.today() if until == "9999" else until
        info = self.store.setting("company")
        month = _MONTHS.index(info["FirstMonthFiscalYear"]) + 1
        year = int(day[:4]) - (int(day[5:7]) < month)
        return f"{year}-{month:02}-01"

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
        columns = [
            ("STRTYPE", "Blank", ["", ""]),
            ("AMTTYPE", "Debit", [_short(until), "Debit"]),
            ("AMTTYPE", "Credit", ["", "Credit"]),
        ]
        rows = self._rows(self.trial_balance(until), data.get("ReturnRows") == "All")
        return report("Trial Balance", f"As of {_long(until)}", columns, rows)

    def _until(self, data):
        """Return the date of the report: the end of its period, else of this month."""
        today = self.company.today()
        macro = data.get("ReportDateMacro", "ThisMonthToDate")
        _, until = macro_range(macro, date.fromisoformat(today))
        return data.get("ReportPeriod", {}).get("ToReportDate") or until or today

    def _rows(self, balances, has_all):
        """Return the rows, each a list of lines: one per account, and the total."""
        shown = balances
        if has_all:
            shown = {one.list_id: ZERO for one in self._accounts()} | balances
        rows = []
        for list_id, debit in shown.items():
            name = self.names.label(list_id)
            data = f"<RowData{attribute_text({'rowType': 'account', 'value': name})} />"
            text = amount_text(abs(debit)) if debit else ""
            values = [name, *((text, "") if debit > ZERO else ("", text))]
            rows.append(row("DataRow", len(shown) - len(rows), values, data))
        total = amount_text(sum((one for one in balances.values() if one > ZERO), ZERO))
        return [*rows, row("TotalRow", len(rows) + 1, ["TOTAL", total, total])]


def _long(day):
    day = date.fromisoformat(day)
    return f"{day:%B} {day.day}, {day.year}"


def _is_result(row):
    """Return whether an account (Row) starts each fiscal year with nothing."""
    return RANKS[row.fields["AccountType"]] > RANKS["Equity"]


def _short(day):
    day = date.fromisoformat(day)
    return f"{day:%b} {day.day}, {day:%y}"
