"""XML → products, one at a time. What comes from outside is not trusted.

A file is refused as a whole (`FileRefused`) where it is no inventory in UTF-8 of a
version that is known, has a document type or entities, or is larger than it may be.
Mistakes in single products are collected with their lines: all are reported at once.
"""

from functools import partial
from itertools import islice

from ..errors import FileRefused, ValueRefused
from ..words import _
from .checksum import belongs
from .fields import BY_NAME, FAMILY, NAMESPACE, VERSION, Header, Open, Product, line
from .guards import MAX_BYTES, at_line, events_of, number
from .writer import HEADER, IDS, NOTES, OPEN

MAX_PROBLEMS = 1000
MAX_ELEMENTS = 1000
"""In one product; it has 18 at most."""

CODES = ("reference", "barcode", "part-number")
LONGEST_CODE = 200
"""Characters; longer ones do not fit into an index."""

FOREIGN = "{http://www.w3.org/2001/XMLSchema-instance}"


class Products:
    """Counts the products of a file, and collects what is wrong with them."""

    def __init__(self):
        self.problems = []
        """[(line, product in words, field name or None, words)] found so far"""
        self.opens = []
        """Questions that an update left, see `Open`"""
        self.count = 0
        self._seen = {"odoo-id": {}, "external-id": {}, "list-id": {}}

    def _counted(self, product):
        """Return a product, checked against those before it."""
        self._check_ids(product)
        self._note(product)
        self.count += 1
        return product

    def _check_ids(self, product):
        for name, seen in self._seen.items():
            value = getattr(product, name.replace("-", "_"))
            if value is None:
                continue
            if value in seen:
                product.complain(
                    None,
                    _("The %(name)s %(value)s was used in line %(line)s already."),
                    name=name,
                    value=value,
                    line=seen[value],
                )
            seen.setdefault(value, product.line)

    def _note(self, product):
        room = MAX_PROBLEMS - len(self.problems)
        self.problems += [
            (product.line, product.label, name, words)
            for name, words in islice(product.problems, max(room, 0))
        ]


class Reader(Products):
    """Reads a file: iterate over it once.

    :param stream: gives bytes
    :raise FileRefused: at once, or while iterating
    """

    def __init__(self, stream, max_bytes=MAX_BYTES):
        super().__init__()
        self._events = events_of(stream, max_bytes, events=("start", "end"))
        self._root = next(self._events)[1]
        self.header = _header(self._root)

    def __iter__(self):
        inside = 0
        for event, element in self._events:
            if event == "start":
                inside += 1
                if inside > MAX_ELEMENTS:
                    raise FileRefused(
                        _("There are too many elements in one product."),
                        _place(element),
                    )
            elif element.getparent() is self._root:
                inside = 0
                yield from self._one(element)
                self._forget(element)

    def _one(self, element):
        tag = _local(element.tag)
        if tag == "product":
            yield self._counted(_product(element))
        elif tag == "open":
            self.opens.append(_open(element))
        else:
            raise FileRefused(
                _("There is an unknown element “%(name)s” next to the products."),
                _place(element),
                name=tag[:99],
            )

    def _forget(self, element):
        element.clear()
        while element.getprevious() is not None:
            del self._root[0]


# -- the header -----------------------------------------------------------------


def _header(root):
    if not isinstance(root.tag, str) or not root.tag.startswith(f"{{{FAMILY}"):
        raise FileRefused(
            _("The file is XML, but no inventory of this addon."),
            _place(root),
            _("Choose a file that was exported from Odoo, or made from QuickBooks'."),
        )
    if root.tag != f"{{{NAMESPACE}}}inventory":
        version = root.tag.partition("}")[0].removeprefix(f"{{{FAMILY}")[:50]
        raise FileRefused(
            _(
                "The file has version “%(version)s” of the format; %(own)s is"
                " read here."
            ),
            _place(root),
            _("Export it again, or update the addon."),
            version=version,
            own=VERSION,
        )
    found = _known(root, HEADER, partial(_refuse_header, root))
    if "source" not in found:
        _refuse_header(root, _("The attribute “source” is missing."))
    return Header(*(found.get(name) for name in HEADER))


def _refuse_header(root, text, **values):
    raise FileRefused(text, _place(root), **values)


def _known(element, names, note):
    """Return {attribute: text} of the known attributes that are not empty.

    :param note: callable(text, **values)
    """
    found = {}
    for name, value in element.items():
        if name in names:
            if line(value):
                found[name] = line(value) if name != "was" else value
        elif not name.startswith(FOREIGN):
            note(_("There is an unknown attribute “%(name)s”."), name=name)
    return found


# -- one product ----------------------------------------------------------------


def _product(element):
    product = Product(line=element.sourceline)
    found = _known(element, IDS, partial(product.complain, None))
    product.external_id = found.get("external-id")
    product.list_id = found.get("list-id")
    product.edit_sequence = found.get("edit-sequence")
    product.pair = found.get("pair")
    product.odoo_id = _odoo_id(product, found.get("odoo-id"))
    product.sure = _read(product, None, BY_NAME["cost"].codec, found.get("sure"))
    product.checksum = tuple(found["checksum"].split()) if "checksum" in found else None
    for child in element:
        _read_field(product, child)
    check_owner(product)
    return product


def check_owner(product):
    """Note that a product carries the checksum of another one."""
    if product.checksum and product.odoo_id and not belongs(product):
        product.complain(
            None,
            _("The checksum is that of another product: was its odoo-id changed?"),
        )


def check_length(product, name):
    """Note a code that has no room in an index."""
    if name in CODES and len(product.values.get(name) or "") > LONGEST_CODE:
        product.complain(
            name, _("It is longer than %(most)s characters."), most=LONGEST_CODE
        )


def _odoo_id(product, value):
    found = number(value)
    if value and found is None:
        product.complain(
            None,
            _("The odoo-id “%(value)s” is not a number."),
            value=value[:LONGEST_CODE],
        )
    return found


def _read_field(product, child):
    name = _local(child.tag)
    field = BY_NAME.get(name)
    if field is None:
        product.complain(None, _("There is an unknown element “%(name)s”."), name=name)
        return
    if name in product.values:
        product.complain(name, _("The element stands there twice."))
        return
    if len(child):
        product.complain(name, _("There is an element inside “%(name)s”."), name=name)
        return
    product.values[name] = _read(product, name, field.codec, child.text)
    check_length(product, name)
    notes = _known(child, NOTES, partial(product.complain, name))
    if notes:
        product.notes[name] = notes


def _read(product, name, codec, value):
    try:
        return codec(value)
    except ValueRefused as error:
        product.complain_of(name, error)
        return None


def _open(element):
    found = _known(element, OPEN, lambda *_text, **_values: None)
    return Open(
        reason=found.get("reason"),
        name=found.get("name"),
        odoo_id=number(found.get("odoo-id")),
        list_id=found.get("list-id"),
        sure=found.get("sure"),
        candidates=line(element.text),
    )


def _local(tag):
    """The name of an element of the format; others keep their name space."""
    return tag.removeprefix(f"{{{NAMESPACE}}}")


def _place(element):
    return at_line(element.sourceline)
