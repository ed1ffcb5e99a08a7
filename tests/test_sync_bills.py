from odoo import Command

from .support.documents import DATE
from .support.purchases import PurchaseCase


class TestBillsOfQuickBooks(PurchaseCase):
    def test_a_bill_arrives_posted_to_the_cent(self):
        txn_id = self.qb_bill(
            self.rent("33.33", Memo="June"),
            items=[self.steel("3")],
            RefNumber="M-1",
            Memo="Roof",
        )
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual((move.move_type, move.state), ("in_invoice", "posted"))
        self.assertEqual((move.ref, move.partner_id.name), ("M-1", "Mill"))
        self.assertEqual((str(move.invoice_date), str(move.date)), (DATE, DATE))
        self.assertEqual((move.amount_total, move.amount_tax), (45.33, 0))
        rent, steel = self.printed(move)
        self.assertEqual((rent.account_id.name, rent.name), ("Rent", "June"))
        self.assertEqual((steel.product_id.name, steel.quantity), ("Steel", 3))
        self.assertEqual(steel.account_id.name, "Parts")
        self.assertFalse(move.line_ids.tax_ids)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_change_of_a_line_arrives_and_keeps_the_others(self):
        txn_id = self.qb_bill(self.rent(), self.rent("5.00"), items=[self.steel()])
        self.run_session()
        move = self.move_of(txn_id)
        lines = self.printed(move)
        shown = self.company.object(txn_id)["ExpenseLineRet"]
        self.company.user_mod(
            txn_id,
            ExpenseLineMod=[
                {"TxnLineID": shown[0]["TxnLineID"], "Amount": "12.00"},
                {"TxnLineID": shown[1]["TxnLineID"]},
            ],
        )
        self.run_session()
        self.assertEqual(self.printed(move), lines)
        self.assertEqual(lines.mapped("price_subtotal"), [12, 5, 8])
        self.assert_in_step(move)
        self.assert_quiet()


class TestBillsOfOdoo(PurchaseCase):
    def arrange(self):
        super().arrange()
        self.run_session()

    def test_a_bill_goes_with_expenses_and_items(self):
        move = self.odoo_bill(self.of_steel(), self.expense(25.5))
        self.run_session()
        (bill,) = self.bills()
        self.assertEqual(bill["AmountDue"], "33.50")
        self.assertEqual(bill["RefNumber"], "M-77")
        (rent,) = bill["ExpenseLineRet"]
        self.assertEqual(
            (rent["AccountRef"]["FullName"], rent["Amount"]), ("Rent", "25.50")
        )
        (steel,) = bill["lines"]
        self.assertEqual(
            (steel["ItemRef"]["FullName"], steel["Quantity"]), ("Steel", "2")
        )
        self.assert_in_step(move)
        self.assert_quiet()

    def test_an_edit_of_an_expense_leaves_the_items_alone(self):
        move = self.odoo_bill(self.of_steel(), self.expense())
        self.run_session()
        before = self.bills()[0]["lines"]
        move.button_draft()
        rent = self.printed(move)[1]
        move.write({"invoice_line_ids": [Command.update(rent.id, {"price_unit": 11})]})
        move.action_post()
        self.run_session()
        (bill,) = self.bills()
        self.assertEqual(bill["AmountDue"], "19.00")
        self.assertEqual(bill["lines"], before)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_line_in_step_waits_for_its_new_account_or_item(self):
        self.run_session()
        self.stream("item").create_in_quickbooks = False
        self.odoo_account("Nowhere", "expense")
        product = self.env["product.product"].create(
            {"name": "Unknown", "type": "service", "standard_price": 4.0}
        )
        product.property_account_expense_id = self.account("Parts")
        moves = []
        for number, (line, values, words) in enumerate(
            (
                (0, {"account_id": self.account("Nowhere").id}, "Accounts: Nowhere"),
                (1, {"product_id": product.id}, "Items: Unknown"),
                (None, self.expense(1.0, "Nowhere"), "Accounts: Nowhere"),
            )
        ):
            move = self.odoo_bill(self.expense(50), self.of_steel(2), ref=str(number))
            self.run_session()
            shown = self.company.object(self.link(move).qb_id)
            move.button_draft()
            if line is None:
                command = Command.create(values)
            else:
                values = {"price_unit": (50.0, 4.0)[line], "tax_ids": [], **values}
                command = Command.update(self.printed(move)[line].id, values)
            move.invoice_line_ids = [command]
            move.action_post()
            self.run_session()
            with self.subTest(words, number=number):
                link = self.link(move)
                self.assertEqual((link.state, link.reason), ("retry", "waits"))
                self.assertIn(words, link.message)
                self.assertEqual(self.company.object(link.qb_id), shown)
            moves.append(move)
        self.assert_quiet()
        self.company.user_add("Account", Name="Nowhere", AccountType="Expense")
        self.stream("item").create_in_quickbooks = True
        self.env["qbd.link"]._wake_waiting(self.stream("item"))
        for _session in range(3):
            self.run_session()
        for move in moves:
            self.assert_in_step(move)
        shown = self.company.object(self.link(moves[0]).qb_id)
        (expense,) = shown["ExpenseLineRet"]
        self.assertEqual(expense["AccountRef"]["FullName"], "Nowhere")
        shown = self.company.object(self.link(moves[1]).qb_id)
        self.assertEqual(shown["lines"][0]["ItemRef"]["FullName"], "Unknown")
        self.assert_quiet()

    def test_a_line_that_gets_a_product_moves_between_the_lists(self):
        move = self.odoo_bill(self.expense(8))
        self.run_session()
        move.button_draft()
        (line,) = self.printed(move)
        move.write(
            {
                "invoice_line_ids": [
                    Command.delete(line.id),
                    Command.create(self.of_steel()),
                ]
            }
        )
        move.action_post()
        self.run_session()
        (bill,) = self.bills()
        self.assertFalse(bill.get("ExpenseLineRet"))
        self.assertEqual(len(bill["lines"]), 1)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_tax_is_an_expense_line_and_comes_back_as_the_tax(self):
        tax = self.purchase_tax(8.25)
        move = self.odoo_bill(self.expense(100, tax_ids=tax.ids))
        self.assertEqual(move.amount_total, 108.25)
        self.run_session()
        (bill,) = self.bills()
        self.assertEqual(bill["AmountDue"], "108.25")
        rent, shown = bill["ExpenseLineRet"]
        self.assertEqual((shown["Amount"], shown["Memo"]), ("8.25", tax.name))
        self.assert_in_step(move)
        self.assert_quiet()
        self.company.user_mod(
            bill["TxnID"],
            ExpenseLineMod=[
                {"TxnLineID": rent["TxnLineID"]},
                {"TxnLineID": shown["TxnLineID"], "Amount": "8.26"},
            ],
        )
        self.run_session()
        self.assertEqual((move.amount_tax, move.amount_total), (8.26, 108.26))
        self.assertEqual(self.printed(move).tax_ids, tax)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_tax_line_that_odoo_makes_again_stays_the_same_in_quickbooks(self):
        (project,) = self.projects("Roof")
        tax = self.purchase_tax(8.25)  # it has no account: it goes by what is taxed
        move = self.odoo_bill(self.expense(100, tax_ids=tax.ids))
        self.run_session()
        before = self.bills()[0]["ExpenseLineRet"]
        self.printed(move).analytic_distribution = {str(project.id): 100.0}
        move.button_draft()
        move.narration = "For the roof"
        move.action_post()
        self.run_session()
        (bill,) = self.bills()
        self.assertEqual(bill["Memo"], "For the roof")
        self.assertEqual(bill["ExpenseLineRet"], before)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_taxes_stay_those_of_quickbooks_whatever_is_edited_in_odoo(self):
        (project,) = self.projects("Roof")
        tax = self.purchase_tax(6.25)
        tax.price_include_override = "tax_included"
        lines = [self.expense(68.7, tax_ids=tax.ids) for _number in range(2)]
        lines[1]["account_id"] = self.account("Freight").id
        move = self.odoo_bill(*lines)
        self.run_session()
        (bill,) = self.bills()
        rows = [{"TxnLineID": x["TxnLineID"]} for x in bill["ExpenseLineRet"]]
        rows[0]["AccountRef"] = "Freight"
        self.company.user_mod(bill["TxnID"], ExpenseLineMod=rows)
        self.run_session()
        before = self.bills()
        for posted in (True, False):
            if not posted:
                move.button_draft()
            self.printed(move)[1].analytic_distribution = {str(project.id): 100.0}
            if not posted:
                self.printed(move)[0].analytic_distribution = {str(project.id): 100.0}
                move.action_post()
            self.run_session()
            self.assertEqual(self.bills(), before)
            self.assertEqual(move.amount_total, 137.4)
            self.assert_in_step(move)
            self.assert_quiet()

    def test_taxes_of_other_projects_are_one_expense(self):
        roof, wall = self.projects("Roof", "Wall")
        tax = self.purchase_tax(10)
        tax.analytic = True
        split = {str(roof.id): 100.0}
        lines = [self.expense(20 + n, tax_ids=tax.ids) for n in range(2)]
        lines[1]["analytic_distribution"] = split
        move = self.odoo_bill(*lines)
        self.assertEqual(len(move._qbd_tax_lines()), 2)
        self.run_session()
        (bill,) = self.bills()
        shown = bill["ExpenseLineRet"]
        self.assertEqual([x["Amount"] for x in shown], ["20.00", "21.00", "4.10"])
        self.printed(move)[0].analytic_distribution = {str(wall.id): 100.0}
        self.run_session()
        self.assertEqual(self.bills(), [bill])
        self.assert_in_step(move)
        rows = [{"TxnLineID": x["TxnLineID"]} for x in shown]
        rows[0].update(Amount="25.00")
        rows[2].update(Amount="4.60", AccountRef="Freight")
        self.company.user_mod(bill["TxnID"], ExpenseLineMod=rows)
        self.run_session()
        self.assert_in_step(move)
        self.assert_quiet()
        taxes = move._qbd_tax_lines().sorted("balance")
        self.assertEqual(taxes.mapped("balance"), [2.1, 2.5])
        self.assertEqual(set(taxes.account_id.mapped("name")), {"Freight"})
        self.assertEqual(taxes[0].analytic_distribution, split)

    def test_a_tax_moved_to_the_account_of_the_other_is_an_expense(self):
        tax = self.purchase_tax(6.25)
        lines = [self.expense(68.7, tax_ids=tax.ids) for _number in range(2)]
        lines[1]["account_id"] = self.account("Freight").id
        move = self.odoo_bill(*lines)
        self.run_session()
        (bill,) = self.bills()
        rows = [{"TxnLineID": x["TxnLineID"]} for x in bill["ExpenseLineRet"]]
        rows[3].update(AccountRef="Rent", Amount="500.00")
        self.company.user_mod(bill["TxnID"], ExpenseLineMod=rows)
        self.run_session()
        self.assertEqual((move.amount_tax, move.amount_untaxed), (4.3, 637.4))
        self.assertEqual(len(move._qbd_tax_lines()), 1)
        self.assert_in_step(move)
        self.assert_quiet()
        move.button_draft()
        move.narration = "Moved"
        move.action_post()
        self.run_session()
        self.assertEqual((move.amount_tax, move.amount_untaxed), (4.3, 637.4))
        self.assert_in_step(move)

    def projects(self, *names):
        plan = self.env["account.analytic.plan"].create({"name": "Projects"})
        return self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in names]
        )

    def purchase_tax(self, rate):
        return self.env["account.tax"].create(
            {"name": f"Use {rate}", "amount": rate, "type_tax_use": "purchase"}
        )


class TestBillsOfGoods(PurchaseCase):
    """Goods in stock, and the lines that Odoo would add to their bills."""

    def begin(self):
        result = super().begin()
        self.company.user_add(
            "ItemInventory",
            Name="Bolt",
            PurchaseCost="2.00",
            IncomeAccountRef="Sales",
            COGSAccountRef="Parts",
            AssetAccountRef="Inventory Asset",
        )
        return result

    def bolt(self):
        return {"ItemRef": "Bolt", "Quantity": "3", "Cost": "2.00"}

    def test_a_bill_of_quickbooks_is_on_the_inventory_account(self):
        txn_id = self.qb_bill(items=[self.bolt()])
        self.run_session()
        line = self.printed(self.move_of(txn_id))
        self.assertEqual(line.account_id.name, "Inventory Asset")
        self.assert_in_step(line.move_id)
        self.assert_quiet()

    def test_a_bill_of_odoo_on_another_account_waits_and_names_both(self):
        self.run_session()
        move = self.odoo_bill(
            {**self.expense(6), "product_id": self.product("Bolt").id}
        )
        self.run_session()
        link = self.link(move)
        self.assertEqual(link.state, "parked")
        self.assertIn("is in stock", link.message)
        self.assertIn("Inventory Asset", link.message)
        move.button_draft()
        self.printed(move).account_id = self.account("Inventory Asset")
        move.action_post()
        self.run_session()
        self.assert_in_step(move)
        self.assert_quiet()

    def test_no_lines_for_price_differences_are_added(self):
        self.run_session()
        product = self.product("Bolt")
        self.connection.company_id.anglo_saxon_accounting = True
        category = self.env["product.category"].create({"name": "Differences"})
        category.property_price_difference_account_id = self.account("Freight")
        category.property_cost_method = "standard"
        product.write({"categ_id": category.id, "standard_price": 1})
        txn_id = self.qb_bill(items=[self.bolt()])
        self.run_session()
        move = self.move_of(txn_id)
        self.assertFalse(move.line_ids.filtered(lambda x: x.display_type == "cogs"))
        self.assert_in_step(move)
        self.assert_quiet()
        ours = self.odoo_bill(
            self.of_bolt(product, account_id=self.account("Inventory Asset").id)
        )
        added = ours.line_ids.filtered(lambda x: x.display_type == "cogs")
        self.assertTrue(added)
        self.run_session()
        self.assertIn("price difference", self.link(ours).message)

    @staticmethod
    def of_bolt(product, **values):
        return {
            "product_id": product.id,
            "quantity": 3,
            "price_unit": 2,
            "tax_ids": False,
            **values,
        }
