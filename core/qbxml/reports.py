"""Reports of QuickBooks: requests for them, and reading their rows.

A report has no iterator and no limit: the details of a month are asked for at a time.
Rows stand in the order of the document. An empty cell is left out, so cells are found
by their column.
"""

from lxml import etree

DETAILS = (
    "TxnType",
    "TxnID",
    "Date",
    "RefNumber",
    "Name",
    "Account",
    "Debit",
    "Credit",
)
"""The columns of the details of transactions."""

DOCUMENT = "TxnID"
"""The column with the id of the document that a row shows."""

OPEN = ("TxnType", "TxnID", "Date", "RefNumber", "Name", "DueDate", "OpenBalance")
"""The columns of the details of ageing."""

AGEING = {"asset_receivable": "ARAgingDetail", "liability_payable": "APAgingDetail"}
"""{type of the account in Odoo: report of the documents that are open on it}."""


AMOUNTS = ("Debit", "Credit")
"""Columns that are known by their heading, too, whatever their type."""

NEEDED = {
    "balance": AMOUNTS,
    "details": (DOCUMENT, "Account", *AMOUNTS),
    "ageing": (DOCUMENT, "Name", "OpenBalance"),
}
"""The columns without which the rows of a report would be read as nothing."""


def details(first, last, accounts=()):
    """Return the request for all postings between two days.

    :param str first: "YYYY-MM-DD"; likewise `last`
    :param accounts: ListIDs, empty for all accounts
    """
    root = etree.Element("CustomDetailReportQueryRq")
    _add(root, "CustomDetailReportType", "CustomTxnDetail")
    _add(root, "DisplayReport", "false")
    _add_period(root, first, last)
    if accounts:
        chosen = etree.SubElement(root, "ReportAccountFilter")
        for one in accounts:
            _add(chosen, "ListID", one)
    _add(root, "ReportPostingStatusFilter", "Posting")
    _add(root, "SummarizeRowsBy", "TotalOnly")
    for column in DETAILS:
        _add(root, "IncludeColumn", column)
    _add(root, "ReportBasis", "Accrual")
    return root


def trial_balance(first, last):
    """Return the request for the balances of all accounts at the end of a day.

    :param str first: "YYYY-MM-DD", the first day of the fiscal year; likewise `last`
    """
    root = etree.Element("GeneralSummaryReportQueryRq")
    _add(root, "GeneralSummaryReportType", "TrialBalance")
    _add(root, "DisplayReport", "false")
    _add_period(root, first, last)
    _add(root, "SummarizeColumnsBy", "TotalOnly")
    _add(root, "ReturnRows", "All")
    _add(root, "ReportBasis", "Accrual")
    return root


def ageing(side, last):
    """Return the request for the documents that are open at the end of a day.

    What was paid later counts as open. A report of ageing has no basis.

    :param str side: a key of `AGEING`
    :param str last: "YYYY-MM-DD"
    """
    root = etree.Element("AgingReportQueryRq")
    _add(root, "AgingReportType", AGEING[side])
    _add(root, "DisplayReport", "false")
    _add_period(root, None, last)
    for column in OPEN:
        _add(root, "IncludeColumn", column)
    _add(root, "ReportAgingAsOf", "ReportEndDate")
    return root


def _add_period(root, first, last):
    period = etree.SubElement(root, "ReportPeriod")
    if first:
        _add(period, "FromReportDate", first)
    _add(period, "ToReportDate", last)


def _add(parent, tag, text):
    etree.SubElement(parent, tag).text = text


def rows(report):
    """Return the rows of data of a report, each as {type of the column: text}.

    Headings and totals are left out. The name that a row stands for, if it has one, is
    under its own type, e.g. "item" or "account".

    :param report: the ReportRet
    """
    columns = {one.get("colID"): _type_of(one) for one in report.iterfind("ColDesc")}
    found = []
    for row in report.iterfind("ReportData/DataRow"):
        cells = {
            columns.get(one.get("colID")): one.get("value")
            for one in row.iterfind("ColData")
            if one.get("value")
        }
        about = row.find("RowData")
        if about is not None and about.get("rowType"):
            cells[about.get("rowType")] = about.get("value")
        found.append(cells)
    return found


def _type_of(column):
    titles = [one.get("value") for one in column.iterfind("ColTitle")]
    named = [title for title in titles if title in AMOUNTS]
    return named[-1] if named else column.findtext("ColType")


def lacking(report, kind):
    """Return the columns that a report with rows lacks, of those that it must have.

    :param report: the ReportRet
    :param kind: a key of `NEEDED`
    """
    if report.find("ReportData/DataRow") is None:
        return []
    shown = {_type_of(one) for one in report.iterfind("ColDesc")}
    return [one for one in NEEDED[kind] if one not in shown]
