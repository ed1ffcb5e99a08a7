"""XML → products, one at a time. What comes from outside is not trusted.

A file is refused as a whole (`FileRefused`) where it is no inventory in UTF-8 of a
version that is known, has a document type or entities, or is larger than it may be.
Mistakes in single products are collected with their lines: all are reported at once.
"""

from itertools import islice

from ..errors import FileRefused, QbdError, ValueRefused
from .checksum import belongs
from .fields import BY_NAME, FAMILY, NAMESPACE, VERSION, Header, Open, Product, line
from .guards import MAX_BYTES, events_of, number
from .writer import HEADER, IDS, NOTES, OPEN

MAX_PROBLEMS = 1000
MAX_WORDS = 500
"""Characters of what is said of a mistake: it may quote a part of the file."""

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
                words = f"The {name} {value} was used in line {seen[value]} already."
                product.problems.append((None, words))
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
                        "There are too many elements in one product.", _place(element)
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
                f"There is an unknown element “{tag[:99]}” beside the products.",
                _place(element),
            )

    def _forget(self, element):
        element.clear()
        while element.getprevious() is not None:
            del self._root[0]


# -- the header -----------------------------------------------------------------


def _header(root):
    if not isinstance(root.tag, str) or not root.tag.startswith(f"{{{FAMILY}"):
        raise FileRefused(
            "The file is XML, but no inventory of this addon.",
            _place(root),
            "Choose a file that was exported from Odoo, or made from QuickBooks'.",
        )
    if root.tag != f"{{{NAMESPACE}}}inventory":
        version = root.tag.partition("}")[0].removeprefix(f"{{{FAMILY}")[:50]
        raise FileRefused(
            f"The file has version “{version}” of the format; {VERSION} is read here.",
            _place(root),
            "Export it anew, or update the addon.",
        )
    found = _known(root, HEADER, lambda words: _refuse_header(root, words))
    if "source" not in found:
        _refuse_header(root, "The attribute “source” is missing.")
    return Header(*(found.get(name) for name in HEADER))


def _refuse_header(root, words):
    raise FileRefused(words[:MAX_WORDS], _place(root))


def _known(element, names, complain):
    """Return {attribute: text} of the known attributes that are not empty."""
    found = {}
    for name, value in element.items():
        if name in names:
            if line(value):
                found[name] = line(value) if name != "was" else value
        elif not name.startswith(FOREIGN):
            complain(f"There is an unknown attribute “{name}”.")
    return found


# -- one product ----------------------------------------------------------------


def _product(element):
    product = Product(line=element.sourceline)
    found = _known(element, IDS, lambda words: _complain(product, None, words))
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
        _complain(
            product,
            None,
            "The checksum is that of another product: was its odoo-id changed?",
        )


def _odoo_id(product, value):
    found = number(value)
    if value and found is None:
        words = f"The odoo-id “{value[:LONGEST_CODE]}” is not a number."
        _complain(product, None, words)
    return found


def _read_field(product, child):
    name = _local(child.tag)
    field = BY_NAME.get(name)
    if field is None:
        _complain(product, None, f"There is an unknown element “{name}”.")
        return
    if name in product.values:
        _complain(product, name, "The element stands there twice.")
        return
    if len(child):
        _complain(product, name, f"There is an element inside “{name}”.")
        return
    product.values[name] = value = _read(product, name, field.codec, child.text)
    if name in CODES and len(value or "") > LONGEST_CODE:
        _complain(product, name, f"It is longer than {LONGEST_CODE} characters.")
    notes = _known(child, NOTES, lambda words: _complain(product, name, words))
    if notes:
        product.notes[name] = notes


def _read(product, name, codec, value):
    try:
        return codec(value)
    except ValueRefused as error:
        _complain(product, name, QbdError.__str__(error))
        return None


def _complain(product, name, words):
    product.problems.append((name, words[:MAX_WORDS]))


def _open(element):
    found = _known(element, OPEN, lambda words: None)
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
    return f"line {element.sourceline}"
