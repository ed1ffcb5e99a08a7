from odoo import Command

from ..core.qbxml.numbers import short_number
from .support.documents import DATE, DocumentCase


class TestInvoicesOfQuickBooks(DocumentCase):
    def test_an_invoice_arrives_posted_to_the_cent(self):
        txn_id = self.qb_invoice(self.work(Quantity="3", Rate="33.33"), Memo="Roof")
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual((move.state, move.ref), ("posted", "1"))
        self.assertEqual(move.partner_id.name, "Ann")
        self.assertEqual(str(move.invoice_date), DATE)
        figures = (move.amount_untaxed, move.amount_tax, move.amount_total)
        self.assertEqual(figures, (99.99, 8.25, 108.24))
        line = move.invoice_line_ids
        self.assertEqual((line.product_id.name, line.quantity), ("Work", 3))
        self.assertEqual(line.tax_ids.name, "County")
        self.assert_in_step(move)
        self.assert_quiet()

    def test_the_salesperson_is_the_customers(self):
        self.run_session()
        self.partner_named("Ann").user_id = self.env.ref("base.user_admin")
        self.company.user_add("Customer", Name="Bo", SalesTaxCodeRef="Tax")
        of_ann = self.qb_invoice(self.work())
        of_bo = self.qb_invoice(self.work(), CustomerRef="Bo")
        self.run_session()
        sellers = [self.move_of(one).invoice_user_id for one in (of_ann, of_bo)]
        nobody = self.env["res.users"]
        self.assertEqual(sellers, [self.env.ref("base.user_admin"), nobody])

    def test_a_change_of_a_line_arrives_and_keeps_the_other_lines(self):
        txn_id = self.qb_invoice(self.work(), self.work(Desc="Second"))
        self.run_session()
        move = self.move_of(txn_id)
        lines = self.printed(move)
        self.qb_change(txn_id, 0, Quantity="2")
        self.run_session()
        self.assertEqual(self.printed(move), lines)
        self.assertEqual(lines.mapped("quantity"), [2, 1])
        self.assertEqual((move.state, move.amount_untaxed), ("posted", 300))
        self.assert_in_step(move)
        self.assert_quiet()

    def test_tax_stays_quickbooks_through_reset_and_another_line(self):
        txn_id = self.qb_invoice(*(self.work(Rate="0.10") for _number in range(5)))
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual(move.amount_tax, 0.04)
        move.button_draft()
        move.write(
            {
                "invoice_line_ids": [
                    Command.create({"display_type": "line_note", "name": "Thank you"})
                ]
            }
        )
        move.action_post()
        self.assertEqual(move.amount_tax, 0.04)
        self.run_session()
        self.assertEqual(self.shown_lines(txn_id)[-1].get("Desc"), "Thank you")
        self.assert_in_step(move)
        self.assert_quiet()

    def test_an_invoice_waits_for_its_item_and_says_so(self):
        self.stream("item").direction = "off"
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertFalse(link.record_id)
        self.stream("item").direction = "both"
        self.run_session()
        self.assertEqual(link.state, "ok")
        self.assert_quiet()

    def test_text_blank_subtotal_and_discount_survive_a_round_trip(self):
        self.stream("account").create_in_odoo = True  # with that of the discounts
        self.company.user_add("ItemSubtotal", Name="Subtotal")
        self.company.user_add(
            "ItemDiscount",
            Name="Rebate",
            DiscountRatePercent="10.0",
            AccountRef="Sales Discounts",
            SalesTaxCodeRef="Tax",
        )
        txn_id = self.qb_invoice(
            self.work(),
            {"Desc": "A text alone"},
            {},
            self.work(Quantity="2"),
            {"ItemRef": "Subtotal"},
            {"ItemRef": "Rebate"},
        )
        before = self.shown_lines(txn_id)
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual(move.amount_untaxed, 270)
        self.assert_in_step(move)
        self.assert_quiet()
        move.button_draft()
        self.printed(move)[0].quantity = 4
        move.action_post()
        self.run_session()
        after = self.shown_lines(txn_id)
        self.assertEqual(
            [x["TxnLineID"] for x in after], [x["TxnLineID"] for x in before]
        )
        self.assertEqual(after[1], before[1])
        self.assertEqual(after[5]["Amount"], "-60.00")
        self.assertEqual(move.amount_untaxed, 540)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_group_comes_as_its_lines_and_stays_a_group(self):
        self.item("Paint", "20.00")
        self.company.user_add(
            "ItemGroup",
            Name="Room",
            ItemDesc="A room, painted",
            ItemGroupLine=[
                {"ItemRef": "Work", "Quantity": "2"},
                {"ItemRef": "Paint", "Quantity": "1"},
            ],
        )
        txn_id = self.qb_invoice({"ItemGroupRef": "Room", "Quantity": "1"}, self.work())
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual(move.amount_untaxed, 320)
        self.assert_quiet()
        before = self.company.object(txn_id)
        move.button_draft()
        self.printed(move)[-1].quantity = 5
        move.action_post()
        self.run_session()
        after = self.company.object(txn_id)
        self.assertEqual(after["lines"][0], before["lines"][0])
        self.assertEqual(move.amount_untaxed, 720)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_void_invoice_is_cancelled(self):
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        self.company.user_void(txn_id)
        self.run_session()
        self.assertEqual(self.move_of(txn_id).state, "cancel")
        self.assert_quiet()

    def test_a_void_invoice_that_odoo_never_had_stays_away(self):
        txn_id = self.qb_invoice(self.work())
        self.company.user_void(txn_id)
        self.run_session()
        self.assertFalse(self.move_of(txn_id))
        self.assert_quiet()

    def test_a_deleted_invoice_is_a_question(self):
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        move = self.move_of(txn_id)
        self.company.user_delete(txn_id)
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "document_deleted"))
        self.assertEqual(move.state, "posted")
        link.parked_on = "2026-01-01 10:00:00"
        self.assert_quiet()
        self.assertEqual(str(link.parked_on), "2026-01-01 10:00:00")  # asked once
        last = self.connection.last_session_id
        self.assertEqual((len(last.message_set_ids), last.count_parked), (1, 0))
        link.action_delete_too()
        self.run_session()
        self.assertEqual((move.state, link.state), ("cancel", "gone"))
        self.assert_quiet()

    def test_a_deleted_invoice_can_be_brought_back(self):
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        move = self.move_of(txn_id)
        self.company.user_delete(txn_id)
        self.run_session()
        self.link(move).action_bring_back()
        self.run_session()
        (shown,) = self.invoices()
        self.assertEqual(shown["Subtotal"], "100.00")
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_deletion_is_carried_over_where_the_stream_says_so(self):
        self.stream("invoice").deletions = "carry"
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        self.company.user_delete(txn_id)
        self.run_session()
        self.assertEqual(self.move_of(txn_id).state, "cancel")
        self.assert_quiet()

    def test_a_locked_period_parks_and_moves_no_date(self):
        self.env.company.fiscalyear_lock_date = "2026-06-30"
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        link = self.env["qbd.link"].search([("qb_id", "=", txn_id)])
        self.assertEqual((link.state, link.reason), ("parked", "refused_by_odoo"))
        self.assertIn("2026-06-15", link.message)
        self.assertFalse(link.record_id)
        self.env.company.fiscalyear_lock_date = False
        link.action_try_again()
        self.run_session()
        self.assertEqual(str(self.move_of(txn_id).date), DATE)
        self.assert_quiet()

    def test_before_the_cut_off_date_only_what_is_open_comes_as_an_open_item(self):
        account = self.env["account.account"].create(
            {"name": "Opening", "code": "399999", "account_type": "equity"}
        )
        self.connection.write(
            {"cut_off_date": "2026-06-01", "opening_account_id": account.id}
        )
        paid = self.qb_invoice(self.work(), TxnDate="2026-05-01")
        self.qb_payment("108.25", {paid: "108.25"}, TxnDate="2026-05-02")
        unpaid = self.qb_invoice(self.work(), TxnDate="2026-05-03")
        self.run_session()
        self.assertFalse(self.move_of(paid))
        move = self.move_of(unpaid)
        self.assertEqual((move.amount_residual, move.amount_tax), (108.25, 0))
        self.assertEqual(self.printed(move).account_id, account)
        self.assertEqual(str(move.date), "2026-05-03")
        self.assert_quiet()


class TestInvoicesOfOdoo(DocumentCase):
    def arrange(self):
        super().arrange()
        self.run_session()
        self.hour = self.product("Work")
        self.county = self.env["account.tax"].search([("name", "=", "County")])

    def hours(self, number=1, **values):
        values = {"product_id": self.hour.id, "quantity": number, **values}
        return {"tax_ids": [Command.set(self.county.ids)], **values}

    def test_the_tax_of_the_first_taxed_line_is_no_edit_of_odoo(self):
        """It was not sent with the document, and comes with a line of QuickBooks."""
        self.stream("invoice").deletions = "carry"
        line = {"product_id": self.hour.id, "price_unit": 5.0, "tax_ids": False}
        move = self.odoo_invoice(line)
        self.run_session()
        qb_id = self.link(move).qb_id
        kept = [{"TxnLineID": one["TxnLineID"]} for one in self.shown_lines(qb_id)]
        self.company.user_mod(qb_id, lines=[*kept, self.work(SalesTaxCodeRef="Tax")])
        self.run_session()
        self.assert_in_step(move)
        self.assertTrue(self.link(move).odoo_image["ItemSalesTaxRef"])
        self.company.user_delete(qb_id)
        self.run_session()
        self.assertEqual(move.state, "cancel", self.link(move).message)
        self.assert_quiet()

    def test_a_posted_invoice_appears_with_the_same_figures(self):
        move = self.odoo_invoice(self.hours(3, price_unit=33.33), ref="A-17")
        self.run_session()
        (shown,) = self.invoices()
        self.assertEqual(shown["PONumber"], "A-17")
        self.assertEqual((shown["Subtotal"], shown["SalesTaxTotal"]), ("99.99", "8.25"))
        self.assertEqual(shown["TxnDate"], DATE)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_the_number_of_odoo_is_shortened_to_what_quickbooks_holds(self):
        move = self.odoo_invoice(self.hours())
        self.run_session()
        (shown,) = self.invoices()
        self.assertEqual(shown["RefNumber"], short_number(move.name))
        self.assertFalse(move.ref)
        self.assert_quiet()

    def test_a_draft_is_not_sent(self):
        move = self.odoo_invoice(self.hours())
        move.button_draft()
        self.run_session()
        self.assertFalse(self.invoices())

    def test_reset_changed_and_posted_again_becomes_one_mod(self):
        move = self.odoo_invoice(
            self.hours(), self.hours(name="B"), self.hours(name="C")
        )
        self.run_session()
        first, _second, third = (x["TxnLineID"] for x in self.shown_lines())
        move.button_draft()
        one, two, _three = self.printed(move)
        move.write(
            {
                "invoice_line_ids": [
                    Command.update(one.id, {"quantity": 5}),
                    Command.delete(two.id),
                    Command.create(self.hours(2, name="D")),
                ]
            }
        )
        move.action_post()
        report = self.run_session()
        mods = [r for r in report.requests if "InvoiceModRq" in r]
        self.assertEqual(len(mods), 1)
        lines = self.shown_lines()
        self.assertEqual([x["TxnLineID"] for x in lines[:2]], [first, third])
        self.assertEqual([x["Quantity"] for x in lines], ["5", "1", "2"])
        self.assert_in_step(move)
        self.assert_quiet()

    def test_while_it_is_a_draft_an_edit_waits(self):
        move = self.odoo_invoice(self.hours())
        self.run_session()
        move.button_draft()
        self.printed(move).quantity = 2
        self.run_session()
        self.assertEqual(self.shown_lines()[0]["Quantity"], "1")
        self.assertEqual(self.link(move).reason, "waits")
        move.action_post()
        self.run_session()
        self.assertEqual(self.shown_lines()[0]["Quantity"], "2")
        self.assert_in_step(move)

    def test_edits_of_different_lines_on_both_sides_are_merged(self):
        move = self.odoo_invoice(self.hours(name="A"), self.hours(name="B"))
        self.run_session()
        txn_id = self.invoices()[0]["TxnID"]
        self.qb_change(txn_id, 1, Quantity="7")
        move.button_draft()
        self.printed(move)[0].quantity = 3
        move.action_post()
        self.run_session()
        self.assertEqual([x["Quantity"] for x in self.shown_lines()], ["3", "7"])
        self.assertEqual(self.printed(move).mapped("quantity"), [3, 7])
        self.assert_in_step(move)
        self.assert_quiet()

    def test_the_same_field_of_a_line_is_a_question_and_decided(self):
        move = self.odoo_invoice(self.hours(name="A"))
        self.run_session()
        self.qb_change(self.invoices()[0]["TxnID"], 0, Desc="Theirs")
        self.printed(move).name = "Ours"
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        self.assertIn("Description", link.message)
        link.action_use_odoo()
        self.run_session()
        self.assertEqual(self.shown_lines()[0]["Desc"], "Ours")
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_cancelled_invoice_is_voided(self):
        move = self.odoo_invoice(self.hours())
        self.run_session()
        move.button_cancel()
        self.run_session()
        (shown,) = self.invoices()
        self.assertEqual((shown["Subtotal"], shown["Memo"][:5]), ("0.00", "VOID:"))
        self.assertEqual(self.link(move).state, "ok")
        self.assert_quiet()

    def test_a_cancelled_invoice_that_is_posted_again_gets_its_amounts_back(self):
        move = self.odoo_invoice(self.hours(2), self.hours(name="B"))
        self.run_session()
        before = self.shown_lines()
        move.button_cancel()
        self.run_session()
        move.button_draft()
        move.action_post()
        self.run_session()
        self.assertEqual(self.shown_lines(), before)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_void_meets_no_edit_where_an_account_was_never_agreed(self):
        move = self.odoo_invoice(self.hours())
        self.run_session()
        link = self.link(move)
        image = link.odoo_image
        for line in image["InvoiceLine"]:
            line["OverrideItemAccountRef"] = None
        link.odoo_image = {**image}
        self.company.user_void(self.invoices()[0]["TxnID"])
        self.run_session()
        self.assertEqual((move.state, link.state), ("cancel", "ok"))
        self.assert_quiet()

    def test_voiding_against_an_edit_is_a_question(self):
        move = self.odoo_invoice(self.hours())
        self.run_session()
        txn_id = self.invoices()[0]["TxnID"]
        self.change_quantity(move, 3)
        self.company.user_void(txn_id)
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        self.assertEqual((move.state, move.amount_untaxed), ("posted", 300))
        link.action_use_odoo()
        self.run_session()
        self.assertEqual(self.shown_lines()[0]["Quantity"], "3")
        self.assert_in_step(move)
        self.assert_quiet()

    def test_cancelling_against_an_edit_is_a_question(self):
        move = self.odoo_invoice(self.hours())
        self.run_session()
        self.qb_change(self.invoices()[0]["TxnID"], 0, Quantity="3")
        move.button_cancel()
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "conflict"))
        self.assertEqual(self.shown_lines()[0]["Quantity"], "3")
        link.action_use_quickbooks()
        self.run_session()
        self.assertEqual((move.state, move.amount_untaxed), ("posted", 300))
        self.assert_in_step(move)
        self.assert_quiet()

    def change_quantity(self, move, quantity):
        move.button_draft()
        self.printed(move).quantity = quantity
        move.action_post()

    def test_an_invoice_deleted_in_odoo_is_a_question(self):
        move = self.odoo_invoice(self.hours())
        self.run_session()
        link = self.link(move)
        move.button_draft()
        move.unlink()
        self.run_session()
        self.assertEqual((link.state, link.reason), ("parked", "document_deleted"))
        self.assertEqual(len(self.invoices()), 1)
        self.assert_quiet()
        link.action_delete_too()
        self.run_session()
        self.assertFalse(self.invoices())
        self.assertEqual(link.state, "gone")
        self.assert_quiet()

    def test_an_invoice_deleted_in_odoo_can_be_brought_back(self):
        move = self.odoo_invoice(self.hours(2))
        self.run_session()
        link = self.link(move)
        move.button_draft()
        move.unlink()
        self.run_session()
        link.action_bring_back()
        self.run_session()
        again = self.env["account.move"].browse(link.record_id)
        self.assertEqual((again.state, again.amount_untaxed), ("posted", 200))
        self.assert_in_step(again)
        self.assert_quiet()

    def test_a_deletion_in_odoo_against_an_edit_in_quickbooks_is_a_question(self):
        for policy, again in (("ask", False), ("carry", False), ("ask", True)):
            with self.subTest(policy=policy, again=again):
                self.stream("invoice").deletions = policy
                move = self.odoo_invoice(self.hours(2))
                self.run_session()
                link, moves = self.link(move), self.env["account.move"]
                move.button_draft()
                move.unlink()
                self.qb_change(link.qb_id, 0, Quantity="5")
                before = moves.search_count([])
                self.run_session()
                self.assertEqual(link.reason, "document_deleted")
                self.assertIn("changed in QuickBooks since", link.message)
                self.assertEqual(moves.search_count([]), before)
                self.assert_quiet()
                if again:  # it is edited once more before the decision is carried out
                    link.action_delete_too()
                    self.qb_change(link.qb_id, 0, Quantity="6")
                    self.run_session()
                    self.assertEqual(link.reason, "document_deleted")
                    link.action_delete_too()
                    self.run_session()
                    self.assertEqual(link.state, "gone")
                    self.assertNotIn(link.qb_id, [x["TxnID"] for x in self.invoices()])
                else:
                    link.action_bring_back()
                    self.run_session()
                    brought = moves.browse(link.record_id)
                    self.assertEqual(brought.amount_untaxed, 500)
                    self.assert_in_step(brought)
                self.assert_quiet()

    def test_a_closed_period_in_quickbooks_parks_with_its_words(self):
        self.company.set_preferences("AccountingPreferences", ClosingDate="2026-06-30")
        move = self.odoo_invoice(self.hours())
        self.run_session()
        link = self.link(move)
        self.assertEqual(link.state, "parked")
        self.assertIn("clos", link.message.lower())
        self.assert_quiet()

    def test_two_taxes_are_refused_in_words(self):
        other = self.county.copy({"name": "City", "amount": 1})
        taxes = [Command.set([self.county.id, other.id])]
        move = self.odoo_invoice(self.hours(tax_ids=taxes))
        self.run_session()
        link = self.link(move)
        self.assertEqual(link.state, "parked")
        self.assertIn("several taxes", link.message)

    def test_it_waits_for_a_tax_that_quickbooks_does_not_have(self):
        other = self.county.copy({"name": "City", "amount": 1})
        move = self.odoo_invoice(self.hours(tax_ids=[Command.set(other.ids)]))
        self.run_session()
        self.assertFalse(self.invoices())
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("retry", "waits"))
        self.assertIn("City", link.message)
        taxes = self.stream("sales_tax")
        taxes.direction = "both"
        self.env["qbd.link"]._want_object(taxes, other.id)  # from the mapping page
        self.run_session()
        (shown,) = self.invoices()
        self.assertEqual(shown["SalesTaxTotal"], "1.00")
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_line_without_a_product_goes_as_the_chosen_one(self):
        move = self.odoo_invoice({"name": "Extra", "price_unit": 5, "tax_ids": []})
        self.run_session()
        self.assertIn("has no product", self.link(move).message)
        self.connection.default_item_id = self.hour
        self.link(move).action_try_again()
        self.run_session()
        (line,) = self.shown_lines()
        self.assertEqual((line["Desc"], line["Amount"]), ("Extra", "5.00"))
        self.assert_in_step(move)
        self.assert_quiet()

    def test_another_account_is_said_to_quickbooks(self):
        account = (
            self.env["account.account"]
            .search([("account_type", "=", "income")], limit=1)
            .copy({"code": "400777", "name": "Rent"})
        )
        self.company.user_add("Account", Name="Rent", AccountType="Income")
        self.run_session()
        move = self.odoo_invoice(self.hours(account_id=account.id))
        self.run_session()
        self.assert_in_step(move)
        self.assertEqual(self.company.find("Account", "Rent")["Balance"], "100.00")
        self.assert_quiet()

    def test_a_difference_in_tax_is_shown_with_both_figures(self):
        self.county.amount = 8.0  # a person changed the rate in Odoo alone
        self.stream("sales_tax").direction = "off"
        move = self.odoo_invoice(self.hours())
        self.stream("sales_tax").direction = "from_quickbooks"
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.reason), ("parked", "money"))
        self.assertIn("8.00", link.message)
        self.assertIn("8.25", link.message)
        link.action_take_figures()
        self.assertEqual(move.amount_tax, 8.25)
        self.run_session()
        self.assert_in_step(move)
        self.assert_quiet()
