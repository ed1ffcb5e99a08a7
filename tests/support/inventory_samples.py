"""Inventory files that the tests read and write."""

import io
from pathlib import Path

from lxml import etree

from ...core.inventory.checksum import checksum
from ...core.inventory.fields import Header, Product
from ...core.inventory.reader import Reader
from ...core.inventory.writer import Writer

SCHEMA = Path(__file__).parents[2] / "static/xsd/inventory-1.xsd"

ODOO = Header("odoo", "3f1c", "1", "Azure Interior", "USD", "en_US")
QUICKBOOKS = Header("quickbooks", currency="USD")

CHAIR = {
    "reference": "CHAIR",
    "name": "Office Chair",
    "barcode": "601647855640",
    "type": "inventory",
    "active": "true",
    "sales-description": "Black\nwith <wheels> & arms",
    "sales-price": "70",
    "cost": "55.25",
    "income-account": "400000 Product Sales",
    "taxable": "true",
    "quantity-on-hand": "10",
}


def odoo_product(odoo_id=7, **changes):
    """Return a product as Odoo exports it; keyword arguments use _ for -."""
    values = {**CHAIR, **_fields(changes)}
    values = {name: value for name, value in values.items() if value is not None}
    return Product(values, odoo_id=odoo_id, checksum=checksum(odoo_id, values))


def item(list_id, **values):
    """Return an item as it comes from QuickBooks."""
    return Product(_fields(values), list_id=list_id, edit_sequence="1")


def _fields(values):
    return {name.replace("_", "-"): value for name, value in values.items()}


def written(products, header=ODOO, opens=()):
    """Return the bytes of a file."""
    stream = io.BytesIO()
    with Writer(stream, header) as writer:
        for product in products:
            writer.write(product)
        for question in opens:
            writer.write_open(question)
    return stream.getvalue()


def read(content):
    """Return (the reader at its end, its products)."""
    reader = Reader(io.BytesIO(content))
    return reader, list(reader)


def schema_errors(content):
    """Return the errors of a file by the schema that is served."""
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    schema.validate(etree.fromstring(content))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def in_file(content, old, new):
    """Return a file with one place replaced, as an editor does it."""
    old, new = old.encode(), new.encode()
    assert content.count(old) == 1, (content.count(old), old)
    return content.replace(old, new)
