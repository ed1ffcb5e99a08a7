"""Streams that come from outside: not too long, no entities, UTF-8."""

import re

from lxml import etree

from ..errors import FileRefused
from ..words import Text, _

MAX_BYTES = 1 << 30
"""A million products are about one gibibyte."""

CHUNK = 1 << 16

MAX_COLUMNS = 1000
"""Of a table; what stands to the right of them is not read."""

_DECLARATION = re.compile(rb"<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
_SKIPPED = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")
"""How a file in UTF-16 or UTF-32 begins."""


def number(text, most=9):
    """Return the whole number (int) that a text is, None for any other text.

    :param most: digits; Python refuses thousands of them, and nothing has so many
    """
    plain = text or ""
    fits = plain.isascii() and plain.isdigit() and len(plain) <= most
    return int(plain) if fits else None


def at_line(number):
    """Return the place of an error in a file."""
    return Text(_("line %(number)s"), number=number)


class Checked:
    """A stream whose beginning is looked at before anything is read of it."""

    def __init__(self, stream):
        self._stream = stream
        self._head = stream.read(CHUNK)
        check_beginning(self._head)

    def read(self, size=CHUNK):
        if self._head:
            chunk, self._head = self._head[:size], self._head[size:]
            return chunk
        return self._stream.read(size)


class Limited:
    """A stream that is refused if it is longer than it may be."""

    def __init__(self, stream, max_bytes=MAX_BYTES):
        self._stream, self._left, self._max = stream, max_bytes, max_bytes

    def read(self, size=CHUNK):
        chunk = self._stream.read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise FileRefused(
                _("The file is larger than %(size)s MiB."),
                todo=_("Export a selection of the products, or several files."),
                size=self._max >> 20,
            )
        return chunk


def events_of(stream, max_bytes=MAX_BYTES, **options):
    """Yield the parsing events of XML that comes from outside.

    :raise FileRefused: for a stream that is not read at all, see the module, and for
        one that is not well-formed
    """
    events = etree.iterparse(
        Checked(Limited(stream, max_bytes)),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        **options,
    )
    try:
        yield from events
    except etree.XMLSyntaxError as error:
        # lxml's log of an error goes back to the first one of the thread
        first = next(iter(events.error_log), None)
        words, line = (
            (first.message, first.line) if first else (error.msg, error.lineno)
        )
        raise FileRefused(
            _("The file is not well-formed XML in UTF-8: %(fault)s."),
            at_line(line),
            _("Correct it there, or export it again."),
            fault=words[:300],
        ) from error


def check_beginning(head):
    """Check the text before the first element.

    :param head: bytes, the beginning of the file
    :raise FileRefused: for a document type, or an encoding that is not UTF-8
    """
    if head.startswith(_WIDE):
        raise _wrong_encoding("UTF-16")
    position = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    declaration = _DECLARATION.match(head, position)
    encoding = _ENCODING.search(declaration[0]) if declaration else None
    if encoding and encoding[1].upper() not in (b"UTF-8", b"US-ASCII", b"ASCII"):
        raise _wrong_encoding(encoding[1][:40].decode("ascii", "replace"))
    while found := _SKIPPED.match(head, position):
        position = found.end()
    if head[position : position + 2] == b"<!":
        raise FileRefused(
            _("The file has a document type or entities, which are not read."),
            at_line(head.count(10, 0, position) + 1),
            _("Remove the part that begins with “<!”."),
        )
    if head[position : position + 1] != b"<":
        raise FileRefused(
            _("The file is not XML."), todo=_("Choose an inventory file.")
        )


def _wrong_encoding(name):
    return FileRefused(
        _("The encoding of the file is %(encoding)s; only UTF-8 is read."),
        todo=_("Save it as UTF-8."),
        encoding=name,
    )
