"""QuickBooks' own export of its item list → products.

The item list is exported by *Excel › Export all Items* (Excel or CSV) and by *File ›
Utilities › Export › Lists to IIF Files*. The columns of both are known by name; other
columns of the file are left out.
"""

import re
from decimal import Decimal, InvalidOperation

from ..errors import ValueRefused
from ..words import _
from .fields import Header, Product, boolean, decimal, line, text
from .reader import MAX_PROBLEMS
from .tables import heading, rows

COLUMNS = {
    "name": ("Item", "Item Name", "Item Name/Number", "Full Name", "Name"),
    "type": ("Type", "Item Type", "INVITEMTYPE"),
    "active": ("Active Status", "Active"),
    "hidden": ("HIDDEN",),
    "barcode": ("Barcode", "Bar Code", "UPC"),
    "part-number": (
        *("MPN", "MANUFACPARTNO", "Manufacturer's Part Number"),
        "Manufacturer Part Number",
    ),
    "sales-description": ("Description", "Sales Description", "DESC"),
    "sales-price": ("Price", "Sales Price", "Rate", "Price/Amount"),
    "purchase-description": (
        *("Purchase Description", "PURCHASEDESC"),
        "Description on Purchase Transactions",
    ),
    "cost": ("Cost", "Purchase Cost"),
    "income-account": ("Account", "Income Account", "ACCNT"),
    "expense-account": ("COGS Account", "Expense Account", "COGSACCNT"),
    "asset-account": ("Asset Account", "ASSETACCNT"),
    "taxable": ("Sales Tax Code", "Tax Code", "Taxable"),
    "preferred-vendor": ("Preferred Vendor", "PREFVEND", "Vendor"),
    "reorder-point": ("Reorder Pt (Min)", "Reorder Pt", "Reorder Point"),
    "quantity-on-hand": ("Quantity On Hand", "On Hand", "Qty On Hand", "QNTY"),
}
"""Field → headings, as QuickBooks has written them over the years."""

TYPES = {
    **{"service": "service", "serv": "service"},
    **{"noninventorypart": "non-inventory", "noninventory": "non-inventory"},
    **{"part": "non-inventory"},
    **{"inventorypart": "inventory", "inventory": "inventory"},
    **{"inventoryassembly": "assembly", "assembly": "assembly"},
    **{"othercharge": "other-charge", "othc": "other-charge"},
    **{"discount": "discount", "disc": "discount"},
    **{"subtotal": "subtotal", "subt": "subtotal"},
    **{"group": "group", "grp": "group", "payment": "payment", "pmt": "payment"},
}
LEFT_OUT = {
    *(
        "salestaxitem",
        "comptax",
        "salestaxgroup",
        "stax",
        "fixedasset",
        "fixedassetitem",
    ),
}
"""Items that are no products: taxes, and fixed assets."""

ACTIVE = {"active": "true", "inactive": "false", "notactive": "false"}
TAXABLE = {"tax": "true", "non": "false", "y": "true", "n": "false"}

_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
"""With commas between thousands; in 0,125 the comma is that of decimals."""

_COMMA = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")
_POINT = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
"""One sign with three digits behind it: for decimals, or between thousands."""

_DECIMALS = re.compile(r"[0-9,]*\.[0-9]+")

PRICES = ("sales-price", "cost", "reorder-point")
AMOUNTS = (*PRICES, "quantity-on-hand")

BOUGHT = {
    "sales-price": "cost",
    "sales-description": "purchase-description",
    "income-account": "expense-account",
}
"""Field of an item with one price → the field, where it is only bought."""

_BELOW_ZERO = re.compile(r"\(([^()]+)\)")
"""In parentheses, as QuickBooks' reports print it where a preference says so."""

_FIELD_OF = {heading(one): name for name, many in COLUMNS.items() for one in many}


class ItemList:
    """Reads an item list of QuickBooks; used like `reader.Reader`.

    :param stream: a file that can be read from anywhere
    :param kind: the kind of file, from `files.kind`
    :param expenses: names of accounts of expenses in small letters: the price of an
        item with such an account, and no other, is its cost
    :raise FileRefused: at once, or while iterating
    """

    def __init__(self, stream, kind, expenses=frozenset()):
        self.header = Header("quickbooks")
        self.problems = []
        self.opens = []
        self.count = self.left_out = 0
        self._seen = {}
        self._expenses = expenses
        known = set(_FIELD_OF) - {heading("HIDDEN")}
        self._unclear = _unclear_signs(
            _bare(value).lstrip("-")
            for _number, cells in rows(stream, kind, known)
            for column, value in cells.items()
            if _FIELD_OF.get(column) in AMOUNTS
        )
        self._rows = rows(stream, kind, known)

    def __iter__(self):
        for number, cells in self._rows:
            product = _product(number, cells, self._unclear)
            if product is not None:
                self._turn_bought(product.values)
            if product is None:
                self.left_out += 1
                continue
            self._check_name(product)
            room = max(MAX_PROBLEMS - len(self.problems), 0)
            self.problems += [
                (number, product.label, name, words)
                for name, words in product.problems[:room]
            ]
            self.count += 1
            yield product

    def _turn_bought(self, values):
        """Read the only price of an item that is only bought as its cost."""
        account = (values.get("income-account") or "").casefold()
        if account not in self._expenses or values.get("expense-account"):
            return
        for name, other in BOUGHT.items():
            value = values.pop(name, None)
            if value and not values.get(other):
                values[other] = value

    def _check_name(self, product):
        """QuickBooks has each full name once, whatever its capital letters."""
        name, parent = product.values.get("name"), product.values.get("parent")
        key = f"{parent or ''}:{name or ''}".casefold()
        if not name:
            product.complain("name", _("The item has no name."))
        elif key in self._seen:
            product.complain(
                "name",
                _("The item is in line %(line)s already."),
                line=self._seen[key],
            )
        self._seen.setdefault(key, product.line)


def _unclear_signs(numbers):
    """Return the patterns of numbers that may mean two things in this file.

    Where any number has clear decimals behind a point, commas are between thousands.
    Else a comma may be either; and so may a point, if the file has both.
    """
    commas = False
    for one in numbers:
        if _DECIMALS.fullmatch(one) and not _POINT.fullmatch(one):
            return ()
        commas = commas or "," in one
    return (_COMMA, _POINT) if commas else ()


def _product(number, cells, unclear):
    """Return the product of a row, None if the row holds no product.

    :param unclear: patterns of numbers that may mean two things in this file
    """
    product = Product(line=number)
    found = {}
    for column, value in cells.items():
        if column in _FIELD_OF and value:
            found.setdefault(_FIELD_OF[column], value)
    known = heading(found.get("type"))
    if known in LEFT_OUT:
        return None
    if "hidden" in found:
        found["active"] = "false" if found.pop("hidden").upper() == "Y" else "true"
    for name, value in found.items():
        try:
            if name in PRICES and any(one.fullmatch(_bare(value)) for one in unclear):
                raise _not_clear(_bare(value))
            product.values.update(_READ.get(name, _plain)(name, value))
        except ValueRefused as error:
            product.complain_of(name, error)
    return product


def _not_clear(value):
    plain = value.replace(",", ".")
    return ValueRefused(
        _(
            "“%(value)s” may be %(whole)s or %(decimal)s: no number of the list shows"
            " whether commas or points are for decimals."
        ),
        todo=_("Save the list with points for decimals, and without commas."),
        value=value,
        whole=plain.replace(".", ""),
        decimal=plain,
    )


def _plain(name, value):
    return {name: line(_lines(value))}


def _lines(value):
    """A line end inside a value is exported as two characters."""
    return value.replace("\\n", "\n")


def _full_name(_name, value):
    """Return the name of the item; the names before a colon are its ancestors."""
    parent, _colon, name = (line(value) or "").rpartition(":")
    return {"name": name.strip(), **({"parent": parent.strip()} if parent else {})}


def _description(name, value):
    return {name: text(_lines(value))}


def _type(name, value):
    known = TYPES.get(heading(value))
    if not known:
        raise ValueRefused(
            _("“%(kind)s” is no kind of item that is known."), kind=value
        )
    return {name: known}


def _amount(name, value):
    """A number as QuickBooks or Excel prints it; a percentage is no price."""
    plain = _bare(value)
    if plain.endswith("%"):
        return {}
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    return {name: decimal(scientific(plain))}


def _bare(value):
    """Return a number without the sign of a currency, its parentheses as minus."""
    return _BELOW_ZERO.sub(r"-\1", value.replace("$", "").strip())


def _shown_amount(name, value):
    """A number that only informs: one that cannot be read is left out."""
    try:
        return _amount(name, value)
    except ValueRefused:
        return {}


def scientific(plain):
    """Return a number without an exponent, as Excel stores small ones: 1.0E-5."""
    if not re.fullmatch(r"-?[0-9.]+[eE][+-]?[0-9]{1,3}", plain):
        return plain
    try:
        return Decimal(plain)
    except InvalidOperation:
        return plain


def _active(name, value):
    return {name: ACTIVE.get(heading(value)) or boolean(value)}


def _taxable(name, value):
    """A tax code: “Tax” and “Non” are QuickBooks' own, others it does not explain."""
    known = TAXABLE.get(heading(value))
    return {name: known} if known else {}


_READ = {
    "name": _full_name,
    "type": _type,
    "active": _active,
    "taxable": _taxable,
    "sales-description": _description,
    "purchase-description": _description,
    **dict.fromkeys(("sales-price", "cost", "reorder-point"), _amount),
    "quantity-on-hand": _shown_amount,
}
