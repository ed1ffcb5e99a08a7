"""The lists that cross, and how each is read on both sides."""

from dataclasses import dataclass

from .people import SHOWN_AS


@dataclass(frozen=True)
class Listing:
    """One list: a stream of the connection.

    :param fields: what is compared: Odoo's field to QuickBooks', "/" between levels
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

    def in_odoo(self, odoo):
        """Return {id: values} of the records, with the time of the last write."""
        rows = odoo.read(self.model, self.domain, [*self.fields, "write_date"])
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
            ours, theirs = _ours(record, field, links), _theirs(customer, path)
            left_out = path in self.optional and path not in customer
            if ours != theirs and not left_out:
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
    return str(value or "")


def _theirs(customer, path):
    value = customer
    for step in path.split("/"):
        value = (value or {}).get(step)
    if path == "IsActive":
        return "True" if value == "true" else ""
    return "" if value in (None, "0") else value


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
        # Terms of the same figures are the same; each side keeps its name for them.
        {"line_ids/nb_days": "StdDueDays", "active": "IsActive"},
        optional=("StdDueDays",),
        all_cross=False,  # Terms that no customer uses stay in Odoo.
    ),
)
