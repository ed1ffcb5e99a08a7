from odoo import Command

from .support.documents import DATE
from .support.entries import EntryCase


class TestEntriesOfQuickBooks(EntryCase):
    def test_an_entry_arrives_posted_with_its_lines(self):
        txn_id = self.qb_entry(
            self.debit(amount="33.33", Memo="June"),
            self.credit(amount="3.33", EntityRef="Ann"),
            self.credit("Parts", "30.00"),
            RefNumber="J1",
        )
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual((move.move_type, move.state), ("entry", "posted"))
        self.assertEqual((move.journal_id, str(move.date)), (self.journal, DATE))
        self.assertEqual(move.ref, "J1")
        rent, freight, parts = move.line_ids.sorted("id")
        self.assertEqual((rent.name, rent.balance), ("June", 33.33))
        self.assertEqual((freight.partner_id.name, freight.balance), ("Ann", -3.33))
        self.assertEqual((parts.account_id.name, parts.credit), ("Parts", 30))
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_change_of_one_line_keeps_the_others(self):
        txn_id = self.qb_entry(
            self.debit(), self.credit(amount="4.00"), self.credit("Parts", "6.00")
        )
        self.run_session()
        move = self.move_of(txn_id)
        lines = move.line_ids.sorted("id")
        ids = [one["TxnLineID"] for one in self.company.object(txn_id)["lines"]]
        self.company.change_entry(
            txn_id,
            {"TxnLineID": ids[0], "Debit": "11.00"},
            {"TxnLineID": ids[1], "Credit": "5.00"},
            {"TxnLineID": ids[2], "Memo": "parts"},
        )
        self.run_session()
        self.assertEqual(move.line_ids.sorted("id"), lines)
        self.assertEqual(lines.mapped("balance"), [11, -5, -6])
        self.assertEqual(lines[2].name, "parts")
        self.assert_in_step(move)
        self.assert_quiet()

    def test_an_account_that_odoo_keeps_in_another_currency(self):
        changed = self.qb_entry()
        self.run_session()
        move, account = self.move_of(changed), self.account("Parts")
        self.keep_in_euro(account)
        txn_id = self.qb_entry(self.debit("Parts"), self.credit())
        first, second = self.company.object(changed)["lines"]
        self.company.change_entry(
            changed,
            {"TxnLineID": first["TxnLineID"], "AccountRef": "Parts"},
            {"TxnLineID": second["TxnLineID"]},
        )
        self.run_session()
        for one in (txn_id, changed):
            link = self.env["qbd.link"].search([("qb_id", "=", one)])
            self.assertEqual((link.state, link.reason), ("parked", "other_meaning"))
            self.assertIn(f"Odoo keeps {account.display_name} in", link.message)
        self.assertEqual(self.amounts(move), {"Rent": 10, "Freight": -10})
        self.assert_quiet()
        account.currency_id = False
        self.env["qbd.link"].search(
            [("reason", "=", "other_meaning")]
        ).action_try_again()
        self.run_session()
        self.assertEqual(self.amounts(move), {"Parts": 10, "Freight": -10})
        self.assert_in_step(self.move_of(txn_id))

    def test_a_line_comes_and_another_goes(self):
        txn_id = self.qb_entry()
        self.run_session()
        move = self.move_of(txn_id)
        first = self.company.object(txn_id)["lines"][0]["TxnLineID"]
        self.company.change_entry(
            txn_id, {"TxnLineID": first}, self.credit("Parts"), TxnDate="2026-07-01"
        )
        self.run_session()
        self.assertEqual(self.amounts(move), {"Rent": 10, "Parts": -10})
        self.assertEqual(str(move.date), "2026-07-01")
        self.assert_in_step(move)
        self.assert_quiet()

    def test_void_and_delete_arrive(self):
        voided, deleted = self.qb_entry(), self.qb_entry()
        self.stream("journal_entry").deletions = "carry"
        self.run_session()
        moves = self.move_of(voided) | self.move_of(deleted)
        self.company.user_void(voided)
        self.company.user_delete(deleted)
        self.run_session()
        self.assertEqual(set(moves.mapped("state")), {"cancel"})
        self.assert_quiet()

    def test_the_name_on_a_line_arrives(self):
        txn_id = self.qb_entry(self.debit(EntityRef="Mill", Memo="June"), self.credit())
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual(move.line_ids.partner_id.name, "Mill")
        self.assert_in_step(move)

    def test_a_line_of_mills_payable_is_on_its_account(self):
        txn_id = self.qb_entry(
            self.credit("Accounts Payable", "9.00", EntityRef="Mill"),
            self.debit(amount="9.00"),
        )
        self.run_session()
        move = self.move_of(txn_id)
        owed = move.line_ids.filtered(lambda x: x.account_type == "liability_payable")
        self.assertEqual((owed.partner_id.name, owed.balance), ("Mill", -9))
        self.assert_in_step(move)
        self.assert_quiet()


class TestEntriesOfOdoo(EntryCase):
    def arrange(self):
        super().arrange()
        self.run_session()

    def test_an_entry_goes_with_the_owed_line_first(self):
        move = self.odoo_entry(
            self.line(12.5, name="June"),
            self.line(-12.5, self.owed("Mill"), "Mill"),
        )
        self.run_session()
        (shown,) = self.entries()
        first, second = shown["lines"]
        self.assertEqual(first["list"], "JournalCreditLine")
        self.assertEqual(first["EntityRef"]["FullName"], "Mill")
        self.assertEqual((second["Memo"], second["Amount"]), ("June", "12.50"))
        self.assertEqual(self.company.open_balance(shown["TxnID"]), 12.5)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_an_account_changes_while_it_is_posted(self):
        move = self.odoo_entry()
        self.run_session()
        move.line_ids[0].account_id = self.account("Parts")
        self.assertEqual(move.state, "posted")
        self.run_session()
        (shown,) = self.entries()
        self.assertEqual(shown["lines"][0]["AccountRef"]["FullName"], "Parts")
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_line_turns_from_debit_to_credit(self):
        move = self.odoo_entry()
        self.run_session()
        move.button_draft()
        commands = [
            Command.update(line.id, {"balance": -line.balance})
            for line in move.line_ids
        ]
        move.write({"line_ids": commands})
        move.action_post()
        self.run_session()
        self.assert_in_step(move)
        self.assert_quiet()

    def test_lines_come_and_go(self):
        move = self.odoo_entry()
        self.run_session()
        move.button_draft()
        kept, gone = move.line_ids
        move.write(
            {
                "line_ids": [
                    Command.delete(gone.id),
                    Command.create(self.line(-4, "Parts")),
                    Command.create(self.line(-6, "Freight")),
                ]
            }
        )
        move.action_post()
        self.run_session()
        self.assertEqual(len(self.entries()[0]["lines"]), 3)
        self.assertTrue(kept.qbd_txn_line_id)
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_reversal_is_an_entry_like_any_other(self):
        move = self.odoo_entry()
        reversal = move._reverse_moves([{"date": DATE}], cancel=True)
        self.run_session()
        self.assertEqual(len(self.entries()), 2)
        for one in move | reversal:
            self.assert_in_step(one)

    def test_a_cancelled_entry_is_voided_and_comes_back(self):
        move = self.odoo_entry(ref="J7")
        self.run_session()
        move.button_draft()
        move.button_cancel()
        self.run_session()
        (shown,) = self.entries()
        self.assertEqual({one["Amount"] for one in shown["lines"]}, {"0.00"})
        self.assert_quiet()
        move.button_draft()
        move.action_post()
        self.run_session()
        self.assert_in_step(move)
        self.assert_quiet()

    def test_long_references_stay_apart(self):
        moves = [self.odoo_entry(ref=f"Payroll 2026-{month}") for month in ("06", "07")]
        self.run_session()
        numbers = [one["RefNumber"] for one in self.entries()]
        self.assertEqual(sorted(numbers), ["Payroll2606", "Payroll2607"])
        link, cut = self.link(moves[0]), moves[0].ref[:11]
        self.company.user_mod(link.qb_id, RefNumber=cut)
        link.odoo_image = {**link.odoo_image, "RefNumber": moves[0].ref}
        link.quickbooks_image = {**link.quickbooks_image, "RefNumber": cut}
        link.edit_sequence = self.company.object(link.qb_id)["EditSequence"]
        self.env["qbd.link"]._mark_dirty(self.stream("journal_entry"), moves[0].ids)
        report = self.run_session()  # an earlier version had cut it off
        self.assertFalse(report.wrote, report.requests)
        self.assertEqual(moves[0].ref, "Payroll 2026-06")
        moves[0].ref = "Payroll 2026-08"
        self.run_session()
        self.assertEqual(self.company.object(link.qb_id)["RefNumber"], "Payroll2608")
        self.assert_quiet()

    def test_a_deleted_entry_is_deleted_there(self):
        self.stream("journal_entry").deletions = "carry"
        move = self.odoo_entry()
        self.run_session()
        move.button_draft()
        move.unlink()
        self.run_session()
        self.assertFalse(self.entries())
        self.assert_quiet()

    def refused(self, move, words):
        self.run_session()
        self.assertFalse(self.entries())
        link = self.link(move)
        self.assertEqual(link.state, "parked")
        self.assertIn(words, link.message)

    def test_two_lines_on_debts_are_refused_in_words(self):
        move = self.odoo_entry(
            self.line(5, self.owed("Ann"), "Ann"),
            self.line(-5, self.owed("Mill"), "Mill"),
        )
        self.refused(move, "QuickBooks accepts only one per entry")

    def test_a_debt_without_a_name_is_refused_in_words(self):
        move = self.odoo_entry(self.line(5, self.owed("Ann")), self.line(-5))
        self.refused(move, "has no partner")

    def test_another_currency_is_refused_in_words(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        lines = [
            {**self.line(5), "currency_id": euro.id, "amount_currency": 4},
            {**self.line(-5, "Freight"), "currency_id": euro.id, "amount_currency": -4},
        ]
        self.refused(self.odoo_entry(*lines), "EUR")

    def test_an_account_in_another_currency_is_refused_in_words(self):
        account = self.account("Rent")
        euro = self.keep_in_euro(account)
        lines = [
            {**self.line(5), "currency_id": euro.id, "amount_currency": 4},
            self.line(-5, "Freight"),
        ]
        self.refused(
            self.odoo_entry(*lines), f"Odoo keeps {account.display_name} in another"
        )

    def test_an_entry_of_zero_is_refused_in_words(self):
        move = self.odoo_entry(self.line(0), self.line(0, "Freight"))
        self.refused(move, "All its amounts are zero")

    def test_a_journal_that_is_ticked_later(self):
        self.connection.entry_journal_ids = False
        move = self.odoo_entry()
        self.run_session()
        self.assertFalse(self.entries())
        self.assertIn("Tick the journal", move.action_qbd_sync()["params"]["message"])
        self.connection.entry_journal_ids = self.journal
        self.run_session()
        self.assert_in_step(move)


class TestEntriesThatSettle(EntryCase):
    """Entries that are used for bills and invoices, as QuickBooks uses a credit."""

    def begin(self):
        result = super().begin()
        banks = [("company_id", "=", self.connection.company_id.id)]
        bank = self.env["account.journal"].search([*banks, ("type", "=", "bank")])
        bank[:1].default_account_id.name = "Checking"
        return result

    def arrange(self):
        super().arrange()
        self.run_session()

    def bill_and_entry(self, amount=4.0):
        bill = self.odoo_bill(self.expense(10))
        entry = self.odoo_entry(
            self.line(amount, self.owed("Mill"), "Mill"), self.line(-amount)
        )
        return bill, entry

    def match(self, *moves):
        lines = self.env["account.move.line"].union(*(one.line_ids for one in moves))
        kinds = ("asset_receivable", "liability_payable")
        lines.filtered(lambda line: line.account_type in kinds).reconcile()

    def open_of(self, move):
        return float(self.company.open_balance(self.link(move).qb_id))

    def test_an_entry_that_settles_a_bill_goes_with_it(self):
        bill, entry = self.bill_and_entry()
        self.match(bill, entry)
        self.run_session()
        self.assertEqual(bill.amount_residual, 6)
        self.assertEqual((self.open_of(bill), self.open_of(entry)), (6, 0))
        self.assertFalse(self.company.objects("BillPaymentCheck"))
        self.assert_in_step(entry)
        self.assertEqual(self.link(bill).state, "ok")
        self.assert_quiet()

    def test_an_entry_that_settles_a_bill_later(self):
        bill, entry = self.bill_and_entry()
        self.run_session()
        self.assertEqual(self.open_of(bill), 10)
        self.match(bill, entry)
        self.run_session()
        self.assertEqual((self.open_of(bill), self.open_of(entry)), (6, 0))
        self.assert_quiet()

    def test_an_entry_of_quickbooks_that_is_matched_in_odoo(self):
        bill = self.odoo_bill(self.expense(10))
        txn_id = self.qb_entry(
            self.debit("Accounts Payable", "4.00", EntityRef="Mill"),
            self.credit("Rent", "4.00"),
        )
        self.run_session()
        self.match(bill, self.move_of(txn_id))
        self.run_session()
        self.assertEqual(self.open_of(bill), 6)
        self.assert_quiet()

    def test_an_entry_that_lowers_an_invoice_later(self):
        work = {"product_id": self.product("Work").id, "price_unit": 100}
        invoice = self.odoo_invoice({**work, "tax_ids": False})
        entry = self.odoo_entry(self.line(-30, self.owed("Ann"), "Ann"), self.line(30))
        self.run_session()
        self.match(invoice, entry)
        self.run_session()
        self.assertEqual((self.open_of(invoice), self.open_of(entry)), (70, 0))
        self.assertFalse(self.company.objects("ReceivePayment"))
        self.assert_in_step(entry)
        self.assert_quiet()

    def test_to_take_it_off_is_a_question(self):
        bill, entry = self.bill_and_entry()
        self.match(bill, entry)
        self.run_session()
        entry.line_ids.remove_move_reconcile()
        self.run_session()
        link = self.link(entry)
        self.assertEqual(link.state, "parked")
        self.assertIn("cannot unapply a credit", link.message)
        self.assertEqual(len(self.entries()), 1)

    def test_a_change_of_another_line_leaves_the_use(self):
        bill, entry = self.bill_and_entry()
        self.match(bill, entry)
        self.run_session()
        shown = self.entries()[0]
        first, second = (one["TxnLineID"] for one in shown["lines"])
        self.company.change_entry(
            shown["TxnID"],
            {"TxnLineID": first},
            {"TxnLineID": second, "AccountRef": "Freight"},
        )
        self.run_session()
        self.assertEqual(bill.amount_residual, 6)
        self.assertEqual(self.amounts(entry)["Freight"], -4)
        self.assert_in_step(entry)
        self.assert_quiet()


class TestNamesOfEntries(EntryCase):
    """Names on lines: parties of both lists, taxes of Odoo, and contacts."""

    def arrange(self):
        super().arrange()
        self.run_session()
        self.ann = self.partner_named("Ann")
        self.ann.supplier_rank = 1
        self.run_session()  # Ann is a vendor as well, with a name of her own there

    def names(self):
        (shown,) = self.entries()
        return [one.get("EntityRef", {}).get("FullName") for one in shown["lines"]]

    def vendor_name(self):
        (other,) = (
            one["Name"]
            for one in self.company.objects("Vendor")
            if "Ann" in one["Name"]
        )
        return other

    def test_a_party_of_both_lists_has_the_name_that_the_account_takes(self):
        payable = self.ann.property_account_payable_id
        move = self.odoo_entry(
            self.line(5, partner="Ann"), self.line(-5, payable, "Ann")
        )
        self.run_session()
        self.assertEqual(self.names(), [self.vendor_name(), "Ann"])
        self.assert_in_step(move)
        self.assert_quiet()

    def test_the_other_name_on_a_line_of_quickbooks_stays(self):
        txn_id = self.qb_entry(self.debit(EntityRef=self.vendor_name()), self.credit())
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual(move.line_ids.partner_id, self.ann)
        self.assert_quiet()
        move.line_ids.filtered("debit").name = "from Odoo"
        self.run_session()
        self.assertEqual(self.names(), [self.vendor_name(), None])
        self.assert_in_step(move)
        self.assert_quiet()

    def test_a_contact_that_quickbooks_does_not_have_stays_in_odoo(self):
        contact = self.env["res.partner"].create({"name": "Neither of both"})
        line = {**self.line(5), "partner_id": contact.id}
        move = self.odoo_entry(line, self.line(-5, "Freight"))
        self.run_session()
        self.assertEqual(self.names(), [None, None])
        self.assert_in_step(move)
        self.assertIn(contact, move.line_ids.partner_id)
        self.assert_quiet()

    def test_who_owes_is_the_company_of_a_contact(self):
        for name, other in (("Ann", "Freight"), ("Mill", "Rent")):
            owner = self.partner_named(name)
            contact = owner.create({"name": f"Of {name}", "parent_id": owner.id})
            line = {**self.line(5, self.owed(name)), "partner_id": contact.id}
            move = self.odoo_entry(line, self.line(-5, other))
            self.run_session()
            shown = self.company.object(self.link(move).qb_id)
            named = [one.get("EntityRef", {}).get("FullName") for one in shown["lines"]]
            self.assertEqual(named, [name, None])
            self.company.change_entry(self.link(move).qb_id, TxnDate="2026-06-17")
            self.run_session()
            self.assertEqual(str(move.date), "2026-06-17")
            self.assertEqual(move.line_ids.partner_id, contact)
            self.assert_in_step(move)
        self.assert_quiet()

    def test_tax_lines_of_odoo_are_lines_as_any(self):
        tax = self.env["account.tax"].create(
            {"name": "Use 10", "amount": 10, "type_tax_use": "purchase"}
        )
        move = self.odoo_entry(
            self.line(10, tax_ids=[Command.set(tax.ids)]), self.line(-11, "Freight")
        )
        self.assertEqual(len(move.line_ids), 3)
        self.run_session()
        self.assertEqual(len(self.entries()[0]["lines"]), 3)
        self.assert_in_step(move)
        self.assert_quiet()
        ids = [one["TxnLineID"] for one in self.entries()[0]["lines"]]
        self.company.change_entry(
            self.entries()[0]["TxnID"],
            *({"TxnLineID": one, "Memo": "from QuickBooks"} for one in ids),
        )
        self.run_session()
        self.assertEqual(set(move.line_ids.mapped("name")), {"from QuickBooks"})
        self.assertEqual(move.line_ids.tax_ids, tax)
        self.assert_in_step(move)
        self.assert_quiet()
