from odoo import Command

from .support.case_model import THOROUGH
from .support.interruptions import InterruptionsMixin
from .support.purchases import PurchaseCase
from .test_sync_bill_payments import BillPaymentCase


class BillStates:
    """States of bills, credits and payments of both sides, without ids and times."""

    KINDS = ("Bill", "VendorCredit")

    def states(self):
        self.env.invalidate_all()
        streams = [self.stream(one) for one in ("bill", "vendor_credit")]
        links = self.env["qbd.link"].search(
            [("stream_id", "in", [one.id for one in streams])]
        )
        moves = self.env["account.move"].browse(links.mapped("record_id")).exists()
        shown = [one for kind in self.KINDS for one in self.company.objects(kind)]
        return {
            "odoo": sorted(map(self.as_shown, moves)),
            "quickbooks": sorted(map(self.as_stored, shown)),
            "links": sorted((x.qb_name or "", x.state, x.reason or "") for x in links),
        }

    def as_shown(self, move):
        lines = [(x.name or "", x.price_subtotal) for x in self.printed(move)]
        amounts = (move.amount_untaxed, move.amount_tax, move.amount_residual)
        return (move.ref or "", move.state, *amounts, str(lines))

    @staticmethod
    def as_stored(bill):
        expenses = [
            (one["AccountRef"]["FullName"], one["Amount"], one.get("Memo"))
            for one in bill.get("ExpenseLineRet") or ()
        ]
        items = [
            (one["ItemRef"]["FullName"], one.get("Quantity"), one["Amount"])
            for one in bill.get("lines") or ()
        ]
        total = bill.get("AmountDue") or bill.get("CreditAmount")
        return (bill.get("RefNumber") or "", total, str(expenses), str(items))


class TestInterruptionsBills(BillStates, InterruptionsMixin, PurchaseCase):
    ROTATES = 0
    """Every step of a session that does all a bill can do, cut in every way."""

    def setUp(self):
        super().setUp()
        self.stream("bill").deletions = "carry"
        self.build()

    def build(self):
        self.run_session()
        tax = self.env["account.tax"].create(
            {"name": "Use", "amount": 8.25, "type_tax_use": "purchase"}
        )
        self.taxed = {"tax_ids": [Command.set(tax.ids)]}
        self.moves = {
            ref: self.odoo_bill(self.expense(10), self.of_steel(), ref=ref)
            for ref in ("Lines", "Both", "Cancelled", "Void", "Deleted")
        }
        self.run_session()
        self.clock.sleep(3 * 3600)  # beyond the overlap of the windows

    def edit(self):
        self.odoo_bill(self.expense(5, **self.taxed), self.of_steel(3), ref="New")
        self.change_lines(self.moves["Lines"])
        self.moves["Both"].button_draft()
        self.printed(self.moves["Both"])[0].price_unit = 12
        self.moves["Both"].action_post()
        self.moves["Cancelled"].button_cancel()
        self.env.cr.flush()
        shown = self.company.find("Bill", "Both")
        (line,) = shown["lines"]
        changed = [{"TxnLineID": line["TxnLineID"], "Quantity": "7"}]
        self.company.user_mod(shown["TxnID"], lines=changed)
        self.company.user_void(self.company.find("Bill", "Void")["TxnID"])
        self.company.user_delete(self.company.find("Bill", "Deleted")["TxnID"])
        self.qb_bill(self.rent(), items=[self.steel()], RefNumber="QB")

    def change_lines(self, move):
        """Exchange the expense for two items: one list is emptied."""
        move.button_draft()
        rent, _steel = self.printed(move)
        commands = [
            Command.delete(rent.id),
            Command.create(self.of_steel(4)),
            Command.create(self.of_steel(4)),
        ]
        move.write({"invoice_line_ids": commands})
        move.action_post()

    def state(self):
        return self.states()

    def test_every_cut_ends_in_the_same_state(self):
        number = self.check_all_cuts()
        self.assertGreater(number, 60 if THOROUGH else 15)


class TestInterruptionsBillPayments(BillStates, InterruptionsMixin, BillPaymentCase):
    """Payments and used credits, cut where a write can get lost."""

    ROTATES = 0

    def setUp(self):
        super().setUp()
        self.stream("bill_payment").deletions = "carry"
        self.build()

    def build(self):
        self.run_session()
        self.moves = [self.odoo_bill(self.expense(70), ref=f"B{n}") for n in range(7)]
        self.payments = {
            name: self.pay(self.moves[number])
            for number, name in enumerate(("Changed", "Cancelled", "Deleted"))
        }
        self.card_payment = self.pay(self.moves[3], journal=self.card)
        self.run_session()
        self.run_session()
        self.clock.sleep(3 * 3600)  # beyond the overlap of the windows

    def edit(self):
        self.pay(self.moves[4], self.moves[5])
        self.payments["Changed"].memo = "Changed"
        self.payments["Cancelled"].action_cancel()
        self.payments["Deleted"].action_draft()
        self.payments["Deleted"].unlink()
        self.card_payment.action_cancel()
        credit = self.odoo_bill(self.expense(20), move_type="in_refund", ref="C")
        lines = (credit | self.moves[6]).line_ids
        lines.filtered(lambda x: x.account_type == "liability_payable").reconcile()
        self.env.cr.flush()
        bill = self.qb_bill(self.rent("30.00"), RefNumber="QB")
        self.qb_check({bill: "20.00"}, RefNumber="7")

    def state(self):
        stream = self.stream("bill_payment")
        links = self.env["qbd.link"].search([("stream_id", "=", stream.id)])
        payments = stream._mapping()._browse(links.mapped("record_id")).exists()
        return {
            **self.states(),
            "payments": sorted((x.state, x.amount, x.memo or "") for x in payments),
            "checks": sorted(
                (kind, one["Amount"], one.get("Memo") or "")
                for kind in ("BillPaymentCheck", "BillPaymentCreditCard")
                for one in self.company.objects(kind)
            ),
            "states": sorted((x.state, x.reason or "") for x in links),
            "owed": (self.owed(), self.owed_in_odoo()),
        }

    def test_every_lost_write_ends_in_the_same_state(self):
        number = self.check_all_cuts(only=self.is_lost_write)
        self.assertGreater(number, 5)
