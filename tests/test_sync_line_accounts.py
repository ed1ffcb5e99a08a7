"""The income account of each line is the same in both books, whatever happens."""

from odoo.fields import Command

from .support.documents import DATE, DocumentCase

INCOME = ("Sales", "Rentals", "Labor", "Freight")


class LineAccountsCase(DocumentCase):
    """Accounts of income, each paired with the one of its name in QuickBooks."""

    def arrange(self):
        super().arrange()
        for name in INCOME[1:]:
            self.company.user_add("Account", Name=name, AccountType="Income")
        self.run_session()
        self.accounts = {name: self.account_of(name) for name in INCOME}
        self.run_session()
        self.hour = self.product("Work")

    def account_of(self, name):
        links = self.env["qbd.link"].search(
            [("stream_id", "=", self.stream("account").id), ("qb_name", "=", name)]
        )
        account = self.env["account.account"].browse(links.record_id or [])
        if not account:
            account = account.create(
                {
                    "name": name,
                    "code": f"4.{name.replace(' ', '')}",
                    "account_type": "income",
                }
            )
            links._pair_with(account)
        return account

    def hours(self, name=None, **values):
        account = {"account_id": self.accounts[name].id} if name else {}
        tax = {"tax_ids": [Command.set(self.county().ids)]}
        return {"product_id": self.hour.id, "quantity": 1, **tax, **account, **values}

    def edit(self, move, number=None, **values):
        """Reset a document to draft, change it or one of its lines, and post it."""
        move.button_draft()
        record = move if number is None else self.printed(move)[number]
        record.write(values)
        move.action_post()

    def assert_same_income(self, **wanted):
        self.run_session()
        waiting = self.env["qbd.link"].search(
            [("connection_id", "=", self.connection.id), ("state", "!=", "ok")]
        )
        self.assertFalse(waiting.mapped("message"))
        lines = self.env["account.move.line"].search(
            [
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "income"),
            ]
        )
        ours = {
            account.name: f"{-sum(own.mapped('balance')):.2f}"
            for account, own in lines.grouped("account_id").items()
        }
        theirs = {
            one["Name"]: one["Balance"]
            for one in self.company.objects("Account")
            if one["AccountType"] == "Income" and one["Balance"] != "0.00"
        }
        ours = {name: value for name, value in ours.items() if value != "0.00"}
        self.assertEqual(ours, theirs)
        for name, value in wanted.items():
            self.assertEqual(theirs.get(name, "0.00"), value, name)
        self.assert_quiet()


class TestLineAccounts(LineAccountsCase):
    def test_what_is_said_in_odoo_is_posted_there(self):
        self.connection.default_item_id = self.hour
        extra = {"name": "Extra", "price_unit": 40, "tax_ids": []}
        extra["account_id"] = self.accounts["Freight"].id
        move = self.odoo_invoice(self.hours("Rentals"), extra, self.hours())
        refund = self.odoo_invoice(
            self.hours("Labor", price_unit=7), move_type="out_refund"
        )
        self.assert_same_income(
            Rentals="100.00", Freight="40.00", Labor="-7.00", Sales="100.00"
        )
        sales = self.accounts["Sales"].id
        self.edit(move, 0, account_id=sales)  # put back to the usual one
        self.edit(refund, 0, account_id=sales)
        self.assert_same_income(Sales="193.00", Freight="40.00")
        self.hour.property_account_income_id = self.accounts["Rentals"]
        self.assert_same_income(Sales="193.00")
        self.edit(move, 2, quantity=2)
        self.assert_same_income(Sales="293.00", Freight="40.00")
        self.odoo_invoice(self.hours())
        self.assert_same_income(Sales="293.00", Rentals="100.00")

    def test_accounts_of_categories_and_fiscal_positions(self):
        category = self.env["product.category"].create(
            {
                "name": "Rented",
                "property_account_income_categ_id": self.accounts["Rentals"].id,
            }
        )
        self.connection.item_income_account_id = self.accounts["Sales"]
        self.connection.item_expense_account_id = self.account_of("Other Expenses")
        tent = self.env["product.product"].create(
            {
                "name": "Tent",
                "type": "service",
                "categ_id": category.id,
                "list_price": 30,
            }
        )
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "account_ids": [
                    Command.create(
                        {
                            "account_src_id": self.accounts["Rentals"].id,
                            "account_dest_id": self.accounts["Labor"].id,
                        }
                    )
                ],
            }
        )
        line = self.hours(product_id=tent.id)
        self.odoo_invoice(line)
        self.odoo_invoice(line, fiscal_position_id=position.id)
        self.assert_same_income(Rentals="30.00", Labor="30.00")

    def test_an_item_that_moves_in_quickbooks_leaves_old_documents_where_they_are(self):
        self.stream("invoice").ask_similar = False  # they look alike
        theirs = [self.qb_invoice(self.work(), RefNumber=str(n)) for n in (1, 2)]
        other = self.item("Hire", "100.00")
        self.company.user_mod(
            other, SalesOrPurchase={"AccountRef": "Rentals", "Price": "100.00"}
        )
        ours = self.odoo_invoice(self.hours())
        self.assert_same_income(Sales="300.00")
        self.company.user_mod(
            self.work_id, SalesOrPurchase={"AccountRef": "Labor", "Price": "100.00"}
        )
        self.assert_same_income(Sales="300.00")
        self.company.user_mod(theirs[0], Memo="Roof")
        self.assert_same_income(Sales="300.00")
        self.edit(self.move_of(theirs[1]), narration="Wall")
        self.edit(ours, narration="Wall")
        self.assert_same_income(Sales="300.00")
        self.qb_change(self.link(ours).qb_id, 0, ItemRef="Hire")
        self.assert_same_income(Sales="200.00", Rentals="100.00")
        self.qb_invoice(self.work(), RefNumber="3")
        self.assert_same_income(Labor="100.00", Sales="200.00")

    def test_another_product_at_the_same_price_keeps_its_figures(self):
        dear = self.item("Dear", "900.00", code="Non")
        self.run_session()
        txn_id = self.qb_invoice(self.work(), self.work(Rate="5.00"))
        self.run_session()
        move = self.move_of(txn_id)
        line = self.printed(move)[0]
        figures = {"price_unit": 100.0, "tax_ids": [Command.set(line.tax_ids.ids)]}
        figures["account_id"] = self.accounts["Freight"].id
        self.edit(move, 0, product_id=self.product("Dear").id, **figures)
        self.assert_same_income(Freight="100.00", Sales="5.00")
        self.assert_in_step(move)
        self.assertEqual(self.shown_lines(txn_id)[0]["ItemRef"]["ListID"], dear)

    def test_an_item_in_question_holds_its_documents_up(self):
        self.hour.property_account_income_id = self.accounts["Rentals"]
        self.company.user_mod(
            self.work_id, SalesOrPurchase={"AccountRef": "Labor", "Price": "100.00"}
        )
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        item = self.link(self.hour)
        self.assertEqual(list(item.conflicts), ["IncomeAccountRef"])
        link = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("Waits for the item “Work”", link.message)
        self.assertFalse(link.record_id)
        item.action_use_odoo()
        self.assert_same_income(Labor="100.00")

    def test_accounts_without_a_counterpart_are_named(self):
        lonely = self.accounts["Sales"].copy({"code": "477000", "name": "Lonely"})
        self.stream("account").create_in_quickbooks = False
        new = self.odoo_invoice(self.hours(account_id=lonely.id))
        old = self.odoo_invoice(self.hours())
        self.run_session()
        self.assertIn("Lonely", self.link(new).message)
        self.assertEqual(self.link(old).state, "ok")
        self.edit(old, 0, account_id=lonely.id)
        self.run_session()
        self.assertIn("Lonely", self.link(old).message)
        account = self.company.user_add("Account", Name="Alone", AccountType="Income")
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", account)])
        link._pair_with(lonely)
        links = self.link(new) | self.link(old)
        self.run_session()
        self.assertEqual(links.mapped("state"), ["ok", "ok"])
        self.assertEqual(self.company.find("Account", "Alone")["Balance"], "200.00")
        self.stream("account").create_in_odoo = False
        self.env.company.income_account_id = self.accounts["Sales"]
        self.company.user_add("Account", Name="Strange", AccountType="Income")
        self.item("Odd", "9.00")
        odd = self.company.find("ItemService", "Odd")["ListID"]
        self.company.user_mod(
            odd, SalesOrPurchase={"AccountRef": "Strange", "Price": "9.00"}
        )
        txn_id = self.qb_invoice({"ItemRef": "Odd", "Quantity": "1"}, TxnDate=DATE)
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        self.assertIn("Strange", link.message)
        self.assertFalse(link.record_id)
