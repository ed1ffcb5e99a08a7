from .support.case_model import THOROUGH
from .support.common import SyncCase
from .support.interruptions import InterruptionsMixin, RefusesSome


class TestInterruptionsCustomers(InterruptionsMixin, SyncCase):
    """Every step of a session that does all a list can do, cut in every way."""

    ROTATES = 2

    def setUp(self):
        super().setUp()
        self.stream("customer").write({"page_size": 7, "page_now": 7})
        self.build()

    def build(self):
        for name in ("Mod", "Both", "Leaving Odoo", "Leaving QuickBooks"):
            self.partner(name=name, phone="1")
        self.company.failures = RefusesSome("Refused")
        self.run_session()
        self.clock.sleep(3 * 3600)  # beyond the overlap of the windows

    def edit(self):
        for name in ("New 1", "New 2", "New 3", "Refused"):
            self.partner(name=name, city="Tampa")
        self.partner_named("Mod").phone = "2"
        self.partner_named("Both").phone = "odoo"
        self.partner_named("Leaving Odoo").action_archive()
        self.env.cr.flush()
        self.company.user_mod(self.customer("Both")["ListID"], Phone="quickbooks")
        self.company.user_inactivate(self.customer("Leaving QuickBooks")["ListID"])
        for number in range(5):
            self.company.user_add("Customer", Name=f"From QB {number}", Phone="9")

    def state(self):
        """Return both sides by name, and the links' states, without ids and times."""
        self.env.invalidate_all()
        partners = self.env["res.partner"].with_context(active_test=False)
        ours = partners.search([("qbd_link_ids", "!=", False)])
        customers = self.company.objects("Customer")
        names = ("FullName", "Phone", "IsActive", "BillAddress")
        links = self.env["qbd.link"].search(
            [("stream_id", "=", self.stream("customer").id)]
        )
        return {
            "odoo": sorted((p.name, p.phone, p.active, p.city) for p in ours),
            "quickbooks": sorted(str({n: c.get(n) for n in names}) for c in customers),
            "links": sorted((x.qb_name or "", x.state, x.reason or "") for x in links),
        }

    def test_every_cut_ends_in_the_same_state(self):
        number = self.check_all_cuts()
        self.assertGreater(number, 60 if THOROUGH else 15)
