"""The lists that cross, and how each is read on both sides."""

from dataclasses import dataclass

from .people import SHOWN_AS


@dataclass(frozen=True)
class Listing:
    """One list: a stream of the connection.

    :param fields: what is compared: Odoo's field to QuickBooks' path, "/" between
        the levels; a field ending in "_id" refers to another record of the list
    :param all_cross: whether every record belongs in QuickBooks
    """

    label: str
    mapping: str
    kinds: tuple
    model: str
    domain: tuple
    fields: dict
    all_cross: bool = True

    def in_odoo(self, odoo):
        """Return {id: values} of the records, with the time of the last write."""
        fields = [path.split("/") for path in (*self.fields, "write_date")]
        wanted = {
            name: {"fields": {part: {} for part in below}} if below else {}
            for name, *below in fields
        }
        rows = odoo.read(self.model, list(self.domain), wanted)
        return {row["id"]: row for row in rows}

    def in_quickbooks(self, company):
        """Return {ListID: values as QuickBooks shows them} of the objects."""
        return {
            one["ListID"]: one for kind in self.kinds for one in company.objects(kind)
        }

    def differences(self, record, customer, links):
        """Yield (field, value in Odoo, value in QuickBooks) where they differ.

        :param links: {record id: its link}, of this list
        """
        for field, path in self.fields.items():
            ours = _ours(record, field, links)
            theirs = _theirs(customer, path)
            if ours != theirs:
                yield field, ours, theirs


def _ours(record, field, links):
    value = record[field]
    if field == "name":
        return SHOWN_AS.get(value, value)
    if field.endswith("_id"):
        return links[value[0]]["qb_id"] if value else ""
    return value if field == "active" else value or ""


def _theirs(customer, path):
    value = customer
    for step in path.split("/"):
        value = (value or {}).get(step)
    if path == "IsActive":
        return value == "true"
    return value or ""


LISTINGS = (
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
        "Payment terms",
        "terms",
        ("StandardTerms", "DateDrivenTerms"),
        "account.payment.term",
        (),
        {"name": "Name", "active": "IsActive"},
        all_cross=False,  # Terms that no customer uses stay in Odoo.
    ),
)
