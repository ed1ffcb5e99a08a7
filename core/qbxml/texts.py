"""Text as QuickBooks can hold it.

QuickBooks Desktop stores Windows-1252. In a request the Latin-1 range works, sent as
character references; anything beyond is refused with 0x80040400 when sent raw and is
stored as "?" when sent as a reference. A response gives the *byte* as a reference:
``&#153;`` is ™ and not U+0099. (Source: recorded responses; wire facts of the project.)
"""

import unicodedata

UNREPRESENTABLE = "?"
"""What QuickBooks stores in place of a character it does not have."""

_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n"})
_CP1252 = {
    code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)
}


def normalise_text(value):
    """Return the canonical form of a text: NFC, line ends \\n, trimmed; "" is None.

    Nothing is cut and no character is replaced: the text that QuickBooks stores
    is `stored_text`.

    :param value: str, None or False (Odoo's empty), or anything that `str` takes
    """
    if value is None or value is False:
        return None
    text = str(value)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_LINE_ENDS)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip() or None


def stored_text(canonical, max_length=None, multiline=False):
    """Return the text that QuickBooks will hold, None if nothing is left.

    Control characters and invisible marks are removed, characters outside Latin-1
    become "?", line ends of a single-line field become blanks, the rest is cut to
    `max_length` and trimmed.

    :param canonical: text in canonical form
    """
    text = normalise_text(canonical)
    if text is None:
        return None
    if not multiline and "\n" in text:
        text = " ".join(line.strip() for line in text.split("\n"))
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_stored_character, text)).strip()
    return text[:max_length].rstrip() or None


def from_cp1252(text):
    """Return a text of a response with U+0080–U+009F read as Windows-1252 bytes."""
    return text.translate(_CP1252)


def _stored_character(character):
    if (character.isascii() and character.isprintable()) or character == "\n":
        return character
    if character == "\t":
        return " "
    if unicodedata.category(character) in ("Cc", "Cf") and character != "\xad":
        return ""
    return character if character <= "\xff" else UNREPRESENTABLE
