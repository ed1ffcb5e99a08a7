"""Branches: their documents, and stock that Odoo does not count for them."""

from .support.documents import DocumentCase
from .support.entries import EntryCase
from .test_sync_stock import StockCase


class TestBranchesOfTheCompany(DocumentCase):
    def test_documents_of_branches_are_said_to_be_left_out(self):
        invoices = self.stream("invoice")._mapping()
        self.assertNotIn("branches", " ".join(invoices._missing_settings()))
        company = self.env.company
        branches = self.env["res.company"].create(
            [{"name": name, "parent_id": company.id} for name in ("North", "South")]
        )
        self.run_session()
        words = " ".join(invoices._missing_settings())
        self.assertIn("Documents of the branches North, South are left out", words)
        self.assertIn(f"its own company, {company.name}", words)
        self.env.user.company_ids |= branches
        customer = self.partner_named("Ann").with_company(branches[0])
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": branches[0].id,
                "partner_id": customer.id,
                "invoice_date": "2026-06-15",
                "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 5.0})],
            }
        )
        move.action_post()
        self.run_session()
        self.assertFalse(self.link(move))
        self.connection.invalidate_recordset(["left_out"])
        self.assertIn("branches North, South: 1.", self.connection.left_out)
        self.assertFalse(self.invoices())


class TestPaymentsAndEntriesOfBranches(EntryCase):
    """Payments and entries are counted, as invoices and bills are."""

    STREAMS = (*EntryCase.STREAMS, "bill_payment")

    def test_they_are_said_to_be_left_out(self):
        branch = self.env["res.company"].create(
            {"name": "North", "parent_id": self.env.company.id}
        )
        self.env.user.company_ids |= branch
        self.run_session()
        made = self.odoo_entry(company_id=branch.id)
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        for kind, party, name in (
            ("inbound", "customer", "Ann"),
            ("outbound", "supplier", "Mill"),
        ):
            values = {"payment_type": kind, "partner_type": party, "amount": 5}
            values |= {"journal_id": bank.id, "company_id": branch.id}
            payments = self.env["account.payment"].with_company(branch)
            partner = self.partner_named(name)
            payments.create({**values, "partner_id": partner.id}).action_post()
        self.run_session()
        self.assertFalse(self.link(made))
        left_out = self.connection.left_out
        for name in ("journal_entry", "receive_payment", "bill_payment"):
            label = self.stream(name)._mapping()._description
            self.assertIn(f"{label} of the branches North: 1.", left_out)


class TestStockOfABranch(StockCase):
    """A branch without a warehouse has nothing on hand, and nothing is made of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create(
            {"name": "Branch", "parent_id": cls.env.company.id}
        )
        own = [("company_id", "=", cls.branch.id)]
        cls.env["stock.warehouse"].search(own).active = False
        cls.env.user.company_ids |= cls.branch
        cls.connection.company_id = cls.branch

    def test_no_stock_is_counted(self):
        self.put_in_stock(self.widget, 5)
        self.env.flush_all()
        for policy in ("quickbooks", "odoo"):
            with self.subTest(policy):
                self.connection.item_stock_policy = policy
                self.assertFalse(self.connection._stock_place())
                words = self.connection.item_stock_warning
                self.assertIn("Branch has no active warehouse of its own", words)
                for _number in range(2):
                    self.look_at_stock()
                self.assertEqual(self.on_hand("W-1"), 12)
                self.assertEqual(self.widget.qty_available, 5)
                links = self.env["qbd.link"].search([("reason", "=", "stock")])
                self.assertFalse(links)
