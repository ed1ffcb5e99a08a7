"""The inventory as an Excel workbook, written row by row."""

import xlsxwriter

from ...core.inventory.fields import FIELDS
from ...core.inventory.spreadsheet import (
    HEADINGS,
    IDS,
    cells,
    first_line,
    is_number,
    kept,
)

WIDTH = 18


class WorkbookWriter:
    """Writes a table as .xlsx; a context manager, used like `writer.Writer`.

    Codes are texts, so that no zero in front is lost, and nothing is a formula.

    :param stream: takes bytes
    :param Header header: the header of the file
    """

    def __init__(self, stream, header):
        self.count = 0
        self._book = xlsxwriter.Workbook(
            stream, {"constant_memory": True, "in_memory": False}
        )
        self._text = self._book.add_format({"num_format": "@"})
        bold = self._book.add_format({"bold": True})
        self._sheet = self._book.add_worksheet("Inventory")
        self._sheet.set_column(0, len(HEADINGS) - 1, WIDTH)
        self._sheet.freeze_panes(2, 0)
        for row, texts, style in ((0, first_line(header), None), (1, HEADINGS, bold)):
            for column, text in enumerate(texts):
                self._sheet.write_string(row, column, text, style)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._book.close()

    def write(self, product):  # pylint: disable=method-required-super
        """Write one product."""
        row = self.count + 2
        numbers = {len(IDS) + n for n, one in enumerate(FIELDS) if is_number(one)}
        for column, text in enumerate(cells(product)):
            if column in numbers and text:
                self._sheet.write_number(row, column, float(text))
            elif text:
                self._sheet.write_string(row, column, kept(text), self._text)
            else:
                self._sheet.write_blank(row, column, None, self._text)
        self.count += 1
