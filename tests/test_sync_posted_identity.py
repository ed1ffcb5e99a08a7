"""Posted documents keep their customer, currency and company, whatever moves since."""

from odoo.fields import Command
from odoo.tests import tagged

from .support.documents import DATE
from .support.interruptions import InterruptionsMixin
from .test_sync_payments import PaymentSyncCase


@tagged("post_install", "-at_install")
class TestPostedParty(InterruptionsMixin, PaymentSyncCase):
    """Edits of the address book move no posted document and undo no payment."""

    def arrange(self):
        super().arrange()
        self.run_session()
        self.ann, partners = self.partner_named("Ann"), self.env["res.partner"]
        self.carl = partners.create({"name": "Carl", "parent_id": self.ann.id})
        self.bo = partners.create({"name": "Bo", "customer_rank": 1})
        work = {"product_id": self.product("Work").id, "quantity": 1}
        taxes = {"tax_ids": [Command.set(self.county().ids)]}
        self.open, self.paid, self.part = (
            self.odoo_invoice({**work, **taxes}, partner_id=self.carl.id)
            for _number in range(3)
        )
        self.register(self.paid)
        self.register(self.part, 50.0)
        self.own = self.receive(self.ann, 20.0)
        self.settle()
        self.before = self.books()

    def settle(self):
        """Run sessions until one writes nothing."""
        for _number in range(6):
            if not self.run_session().wrote:
                return
        self.fail("still writing after six sessions")

    def books(self):
        """Return who owes how much in QuickBooks, and each document's state in Odoo."""
        kinds = ("Invoice", "ReceivePayment")
        shown = [one for kind in kinds for one in self.company.objects(kind)]
        moves = self.open | self.paid | self.part | self.own.move_id
        owed = moves.line_ids.filtered(lambda x: x.account_type == "asset_receivable")
        return (
            sorted((one["TxnID"], str(one["CustomerRef"])) for one in shown),
            [(m.id, m.payment_state, m.commercial_partner_id.id) for m in moves],
            [(line.id, line.partner_id.id, line.amount_residual) for line in owed],
        )

    def check_nothing_moved(self):
        self.settle()
        self.assertEqual(self.books(), self.before)
        links = self.env["qbd.link"].search(
            [("res_model", "in", ("account.move", "account.payment"))]
        )
        self.assertEqual({(x.shown_state, x.message) for x in links}, {("ok", False)})

    def test_changes_of_the_address_book(self):
        def merge():
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            other = self.bo.create({"name": "Carl 2", "parent_id": self.ann.id})
            wizard._merge((self.carl | other).ids, self.carl)

        changes = {
            "another parent": lambda: self.carl.write({"parent_id": self.bo.id}),
            "no parent": lambda: self.carl.write({"parent_id": False}),
            "a company": lambda: self.carl.write({"is_company": True}),
            "a company of another": lambda: self.carl.write(
                {"is_company": True, "parent_id": self.bo.id}
            ),
            "archived": lambda: self.carl.write({"active": False}),
            "renamed": lambda: self.carl.write({"name": "Karl"}),
            "merged": merge,
        }
        for name, change in changes.items():
            with self.subTest(name), self.from_the_start():
                change()
                self.check_nothing_moved()

    def test_a_customer_that_becomes_a_contact_of_another(self):
        """Odoo itself moves all its entries, and keeps them applied."""
        self.ann.parent_id = self.bo
        self.settle()
        residuals = [amount for *_names, amount in self.before[2]]
        after = [(x[1], x[2]) for x in self.books()[2]]
        self.assertEqual(after, [(self.bo.id, amount) for amount in residuals])
        self.assertEqual(self.customer("Bo")["Balance"], "88.25")
        self.assertEqual(self.customer("Ann")["Balance"], "58.25")
        states = [self.link(one).state for one in (self.open, self.own)]
        self.assertEqual(states, ["ok", "ok"])
        parked = self.link(self.paid) | self.link(self.part)
        self.assertEqual(set(parked.mapped("state")), {"parked"})
        self.assertIn("choose the same one in QuickBooks", parked[0].message)

    def test_a_memo_of_quickbooks_after_it(self):
        self.carl.parent_id = self.bo
        link = self.link(self.part)
        self.company.user_mod(link.qb_id, Memo="Thank you")
        self.check_nothing_moved()
        self.assertIn("Thank you", self.part.narration)

    def test_another_customer_chosen_in_quickbooks(self):
        self.carl.parent_id = self.bo
        self.run_session()
        self.company.user_mod(self.link(self.open).qb_id, CustomerRef="Bo")
        self.settle()
        self.assertEqual(self.open.commercial_partner_id, self.bo)
        self.assert_in_step(self.open)


@tagged("post_install", "-at_install")
class TestInexpressible(PaymentSyncCase):
    """QuickBooks gets no payment without a customer and no discount on a payable."""

    def test_words(self):
        self.run_session()
        nobody = self.receive(self.env["res.partner"], 10.0)
        move = self.odoo_invoice({"product_id": self.product("Work").id, "tax_ids": []})
        payable = self.env["account.account"].search(
            [("account_type", "=", "liability_payable")], limit=1
        )
        netting = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": DATE,
                "line_ids": [
                    Command.create({"account_id": one.id, "partner_id": p.id, **amount})
                    for one, p, amount in (
                        (payable, move.partner_id, {"debit": 40.0}),
                        (
                            move.line_ids.account_id.filtered(
                                lambda x: x.account_type == "asset_receivable"
                            ),
                            move.partner_id,
                            {"credit": 40.0},
                        ),
                    )
                ],
            }
        )
        netting.action_post()
        owed = (netting | move).line_ids.filtered(
            lambda x: x.account_type == "asset_receivable"
        )
        owed.reconcile()
        self.stream("settlement").direction = "to_quickbooks"
        for _number in range(2):
            self.run_session()
        self.assertIn("no customer", self.link(nobody).message)
        self.assertIn(payable.display_name, self.link(netting).message)
        self.assertFalse(self.company.objects("ReceivePayment"))


@tagged("post_install", "-at_install")
class TestParts(PaymentSyncCase):
    """A payment of QuickBooks settles an invoice that is due in parts."""

    def test_a_payment_and_a_smaller_invoice(self):
        self.run_session()
        parts = [{"value_amount": 50, "nb_days": days} for days in (10, 30)]
        terms = self.env["account.payment.term"].create(
            {"name": "Parts", "line_ids": [Command.create(one) for one in parts]}
        )
        taxes = [Command.set(self.county().ids)]
        work = {"product_id": self.product("Work").id, "tax_ids": taxes}
        move = self.odoo_invoice(work, work, invoice_payment_term_id=terms.id)
        self.run_session()
        txn_id = self.link(move).qb_id
        self.qb_payment("150.00", {txn_id: "150.00"})
        self.run_session()
        due = move.line_ids.filtered(lambda x: x.display_type == "payment_term")
        self.assertEqual(due.mapped("amount_residual"), [0.0, 66.5])
        self.qb_change(txn_id, 0, Rate="80.00")
        self.run_session()
        self.run_session()
        due = move.line_ids.filtered(lambda x: x.display_type == "payment_term")
        self.assertEqual(due.mapped("amount_residual"), [0.0, 44.85])
        self.assert_in_step(move)
        self.assertFalse(self.run_session().wrote)


@tagged("post_install", "-at_install")
class TestAccountingDate(PaymentSyncCase):
    """Income counts in the same period on both sides."""

    def test_an_invoice_of_a_locked_month_has_the_date_it_is_booked_on(self):
        self.run_session()
        self.env.company.sale_lock_date = "2026-06-30"
        taxes = [Command.set(self.county().ids)]
        work = {"product_id": self.product("Work").id, "tax_ids": taxes}
        move = self.odoo_invoice(work)
        booked = str(move.date)
        self.assertNotEqual(booked, str(move.invoice_date))
        self.run_session()
        link = self.link(move)
        self.assertEqual(self.company.object(link.qb_id)["TxnDate"], booked)
        self.company.user_mod(link.qb_id, Memo="Thank you")
        self.run_session()
        self.assertIn("Thank you", move.narration)
        self.assertEqual((str(move.invoice_date), str(move.date)), (DATE, booked))
        self.assertEqual((link.state, link.message), ("ok", False))
        self.assertFalse(self.run_session().wrote)

    def test_a_payment_of_a_locked_month_has_the_date_it_is_booked_on(self):
        self.run_session()
        self.env.company.fiscalyear_lock_date = "2026-06-30"
        payment = self.receive(self.partner_named("Ann"), 10.0)
        booked = str(payment.move_id.date)
        self.assertGreater(booked, "2026-06-30")
        self.run_session()
        link = self.link(payment)
        self.assertEqual(self.company.object(link.qb_id)["TxnDate"], booked)
        self.company.user_mod(link.qb_id, Memo="Thank you")
        self.run_session()
        self.assertEqual(payment.memo, "Thank you")
        self.assertEqual(str(payment.move_id.date), booked)
        self.assertEqual((link.state, link.message), ("ok", False))
        self.assertFalse(self.run_session().wrote)


@tagged("post_install", "-at_install")
class TestJobs(PaymentSyncCase):
    """Invoices and payments of a job are on its customer, and move with the job."""

    def owed(self):
        """Return {customer: sum of its receivable lines} in Odoo, and in QuickBooks."""
        lines = self.env["account.move.line"].search(
            [
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("partner_id.name", "in", ("Ann", "Bo", "Roof")),
            ]
        )
        ours, theirs = {"Ann": 0.0, "Bo": 0.0}, {}
        for line in lines:
            name = line.partner_id.name
            ours[name] = ours.get(name, 0.0) + line.balance
        for name in ("Ann", "Bo"):
            theirs[name] = float(self.customer(name)["TotalBalance"])
        return ours, theirs

    def check(self, ann, bo):
        ours, theirs = self.owed()
        self.assertEqual(ours, {"Ann": ann, "Bo": bo})
        self.assertEqual(theirs, ours)

    def test_a_job_from_its_invoice_to_its_move(self):
        self.company.user_add("Customer", Name="Bo")
        job_id = self.company.user_add("Customer", Name="Roof", ParentRef="Ann")
        first, second = (
            self.qb_invoice(self.work(), CustomerRef="Ann:Roof") for _one in range(2)
        )
        paid = self.company.user_add(
            "ReceivePayment",
            CustomerRef="Ann:Roof",
            TotalAmount="50.00",
            AppliedToTxnAdd=[{"TxnID": first, "PaymentAmount": "50.00"}],
        )
        self.run_session()
        payment = self.payment_of(paid)
        self.assertEqual(payment.partner_id.name, "Ann")
        self.assertEqual(payment.qbd_job_id.name, "Roof")
        self.check(150.0, 0.0)
        self.assertFalse(self.run_session().wrote)

        self.company.user_mod(job_id, ParentRef="Bo")
        self.run_session()
        self.check(0.0, 150.0)
        self.register(self.move_of(second), 10.0)
        self.run_session()
        self.assertFalse(self.run_session().wrote)
        self.check(0.0, 140.0)
        links = self.env["qbd.link"].search([("space", "=", "transaction")])
        self.assertEqual({(x.shown_state, x.message) for x in links}, {("ok", False)})
        self.assertEqual(payment.reconciled_invoice_ids, self.move_of(first))

    def test_a_job_is_moved_in_odoo(self):
        self.company.user_add("Customer", Name="Bo")
        self.company.user_add("Customer", Name="Roof", ParentRef="Ann")
        invoice = self.qb_invoice(self.work(), CustomerRef="Ann:Roof")
        self.run_session()
        self.register(self.move_of(invoice), 10.0)
        self.run_session()
        self.partner_named("Roof").parent_id = self.partner_named("Bo")
        for _number in range(3):
            self.run_session()
        self.assertFalse(self.run_session().wrote)
        self.assertIsNotNone(self.customer("Bo:Roof"))
        move = self.move_of(invoice)
        self.assertEqual(move.commercial_partner_id.name, "Bo")
        self.assertEqual(move.amount_residual, 90.0)
        self.assert_in_step(move)


@tagged("post_install", "-at_install")
class TestCurrencyOfPayments(PaymentSyncCase):
    """A payment of QuickBooks is in the company's currency, and of this company."""

    def arrange(self):
        super().arrange()
        self.run_session()
        self.euro = self.env.ref("base.EUR")
        self.euro.active = True
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "currency_id": self.euro.id, "rate": 0.5}
        )

    def payment(self):
        payment = self.env["account.payment"].search(
            [("amount", "in", (25.0, 60.0)), ("partner_id.name", "=", "Ann")]
        )
        self.assertEqual(len(payment), 1)
        return payment

    def owed(self, payment):
        lines = payment.move_id.line_ids
        return lines.filtered(lambda x: x.account_type == "asset_receivable")

    def test_a_journal_in_euros_that_sorts_first(self):
        self.env["account.journal"].create(
            {
                "name": "Euros",
                "code": "EUB",
                "type": "bank",
                "currency_id": self.euro.id,
                "sequence": 0,
            }
        )
        self.qb_payment("60.00", {})
        self.run_session()
        payment = self.payment()
        self.assertEqual(payment.currency_id, self.env.company.currency_id)
        self.assertEqual(self.owed(payment).balance, -60.0)

    def test_an_account_shared_with_a_company_in_euros(self):
        company = self.env["res.company"].create(
            {"name": "AAA Paris", "currency_id": self.euro.id, "sequence": 0}
        )
        txn_id = self.qb_payment("60.00", {})
        self.run_session()
        payment = self.payment()
        account = self.owed(payment).account_id
        values = {"company_ids": [Command.link(company.id)], "code": "41100"}
        account.sudo().with_company(company).write(values)
        company.sudo().write({"sale_lock_date": "2026-12-31"})
        company.sudo().write({"fiscalyear_lock_date": "2026-12-31"})
        self.company.user_mod(txn_id, TotalAmount="25.00")
        self.run_session()
        self.assertEqual(payment.amount, 25.0)
        self.assertEqual(payment.currency_id, self.env.company.currency_id)
        self.assertEqual(self.owed(payment).balance, -25.0)
        self.assertEqual(self.link(payment).state, "ok")


@tagged("post_install", "-at_install")
class TestBranch(PaymentSyncCase):
    """A connection of a branch uses the journals and accounts of its company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch", "parent_id": cls.env.company.id}
        )
        cls.env.user.company_ids = [Command.link(cls.branch.id)]
        cls.connection.company_id = cls.branch

    def test_an_invoice_and_its_payment_are_those_of_the_branch(self):
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual(move.company_id, self.branch)
        self.qb_payment("60.00", {txn_id: "60.00"})
        self.run_session()
        self.assertEqual(move.amount_residual, 48.25)
        payment = self.env["account.payment"].search([("amount", "=", 60)])
        self.assertEqual(payment.company_id, self.branch)
        self.run_session()
        self.assert_in_step(move)
