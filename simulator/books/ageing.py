"""The details of the ageing of debts: every document that is open at a day.

Money counts as used from the later of the dates of its two documents.
"""

from collections import defaultdict

from ..wire import status
from ..wire.messages import NAMES
from ..wire.money import ZERO, amount_text, from_cents
from ..wire.sides import SIDES
from ..wire.status import Failed
from .report_lines import detail_columns, report, row

_TITLES = {"ARAgingDetail": "A/R Aging Detail", "APAgingDetail": "A/P Aging Detail"}
_ACCOUNTS = {
    "ARAgingDetail": "AccountsReceivable",
    "APAgingDetail": "AccountsPayable",
}
_TYPES = {"Date": "DATETYPE", "DueDate": "DATETYPE", "OpenBalance": "AMTTYPE"}
_COLUMNS = ("TxnType", "TxnID", "Date", "RefNumber", "Name", "DueDate", "OpenBalance")


class Ageing:
    """The ageing of a company file's debts."""

    def __init__(self, company):
        self.company = company
        self.store = company.store
        self.txns = company.txns

    def lines(self, data):
        """Return the lines of the ReportRet. Failed with 1030 for a summary, for other
        columns, and for what was paid after the day."""
        kind, columns = data["AgingReportType"], data.get("IncludeColumn", ())
        until = data.get("ReportPeriod", {}).get("ToReportDate")
        if (
            kind not in _TITLES
            or not columns
            or {*columns} - {*_COLUMNS}
            or data.get("ReportAgingAsOf") != "ReportEndDate"
            or not until
        ):
            raise Failed(status.UNSUPPORTED_MESSAGE)
        side = next(one for one in SIDES if one.account_type == _ACCOUNTS[kind])
        found = list(self.open_items(side, until).items())
        rows = [
            row(
                "DataRow",
                len(found) - number,
                self._values(columns, *key, side.sign * debit),
            )
            for number, (key, debit) in enumerate(found)
        ]
        total = sum((side.sign * debit for _key, debit in found), ZERO)
        values = [amount_text(total) if x == "OpenBalance" else "" for x in columns]
        rows.append(row("TotalRow", len(found) + 1, ["TOTAL", *values[1:]]))
        return report(
            _TITLES[kind],
            f"As of {until}",
            detail_columns(columns, _TYPES),
            rows,
            basis=False,
        )

    def open_items(self, side, until):
        """Return {(TxnID, ListID of the party): open at the end of a day, as a debit},
        without those of nothing."""
        found = defaultdict(lambda: ZERO)
        for txn_id, entity, cents in self._posted(side, until):
            found[txn_id, entity] += from_cents(cents)
        parties = {txn_id: key for key in found for txn_id in key[:1] if txn_id}
        for source, target in self._pairs(parties):
            for link in self.txns.links(source=source, target=target):
                found[parties[target]] -= side.sign * link.total
                found[parties[source]] += side.sign * link.total
        return {key: debit for key, debit in found.items() if debit}

    def _posted(self, side, until):
        accounts = [
            one.list_id
            for one in self.company.lists_of(("Account",))
            if one.fields["AccountType"] == side.account_type
        ]
        places = ", ".join("?" * len(accounts))
        sql = (
            "SELECT txn_id, entity, cents FROM posting WHERE date <= ?"
            f" AND account IN ({places}) ORDER BY date, txn_id, rowid"
        )
        return self.store.execute(sql, until, *accounts).fetchall()

    def _pairs(self, parties):
        found = self.store.execute("SELECT DISTINCT source, target FROM link")
        return [x for x in found.fetchall() if x[0] in parties and x[1] in parties]

    def _values(self, columns, txn_id, entity, amount):
        txn = self.txns.find(txn_id) if txn_id else None
        values = {
            "TxnType": txn.type if txn else "",
            "TxnID": txn_id,
            "Date": txn.date if txn else "",
            "RefNumber": txn.ref_number if txn else "",
            "Name": self.store.label(NAMES, entity) or "",
            "DueDate": txn.fields.get("DueDate", "") if txn else "",
            "OpenBalance": amount_text(amount),
        }
        return [values[one] for one in columns]
