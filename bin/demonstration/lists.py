"""The lists that cross, and how each is read on both sides."""

from dataclasses import dataclass
from typing import ClassVar

from .people import SHOWN_AS

SOLD = (
    "ItemService",
    "ItemNonInventory",
    "ItemInventory",
    "ItemInventoryAssembly",
    "ItemOtherCharge",
    "ItemDiscount",
    "ItemSubtotal",
    "ItemGroup",
    "ItemPayment",
)
"""Types of items that are no tax."""

PLACES = 5
"""Decimals of what is compared as a number."""


@dataclass(frozen=True)
class Listing:
    """One list: a stream of the connection.

    :param kinds: types at QuickBooks
    :param fields: the fields compared: Odoo's to QuickBooks', "/" between levels
    :param optional: which of QuickBooks' fields not every object has
    :param all_cross: whether every record belongs in QuickBooks
    """

    label: str
    mapping: str
    kinds: tuple
    model: str
    domain: tuple
    fields: dict
    optional: tuple = ()
    all_cross: bool = True

    read_too: ClassVar = ()
    id_tag: ClassVar = "ListID"
    name_fields: ClassVar = ("name", "Name")

    def in_odoo(self, odoo):
        """Return {id: values} of the records, with the time of the last write."""
        names = {self.name_fields[0], *self.read_too, "write_date", *self.fields}
        rows = odoo.read(self.model, self.domain, sorted(names))
        return {row["id"]: row for row in rows}

    def in_quickbooks(self, company):
        """Return {ListID: values as QuickBooks shows them} of the objects."""
        return {
            one[self.id_tag]: one
            for kind in self.kinds
            for one in company.objects(kind)
        }

    def name_in_odoo(self, record):
        return record[self.name_fields[0]]

    def name_in_quickbooks(self, shown):
        return shown.get(self.name_fields[1])

    def differences(self, record, shown, links):
        """Yield (field, value in Odoo, value in QuickBooks) where they differ.

        :param links: {record id: its link}, of this list
        """
        for field, path in self.fields.items():
            ours, theirs = _ours(record, field, links), _theirs(shown, path)
            left_out = path in self.optional and path not in shown
            if not left_out and not _equal(ours, theirs):
                yield field, ours, theirs


def _ours(record, field, links):
    """Value of a field, as QuickBooks has to show it."""
    name, _slash, below = field.partition("/")
    value = record[name]
    if below:
        value = value[0][below] if value else ""
    if field == "name":
        return SHOWN_AS.get(value, value)
    if field == "parent_id" and value:
        return links[value]["qb_id"]
    return value if isinstance(value, float) else str(value or "")


def _theirs(shown, path):
    value = shown
    for step in path.split("/"):
        value = (value or {}).get(step)
    if path == "IsActive":
        return "True" if value == "true" else ""
    return "" if value in (None, "0") else value


def _equal(ours, theirs):
    """Numbers are equal whatever zeroes they are written with."""
    if isinstance(ours, float):
        return round(ours - float(theirs or 0), PLACES) == 0
    return ours == theirs


@dataclass(frozen=True)
class Items(Listing):
    """Items have their price in another place by type."""

    read_too: ClassVar = ("lst_price",)

    def differences(self, record, shown, links):
        yield from super().differences(record, shown, links)
        price = _price(shown)
        if price is not None and not _equal(record["lst_price"], price):
            yield "price", record["lst_price"], price


def _price(shown):
    """Return the price of an item, wherever its type has it; None if there is none."""
    sides = shown.get("SalesOrPurchase") or shown.get("SalesAndPurchase") or shown
    return sides.get("SalesPrice", sides.get("Price"))


LISTS = (
    Listing(
        "Customers and jobs",
        "customer",
        ("Customer",),
        "res.partner",
        ("|", ("customer_rank", ">", 0), ("qbd_is_job", "=", True)),
        {
            "name": "Name",
            "phone": "Phone",
            "email": "Email",
            "city": "BillAddress/City",
            "active": "IsActive",
            "parent_id": "ParentRef/ListID",
        },
    ),
    Listing(
        "Vendors",
        "vendor",
        ("Vendor",),
        "res.partner",
        (("supplier_rank", ">", 0),),
        # The vendor that is a customer, too, has another name in QuickBooks.
        {
            "phone": "Phone",
            "city": "VendorAddress/City",
            "active": "IsActive",
        },
    ),
    Listing(
        "Payment terms",
        "terms",
        ("StandardTerms", "DateDrivenTerms"),
        "account.payment.term",
        (),
        # Terms of the same figures are the same; each side keeps its name for them.
        {"line_ids/nb_days": "StdDueDays", "active": "IsActive"},
        optional=("StdDueDays",),
        all_cross=False,  # Terms that no customer uses stay in Odoo.
    ),
    Listing(
        "Accounts",
        "account",
        ("Account",),
        "account.account",
        (),
        # Paired accounts keep their names, numbers and types on each side.
        {"active": "IsActive"},
        all_cross=False,
    ),
    Listing(
        "Sales tax",
        "sales_tax",
        ("ItemSalesTax",),
        "account.tax",
        (("type_tax_use", "=", "sale"), ("amount_type", "=", "percent")),
        {"amount": "TaxRate"},
        all_cross=False,
    ),
    Listing(
        "Sales tax groups",
        "sales_tax_group",
        ("ItemSalesTaxGroup",),
        "account.tax",
        (("type_tax_use", "=", "sale"), ("amount_type", "=", "group")),
        {"name": "Name"},
    ),
    Listing(
        "Sales tax codes",
        "sales_tax_code",
        ("SalesTaxCode",),
        "qbd.list.entry",
        (("kind", "=", "sales_tax_code"),),
        {"name": "Name", "active": "IsActive"},
    ),
    Listing(
        "Payment methods",
        "payment_method",
        ("PaymentMethod",),
        "qbd.list.entry",
        (("kind", "=", "payment_method"),),
        {"name": "Name", "active": "IsActive"},
    ),
    Items(
        "Items",
        "item",
        SOLD,
        "product.product",
        (),
        # Paired ones keep their names on each side.
        {"active": "IsActive"},
    ),
)
