"""The cells of an Excel file (.xlsx), read as it is stored: XML in a zip archive.

One sheet is read at a time and row by row; only the table of shared texts is held.
"""

import re
import zipfile
from contextlib import closing
from functools import partial

from ..errors import FileRefused
from .files import member
from .guards import MAX_BYTES, events_of

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_CELL = re.compile(r"([A-Z]{1,3})[0-9]+")
_SHEET = re.compile(r"xl/worksheets/[^/]*?([0-9]*)\.xml")
MAX_COLUMNS = 1000
MAX_TEXTS = 1 << 26
"""Bytes of the table of shared texts, which is held."""


def sheets(stream):
    """Return callables, one per sheet in order, that give (row number, list of cells).

    :raise FileRefused: for what Excel would not have written
    """
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise FileRefused("The Excel file is damaged.", todo="Save it anew.") from error
    names = [name for name in archive.namelist() if _SHEET.fullmatch(name)]
    names.sort(key=lambda name: int(_SHEET.fullmatch(name)[1] or 0))
    texts = _shared_texts(archive)
    return [partial(_table, archive, name, texts) for name in names]


def _shared_texts(archive):
    name = "xl/sharedStrings.xml"
    if name not in archive.namelist():
        return []
    elements = _elements(archive, name, "si", MAX_TEXTS)
    return [_text(element) for element in elements]


def _table(archive, name, texts):
    number = 0
    with closing(_elements(archive, name, "row")) as elements:
        for element in elements:
            number = int(element.get("r") or number + 1)
            yield number, _cells(element, texts)


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
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return max(number - 1, following)


def _value(cell, texts):
    kind = cell.get("t")
    if kind == "inlineStr":
        return _text(cell)
    value = "".join(cell.xpath("*[local-name() = 'v']/text()"))
    if kind == "s":
        number = int(value) if value.isdecimal() else len(texts)
        return texts[number] if number < len(texts) else ""
    if kind == "b":
        return "true" if value == "1" else "false"
    return "" if kind == "e" else value


def _text(element):
    """The text of a cell; readings of Japanese words beside it are left out."""
    found = element.xpath(
        ".//*[local-name() = 't'][not(ancestor::*[local-name() = 'rPh'])]/text()"
    )
    return "".join(found)
