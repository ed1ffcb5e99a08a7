"""The text handling of QuickBooks, which knows Windows-1252 only.

Requests may hold characters up to U+00FF, raw or as references; any other raw
character refuses the message set, and one sent as a reference is stored as ``?``.
Responses are pure ASCII: every other character is a reference to its *Windows-1252
byte*, so that ``&#153;`` is a trade mark sign. Inside the simulator text is Unicode.
"""

import codecs
import re

from .status import Refused

_DECLARATION = re.compile(r"\s*<\?xml\b([^>]*?)\?>", re.DOTALL)
_ENCODING = re.compile(r"""encoding\s*=\s*["']([^"']*)["']""")
_NEEDS_ESCAPE = re.compile(r"[^\x20-\x25\x27-\x3b\x3d\x3f-\x7e\n]|\"")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def _cp1252_tables():
    to_unicode, to_byte = {}, {}
    for byte in range(0x80, 0xA0):
        try:
            char = bytes([byte]).decode("cp1252")
        except UnicodeDecodeError:
            continue
        to_unicode[byte] = char
        to_byte[char] = byte
    return to_unicode, to_byte


_TO_UNICODE, _TO_BYTE = _cp1252_tables()
_STORABLE = {chr(code) for code in range(0x100)} | set(_TO_BYTE)


def decode_request(qbxml):
    """Return the text of a request without its XML declaration.

    ``qbxml``: bytes in the encoding they declare (UTF-8 if none), or a str as the Web
    Connector hands it over, whose declaration then means nothing. Refused if the bytes
    do not fit their encoding or a raw character is outside Latin-1.
    """
    if isinstance(qbxml, bytes):
        qbxml = _decode(qbxml)
    text = _DECLARATION.sub("", qbxml.lstrip("\ufeff"), count=1)
    for char in text:
        if char > "\u00ff":
            raise Refused(f"raw character U+{ord(char):04X}")
    return text


def _decode(data):
    declaration = _DECLARATION.match(data[:200].decode("latin-1"))
    found = declaration and _ENCODING.search(declaration.group(1))
    encoding = found.group(1) if found else "utf-8"
    try:
        return data.decode(codecs.lookup(encoding).name)
    except (LookupError, UnicodeDecodeError) as problem:
        raise Refused(f"encoding {encoding}: {problem}") from None


def stored(text):
    """Return the text of a request as QuickBooks stores it.

    A character reference from 128 to 159 means the Windows-1252 byte; anything beyond
    Latin-1 can only have come as a reference and becomes ``?``.
    """
    if text.isascii():
        return text
    return "".join(
        _TO_UNICODE.get(ord(char), char) if char <= "\u00ff" else "?" for char in text
    )


def typed(text):
    """Return a user's text as QuickBooks stores it: Windows-1252, else ``?``."""
    return "".join(char if char in _STORABLE else "?" for char in text)


def _reference(match):
    char = match.group()
    if char in _NAMED:
        return _NAMED[char]
    return f"&#{_TO_BYTE.get(char, ord(char))};"


def escape(text):
    """Return the text or attribute value as it stands in a response: ASCII with
    references."""
    return _NEEDS_ESCAPE.sub(_reference, text)
