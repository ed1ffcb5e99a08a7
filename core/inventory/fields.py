"""The fields of a product, and the canonical text of their values."""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NamedTuple

from ..errors import ValueRefused
from ..words import Text, _

FAMILY = "urn:quickbooks-desktop-sync:inventory:"
VERSION = "1"
NAMESPACE = FAMILY + VERSION

TYPES = (
    *("service", "non-inventory", "inventory", "assembly", "other-charge"),
    *("discount", "subtotal", "group", "payment", "combo"),
)
"""Kinds of products: those of QuickBooks, and Odoo's combos, which it does not have."""

PLACES = Decimal("0.00001")
"""QuickBooks' prices and quantities have five decimals at most."""

LIMIT = Decimal(10) ** 12

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_WORDS = {"true": "true", "1": "true", "false": "false", "0": "false"}


# -- canonical texts ----------------------------------------------------------


def line(value):
    """Return a text of one line: NFC, without control characters, blanks single.

    :param value: str, None or False (Odoo's empty)
    :return: None if nothing is left
    """
    return " ".join((text(value) or "").split()) or None


def text(value):
    """Return a text that may have several lines: as `line`, but its lines are kept."""
    if value is None or value is False:
        return None
    result = str(value)
    if not (result.isascii() and result.isprintable()):
        result = result.replace("\r\n", "\n").replace("\r", "\n")
        result = _CONTROL.sub("", unicodedata.normalize("NFC", result))
    return result.strip() or None


def decimal(value):
    """Return a number as text: at most five decimals, no zeros at their end.

    >>> decimal(0.1 + 0.2), decimal("12.50"), decimal(-0.0)
    ('0.3', '12.5', '0')

    :param value: str, int, float, Decimal; None, False and "" are empty
    :raise ValueRefused: for a text that is no number, or a number out of all bounds
    """
    if value is None or value is False or value == "":
        return None
    number = _number(value)
    if abs(number) >= LIMIT:
        raise ValueRefused(
            _("“%(value)s” is larger than a number here can be."), value=value
        )
    number = number.quantize(PLACES, ROUND_HALF_UP) + 0
    result = f"{number:f}"
    return result.rstrip("0").rstrip(".") if "." in result else result


def _number(value):
    if isinstance(value, str):
        value = value.strip()
        if not _NUMBER.fullmatch(value):
            raise ValueRefused(
                _("“%(value)s” is not a number."),
                todo=_("Write it with a point and without commas, e.g. 1250.5."),
                value=value,
            )
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation as error:
        raise ValueRefused(_("“%(value)s” is not a number."), value=value) from error
    if not number.is_finite():
        raise ValueRefused(_("“%(value)s” is not a number."), value=value)
    return number


def boolean(value):
    """Return "true" or "false"; None and "" are empty, False is a value."""
    if value is None or value == "":
        return None
    known = _WORDS.get(str(value).strip().lower())
    if known is None:
        raise ValueRefused(_("“%(value)s” is neither true nor false."), value=value)
    return known


def kind(value):
    """Return a kind of product, one of `TYPES`."""
    known = line(value)
    if known and known not in TYPES:
        raise ValueRefused(
            _("“%(kind)s” is no kind of product."),
            todo=_("One of %(kinds)s."),
            kind=known,
            kinds=", ".join(TYPES),
        )
    return known


# -- the fields ---------------------------------------------------------------


class Field(NamedTuple):
    """One field of a product.

    :param name: name of its element
    :param label: its name for users
    :param codec: callable(value) -> canonical text, None where empty
    :param imported: whether an import may change it in Odoo; the others inform
    :param price: whether a jump of its value needs an explicit word
    """

    name: str
    label: str
    codec: object = line
    imported: bool = True
    price: bool = False


FIELDS = (
    Field("reference", _("Internal reference")),
    Field("name", _("Name")),
    Field("barcode", _("Barcode")),
    Field("part-number", _("Manufacturer's part number")),
    Field("type", _("Kind"), kind, imported=False),
    Field("active", _("Active"), boolean),
    Field("parent", _("Subitem of"), imported=False),
    Field("sales-description", _("Sales description"), text),
    Field("sales-price", _("Sales price"), decimal, price=True),
    Field("purchase-description", _("Purchase description"), text),
    Field("cost", _("Cost"), decimal, price=True),
    Field("income-account", _("Income account")),
    Field("expense-account", _("Expense account")),
    Field("asset-account", _("Asset account"), imported=False),
    Field("taxable", _("Taxable"), boolean),
    Field("preferred-vendor", _("Preferred vendor")),
    Field("reorder-point", _("Reorder point"), decimal),
    Field("quantity-on-hand", _("Quantity on hand"), decimal, imported=False),
    Field("variant", _("Variant"), imported=False),
)
"""All fields in the order in which they are written; new ones go to the end."""

BY_NAME = {one.name: one for one in FIELDS}


class Header(NamedTuple):
    """The header of a file, as texts; None for each part that is missing.

    :param source: "odoo", "quickbooks", "update" (both) or "reversal"
    :param database: uuid of the Odoo database whose ids the file holds
    :param company: id of the Odoo company
    :param company_name: its name, or that of the company file
    :param currency: code of the currency of all prices
    :param language: code of the language of all texts
    """

    source: str
    database: str = None
    company: str = None
    company_name: str = None
    currency: str = None
    language: str = None


@dataclass(slots=True)
class Product:
    """One product of a file.

    :param values: {field name: canonical text}; None clears, absent says nothing
    :param notes: {field name: {attribute: text}}: `source`, `sure`, `was`, `quickbooks`
    :param odoo_id: id in the Odoo database, an int
    :param checksum: digests of the state it was exported from, see `checksum`
    :param pair: why it is paired with an item of QuickBooks, e.g. "reference"
    :param sure: how sure that is, "0" to "1"
    :param line: where it stands in its file
    :param problems: [(field name or None, words)] of the values that cannot be read;
        words are of type `Text`, see `complain`
    """

    values: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    odoo_id: int = None
    external_id: str = None
    list_id: str = None
    edit_sequence: str = None
    checksum: tuple = None
    pair: str = None
    sure: str = None
    line: int = None
    problems: list = field(default_factory=list)

    @property
    def label(self):
        """Return the text by which a person recognises the product."""
        known = (self.values.get(name) for name in ("reference", "name"))
        words = [word for word in known if word]
        return " · ".join(words) or self.list_id or f"id {self.odoo_id or '?'}"

    def complain(self, name, text, /, **values):
        """Note a problem.

        :param name: of the field, None for the whole product
        :param text: marked with `_`
        :param values: of its placeholders
        """
        self.problems.append((name, Text(text, **values)))

    def complain_of(self, name, error):
        """Note a value that was refused."""
        self.problems.append((name, error.words))


@dataclass(slots=True)
class Open:
    """A question that an update left for a person; it has no effect on an import.

    :param reason: short code, see `update.REASONS`
    :param name: the name of the item
    :param sure: how sure the best pair is, "0" to "1"
    :param candidates: the products that it could be, in words
    """

    reason: str
    name: str
    odoo_id: int = None
    list_id: str = None
    sure: str = None
    candidates: str = None
