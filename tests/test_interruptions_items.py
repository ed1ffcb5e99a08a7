from ..simulator.seeds.seeds import seed_one_of_each
from .support.interruptions import InterruptionsMixin
from .test_sync_items import TYPES, ItemCase

POINTS = (
    ("rollback", "before", "sendRequestXML"),
    ("drop_answer", "after", "receiveResponseXML"),
    ("hresult", "after", "process"),
)
"""Our process dies before it commits; our reply is lost; QuickBooks' answer is."""

OWN = ("ListID", "TimeCreated", "TimeModified", "EditSequence", "ExternalGUID")
"""What is another one each time."""


class TestInterruptionsItems(InterruptionsMixin, ItemCase):
    """A session with items of several types, cut at every step in three ways."""

    def setUp(self):
        super().setUp()
        self.with_accounts()
        self.build()

    def build(self):
        seed_one_of_each(self.company)
        self.run_session()
        self.clock.sleep(3 * 3600)  # beyond the overlap of the windows

    def edit(self):
        self.product(name="Repair at night", default_code="REP", type="service")
        self.product(name="Glue", default_code="GLUE", list_price=3, standard_price=1)
        self.product(name="Gadget", default_code="GAD", is_storable=True)
        self.product_of("Freight").list_price = 17
        self.product_of("Kit").qbd_reorder_point = 4
        self.product_of("Paper").action_archive()
        self.env.cr.flush()
        self.company.user_mod(self.item("Widget")["ListID"], SalesPrice="26.50")
        self.service("From QuickBooks", "5.00")

    def state(self):
        """Return both sides by name, and the links' states, without ids and times."""
        self.env.invalidate_all()
        products = self.env["product.product"].with_context(active_test=False)
        ours = products.search([("qbd_link_ids", "!=", False)])
        links = self.env["qbd.link"].search(
            [("stream_id", "=", self.stream("item").id)]
        )
        return {
            "odoo": sorted(
                (p.default_code, p.name, p.list_price, p.standard_price, p.active)
                for p in ours
            ),
            "quickbooks": sorted(
                str({k: v for k, v in one.items() if k not in OWN})
                for kind in TYPES
                for one in self.company.objects(kind)
            ),
            "links": sorted((x.qb_name or "", x.state, x.reason or "") for x in links),
        }

    def test_every_cut_ends_in_the_same_state(self):
        number = self.check_all_cuts(
            lambda kind, side, step, _occurrence: (kind, side, step) in POINTS
        )
        self.assertGreater(number, 8)
