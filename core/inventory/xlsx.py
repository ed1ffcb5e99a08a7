"""The cells of an Excel file (.xlsx), read as it is stored: XML in a zip archive.

One sheet is read at a time and row by row; only the table of shared texts is held.
"""

import re
from contextlib import closing
from functools import partial

from ..errors import FileRefused
from ..words import Text, _
from .files import archive, member
from .guards import MAX_BYTES, MAX_COLUMNS, events_of, number

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_CELL = re.compile(r"([A-Z]{1,3})[0-9]+")
_SHEET = re.compile(r"xl/worksheets/[^/]*?([0-9]*)\.xml")
MAX_SHEETS = 50
MAX_TEXTS = 1 << 26
"""Bytes of the table of shared texts, which is held."""


def sheets(stream):
    """Return callables, one per sheet in order, that give (row number, list of cells).

    :raise FileRefused: for what Excel would not have written
    """
    found = archive(stream)
    names = [name for name in found.namelist() if _SHEET.fullmatch(name)]
    names.sort(key=lambda name: number(_SHEET.fullmatch(name)[1]) or 0)
    texts = _shared_texts(found)
    return [partial(_table, found, name, texts) for name in names[:MAX_SHEETS]]


def _shared_texts(archive):
    name = "xl/sharedStrings.xml"
    if name not in archive.namelist():
        return []
    elements = _elements(archive, name, "si", MAX_TEXTS)
    return [_text(element) for element in elements]


def _table(archive, name, texts):
    row = 0
    with closing(_elements(archive, name, "row")) as elements:
        for element in elements:
            row = _row(element.get("r"), row + 1)
            yield row, _cells(element, texts)


def _row(given, following):
    """Return the number of a row; rows may leave it out."""
    found = number(given) if given else following
    if found is None:
        raise FileRefused(
            _("The Excel file is damaged: a row has no number."),
            Text(_("row %(number)s"), number=following),
            _("Save it again."),
        )
    return found


def _elements(archive, name, tag, most=MAX_BYTES):
    """Yield the elements of one tag; each is emptied when the next one is taken."""
    with member(archive, name) as file:
        tags = [_MAIN + tag, _STRICT + tag]
        for _event, element in events_of(file, most, events=("end",), tag=tags):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _cells(row, texts):
    cells = []
    for cell in row:
        position = _column(cell.get("r"), len(cells))
        if position < MAX_COLUMNS:
            cells += [""] * (position - len(cells))
            cells.append(_value(cell, texts))
    return cells


def _column(place, following):
    """Return the number of a column, "A" being 0; cells may leave it out."""
    found = _CELL.fullmatch(place or "")
    if not found:
        return following
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return max(column - 1, following)


def _value(cell, texts):
    kind = cell.get("t")
    if kind == "inlineStr":
        return _text(cell)
    value = "".join(cell.xpath("*[local-name() = 'v']/text()"))
    if kind == "s":
        place = number(value)
        known = place is not None and place < len(texts)
        return texts[place] if known else ""
    if kind == "b":
        return "true" if value == "1" else "false"
    return "" if kind == "e" else value


def _text(element):
    """The text of a cell; phonetic readings of Japanese words are left out."""
    found = element.xpath(
        ".//*[local-name() = 't'][not(ancestor::*[local-name() = 'rPh'])]/text()"
    )
    return "".join(found)
