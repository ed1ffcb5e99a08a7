"""Random edits of vendors on both sides, as `soak_world` of customers.

One of three that begin in Odoo is a customer, too: such a partner is archived only when
both of its objects are inactive or gone.
"""

from .soak_world import World


class Vendors(World):
    """One seed's run with vendors; a thing's number is in its name."""

    list_name = "vendor"
    kinds = ("Vendor",)
    address = "VendorAddress"
    fields = {
        "Phone": "phone",
        "Email": "email",
        "AccountNumber": "qbd_vendor_account",
        "NameOnCheck": "qbd_name_on_check",
        "City": "city",
    }

    def new_record(self, name):
        is_both = self.chance.random() < 0.3
        return self.case.partner(name=name, supplier_rank=1, customer_rank=int(is_both))

    def link_of(self, thing):
        links = super().link_of(thing)
        return links and links.filtered(lambda x: x.stream_id.mapping == "vendor")

    def is_customer(self, thing):
        """Return whether a thing's partner is an active customer in QuickBooks."""
        links = super().link_of(thing) or ()
        shown = [self.case.company.object(x.qb_id) for x in links if x.qb_id]
        return any(
            one and one["IsActive"] == "true" and "JobStatus" in one for one in shown
        )

    def is_otherwise(self, thing, active):
        return super().is_otherwise(thing, active or self.is_customer(thing))

    def one_sided(self, thing, shown):
        if thing.record and thing.deleted and self.is_customer(thing):
            return []
        return super().one_sided(thing, shown)
