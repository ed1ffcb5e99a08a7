"""Jobs: who owes for them, and where their documents go when they move."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .support.interruptions import InterruptionsMixin
from .test_sync_payments import PaymentSyncCase


@tagged("post_install", "-at_install")
class TestJobs(InterruptionsMixin, PaymentSyncCase):
    """A job Roof of Ann, with documents of both sides; Bo is another customer."""

    def setUp(self):
        super().setUp()
        self.roof_id = self.company.user_add(
            "Customer", Name="Roof", ParentRef={"ListID": self.ann_id}
        )
        self.bo_id = self.company.user_add("Customer", Name="Bo")
        self.txn_ids = [
            self.qb_invoice(self.work(), CustomerRef="Ann:Roof") for _number in "12"
        ]
        self.company.user_add(
            "ReceivePayment",
            CustomerRef="Ann:Roof",
            TotalAmount="70.00",
            AppliedToTxnAdd=[{"TxnID": self.txn_ids[0], "PaymentAmount": "50.00"}],
        )
        self.run_session()
        self.roof, self.ann, self.bo = (
            self.partner_named(name) for name in ("Roof", "Ann", "Bo")
        )
        self.contact = self.roof.create({"name": "Cy", "parent_id": self.roof.id})
        work = {
            "product_id": self.product("Work").id,
            "tax_ids": [Command.set(self.county().ids)],
        }
        self.ours = self.odoo_invoice(work, partner_id=self.roof.id)
        self.of_contact = self.odoo_invoice(work, partner_id=self.contact.id)
        self.credit = self.odoo_invoice(
            work, partner_id=self.roof.id, move_type="out_refund"
        )
        self.paid = self.register(self.ours, 20.0)
        self.settle()

    def settle(self):
        """Run sessions until one writes nothing."""
        for _number in range(5):
            if not self.run_session().wrote:
                return
        self.fail("still writing after five sessions")

    def owes(self, name):
        """Return what a customer owes by Odoo's partner ledger."""
        lines = self.env["account.move.line"].search(
            [
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("partner_id.name", "=", name),
            ]
        )
        return round(sum(lines.mapped("balance")), 2)

    def check(self, **owed):
        """Each customer owes the same on both sides, and all links are in step."""
        self.settle()
        for name, amount in owed.items():
            self.assertEqual(self.owes(name), amount, name)
            there = self.company.balances("Accounts Receivable")
            below = [v for k, v in there.items() if k.split(":")[0] == name]
            self.assertAlmostEqual(float(sum(below)), amount, msg=name)
        links = self.env["qbd.link"].search(
            [("res_model", "in", ("account.move", "account.payment"))]
        )
        self.assertEqual({(x.shown_state, x.message) for x in links}, {("ok", False)})
        self.assertEqual(self.company.books.faults(), [])

    def documents(self):
        """Return the customer and the open balance of each document in QuickBooks."""
        return sorted(
            (one["TxnID"], one["CustomerRef"]["ListID"], str(one.get(element)))
            for kind, element in (
                ("Invoice", "BalanceRemaining"),
                ("CreditMemo", "CreditRemaining"),
                ("ReceivePayment", "UnusedPayment"),
            )
            for one in self.company.objects(kind)
        )

    def test_a_job_and_its_customer_are_one_in_the_ledger(self):
        self.check(Ann=218.25)
        payment = self.env["account.payment"].search([("amount", "=", 70.0)])
        self.assertEqual(
            (payment.partner_id, payment.qbd_job_id), (self.ann, self.roof)
        )
        payment.action_draft()
        payment.amount = 80.0
        payment.action_post()
        self.apply(payment, self.move_of(self.txn_ids[0]), 50.0)
        self.check(Ann=208.25)

    def test_a_job_below_a_job(self):
        self.company.user_add("Customer", Name="Door", ParentRef="Ann:Roof")
        txn_id = self.qb_invoice(self.work(), CustomerRef="Ann:Roof:Door")
        self.run_session()
        door = self.partner_named("Door")
        self.assertEqual(door.parent_id, self.roof)
        self.register(self.move_of(txn_id), 30.0)
        self.check(Ann=288.25)
        parent = {"ListID": self.bo_id}
        self.company.user_mod(self.roof_id, "Customer", ParentRef=parent)
        self.check(Ann=0, Bo=288.25)
        self.assertIsNotNone(self.customer("Bo:Roof:Door"))

    def test_a_job_moves_below_another_customer(self):
        def in_quickbooks():
            parent = {"ListID": self.bo_id}
            self.company.user_mod(self.roof_id, "Customer", ParentRef=parent)

        def in_odoo():
            self.roof.parent_id = self.bo

        def to_none():
            self.company.user_mod(self.roof_id, "Customer", ParentRef={"ListID": ""})

        before = self.documents()
        for move, name in ((in_quickbooks, "Bo"), (in_odoo, "Bo"), (to_none, "Roof")):
            with self.subTest(move.__name__), self.from_the_start():
                move()
                self.check(**{"Ann": 0, name: 218.25})
                self.assertEqual(self.documents(), before)
                self.assertEqual(self.ours.amount_residual, 88.25)
                self.register(self.move_of(self.txn_ids[1]))
                self.check(**{"Ann": 0, name: 118.25})

    def test_what_is_applied_elsewhere_too_is_asked_about(self):
        other = self.odoo_invoice({"name": "Nails", "price_unit": 5})
        payment = self.receive(self.ann, 10.0)
        self.apply(payment, self.ours, 5.0)
        self.apply(payment, other, 5.0)
        with self.assertRaises(UserError) as refused:
            self.roof.parent_id = self.bo
        self.assertIn("to other documents", str(refused.exception))

    def test_a_credit_is_used_for_the_same_customer_or_job_only(self):
        work = {"product_id": self.product("Work").id, "tax_ids": [Command.clear()]}
        of_ann, other = (
            self.odoo_invoice(
                {**work, "price_unit": 30.0}, partner_id=self.ann.id, move_type=kind
            )
            for kind in ("out_refund", "out_invoice")
        )
        self.settle()
        for credit, invoice, names in (
            (of_ann, self.ours, ("credit of Ann,", "one of Ann:Roof")),
            (self.credit, other, ("credit of Ann:Roof,", "one of Ann:")),
        ):
            terms = [
                move.line_ids.filtered(lambda x: x.display_type == "payment_term")
                for move in (invoice, credit)
            ]
            self.env["qbd.posting"]._apply([(*terms, 10.0)])
            before = len(self.company.objects("ReceivePayment"))
            self.settle()
            link = self.link(credit)
            self.assertEqual((link.state, link.reason), ("parked", "cannot_send"))
            for words in (*names, self.link(invoice).display_label, "same customer"):
                self.assertIn(words, link.message)
            self.assertEqual(len(self.company.objects("ReceivePayment")), before)
        credit.line_ids.remove_move_reconcile()
        of_ann.line_ids.remove_move_reconcile()
        self.check(Ann=218.25)

    def test_what_is_secured_does_not_move(self):
        self.ours.inalterable_hash = "$4$secured"
        self.env.flush_all()
        with self.assertRaises(UserError) as refused:
            self.roof.parent_id = self.bo
        self.assertIn("secured with a hash", str(refused.exception))
        parent = {"ListID": self.bo_id}
        self.company.user_mod(self.roof_id, "Customer", ParentRef=parent)
        self.run_session()
        link = self.link(self.roof)
        self.assertEqual(link.state, "parked")
        self.assertIn("secured with a hash", link.message)
        self.assertEqual(self.roof.parent_id, self.ann)

    def test_what_becomes_of_a_contact_moves_no_document(self):
        def other_job():
            cellar = {"name": "Cellar", "parent_id": self.ann.id, "qbd_is_job": True}
            self.contact.parent_id = self.roof.create({**cellar, "type": "other"})

        changes = {
            "another job": other_job,
            "another customer": lambda: self.contact.write({"parent_id": self.bo.id}),
            "a job": lambda: self.contact.write({"qbd_is_job": True}),
            "no job": lambda: self.roof.write({"qbd_is_job": False}),
            "archived": lambda: (self.contact | self.roof).write({"active": False}),
            "renamed": lambda: self.roof.write({"name": "Dach"}),
        }
        before = self.documents()
        for name, change in changes.items():
            with self.subTest(name), self.from_the_start():
                change()
                self.check(Ann=218.25)
                self.assertEqual(self.documents(), before)
