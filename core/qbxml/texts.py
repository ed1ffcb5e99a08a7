"""Text as QuickBooks can hold it.

QuickBooks Desktop stores Windows-1252. In a request the Latin-1 range works, sent as
character references; anything beyond is refused with 0x80040400 when sent raw and is
stored as "?" when sent as a reference. A response gives the *byte* as a reference:
``&#153;`` is ™ and not U+0099. (Source: recorded responses; wire facts of the project.)

So a character beyond Latin-1 is sent as its plain equivalent, if it has one: ’ as ',
“ as ", – as -, … as ..., Š as S. A text that QuickBooks has already is never sent so:
where it has to go along with a change, its characters go as the bytes that QuickBooks
itself shows (`own_text`).
"""

import unicodedata
from functools import lru_cache

UNREPRESENTABLE = "?"
"""What QuickBooks stores in place of a character it does not have."""

_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n"})
_CP1252 = {
    code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)
}
_BYTES = {ord(char): chr(code) for code, char in _CP1252.items() if char}

_PLAIN = {
    "\xa0": " ",
    **dict.fromkeys("‘’‚‛ʹʻʼʽ′‵", "'"),
    **dict.fromkeys("“”„‟″‶", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
    **dict.fromkeys("‹〈", "<"),
    **dict.fromkeys("›〉", ">"),
    **dict.fromkeys("•‣∙⋅", "·"),
    **dict.fromkeys("ˆ⌃", "^"),
    **dict.fromkeys("˜∼", "~"),
    **{"⁄": "/", "∕": "/", "∗": "*", "∶": ":", "×": "×"},
    **{"™": "(TM)", "℠": "(SM)", "€": "EUR", "‰": "o/oo", "№": "No."},
    **{"Œ": "OE", "œ": "oe", "ƒ": "f", "ı": "i", "ẞ": "SS"},
    **{"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ħ": "H", "ħ": "h", "Ŧ": "T", "ŧ": "t"},
    **{"≤": "<=", "≥": ">=", "≠": "<>", "≈": "~", "→": "->", "←": "<-"},
    **{sign: f"^{digit}" for sign, digit in zip("⁰⁴⁵⁶⁷⁸⁹", "0456789", strict=True)},
}
"""Plain equivalents of characters that are not sent as they are."""


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
    become their plain equivalents, or "?" if they have none; line ends of a single-line
    field become blanks, the rest is cut to `max_length` and trimmed.

    :param canonical: text in canonical form, or of `own_text`
    """
    if isinstance(canonical, OwnText):
        return canonical[:max_length].rstrip() and OwnText(canonical[:max_length])
    text = normalise_text(canonical)
    if text is None:
        return None
    if not multiline and "\n" in text:
        text = " ".join(line.strip() for line in text.split("\n"))
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_stored_character, _spaced_fractions(text))).strip()
    return text[:max_length].rstrip() or None


def plain_text(text):
    """Return a text in plain characters, as far as they have a plain equivalent.

    >>> plain_text("O’Brien – “Best” Café…")
    'O\'Brien - "Best" Café...'
    """
    return stored_text(text, multiline=True) or ""


class OwnText(str):
    """A text of QuickBooks' own that is sent back as it is; see `own_text`."""

    __slots__ = ()


def own_text(value, shown):
    """Return a value whose characters QuickBooks has already as it is to be sent.

    A request can hold no character beyond Latin-1, but the byte by which QuickBooks
    shows one: U+0099 for ™. So a text of QuickBooks that has to be sent again, or an
    edit of it, does not lose what QuickBooks could hold.

    :param value: canonical value, texts and lists of texts are looked at
    :param shown: the value that QuickBooks shows now, of the same kind
    """
    if isinstance(value, list):
        held = "".join(one for one in shown or () if isinstance(one, str))
        return [own_text(one, held) for one in value]
    if not isinstance(value, str) or not isinstance(shown, str) or value.isascii():
        return value
    held = {ord(char) for char in shown}
    kept = {code: byte for code, byte in _BYTES.items() if code in held}
    if "\xa0" in shown:
        kept[0xA0] = "\xa0"
    if not kept.keys() & {ord(char) for char in value}:
        return value
    parts = (kept.get(ord(char)) or _stored_character(char) for char in value)
    return OwnText("".join(parts))


def from_cp1252(text):
    """Return a text of a response with U+0080–U+009F read as Windows-1252 bytes."""
    return text.translate(_CP1252)


def _spaced_fractions(text):
    """Return a text with a blank between a number and a fraction: 1⅓ is 1 1/3."""
    if not any("⅐" <= one <= "⅞" for one in text):
        return text
    return "".join(
        f" {one}" if "⅐" <= one <= "⅞" and before.isdigit() else one
        for before, one in zip(" " + text, text, strict=False)
    )


@lru_cache(4096)
def _stored_character(character):
    """Return the characters that are sent for one: itself, its equivalent, or "?"."""
    if (character.isascii() and character.isprintable()) or character == "\n":
        return character
    if character in _PLAIN:
        return _PLAIN[character]
    kind = unicodedata.category(character)
    if character == "\t" or kind == "Zs":
        return " "
    if kind in ("Cc", "Cf", "Mn") and character != "\xad":
        return ""
    if character <= "\xff":
        return character
    return _equivalent(character) or UNREPRESENTABLE


def _equivalent(character):
    """Return the compatible form of a character, else its letter without marks."""
    for form in ("NFKC", "NFKD"):
        found = unicodedata.normalize(form, character)
        found = "".join(_PLAIN.get(one, one) for one in found)
        found = "".join(one for one in found if unicodedata.category(one) != "Mn")
        if found and max(found) <= "\xff":
            return found
    return ""
