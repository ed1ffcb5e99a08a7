"""SOAP 1.1 envelopes of the Web Connector: read a call, write an answer or a fault.

A call has one shape only, Envelope / Body / operation / arguments that hold text, so it
is taken apart while it is parsed and no tree is built. That also keeps all limits of
libxml2 (depth, entity amplification) while one argument may be as large as the request:
the limit of 10 MB for a text node applies to trees only.
"""

import codecs
import re
from dataclasses import dataclass, field

from lxml import etree

from ..errors import EnvelopeRefused

NAMESPACE = "http://developer.intuit.com/"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MAX_BYTES = 32 * 1024 * 1024

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
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));")
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
    document = _utf8(body, charset)
    try:
        return _parsed(document)
    except etree.LxmlError:
        return _mended(document)


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
    """Parse again with a space for each character that XML forbids."""
    document = _REFERENCE.sub(_legal_reference, _CONTROL.sub(b" ", document))
    try:
        return _parsed(document)
    except etree.LxmlError as error:
        raise EnvelopeRefused(
            "The request is not well-formed XML.",
            where=f"line {getattr(error, 'lineno', None) or 1}",
        ) from None


def _legal_reference(match):
    hexadecimal, decimal = match.groups()
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    legal = number < 0x110000 and not _ILLEGAL.match(chr(number))
    return match.group() if legal else b" "


def _parsed(document):
    parser = etree.XMLParser(
        target=_Reader(),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    return etree.fromstring(document, parser).call()


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
        self.text.clear()
