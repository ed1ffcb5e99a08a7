"""Rows of CSV, Excel and IIF files: each with its line and {column: text}.

QuickBooks writes Windows-1252, puts titles above the table or an empty column before
it, and Excel saves with the separator of the country. So the encoding, the separator
and the line with the headings are found, not asked for.
"""

import codecs
import csv
import io
import re
from functools import partial
from itertools import islice

from ..errors import FileRefused
from ..words import _
from .files import CSV, EXCEL, IIF
from .guards import CHUNK, MAX_BYTES, MAX_COLUMNS, Limited, at_line
from .xlsx import sheets

SEPARATORS = (",", ";", "\t", "|")
HEADINGS_WITHIN = 30
"""Above the headings stand a few lines of titles at most."""

WINDOWS = "cp1252"


def heading(text):
    """Return a heading without what differs between versions: "reorderptmin"."""
    return re.sub(r"[^a-z0-9]", "", (text or "").casefold())


def rows(stream, kind, known):
    """Yield (line, {heading: text}) of each row below the headings.

    :param stream: a file that can be read from anywhere
    :param kind: what `files.kind` says
    :param known: the headings (see `heading`) that are looked for
    :raise FileRefused: where no line has headings that are known
    """
    stream.seek(0)
    finders = {CSV: _csv_rows, EXCEL: _excel_rows, IIF: _iif_rows}
    return finders[kind](stream, known)


def _below(table, known):
    """Yield the rows of a table below its headings.

    :param table: iterator of (line, list of cells)
    """
    columns = None
    for number, cells in table:
        if columns is None:
            names = [heading(cell) for cell in cells]
            columns = names if _fits(names, known) else None
        elif any(cells):
            yield number, _named(columns, cells)


def _named(columns, cells):
    """Of two columns of one name the first counts."""
    found = {}
    for name, cell in zip(columns, cells, strict=False):
        if name:
            found.setdefault(name, (cell or "").strip())
    return found


def _fits(names, known):
    """Whether a row is the headings: it names the item and something of it."""
    return len(set(names) & known) > 1


def _no_headings():
    return FileRefused(
        _("No line with the headings of an item list was found."),
        todo=_(
            "The columns “Item” and “Price” or “Cost”, among others, are looked for."
        ),
    )


def grids(stream, kind):
    """Return callables, one per sheet or separator, that give (line, list of cells).

    :param kind: what `files.kind` says
    """
    stream.seek(0)
    if kind == EXCEL:
        return [partial(_stripped, table) for table in sheets(stream)]
    if kind != CSV:
        return []
    encoding = _encoding(stream)
    return [
        partial(_stripped, partial(_csv_table, stream, encoding, separator))
        for separator in SEPARATORS
    ]


def _stripped(table):
    for place, cells in table():
        yield place, [(cell or "").strip() for cell in cells]


# -- CSV ------------------------------------------------------------------------


def _csv_rows(stream, known):
    encoding = _encoding(stream)
    for separator in SEPARATORS:
        table = _csv_table(stream, encoding, separator)
        names = [[heading(cell) for cell in cells] for _n, cells in _first(table)]
        if any(_fits(one, known) for one in names):
            return _below(_csv_table(stream, encoding, separator), known)
    raise _no_headings()


def _first(table):
    return islice(table, HEADINGS_WITHIN)


def _csv_table(stream, encoding, separator):
    stream.seek(0)
    errors = "replace" if encoding == WINDOWS else "strict"
    source = Unclosed(Limited(stream, MAX_BYTES))
    text = io.TextIOWrapper(source, encoding, errors, newline="")
    reader = csv.reader(text, delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, cells[:MAX_COLUMNS]
    except (csv.Error, UnicodeDecodeError) as error:
        raise FileRefused(
            _("The table cannot be read: %(fault)s."),
            at_line(reader.line_num + 1),
            fault=str(error),
        ) from error


def _encoding(stream):
    """Return the encoding of a text: by its mark, UTF-8 if it fits, else Windows'."""
    stream.seek(0)
    head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    limited = Limited(stream, MAX_BYTES)
    try:
        while chunk := limited.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return WINDOWS
    return "utf-8-sig"


class Unclosed(io.RawIOBase):
    """A stream for readers of text that stays open when they are gone."""

    def __init__(self, stream):
        self._stream = stream

    def readable(self):
        return True

    def readinto(self, buffer):
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


# -- IIF ------------------------------------------------------------------------


def _iif_rows(stream, known):
    """The rows of the item list; an IIF file may hold other lists before and after."""
    columns, seen = None, False
    for number, cells in _csv_table(stream, _encoding(stream), "\t"):
        mark = cells[0].strip().upper() if cells else ""
        if mark == "!INVITEM":
            columns, seen = [heading(cell) for cell in cells], True
        elif mark == "INVITEM" and columns:
            yield number, _named(columns, cells)
    if not seen:
        raise FileRefused(
            _("The IIF file holds no item list (no line begins with !INVITEM)."),
            todo=_("In QuickBooks: File, Utilities, Export, Lists to IIF, Item List."),
        )


# -- Excel ----------------------------------------------------------------------


def _excel_rows(stream, known):
    """The rows of the first sheet with headings; QuickBooks puts one of tips first."""
    for table in sheets(stream):
        names = [[heading(cell) for cell in cells] for _n, cells in _first(table())]
        if any(_fits(one, known) for one in names):
            return _below(table(), known)
    raise _no_headings()
