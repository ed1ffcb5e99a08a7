"""The shape that all reports have, and how they name accounts.

The shape is that of a recorded summary report: an empty cell is left out, and row
numbers say nothing about the order.
"""

from ..lists.accounts import SPACE as ACCOUNT
from ..wire.responses import attribute_text

_STRING = "STRTYPE"


def report(title, subtitle, columns, rows, basis=True):
    """Return the lines of a ReportRet.

    ``columns``: (type of the data, type of the column, titles) of each; ``rows``: lists
    of lines; ``basis``: whether it says that it is on the accrual basis."""
    return [
        "<ReportRet>",
        f"<ReportTitle>{title}</ReportTitle>",
        f"<ReportSubtitle>{subtitle}</ReportSubtitle>",
        *(["<ReportBasis>Accrual</ReportBasis>"] if basis else []),
        f"<NumRows>{len(rows)}</NumRows>",
        f"<NumColumns>{len(columns)}</NumColumns>",
        f"<NumColTitleRows>{max(len(one[2]) for one in columns)}</NumColTitleRows>",
        *(x for n, one in enumerate(columns, 1) for x in _column(n, *one)),
        "<ReportData>",
        *(line for row in rows for line in row),
        "</ReportData>",
        "</ReportRet>",
    ]


def _column(number, data_type, kind, titles):
    titles = [
        {"titleRow": str(row), **({"value": title} if title else {})}
        for row, title in enumerate(titles, 1)
    ]
    start = attribute_text({"colID": str(number), "dataType": data_type})
    return [
        f"<ColDesc{start}>",
        *(f"<ColTitle{attribute_text(title)} />" for title in titles),
        f"<ColType>{kind}</ColType>",
        "</ColDesc>",
    ]


def row(name, number, values, *data):
    """Return the lines of a row; a value that is empty has no cell."""
    cells = [
        f"<ColData{attribute_text({'colID': str(column), 'value': value})} />"
        for column, value in enumerate(values, 1)
        if value
    ]
    return [f'<{name} rowNumber="{number}">', *data, *cells, f"</{name}>"]


def detail_columns(names, types):
    """Return the columns of a report whose columns were asked for."""
    return [(types.get(one, _STRING), one, [one]) for one in names]


class AccountNames:
    """The names of accounts in reports.

    Nobody has shown how QuickBooks names an account with a number there, so a test
    chooses: ``form`` is "names" (the full name), "dot" (``60200 · Fuel``) or "colon"
    (``60200:Fuel``).
    """

    def __init__(self, store):
        self.store = store
        self.form = "names"

    def label(self, list_id):
        """Return the name of an account, by its ListID."""
        found = self.store.find(ACCOUNT, list_id)
        number = found.fields.get("AccountNumber")
        if not number or self.form == "names":
            return found.full_name
        return f"{number}{' · ' if self.form == 'dot' else ':'}{found.name}"
