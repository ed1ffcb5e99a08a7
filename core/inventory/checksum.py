"""The state that a product was exported from, as one short digest per field.

It shows later which fields were edited in the file, and which in Odoo since the
export, without a copy of it. A digest is made of the field's canonical text and the
product's id: neither the order of elements nor blanks between them matter, and a
checksum that was moved to another product fits nothing.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256

from .fields import FIELDS

BLANK = "."
LENGTH = 6
"""Characters of a digest, six bits each: chance takes two for equal once in 10^10."""


def checksum(owner, values):
    """Return the digests of a product: of its id, then of each field in order.

    :param owner: its id, which must not be exchanged
    :param values: {field name: canonical text}
    :return: tuple of str
    """
    return (
        digest(owner, "", ""),
        *(digest(owner, field.name, values.get(field.name)) for field in FIELDS),
    )


def digest(owner, name, value):
    """Return the digest of one field."""
    if value is None:
        return BLANK
    found = sha256(f"{owner}\n{name}\n{value}".encode()).digest()
    return urlsafe_b64encode(found)[:LENGTH].decode()


def belongs(product):
    """Return whether a product carries the checksum of its own id."""
    return product.checksum[0] == digest(product.odoo_id, "", "")


def base(product):
    """Return {field name: digest of its value when the product was exported}."""
    names = (field.name for field in FIELDS)
    return dict(zip(names, product.checksum[1:], strict=False))


def edited(product):
    """Return the names of the fields whose value is another than when exported.

    All of them where the product carries no checksum.
    """
    if not product.checksum:
        return list(product.values)
    before = base(product)
    return [
        name
        for name, value in product.values.items()
        if before.get(name) != digest(product.odoo_id, name, value)
    ]
