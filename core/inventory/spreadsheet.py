"""The inventory as a table, for people who edit it in a spreadsheet.

The first line says what it is, the second has the headings; then one line a product,
with its id and checksum. An empty cell is an empty value; a column that was taken out
says nothing. Numbers that a spreadsheet wrote with a comma are refused.
"""

import csv
import io
import re

from ..errors import FileRefused, ValueRefused
from ..words import _
from .fields import FAMILY, FIELDS, NAMESPACE, Header, Product, decimal, line
from .guards import at_line, number
from .items import scientific
from .reader import Products, check_length, check_owner
from .tables import grids, heading
from .writer import HEADER

IDS = {
    "odoo-id": "Odoo ID",
    "external-id": "External ID",
    "list-id": "ListID",
    "checksum": "Checksum",
}
HEADINGS = (*IDS.values(), *(field.label for field in FIELDS))
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""Beginnings of texts that spreadsheets take for formulas; a ' is put before them."""

_MARK = re.compile(re.escape(FAMILY) + r"\w{1,20}")
_NUMBER_OR_DATE = re.compile(
    r"[\d.,/:%+\-eE ]*\d[\d.,/:%+\-eE ]*"
    r"|\d{1,4}[-/. ]?[A-Za-z]{3,9}\.?([-/. ]?\d{1,4})?|[A-Za-z]{3,9}\.?[-/. ]\d{1,4}"
)
"""Codes that spreadsheets take for numbers or dates, and change: 00700, 1-2, MAR-12."""

_FIELD_OF = {
    key: field.name
    for field in FIELDS
    for key in (heading(field.label), heading(field.name))
}
_ID_OF = {key: name for name, label in IDS.items() for key in (heading(label),)}


def is_number(field):
    """Return whether the values of a field are numbers, which need no quotes."""
    return field.codec is decimal


def first_line(header):
    """Return the cells of the first line."""
    known = zip(HEADER, header, strict=True)
    return [NAMESPACE, *(f"{name}={value}" for name, value in known if value)]


def cells(product):
    """Return the texts of a product in the order of `HEADINGS`."""
    checksum = " ".join(product.checksum or ())
    ids = (product.odoo_id, product.external_id, product.list_id, checksum)
    values = (product.values.get(field.name) for field in FIELDS)
    return ["" if one is None else str(one) for one in (*ids, *values)]


class CsvWriter:
    """Writes a table as CSV in UTF-8; a context manager, used like `writer.Writer`."""

    def __init__(self, stream, header):
        self.count = 0
        self._text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
        self._rows = csv.writer(self._text)
        self._rows.writerow(first_line(header))
        self._rows.writerow(HEADINGS)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._text.flush()
        self._text.detach()

    def write(self, product):
        """Write one product."""
        row = cells(product)
        ids = [name == "odoo-id" for name in IDS]
        numbers = ids + [is_number(field) for field in FIELDS]
        self._rows.writerow(
            text if is_plain else _quoted(text)
            for text, is_plain in zip(row, numbers, strict=True)
        )
        self.count += 1


def _is_risky(text):
    return text.startswith(FORMULA) or bool(_NUMBER_OR_DATE.fullmatch(text))


def _quoted(text):
    return f"'{text}" if _is_risky(text) else text


def _unquoted(text):
    return text[1:] if text.startswith("'") and _is_risky(text[1:]) else text


def kept(text):
    """Return a text for a cell that is marked as text.

    Programs that copy cells take one that begins with = for a formula.
    """
    return f"'{text}" if text.startswith(("'", "=")) else text


def find_table(stream, kind):
    """Return an iterator of (line, cells) of a table of ours, None for another one."""
    for table in grids(stream, kind):
        _line, first = next(table(), (0, []))
        if first and _MARK.fullmatch(first[0]):
            return table()
    return None


class TableReader(Products):
    """Reads a table; used like `reader.Reader`.

    :param table: as `find_table` returns it
    :raise FileRefused: for a table without headings, or of another version
    """

    def __init__(self, table):
        super().__init__()
        self._table = table
        _line, first = next(table)
        if first[0] != NAMESPACE:
            raise FileRefused(
                _("The table has another version of the format."),
                at_line(1),
                _("Export it again."),
            )
        parts = dict(cell.split("=", 1) for cell in first[1:] if "=" in cell)
        self.header = Header(*(parts.get(name) for name in HEADER))
        place, names = next(table, (2, []))
        self._columns = [heading(name) for name in names]
        if "odooid" not in self._columns or not {*self._columns} & _FIELD_OF.keys():
            raise FileRefused(
                _("The line with the headings is missing."),
                at_line(place),
                _("Export it again."),
            )

    def __iter__(self):
        for place, row in self._table:
            if any(cell.strip() for cell in row):
                yield self._counted(self._product(place, row))

    def _product(self, place, row):
        row = [*row, *[""] * (len(self._columns) - len(row))]
        found = dict(zip(self._columns, map(_unquoted, row), strict=False))
        product = Product(line=place)
        product.odoo_id = number(found["odooid"].strip())
        product.external_id = line(found.get("externalid"))
        product.list_id = line(found.get("listid"))
        checksum = found.get("checksum", "").split()
        product.checksum = tuple(checksum) or None
        if found["odooid"].strip() and product.odoo_id is None:
            product.complain(None, _("The Odoo ID is not a number."))
        for column, value in found.items():
            if column in _FIELD_OF:
                self._read(product, _FIELD_OF[column], value)
        check_owner(product)
        return product

    def _read(self, product, name, value):
        """Read one cell; an empty one of a new product says nothing."""
        try:
            value = _CODECS[name](value)
        except ValueRefused as error:
            product.complain_of(name, error)
            return
        if value is not None or product.odoo_id:
            product.values[name] = value
        check_length(product, name)


def _number(value):
    return decimal(scientific(value.strip()))


_CODECS = {field.name: _number if is_number(field) else field.codec for field in FIELDS}
