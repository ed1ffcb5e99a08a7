from .support.interruptions import InterruptionsMixin
from .test_sync_payments import PaymentSyncCase


class TestInterruptionsPayments(InterruptionsMixin, PaymentSyncCase):
    """A session with all that a payment can do, cut where a write can get lost."""

    ROTATES = 1

    def setUp(self):
        super().setUp()
        self.stream("receive_payment").deletions = "carry"
        self.build()

    def build(self):
        self.run_session()
        self.ann = self.partner_named("Ann")
        self.moves = [self.invoice() for _number in range(7)]
        names = ("Changed", "Elsewhere", "Off", "Cancelled", "Deleted")
        self.payments = {
            name: self.paid(name, self.moves[number])
            for number, name in enumerate(names)
        }
        self.run_session()
        self.run_session()
        self.clock.sleep(3 * 3600)  # beyond the overlap of the windows

    def invoice(self):
        line = {"product_id": self.product("Work").id, "tax_ids": []}
        return self.odoo_invoice({**line, "price_unit": 100.0})

    def paid(self, name, move):
        payment = self.receive(self.ann, 60.0, payment_reference=name)
        self.apply(payment, move, 50.0)
        return payment

    def edit(self):
        self.paid("New", self.moves[5])
        self.change(self.payments["Changed"])
        elsewhere = self.payments["Elsewhere"]
        self.owed(elsewhere).remove_move_reconcile()
        self.apply(elsewhere, self.moves[6], 40.0)
        self.owed(self.payments["Off"]).remove_move_reconcile()
        self.payments["Cancelled"].action_cancel()
        self.payments["Deleted"].action_draft()
        self.payments["Deleted"].unlink()
        self.env.cr.flush()
        self.qb_payment("30.00", {self.link(self.moves[6]).qb_id: "20.00"})

    def change(self, payment):
        payment.action_draft()
        payment.write({"amount": 55.0, "memo": "Changed"})
        payment.action_post()
        self.apply(payment, self.moves[0], 52.0)

    def state(self):
        """Return both sides, and the links' states, without ids and times."""
        self.env.invalidate_all()
        stream = self.stream("receive_payment")
        links = self.env["qbd.link"].search([("stream_id", "=", stream.id)])
        payments = stream._mapping()._browse(links.mapped("record_id")).exists()
        return {
            "odoo": sorted(map(self.as_in_odoo, payments)),
            "quickbooks": sorted(
                map(self.as_stored, self.company.objects("ReceivePayment"))
            ),
            "links": sorted((x.qb_name or "", x.state, x.reason or "") for x in links),
            "open": [move.amount_residual for move in self.moves],
        }

    def as_in_odoo(self, payment):
        rest = sum(self.owed(payment).mapped("amount_residual"))
        name = payment.payment_reference or ""
        return (name, payment.state, payment.amount, rest, payment.memo or "")

    @staticmethod
    def as_stored(payment):
        rows = [row["Amount"] for row in payment.get("AppliedToTxnRet") or ()]
        names = ("RefNumber", "TotalAmount", "UnusedPayment")
        return (*(payment.get(name) or "" for name in names), str(rows))

    def test_every_lost_write_ends_in_the_same_state(self):
        number = self.check_all_cuts(only=self.is_lost_write)
        self.assertGreater(number, 5)
