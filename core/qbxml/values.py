"""Value codecs: one Odoo value ↔ its canonical form ↔ one qbXML element.

Every codec has the same methods, described in `Codec`. The canonical form is
JSON-able, and images hold it; None means "empty" for every codec, and an empty
element in a Mod clears a field (CLEAR).

=============  ==========================  =========================================
codec          qbXML type                  canonical
=============  ==========================  =========================================
text           STRTYPE                     str: NFC, line ends \\n, outer blanks trimmed
amount         AMTTYPE                     str, exactly two decimals: "10.00"
price          PRICETYPE                   str, up to five decimals: "10.5"
quantity       QUANTYPE                    as price
percent        PERCENTTYPE                 as price
integer        INTTYPE                     int
boolean        BOOLTYPE                    bool
date_          DATETYPE                    "YYYY-MM-DD"
datetime_      DATETIMETYPE                "YYYY-MM-DDTHH:MM:SS", naive wall clock
enum           ENUMTYPE                    str
guid           GUIDTYPE                    "{…}" in lower case, or "0"
ref            aggregate of ListID/TxnID   the id, str
lines          Addr1 … AddrN               list of str
many           an element that repeats     list of the canonical values of one
=============  ==========================  =========================================
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from lxml import etree

from ..errors import ValueRefused
from ..words import _
from .children import Children, child_text
from .texts import normalise_text, stored_text
from .times import wall_clock

ID_LENGTH = 36
"""The longest IDTYPE (ListID, TxnID) of the schema."""

SPACE = "*"
"""Begins the target of a reference to a name space: "*entity"; see `ref`."""


NEVER_EMPTY = _("QuickBooks does not let this field be emptied")


class Codec:
    """How one kind of value is normalised, stored, written and read.

    `normalise` and `stored` are idempotent; both, and `build`, raise `ValueRefused`
    for values that qbXML cannot hold.
    """

    clearable = True
    """Whether the schema takes an empty element, the CLEAR of a Mod."""

    def normalise(self, value):
        """Return the canonical form of a Python value as Odoo holds it."""
        raise NotImplementedError

    def stored(self, canonical):
        """Return the value that QuickBooks will hold after storing a canonical one."""
        return self.normalise(canonical)

    def build(self, parent, tag, canonical, adding=False):
        """Append the element (or elements) of a canonical value to `parent`.

        None is written as an empty element.

        :param bool adding: for an Add, where nothing needs to be cleared
        :raise ValueRefused: with `where` = tag
        """
        try:
            stored = None if canonical is None else self.stored(canonical)
        except ValueRefused as error:
            raise error.at(tag) from error
        self.append(parent, tag, stored, adding)

    def append(self, parent, tag, stored, adding=False):
        """Append the element (or elements) of a value as `stored` returned it.

        Parameters and errors as for `build`, which stores the value first.
        """
        try:
            text = "" if stored is None else self._text(stored)
        except ValueRefused as error:
            raise error.at(tag) from error
        if not text and not self.clearable:
            raise ValueRefused(NEVER_EMPTY, tag)
        etree.SubElement(parent, tag).text = text or None

    def parse(self, element):
        """Return the canonical value of one element; None if it is empty.

        Lenient, since a response is never rejected because of the schema.

        :raise ValueRefused: with `where` = the tag, for an element that cannot be read
        """
        text = (element.text or "").strip()
        if not text:
            return None
        try:
            return self._read(text)
        except ValueRefused as error:
            raise error.at(element.tag) from error

    def read(self, parent, tag):
        """Return the canonical value of the child `tag`; None if it is not there."""
        return self.read_in(Children(parent), tag)

    def read_in(self, children, tag):
        """Return the canonical value of the child `tag`; None if it is not there.

        :param Children children: of the element that it stands in
        """
        element = children.first(tag)
        return None if element is None else self.parse(element)

    def _text(self, stored):
        """Return the text of the element for a stored value that is not None."""
        return stored

    def _read(self, text):
        """Return the canonical value of a text that is not empty."""
        return self.normalise(text)


class Text(Codec):
    """A string of a limited length; made by `text`."""

    def __init__(self, max_length=None, multiline=False):
        self.max_length, self.multiline = max_length, multiline

    def normalise(self, value):
        return normalise_text(value)

    def stored(self, canonical):
        return stored_text(canonical, self.max_length, self.multiline)


class Enum(Codec):
    """One of fixed words; made by `enum`. A response may bring others."""

    clearable = False

    def __init__(self, *values):
        self.values = values

    def normalise(self, value):
        return normalise_text(value)

    def _text(self, stored):
        if stored not in self.values:
            known = ", ".join(self.values)
            raise ValueRefused(
                _("“%(value)s” is none of the words %(known)s"),
                value=stored,
                known=known,
            )
        return stored


class Number(Codec):
    """A decimal number: AMTTYPE has two decimals, the other types up to five.

    Rounded half up, away from zero, as Odoo does. Never an exponent, never "-0".
    A response may carry "18.0%" in a percent field (recorded).
    """

    def __init__(self, digits, decimals, padded=False):
        self.digits, self.padded = digits, padded
        self.step = Decimal(1).scaleb(-decimals)

    def normalise(self, value):
        if value is None or value is False or value == "":
            return None
        number = _decimal(value).quantize(self.step, ROUND_HALF_UP)
        if not number:
            number = abs(number)
        if abs(number) >= 10**self.digits:
            raise ValueRefused(
                _("%(number)s has more than %(digits)s digits"),
                number=number,
                digits=self.digits,
            )
        text = f"{number:f}"
        return text if self.padded else text.rstrip("0").rstrip(".")

    def _read(self, text):
        return self.normalise(text.removesuffix("%"))


class Integer(Codec):
    """A whole number, as an int."""

    clearable = False

    def normalise(self, value):
        if value is None or value is False or value == "":
            return None
        number = _decimal(value)
        if number != number.to_integral_value():
            raise ValueRefused(_("“%(value)s” is not a whole number"), value=value)
        return int(number)

    def _text(self, stored):
        return str(stored)


class Boolean(Codec):
    """True or false. False of Odoo is a value here; only None is empty."""

    words = {"true": True, "1": True, "false": False, "0": False}

    def normalise(self, value):
        if value is None or value == "":
            return None
        known = self.words.get(str(value).strip().lower())
        if known is None:
            raise ValueRefused(_("“%(value)s” is neither true nor false"), value=value)
        return known

    def _text(self, stored):
        return "true" if stored else "false"


class Date(Codec):
    """A calendar day."""

    def normalise(self, value):
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            return value.isoformat()
        return wall_clock(value)[:10] if value else None


class DateTime(Codec):
    """A moment as the clock of the QuickBooks PC shows it, without offset.

    An offset is dropped, not converted: see `times`. Convert from UTC before.
    """

    def normalise(self, value):
        if isinstance(value, date):
            value = value.isoformat()
        return wall_clock(value) if value else None


class Guid(Codec):
    """An OwnerID or ExternalGUID: in braces; "0" is the public owner."""

    clearable = False
    pattern = re.compile(r"\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}")

    def normalise(self, value):
        text = str(value).strip().lower() if value not in (None, False, "") else ""
        if not text or text == "0":
            return text or None
        text = "{" + text.strip("{}") + "}"
        if not self.pattern.fullmatch(text):
            raise ValueRefused(_("“%(value)s” is not a GUID"), value=value)
        return text


class Ref(Codec):
    """A reference to another object, by its id; made by `ref`.

    An empty id inside the aggregate clears it, as Intuit's SDK sample for
    ItemInventoryMod does (``ParentRef.ListID.SetEmpty()``).
    """

    def __init__(self, mapping=None, id_tag="ListID", space=None):
        self.mapping, self.id_tag, self.space = mapping, id_tag, space
        self.target = f"{SPACE}{space}" if space else mapping

    def normalise(self, value):
        return normalise_text(value)

    def append(self, parent, tag, stored, adding=False):
        if stored and len(stored) > ID_LENGTH:
            raise ValueRefused(
                _("“%(value)s” is longer than an id can be"), tag, value=stored
            )
        element = etree.SubElement(parent, tag)
        etree.SubElement(element, self.id_tag).text = stored

    def parse(self, element):
        return normalise_text(child_text(element, self.id_tag))


class NumberedLines(Codec):
    """Text lines held in numbered elements; made by `lines`.

    For the tag "Addr" these are Addr1 … AddrN. A Mod writes all N, so that a line
    that is gone is cleared; an Add writes those that have text.
    """

    def __init__(self, count, max_length):
        self.count, self.line = count, Text(max_length)

    def normalise(self, value):
        if not value:
            return None
        given = value.splitlines() if isinstance(value, str) else value
        kept = [line for line in map(self.line.normalise, given) if line]
        return kept or None

    def stored(self, canonical):
        kept = [self.line.stored(line) for line in canonical or ()]
        return [line for line in kept if line][: self.count] or None

    def append(self, parent, tag, stored, adding=False):
        stored = stored or []
        for number in range(self.count):
            line = stored[number] if number < len(stored) else None
            if line or not adding:
                self.line.append(parent, f"{tag}{number + 1}", line)

    def read_in(self, children, tag):
        numbers = range(1, self.count + 1)
        return self.normalise(
            [self.line.read_in(children, f"{tag}{n}") for n in numbers]
        )


class Many(Codec):
    """An element that repeats; made by `many`. Blank ones are dropped."""

    clearable = False

    def __init__(self, codec):
        self.codec = codec

    def normalise(self, value):
        kept = [self.codec.normalise(one) for one in value or ()]
        return [one for one in kept if one is not None] or None

    def stored(self, canonical):
        kept = [self.codec.stored(one) for one in canonical or ()]
        return [one for one in kept if one is not None] or None

    def build(self, parent, tag, canonical, adding=False):
        if canonical is None:
            raise ValueRefused(NEVER_EMPTY, tag)
        stored = self.stored(canonical)
        if stored is not None:
            self.append(parent, tag, stored, adding)

    def append(self, parent, tag, stored, adding=False):
        if stored is None:
            raise ValueRefused(NEVER_EMPTY, tag)
        for one in stored:
            self.codec.append(parent, tag, one, adding)

    def read_in(self, children, tag):
        found = children.element.iterchildren(tag)
        return self.normalise([self.codec.parse(one) for one in found])


def _decimal(value):
    """Return a finite Decimal; a number beyond all types is cut to 10^20.

    Of a float the 15 digits that it can hold: 1.015 * 100 is 101.5.
    """
    try:
        number = Decimal(f"{value:.15g}" if isinstance(value, float) else str(value))
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise ValueRefused(_("“%(value)s” is not a number"), value=value)
    return number if number.adjusted() < 20 else Decimal(10**20)


def text(max_length=None, multiline=False):
    """Return the codec of a STRTYPE of at most `max_length` characters.

    :param bool multiline: whether QuickBooks keeps line ends; else they become blanks
    """
    return Text(max_length, multiline)


def enum(*values):
    """Return the codec of an ENUMTYPE that may be written with one of `values`."""
    return Enum(*values)


def ref(mapping=None, id_tag="ListID", space=None):
    """Return the codec of a reference; its `target` names the other end.

    :param str mapping: the mapping whose links know the id
    :param str id_tag: "ListID", or "TxnID" for a transaction
    :param str space: instead of a mapping, the name space of the id, for an element
        that may mean several types, e.g. the EntityRef of a journal line
    """
    return Ref(mapping, id_tag, space)


def lines(count, max_length):
    """Return the codec of `count` numbered lines of at most `max_length` characters."""
    return NumberedLines(count, max_length)


def many(codec):
    """Return the codec of an element that repeats, each one read by `codec`."""
    return Many(codec)


amount = Number(13, 2, padded=True)
price = Number(10, 5)
quantity = Number(10, 5)
percent = Number(10, 5)
integer = Integer()
boolean = Boolean()
date_ = Date()
datetime_ = DateTime()
guid = Guid()
