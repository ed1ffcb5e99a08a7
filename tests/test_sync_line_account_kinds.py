"""Accounts of lines: groups, discounts, variants, stock, other companies, no pairs."""

from odoo.fields import Command

from .support.documents import DocumentCase
from .test_sync_line_accounts import LineAccountsCase


class TestAccountsOfKinds(LineAccountsCase):
    def hire(self, name="Hire", account="Rentals", price="30.00"):
        """Return the product of a new service item of QuickBooks."""
        list_id = self.item(name, price)
        self.company.user_mod(
            list_id, SalesOrPurchase={"AccountRef": account, "Price": price}
        )
        self.run_session()
        return self.product(name)

    def test_members_of_a_group_and_a_discount_item(self):
        self.hire()
        members = [{"ItemRef": "Work", "Quantity": "1"}]
        members.append({"ItemRef": "Hire", "Quantity": "2"})
        self.company.user_add("ItemGroup", Name="Kit", ItemGroupLine=members)
        self.company.user_add(
            "ItemDiscount",
            Name="Rebate",
            DiscountRatePercent="10.0",
            AccountRef="Freight",
            SalesTaxCodeRef="Tax",
        )
        txn_id = self.qb_invoice(
            {"ItemGroupRef": "Kit", "Quantity": "2"}, self.work(), {"ItemRef": "Rebate"}
        )
        self.assert_same_income(Sales="300.00", Rentals="120.00", Freight="-10.00")
        self.edit(self.move_of(txn_id), narration="Roof")
        self.assert_same_income(Sales="300.00", Rentals="120.00", Freight="-10.00")

    def test_variants_of_one_product_with_accounts_of_their_own(self):
        colours = [{"name": name} for name in ("Red", "Blue")]
        colour = self.env["product.attribute"].create(
            {"name": "Colour", "value_ids": [Command.create(one) for one in colours]}
        )
        values = [Command.set(colour.value_ids.ids)]
        shirt = self.env["product.template"].create(
            {
                "name": "Shirt",
                "type": "service",
                "list_price": 20,
                "property_account_income_id": self.accounts["Sales"].id,
                "attribute_line_ids": [
                    Command.create({"attribute_id": colour.id, "value_ids": values})
                ],
            }
        )
        self.connection.item_expense_account_id = self.account_of("Other Expenses")
        self.run_session()
        red, blue = (self.link(one).qb_id for one in shirt.product_variant_ids)
        self.company.user_mod(
            blue, SalesOrPurchase={"AccountRef": "Labor", "Price": "20.00"}
        )
        theirs = [{"ItemRef": {"ListID": one}, "Quantity": "1"} for one in (red, blue)]
        self.qb_invoice(*theirs)
        self.run_session()
        link = self.link(shirt.product_variant_ids[1])
        self.assertIn("all variants of the product share", link.message)
        self.company.user_mod(
            blue, SalesOrPurchase={"AccountRef": "Sales", "Price": "20.00"}
        )
        for variant in shirt.product_variant_ids:
            rented = self.accounts["Rentals"].id
            self.odoo_invoice(self.hours(product_id=variant.id, account_id=rented))
        self.assert_same_income(Rentals="40.00", Labor="20.00", Sales="20.00")

    def test_an_account_that_another_company_has_for_the_product(self):
        hire, company = self.hire(), self.env.company
        other = self.env["res.company"].create({"name": "Elsewhere"})
        account = self.env["account.account"].create(
            {
                "name": "Income elsewhere",
                "code": "700",
                "account_type": "income",
                "company_ids": [Command.set(other.ids)],
            }
        )
        hire.with_company(other).property_account_income_id = account
        self.env.user.company_ids |= other
        self.env.user.company_id = other
        self.qb_invoice({"ItemRef": "Hire", "Quantity": "1"})
        self.run_session()
        self.env.user.company_id = company
        self.odoo_invoice(self.hours(product_id=hire.id))
        self.assert_same_income(Rentals="60.00")
        mine = hire.with_company(company).property_account_income_id
        self.assertEqual(mine, self.accounts["Rentals"])

    def test_income_of_stock_items(self):
        self.company.user_add(
            "ItemInventory",
            Name="Lamp",
            SalesPrice="15.00",
            QuantityOnHand="12",
            AssetAccountRef="Inventory Asset",
            IncomeAccountRef="Rentals",
            COGSAccountRef="Cost of Goods Sold",
        )
        self.run_session()
        txn_id = self.qb_invoice({"ItemRef": "Lamp", "Quantity": "2"})
        lamp = self.env["product.product"].search(
            ["|", ("name", "=", "Lamp"), ("default_code", "=", "Lamp")]
        )
        self.odoo_invoice(self.hours(product_id=lamp.id, price_unit=15.0))
        self.assert_same_income(Rentals="45.00")
        self.qb_change(txn_id, 0, Quantity="3")
        self.assert_same_income(Rentals="60.00")
        self.edit(self.move_of(txn_id), 0, account_id=self.accounts["Labor"].id)
        self.assert_same_income(Rentals="15.00", Labor="45.00")


class TestAccountsThatNobodyPaired(DocumentCase):
    """QuickBooks' account of the item, and Odoo's of the product, are alone."""

    def begin(self):
        result = super().begin()
        self.env.company.income_account_id.name = "Takings"
        return result

    def test_neither_is_taken_for_the_other(self):
        self.stream("invoice").ask_similar = False  # they look alike
        theirs = self.qb_invoice(self.work())
        self.run_session()
        taxes = [Command.set(self.county().ids)]
        ours = self.odoo_invoice(
            {"product_id": self.product("Work").id, "tax_ids": taxes}
        )
        self.run_session()
        links = self.link(ours)
        links |= links.search([("qb_id", "=", theirs)])
        self.assertEqual(links.mapped("reason"), ["waits", "waits"])
        self.assertIn("Takings", links[0].message)
        self.assertIn("Accounts: Sales", links[1].message)
        self.assertFalse(links[1].record_id)
        self.assertEqual(len(self.invoices()), 1)
        invoices = self.stream("invoice")._mapping()
        words = "Unmatched accounts of items: Accounts: Sales."
        self.assertIn(words, " ".join(invoices._missing_settings()))

        account = links.search(
            [("stream_id", "=", self.stream("account").id), ("qb_name", "=", "Sales")]
        )
        account._pair_with(self.env.company.income_account_id)
        self.run_session()
        self.assertEqual(links.mapped("state"), ["ok", "ok"])
        self.assertNotIn(words, " ".join(invoices._missing_settings()))
        self.assert_in_step(ours)
