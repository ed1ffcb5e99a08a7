"""SOAP 1.1 envelopes of the Web Connector: read a call, write an answer or a fault.

A call has one shape only, Envelope / Body / operation / arguments that hold text, so it
is taken apart while it is parsed and no tree is built. That also keeps all limits of
libxml2 (depth, entity amplification) while one argument may be as large as the request:
the limit of 10 MB for a text node applies to trees only.
"""

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass, field

from lxml import etree

from ..errors import EnvelopeRefused

NAMESPACE = "http://developer.intuit.com/"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MAX_BYTES = 32 * 1024 * 1024
SMALL_BYTES = 64 * 1024
"""Of a call that carries no known ticket: only answers of QuickBooks are longer."""

HEAD_BYTES = 1024
"""Within them stands the ticket, the first argument of each call that has one."""

MAX_ARGUMENTS = 20
MAX_HEADER_ELEMENTS = 50
MAX_REFERENCES = 1_000_000
"""Numeric references in a call. .NET writes one for the end of each line."""

MAX_FORBIDDEN = 100_000
"""Of these, references to characters that XML forbids; a memo has one or two."""

PLAIN_BYTES = 8 * 1024 * 1024
PLAIN_TAGS = 100
"""A call with more of them is no call, or one with a long header."""

PARSER = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}

CHUNK = 1 << 16
"""Bytes after which a refused call is not parsed any further."""


_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"\s*<\?xml\s[^>]{0,99}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_SPACES = bytes(
    0x20 if number < 0x20 and number not in (0x09, 0x0A, 0x0D) else number
    for number in range(256)
)
"""Translates the bytes that XML forbids; 0x00 too, which no encoding has here."""

_FORBIDDEN_REFERENCE = re.compile(
    rb"&#(?:"
    rb"0{0,9}(?:[0-8]|1[124-9]|2[0-9]|3[01]|5529[6-9]|55[3-9][0-9]{2}|56[0-9]{3}"
    rb"|57[0-2][0-9]{2}|573[0-3][0-9]|5734[0-3]"
    rb"|6553[45]|111411[2-9]|11141[2-9][0-9]|1114[2-9][0-9]{2}|111[5-9][0-9]{3}"
    rb"|11[2-9][0-9]{4}|1[2-9][0-9]{5}|[2-9][0-9]{6}|[1-9][0-9]{7,9})"
    rb"|[xX]0{0,9}(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}"
    rb"|[fF]{3}[eEfF]|1[1-9a-fA-F][0-9a-fA-F]{4}|[2-9a-fA-F][0-9a-fA-F]{5}"
    rb"|[1-9a-fA-F][0-9a-fA-F]{6,7}));"
)
_NOT_PLAIN = re.compile(rb"<[!?](?!xml[\s?])")
"""A document type, a comment, CDATA, or a processing instruction."""

_LONG_TAG = re.compile(rb"<[^!?/<>][^<>]{65535}")
"""A tag with thousands of attributes: the parser takes more time than their length."""

_TICKET = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?:ticket|wcTicket)(?:\s[^<>]{0,400})?>\s*([\w-]{1,200})\s*</"
)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Call:
    """One operation of a request: its name and its arguments, all of them text."""

    name: str
    arguments: dict[str, str] = field(default_factory=dict, repr=False)


def read_call(body, max_bytes=MAX_BYTES, charset=""):
    """Return the `Call` that a request holds.

    Any prefixes, any order of arguments, and arguments with or without a namespace
    (Style RPC) are taken. A character that XML forbids, raw or as a reference, becomes
    a space: .NET sends it where QuickBooks stored it, and one memo must not stop the
    session.

    :param body: the bytes of the request
    :param max_bytes: a longer request is refused before it is looked at
    :param charset: the charset parameter of the Content-Type; a byte order mark
        outranks it, it outranks the XML declaration (RFC 7303)
    :raises EnvelopeRefused: oversized, empty, not well-formed, wrongly encoded, with a
        document type declaration, or not a SOAP 1.1 envelope with one operation. The
        words never quote what was sent
    """
    if len(body) > max_bytes:
        raise EnvelopeRefused(f"The request is larger than {max_bytes} bytes.")
    if not body.strip():
        raise EnvelopeRefused("The request is empty.")
    document = _mended(_utf8(body, charset))
    try:
        return _parsed(document)
    except etree.LxmlError as error:
        raise EnvelopeRefused(
            "The request is not well-formed XML.",
            where=f"line {getattr(error, 'lineno', None) or 1}",
        ) from None


def find_ticket(head, charset=""):
    """Return the ticket in the beginning of a call, "" where none is found.

    :param head: the first bytes of the request
    :param charset: as for `read_call`
    """
    encoding = _ENCODINGS.get(_encoding_name(head, charset), "utf-8")
    found = _TICKET.search(head[:HEAD_BYTES].decode(encoding, "replace"))
    return found.group(1) if found else ""


def answer(name, result):
    """Return the bytes of the answer to an operation.

    :param name: the operation, e.g. "authenticate"
    :param result: str, int, or a list of str (ArrayOfString); characters that XML
        forbids become "?"
    :raises TypeError: any other result
    """
    root, body = _envelope()
    response = etree.SubElement(
        body, f"{{{NAMESPACE}}}{name}Response", nsmap={None: NAMESPACE}
    )
    slot = etree.SubElement(response, f"{{{NAMESPACE}}}{name}Result")
    if isinstance(result, list):
        for item in result:
            etree.SubElement(slot, f"{{{NAMESPACE}}}string").text = _text(item)
    else:
        slot.text = _text(result)
    return _serialised(root)


def fault(code, text):
    """Return the bytes of a SOAP 1.1 fault; it goes out with HTTP status 500.

    :param code: "Client" (what was sent is wrong) or "Server" (try again later)
    :param text: a sentence for the person at the Web Connector
    """
    root, body = _envelope()
    element = etree.SubElement(body, f"{{{SOAP}}}Fault")
    etree.SubElement(element, "faultcode").text = f"soap:{code}"
    etree.SubElement(element, "faultstring").text = _text(text)
    return _serialised(root)


def legal_text(text):
    """Return a text with "?" in place of each character that XML forbids."""
    return _ILLEGAL.sub("?", text)


def _envelope():
    root = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    return root, etree.SubElement(root, f"{{{SOAP}}}Body")


def _serialised(root):
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _text(value):
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return legal_text(value)
    raise TypeError(f"An answer holds text, a number or a list, not {type(value)}.")


def _utf8(body, charset):
    encoding = _ENCODINGS.get(_encoding_name(body, charset))
    if encoding is None:
        raise EnvelopeRefused(
            "The character encoding of the request is not known.",
            todo="Use UTF-8, UTF-16, ISO-8859-1 or Windows-1252.",
        )
    if encoding == "utf-8":
        return body
    try:
        return body.decode(encoding).encode()
    except UnicodeError:
        raise EnvelopeRefused(f"The request is not valid {encoding} text.") from None


def _encoding_name(body, charset):
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return encoding
    declared = _DECLARED.match(body)
    name = charset or (declared.group(1).decode() if declared else "utf-8")
    return name.strip(" \"'").lower()


def _mended(document):
    """Return a document with a space for each character that XML forbids.

    :raises EnvelopeRefused: for what would take the parser too long
    """
    document = document.translate(_SPACES)
    if _LONG_TAG.search(document):
        raise EnvelopeRefused("The request holds a tag that is too long.")
    references = document.count(b"&#")
    if not references:
        return document
    if references > MAX_REFERENCES:
        raise _too_many_references()
    document, forbidden = _FORBIDDEN_REFERENCE.subn(
        b" ", document, count=MAX_FORBIDDEN + 1
    )
    if forbidden > MAX_FORBIDDEN:
        raise _too_many_references()
    return document


def _too_many_references():
    return EnvelopeRefused("The request holds too many character references.")


def _parsed(document):
    if _is_plain(document):
        with suppress(etree.XMLSyntaxError):  # which the other way finds where it is
            return _replayed(etree.fromstring(document, etree.XMLParser(**PARSER)))
    parser = etree.XMLParser(target=_Reader(), **PARSER)
    for start in range(0, len(document), CHUNK):
        parser.feed(document[start : start + CHUNK])
    return parser.close().call()


def _is_plain(document):
    """Return whether a tree of this document is small, so that it is the faster way."""
    small = len(document) <= PLAIN_BYTES and document.count(b"<") <= PLAIN_TAGS
    return small and not _NOT_PLAIN.search(document)


def _replayed(root):
    """Return the `Call` of a tree, read as while it is parsed."""
    reader = _Reader()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            reader.start(element.tag, element.attrib)
            reader.data(element.text or "")
        else:
            reader.end(element.tag)
            reader.data(element.tail or "")
    return reader.call()


def _split(tag):
    namespace, _, name = tag.rpartition("}")
    return namespace.lstrip("{"), name


class _Reader:
    """Target of lxml's parser that knows the one shape of a call.

    What it raises stops the parser at that point of the input.
    """

    def __init__(self):
        self.path = []
        self.name = ""
        self.arguments = {}
        self.header_elements = 0
        self.text = []
        # A page of objects comes in a million pieces: each costs no more than this.
        self.data = self.text.append

    def doctype(self, name, public_id, system_url):
        raise EnvelopeRefused("A document type declaration is not accepted.")

    def start(self, tag, attributes):
        opened = (self._open_envelope, self._open_part, self._open_operation)
        depth = len(self.path)
        if depth < 2 or self._in_body():
            step = opened[depth] if depth < len(opened) else self._open_argument
            step(*_split(tag))
        else:
            self._count_header_element()
        self.path.append(tag)

    def end(self, tag):
        if len(self.path) == 4 and self._in_body():
            self.arguments[_split(tag)[1]] = "".join(self.text)
        self.path.pop()

    def close(self):
        return self

    def call(self):
        """Return the `Call`, once the whole envelope was read."""
        if not self.name:
            raise EnvelopeRefused("The SOAP body holds no operation.")
        return Call(self.name, self.arguments)

    def _in_body(self):
        return self.path[1] == f"{{{SOAP}}}Body"

    def _count_header_element(self):
        self.header_elements += 1
        if self.header_elements > MAX_HEADER_ELEMENTS:
            raise EnvelopeRefused("The SOAP header holds too many elements.")

    def _open_envelope(self, namespace, name):
        if (namespace, name) != (SOAP, "Envelope"):
            raise EnvelopeRefused("The request is not a SOAP 1.1 envelope.")

    def _open_part(self, namespace, name):
        if namespace != SOAP or name not in ("Header", "Body"):
            raise EnvelopeRefused("The SOAP envelope holds more than header and body.")

    def _open_operation(self, namespace, name):
        if self.name:
            raise EnvelopeRefused("The request holds more than one operation.")
        if namespace not in (NAMESPACE, NAMESPACE.rstrip("/")):
            raise EnvelopeRefused("The operation is not in the Web Connector's name.")
        self.name = name

    def _open_argument(self, namespace, name):
        if len(self.path) > 3:
            raise EnvelopeRefused("An argument of the operation is not plain text.")
        if name in self.arguments:
            raise EnvelopeRefused("An argument of the operation is given twice.")
        if len(self.arguments) >= MAX_ARGUMENTS:
            raise EnvelopeRefused("The operation has too many arguments.")
        self.text.clear()
