"""Reports of QuickBooks: the request for the details of a month, and reading rows.

A report has no iterator and no limit: a month is asked for at a time. Rows stand in the
order of the document. An empty cell is left out, so cells are found by their column.
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


def details(first, last):
    """Return the request for all postings between two days.

    :param str first: "YYYY-MM-DD"; likewise `last`
    """
    root = etree.Element("CustomDetailReportQueryRq")
    _add(root, "CustomDetailReportType", "CustomTxnDetail")
    _add(root, "DisplayReport", "false")
    period = etree.SubElement(root, "ReportPeriod")
    _add(period, "FromReportDate", first)
    _add(period, "ToReportDate", last)
    _add(root, "ReportPostingStatusFilter", "Posting")
    _add(root, "SummarizeRowsBy", "TotalOnly")
    for column in DETAILS:
        _add(root, "IncludeColumn", column)
    _add(root, "ReportBasis", "Accrual")
    return root


def _add(parent, tag, text):
    etree.SubElement(parent, tag).text = text


def rows(report):
    """Return the rows of data of a report, each as {type of the column: text}.

    Headings and totals are left out. The name that a row stands for, if it has one, is
    under its own type, e.g. "item" or "account".

    :param report: the ReportRet
    """
    columns = {
        one.get("colID"): one.findtext("ColType") for one in report.iterfind("ColDesc")
    }
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
