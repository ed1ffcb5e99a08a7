"""Stock on hand, cut where it hurts: neither side moves anything twice."""

from decimal import Decimal

from .support.interruptions import InterruptionsMixin
from .test_sync_items import COST
from .test_sync_stock import StockCase


class TestInterruptedFollowing(InterruptionsMixin, StockCase):
    """QuickBooks counts: quantities that were read change Odoo's stock once."""

    def setUp(self):
        super().setUp()
        self.connection.item_stock_policy = "quickbooks"
        self.run_session()

    def edit(self):
        self.company.items.move(self.item("W-1")["ListID"], Decimal(-5))
        self.stream("item").id_sweep_time = "2020-01-01 00:00:00"
        self.env.flush_all()

    def state(self):
        self.env.invalidate_all()
        moves = self.env["stock.move"].search([("product_id", "=", self.widget.id)])
        return {
            "odoo": self.widget.qty_available,
            "moves": sorted(moves.mapped("quantity")),
            "quickbooks": self.on_hand("W-1"),
            "state": self.link(self.widget).state,
        }

    def test_the_stock_moves_once_whatever_gets_lost(self):
        kinds = ("hresult", "late", "rollback", "twice")
        number = self.check_all_cuts(lambda kind, *_where: kind in kinds)
        self.assertGreater(number, 20)


class TestInterruptedAdjustments(InterruptionsMixin, StockCase):
    def build(self):
        self.connection.write(
            {
                "item_stock_policy": "odoo",
                "item_stock_account_id": self.account_of(COST).id,
            }
        )
        self.clock.sleep(3 * 3600)

    def edit(self):
        self.put_in_stock(self.widget, 20)
        self.stream("item").id_sweep_time = "2020-01-01 00:00:00"
        self.env.flush_all()

    def state(self):
        self.env.invalidate_all()
        adjustments = self.env["qbd.stock.adjustment"].search([])
        return {
            "quickbooks": self.on_hand("W-1"),
            "adjustments": len(self.company.objects("InventoryAdjustment")),
            "odoo": adjustments.mapped("qbd_state"),
        }

    def test_an_adjustment_is_made_once_whatever_gets_lost(self):
        self.build()
        points = {
            ("hresult", "after"),
            ("rollback", "before"),
            ("drop_answer", "after"),
        }
        number = self.check_all_cuts(
            lambda kind, side, _step, _occurrence: (kind, side) in points
        )
        self.assertGreater(number, 8)
