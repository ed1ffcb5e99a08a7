"""Shared parts of the tests of purchases: vendors and bills in either book."""

import zlib

from odoo.fields import Command

from .documents import DATE, DocumentCase


class PurchaseCase(DocumentCase):
    """Mill, a vendor; accounts Rent and Freight; an item Steel bought at 4.00."""

    STREAMS = (*DocumentCase.STREAMS, "vendor", "bill", "vendor_credit")

    def begin(self):
        result = super().begin()
        company = self.company
        for name, kind in (
            ("Freight", "expense"),
            ("Parts", "expense_direct_cost"),
            ("Inventory Asset", "asset_current"),
        ):
            self.odoo_account(name, kind)
        company.user_add("Account", Name="Rent", AccountType="Expense")
        company.user_add("Account", Name="Freight", AccountType="Expense")
        company.user_add("Account", Name="Parts", AccountType="CostOfGoodsSold")
        self.mill_id = company.user_add("Vendor", Name="Mill")
        self.steel_id = company.user_add(
            "ItemNonInventory",
            Name="Steel",
            SalesAndPurchase={
                "SalesPrice": "9.00",
                "IncomeAccountRef": "Sales",
                "PurchaseCost": "4.00",
                "ExpenseAccountRef": "Parts",
            },
        )
        return result

    # -- QuickBooks' side -----------------------------------------------------

    def qb_bill(self, *expenses, items=(), kind="Bill", **values):
        """Return TxnID of a new bill of Mill's."""
        values = {"VendorRef": "Mill", "TxnDate": DATE, **values}
        return self.company.user_add(
            kind,
            ExpenseLineAdd=[dict(one) for one in expenses],
            lines=[dict(one) for one in items],
            **values,
        )

    @staticmethod
    def rent(amount="10.00", **values):
        """Return an expense line."""
        return {"AccountRef": "Rent", "Amount": amount, **values}

    @staticmethod
    def steel(quantity="2", **values):
        """Return a line of steel."""
        return {"ItemRef": "Steel", "Quantity": quantity, **values}

    def bills(self, kind="Bill"):
        return self.company.objects(kind)

    # -- Odoo's side ----------------------------------------------------------

    def odoo_account(self, name, kind):
        """Return an account of Odoo, a new one unless there is one of the name."""
        accounts = self.env["account.account"]
        company = self.connection.company_id
        domain = [("name", "=", name), ("company_ids", "in", company.ids)]
        return accounts.search(domain, limit=1) or accounts.with_company(
            company
        ).create(
            {
                "name": name,
                "code": f"7{zlib.crc32(name.encode()) % 10000:04}",
                "account_type": kind,
                "company_ids": [Command.set(company.ids)],
            }
        )

    def account(self, name):
        """Return Odoo's counterpart of an account of QuickBooks."""
        found = self.env["account.account"].search([("name", "=", name)], limit=1)
        self.assertTrue(found, name)
        return found

    def expense(self, amount=10.0, account="Rent", **values):
        """Return the values of a line without a product."""
        return {
            "name": "rent",
            "account_id": self.account(account).id,
            "price_unit": amount,
            "tax_ids": False,
            **values,
        }

    def of_steel(self, quantity=2, price=4.0, **values):
        """Return the values of a line of steel."""
        return {
            "product_id": self.product("Steel").id,
            "quantity": quantity,
            "price_unit": price,
            "tax_ids": False,
            **values,
        }

    def odoo_bill(self, *lines, **values):
        """Return a new posted bill of Mill's; a line is a dict of its values."""
        values = {
            "move_type": "in_invoice",
            "partner_id": self.partner_named("Mill").id,
            "invoice_date": DATE,
            "date": DATE,
            "ref": "M-77",
            **values,
        }
        values["invoice_line_ids"] = [Command.create(line) for line in lines]
        move = self.env["account.move"].create(values)
        move.action_post()
        return move

    def assert_in_step(self, move):
        """Both sides agree about a bill or credit, and its total."""
        link = self.link(move)
        self.assertEqual((link.state, link.message), ("ok", False))
        shown = self.company.object(link.qb_id)
        total = shown.get("AmountDue") or shown.get("CreditAmount")
        self.assertEqual(move.amount_total, float(total))
