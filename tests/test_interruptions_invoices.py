from odoo import Command

from .support.case_model import THOROUGH
from .support.documents import DocumentCase
from .support.interruptions import InterruptionsMixin


class TestInterruptionsInvoices(InterruptionsMixin, DocumentCase):
    ROTATES = 1
    """Every step of a session that does all a document can do, cut in every way."""

    def setUp(self):
        super().setUp()
        self.stream("invoice").deletions = "carry"
        self.build()

    def build(self):
        self.run_session()
        self.hour = self.product("Work")
        self.moves = {}
        for ref in ("Lines", "Both", "Cancelled", "Void", "Deleted"):
            lines = [self.hours(name=f"{ref} {number}") for number in (1, 2)]
            self.moves[ref] = self.odoo_invoice(*lines, qbd_ref_number=ref)
        self.run_session()
        self.clock.sleep(3 * 3600)  # beyond the overlap of the windows

    def hours(self, number=1, **values):
        taxes = [Command.set(self.county().ids)]
        line = {"product_id": self.hour.id, "quantity": number, "tax_ids": taxes}
        return {**line, **values}

    def edit(self):
        lines = (self.hours(name="X"), self.hours(2, name="Y"))
        self.odoo_invoice(*lines, qbd_ref_number="New")
        self.change_lines(self.moves["Lines"])
        self.change_one(self.moves["Both"], 0, quantity=3)
        self.moves["Cancelled"].button_cancel()
        self.env.cr.flush()
        self.qb_change(self.txn_of("Both"), 1, Quantity="7")
        self.company.user_void(self.txn_of("Void"))
        self.company.user_delete(self.txn_of("Deleted"))
        for number in range(2):
            self.qb_invoice(self.work(), RefNumber=f"QB {number}")

    def change_lines(self, move):
        move.button_draft()
        one, two = self.printed(move)
        commands = [
            Command.update(one.id, {"quantity": 5}),
            Command.delete(two.id),
            Command.create(self.hours(2, name="Lines 3")),
            Command.create(self.hours(2, name="Lines 3")),
        ]
        move.write({"invoice_line_ids": commands})
        move.action_post()

    def change_one(self, move, number, **values):
        move.button_draft()
        self.printed(move)[number].write(values)
        move.action_post()

    def txn_of(self, ref):
        return self.company.find("Invoice", ref)["TxnID"]

    def state(self):
        """Return both sides by number, and the links' states, without ids and times."""
        self.env.invalidate_all()
        moves = self.env["account.move"].search([("qbd_link_ids", "!=", False)])
        links = self.env["qbd.link"].search(
            [("stream_id", "=", self.stream("invoice").id)]
        )
        return {
            "odoo": sorted(map(self.as_shown, moves)),
            "quickbooks": sorted(map(self.as_stored, self.invoices())),
            "links": sorted((x.qb_name or "", x.state, x.reason or "") for x in links),
        }

    def as_shown(self, move):
        lines = [(x.name, x.quantity, x.price_subtotal) for x in self.printed(move)]
        amounts = (move.amount_untaxed, move.amount_tax)
        return (move.qbd_ref_number, move.state, *amounts, lines)

    @staticmethod
    def as_stored(invoice):
        names = ("Desc", "Quantity", "Amount")
        lines = [tuple(line.get(name) for name in names) for line in invoice["lines"]]
        return (invoice["RefNumber"], invoice["Subtotal"], str(lines))

    def test_every_cut_ends_in_the_same_state(self):
        number = self.check_all_cuts()
        self.assertGreater(number, 60 if THOROUGH else 15)
