"""Ordered declarations of objects: the order of the fields *is* the qbXML order.

One element out of order refuses a whole message set (hresult 0x80040400), so the order
is data, here and nowhere else. The canonical form of an object is a flat dict
``{path: canonical value}``, with "/" between the names of nested elements::

    FIELDS = (
        Field("Name", "name", text(41), required=True),
        Field("BillAddress/Addr", "street", lines(5, 41)),
        Field("BillAddress/City", "city", text(31)),
        Field("TermsRef", "property_payment_term_id", ref("terms")),
        Field("Balance", None, amount, pull_only=True),
    )

Where an Add and a Mod want a field at different places, it is declared twice, once
`add_only` and once `mod_only`.
"""

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from ..errors import ValueRefused
from ..words import _
from .children import Children, child_text
from .texts import own_text
from .values import NEVER_EMPTY

LATEST = (16, 0)

NAMES_IN_MOD = {
    "CreditCardTxnInfo": "CreditCardTxnInfoMod",
    "CreditCardTxnInputInfo": "CreditCardTxnInputInfoMod",
    "CreditCardTxnResultInfo": "CreditCardTxnResultInfoMod",
    "FixedAssetSalesInfo": "FixedAssetSalesInfoMod",
    "SalesAndPurchase": "SalesAndPurchaseMod",
    "SalesOrPurchase": "SalesOrPurchaseMod",
}
"""Aggregates that are called otherwise in a Mod than in an Add and a Ret."""

GROUP = "Group"
"""Path, in a line, of the id of the group that it belongs to; see `Lines`."""

NEW_LINE = "-1"
"""The TxnLineID by which a Mod adds a line (Intuit's InvoiceMod page)."""


@dataclass(frozen=True)
class Field:
    """One field of a QuickBooks object.

    :param str qb: path of the element, e.g. ``"BillAddress/City"``
    :param odoo: name of the Odoo field it comes from, None if there is none; only
        the mapping looks at it
    :param codec: a codec of `values`
    :param bool required: an Add without it is refused, and so is clearing it
    :param bool pull_only: read, never written
    :param bool push_only: written, never shown by QuickBooks
    :param bool virtual: no element at all: the mapping makes it of others
    :param bool add_only: written by an Add only
    :param bool mod_only: written by a Mod only
    :param bool clearable: whether QuickBooks takes an empty element for it
    :param since: first qbXML version that knows it in requests, e.g. ``(12, 0)``
    :param bool us: whether US Desktop knows it; an unknown one answers 530
    :param label: what a bookkeeper calls it; else the path
    :param key: for the mapping, e.g. a natural key that the field belongs to
    """

    qb: str
    odoo: str | None
    codec: Any
    required: bool = False
    pull_only: bool = False
    add_only: bool = False
    mod_only: bool = False
    clearable: bool = True
    since: tuple | None = None
    us: bool = True
    label: Any = dataclasses.field(default=None, compare=False)  # has no equal if lazy
    key: str | None = None
    push_only: bool = False
    virtual: bool = False

    @cached_property
    def path(self):
        """The names of `qb`, from the outermost in, as a tuple."""
        return tuple(self.qb.split("/"))

    def normalise(self, value):
        """Return the canonical form of a raw Odoo value."""
        return self.codec.normalise(value)

    def stored(self, canonical):
        """Return what QuickBooks will hold after storing a canonical value."""
        return self.codec.stored(canonical)

    def read_in(self, children):
        """Return the canonical value below the element that the path leads to.

        :param Children children: of this element
        """
        try:
            return self.codec.read_in(children, self.path[-1])
        except ValueRefused as error:
            raise self._located(error) from error

    def add(self, parent, stored, target):
        """Append a value as `stored` returned it, which is not None, to an Add."""
        self._build(parent, stored, adding=True)

    def mod(self, parent, stored, target):
        """Append a value as `stored` returned it to a Mod; None clears."""
        if stored is None and (self.required or not self.clearable):
            raise ValueRefused(NEVER_EMPTY, self.qb)
        self._build(parent, stored, adding=False)

    def _build(self, parent, stored, adding):
        try:
            self.codec.append(parent, self.path[-1], stored, adding)
        except ValueRefused as error:
            raise self._located(error) from error

    def _located(self, error):
        where = "/".join((*self.path[:-1], error.where or self.path[-1]))
        return error.at(where)


@dataclass(frozen=True)
class Lines:
    """The lines of a document; canonically a list of flat dicts, or None.

    Each dict holds the paths of `fields` and, under `key`, the id of the line. In a
    Mod a dict with the key alone leaves the line as it is, a dict without an id is a
    new line, and a line that is not named is deleted by QuickBooks. No Lines in a Mod
    keep all lines (Intuit's page on modify requests): a list that becomes empty is
    emptied by `clear`, where the type has such an element.

    The lines of a group stand behind a line for the group itself; all of them hold the
    id of the group at the path `GROUP`, which `fields` has to declare. In a Mod a
    group without its lines keeps them.

    :param str qb: name without ending, e.g. "InvoiceLine" for InvoiceLineAdd/Mod/Ret
    :param tuple fields: the declaration of one line
    :param str key: the element with the id of a line
    :param bool natural: the key is no id that QuickBooks gives a line, but that of what
        the line is about, e.g. of an invoice that is paid: an Add writes it, too
    :param str group: name of a group of lines, e.g. "InvoiceLineGroup"
    :param str odoo: name of the hook of the mapping that returns the lines of this list
        in Odoo; only the mapping uses it
    :param elements: `Elements` of a line that no field carries
    :param group_elements: `Elements` of the line for a group
    :param str clear: the element of a Mod that empties the list, "ClearExpenseLines"
    :param str label: what a bookkeeper calls them
    """

    qb: str
    fields: tuple
    key: str = "TxnLineID"
    natural: bool = False
    group: str | None = None
    odoo: str | None = None
    label: Any = dataclasses.field(default=None, compare=False)
    clear: str | None = None
    elements: Any = None
    group_elements: Any = None
    required: bool = False
    pull_only: bool = False
    add_only: bool = False
    mod_only: bool = False
    since: tuple | None = None
    us: bool = True
    virtual = False

    @property
    def path(self):
        """The name as a path: lines stand directly in the object."""
        return (self.qb,)

    @property
    def shown_as(self):
        """Return the names of the elements of a Ret that are lines of this list."""
        return (f"{self.qb}Ret",)

    def written_as(self, ending):
        """Return the names of the elements of an "Add" or "Mod" that are its lines."""
        return (f"{self.qb}{ending}",)

    def all_elements(self):
        """Return [(prefix of their paths, `Elements`)] of lines and of groups."""
        declared = ((self.qb, self.elements), (self.group, self.group_elements))
        return [(prefix, elements) for prefix, elements in declared if elements]

    def path_of(self, attribute):
        """Return the path of an attribute of Odoo's lines, None if it has none here.

        One list may call the same attribute "Desc" that another one calls "Memo".
        """
        return self._paths.get(attribute)

    @cached_property
    def _paths(self):
        return {field.odoo: field.qb for field in self.fields if field.odoo}

    def value(self, line, attribute):
        """Return the value of a line for an attribute of Odoo's lines, else None."""
        return line.get(self._paths.get(attribute))

    def normalise(self, value):
        """Return the canonical lines of a list of dicts of raw Odoo values."""
        return self._each(canonical, value)

    def stored(self, canonical):
        """Return the lines as QuickBooks will hold them."""
        return self._each(stored, canonical)

    def read_in(self, children):
        """Return the canonical lines of an object of a response.

        :param Children children: of the object
        """
        found, tags = [], (f"{self.qb}Ret", f"{self.group}Ret")
        for element in children.element.iterchildren(*tags):
            row = self._read_line(element)
            found.append(row)
            if element.tag != f"{self.qb}Ret":
                row[GROUP] = row[self.key]
                found += [
                    {**self._read_line(one), GROUP: row[self.key]}
                    for one in element.iterchildren(f"{self.qb}Ret")
                ]
        return found or None

    def _read_line(self, element):
        return {self.key: child_text(element, self.key), **parse(self.fields, element)}

    def add(self, parent, canonical, target):
        """Append all lines to an Add; ids that QuickBooks gives are left out."""
        for line in canonical:
            element = etree.SubElement(parent, f"{self.qb}Add")
            if self.natural:
                etree.SubElement(element, self.key).text = line[self.key]
            _fill_add(element, self.fields, _without(line, self.key), target)

    def mod(self, parent, canonical, target):
        """Append all lines to a Mod, old ones by id, new ones by `NEW_LINE`."""
        if not canonical and self.clear:
            etree.SubElement(parent, self.clear).text = "true"
        groups = {}
        for line in canonical or ():
            key, group = line.get(self.key), line.get(GROUP)
            if group and group == key:
                groups[key] = etree.SubElement(parent, f"{self.group}Mod")
                etree.SubElement(groups[key], self.key).text = key
                continue
            element = etree.SubElement(groups.get(group, parent), f"{self.qb}Mod")
            etree.SubElement(element, self.key).text = key or NEW_LINE
            fill = _fill_mod if key else _fill_add
            fill(element, self.fields, _without(line, self.key), target)

    def _each(self, function, value):
        found = [
            {self.key: line.get(self.key)}
            | function(self.fields, _without(line, self.key))
            for line in value or ()
        ]
        return found or None


@dataclass(frozen=True)
class Target:
    """The QuickBooks that a request is for: its qbXML version and its country."""

    version: tuple = LATEST
    country: str = "US"

    def knows(self, field):
        """Tell whether a request may carry a field."""
        if field.pull_only or field.virtual or (not field.us and self.country == "US"):
            return False
        return field.since is None or field.since <= self.version


def version_tuple(version):
    """Return a qbXML version as a tuple, e.g. ``(16, 0)`` for "16.0" or (16, 0)."""
    if isinstance(version, str):
        return tuple(int(part) for part in version.split("."))
    return tuple(version)


def canonical(fields, values):
    """Return the canonical form of raw Odoo values.

    :param fields: the declaration
    :param dict values: ``{path: raw value}``; paths that are not there stay absent
    :return: ``{path: canonical}``
    :raise ValueRefused: with `where` = the path
    :raise KeyError: for a path that is not declared
    """
    return _apply("normalise", fields, values)


def stored(fields, canonical):
    """Return what QuickBooks will hold after storing a canonical object.

    Shapes and errors as for `canonical`.
    """
    return _apply("stored", fields, canonical)


def parse(fields, ret_element):
    """Return the canonical form of an object of a response.

    Every declared path is there; an absent element is None.

    :param ret_element: e.g. the CustomerRet
    :raise ValueRefused: for a value that cannot be read
    """
    parents = {(): Children(ret_element)}
    found = {}
    for field in fields:
        parent = None if field.virtual else _find(parents, field.path[:-1])
        found[field.qb] = None if parent is None else field.read_in(parent)
    return found


def build_add(fields, tag, canonical, version=LATEST, extra=None, country="US"):
    """Return the element of an Add, e.g. ``<CustomerAdd>…</CustomerAdd>``.

    Empty values, and fields that this QuickBooks does not know, are left out.

    :param str tag: e.g. "CustomerAdd"
    :param dict canonical: ``{path: canonical}``
    :param version: qbXML version of the message set, "16.0" or (16, 0)
    :param dict extra: more values by path, e.g. ``{"ExternalGUID": "{…}"}``; the
        declaration says where they go
    :raise ValueRefused: for a required field that is empty, and for a value
    """
    values = stored(fields, {**canonical, **(extra or {})})
    root = etree.Element(tag)
    _fill_add(root, fields, values, Target(version_tuple(version), country))
    return root


def build_mod(fields, tag, ids, changed, version=LATEST, country="US", id_tag="ListID"):
    """Return the element of a Mod with the changed fields only.

    None is written as an empty element, which clears the field. Of an aggregate all
    that is to stay must be in `changed`: see `complete`.

    :param str tag: e.g. "CustomerMod"
    :param ids: (ListID or TxnID, EditSequence)
    :param dict changed: ``{path: canonical}``
    :param str id_tag: "ListID", or "TxnID" for a transaction
    :return: the element; with two children only if nothing can be written
    :raise ValueRefused: for a field that cannot be cleared, and for a value
    """
    root = etree.Element(tag)
    for name, value in zip((id_tag, "EditSequence"), ids, strict=True):
        etree.SubElement(root, name).text = value
    target = Target(version_tuple(version), country)
    _fill_mod(root, fields, stored(fields, changed), target)
    return root


def complete(fields, changed, canonical):
    """Return the changed paths with all else of the aggregates they are in.

    Texts of QuickBooks' own go back as they are, see `own_text`.

    >>> complete(FIELDS, {"BillAddress/City": "Miami"}, customer)
    {'BillAddress/Addr': ['1 Main St'], 'BillAddress/City': 'Miami'}

    :param dict changed: ``{path: canonical}``
    :param dict canonical: the whole object
    """
    touched = {path.split("/")[0] for path in changed if "/" in path}
    whole = {
        field.qb: canonical[field.qb]
        for field in fields
        if len(field.path) > 1 and field.path[0] in touched and field.qb in canonical
    }
    return {
        path: own_text(value, canonical.get(path))
        for path, value in {**whole, **changed}.items()
    }


def _apply(method, fields, values):
    """Apply a method of each field to its value; the error names the field."""
    declared = {field.qb: field for field in fields}
    result = {}
    for path, value in values.items():
        try:
            result[path] = getattr(declared[path], method)(value)
        except ValueRefused as error:
            raise error.at(error.where or path) from error
    return result


def _fill_add(root, fields, values, target):
    for field in fields:
        if field.mod_only or not target.knows(field):
            continue
        value = values.get(field.qb)
        if value is not None:
            field.add(_descend(root, field.path[:-1]), value, target)
        elif field.required:
            raise ValueRefused(
                _("QuickBooks needs this field and it is empty"), field.qb
            )


def _fill_mod(root, fields, values, target):
    for field in fields:
        if field.qb in values and not field.add_only and target.knows(field):
            names = [NAMES_IN_MOD.get(name, name) for name in field.path[:-1]]
            field.mod(_descend(root, names), values[field.qb], target)


def _descend(root, names):
    """Return the aggregate under `root`, the one just written or a new one."""
    for name in names:
        last = root[-1] if len(root) else None
        found = last is not None and last.tag == name
        root = last if found else etree.SubElement(root, name)
    return root


def _find(parents, path):
    """Return the children of the element at a path, None if it is absent.

    :param dict parents: {path: `Children`, None if absent}, of those found before
    """
    if path not in parents:
        parent = _find(parents, path[:-1])
        element = None if parent is None else parent.first(path[-1])
        parents[path] = None if element is None else Children(element)
    return parents[path]


def _without(values, key):
    return {path: value for path, value in values.items() if path != key}
