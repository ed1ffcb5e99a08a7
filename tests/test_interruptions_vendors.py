from .support.interruptions import InterruptionsMixin, RefusesSome
from .support.vendor import VendorCase


class TestInterruptionsVendors(InterruptionsMixin, VendorCase):
    """Vendors, and partners that are customers, too, cut at three points."""

    def setUp(self):
        super().setUp()
        self.build()

    def both(self, name, **values):
        return self.partner(name=name, supplier_rank=1, **values)

    def vendor(self, name, **values):
        return self.both(name, customer_rank=0, **values)

    def shown(self, kind, name):
        return self.company.find(kind, name)["ListID"]

    def build(self):
        self.vendor("Mod", phone="1")
        self.vendor("Grows into a customer")
        for name in ("Both", "Renamed", "Still a customer", "Still a vendor"):
            self.both(name, phone="1")
        self.company.failures = RefusesSome("Refused")
        self.run_session()
        self.run_session()
        self.clock.sleep(3 * 3600)  # beyond the overlap of the windows

    def edit(self):
        self.vendor("New", city="Tampa")
        self.vendor("Refused")
        self.both("New on both sides", city="Tampa")
        self.partner_named("Mod").phone = "2"
        self.partner_named("Grows into a customer").customer_rank = 1
        self.partner_named("Renamed").name = "Another name"
        self.env.cr.flush()
        company = self.company
        company.user_mod(self.shown("Vendor", "Both (V)"), Phone="quickbooks")
        company.user_inactivate(self.shown("Vendor", "Still a customer (V)"))
        company.user_delete(self.shown("Customer", "Still a vendor"))
        company.user_add("Vendor", Name="From QB", NameOnCheck="9")

    def state(self):
        """Return both sides by name, and the links' states, without ids and times."""
        self.env.invalidate_all()
        partners = self.env["res.partner"].with_context(active_test=False)
        ours = partners.search([("qbd_link_ids", "!=", False)])
        names = ("FullName", "Name", "Phone", "IsActive", "VendorAddress")
        shown = [
            str({name: one.get(name) for name in names})
            for kind in ("Customer", "Vendor")
            for one in self.company.objects(kind)
        ]
        links = self.env["qbd.link"].search([("space", "=", "entity")])
        return {
            "odoo": sorted(
                (p.name, p.phone, p.active, p.customer_rank, p.supplier_rank)
                for p in ours
            ),
            "quickbooks": sorted(shown),
            "links": sorted(
                (x.stream_id.mapping, x.qb_name or "", x.state, x.reason or "")
                for x in links
            ),
        }

    def test_every_lost_write_ends_in_the_same_state(self):
        number = self.check_all_cuts(self.is_lost_write)
        self.assertGreater(number, 8)
