"""Which entries of Odoo people made, and that no two lists have the same one."""

from odoo.tests import tagged

from .support.documents import DATE
from .support.entries import EntryCase


@tagged("post_install", "-at_install")
class TestEntryOrigins(EntryCase):
    """All journals are ticked: only the net below them keeps entries out."""

    STREAMS = (*EntryCase.STREAMS, "settlement")

    def arrange(self):
        super().arrange()
        self.run_session()
        company = self.connection.company_id
        journals = self.env["account.journal"]
        self.connection.entry_journal_ids = journals.search(
            [("company_id", "=", company.id)]
        )
        self.before = self.claimed("journal_entry")

    def claimed(self, name):
        """Return the moves that a list would send."""
        domain = self.stream(name)._mapping()._records_domain()
        return self.env["account.move"].search(domain)

    def assert_out(self, moves):
        self.assertTrue(moves)
        self.assertTrue(all(one.move_type == "entry" for one in moves))
        self.assertFalse((self.claimed("journal_entry") - self.before) & moves)

    def assert_in(self, moves):
        self.assertEqual(self.claimed("journal_entry") & moves, moves)

    def posted(self, **values):
        return self.odoo_entry(**values)

    # -- what Odoo makes ------------------------------------------------------

    def test_a_payment(self):
        payment = self.env["account.payment"].create(
            {"amount": 5, "partner_id": self.partner_named("Ann").id}
        )
        payment.action_post()
        self.assert_out(payment.move_id)

    def test_a_bank_statement_line(self):
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "amount": 5, "payment_ref": "in", "date": DATE}
        )
        self.assert_out(line.move_id)

    def test_an_exchange_difference(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        lines = self.env["account.move.line"]
        for sign, balance in ((1, 100), (-1, 90)):
            own = {"currency_id": euro.id}
            move = self.odoo_entry(
                {
                    **self.line(sign * balance, self.owed("Ann"), "Ann"),
                    **own,
                    "amount_currency": sign * 80,
                },
                {**self.line(-sign * balance), **own, "amount_currency": -sign * 80},
            )
            lines |= move.line_ids.filtered(
                lambda x: x.account_type == "asset_receivable"
            )
        lines.reconcile()
        made = lines.matched_debit_ids | lines.matched_credit_ids
        self.assert_out(made.exchange_move_id)

    def test_a_tax_due_on_payment(self):
        company = self.connection.company_id
        company.tax_exigibility = True
        transition = self.odoo_account("Transition", "liability_current")
        transition.reconcile = True
        tax = self.env["account.tax"].create(
            {
                "name": "On payment",
                "amount": 10,
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": transition.id,
            }
        )
        tax.invoice_repartition_line_ids.filtered(
            lambda x: x.repartition_type == "tax"
        ).account_id = self.odoo_account("Tax due", "liability_current")
        values = {"product_id": self.product("Work").id, "price_unit": 100}
        invoice = self.odoo_invoice({**values, "tax_ids": tax.ids})
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({}).action_create_payments()
        self.assert_out(invoice.tax_cash_basis_created_move_ids)

    def test_journals_of_odoo_and_the_closing_of_stock_which_has_no_mark(self):
        company, origins = self.connection.company_id, self.env["qbd.posting.origins"]
        for name in (
            "currency_exchange_journal_id",
            "tax_cash_basis_journal_id",
            "account_stock_journal_id",
        ):
            if name not in company._fields:
                continue
            company[name] = company[name] or self.journal.copy({"code": name[:5]})
            self.assertIn(company[name], origins._journals(company))
            move = self.posted(journal_id=company[name].id, ref="Stock Closing")
            self.assert_out(move)

    def test_the_opening_entry(self):
        move = self.posted()
        self.assert_in(move)
        self.connection.company_id.account_opening_move_id = move
        self.assert_out(move)

    def test_a_move_of_stock(self):
        move = self.posted()
        places = self.env["stock.location"].search(
            [("usage", "=", "internal")], limit=2
        )
        self.env["stock.move"].create(
            {
                "product_id": self.product("Steel").id,
                "product_uom_qty": 1,
                "location_id": places[0].id,
                "location_dest_id": places[-1].id,
                "account_move_id": move.id,
            }
        )
        self.assert_out(move)

    def test_another_addon_adds_a_mark(self):
        move = self.posted(ref="made by a robot")
        self.assert_in(move)
        origins = type(self.env["qbd.posting.origins"])
        marks = self.env["qbd.posting.origins"]._marks()
        self.patch(origins, "_marks", lambda _self: [*marks, "ref"])
        self.assert_out(move)

    # -- what people make -----------------------------------------------------

    def test_entries_of_people(self):
        move = self.posted(ref="own")
        reversal = move._reverse_moves([{"date": DATE}], cancel=True)
        recurring = self.posted(auto_post="monthly", auto_post_until="2026-09-01")
        self.assert_in(move | reversal | recurring)

    def test_only_ticked_journals_of_the_own_company(self):
        move = self.posted()
        self.connection.entry_journal_ids -= self.journal
        self.assert_out(move)

    # -- one list only --------------------------------------------------------

    def settled(self, entry=None):
        """Return an invoice, and an entry that is matched with it."""
        work = {"product_id": self.product("Work").id, "price_unit": 100}
        invoice = self.odoo_invoice({**work, "tax_ids": False})
        entry = entry or self.write_off()
        lines = (invoice | entry).line_ids.filtered(
            lambda x: x.account_type == "asset_receivable"
        )
        lines.reconcile()
        return invoice, entry

    def write_off(self):
        return self.odoo_entry(self.line(30), self.line(-30, self.owed("Ann"), "Ann"))

    def test_an_entry_that_settles_an_invoice_is_of_the_other_list(self):
        _invoice, entry = self.settled()
        self.assert_out(entry)
        self.assertIn(entry, self.claimed("settlement"))

    def test_an_entry_that_quickbooks_has_stays_an_entry_once_it_is_matched(self):
        entry = self.write_off()
        self.run_session()
        self.assertEqual(len(self.entries()), 1)
        self.settled(entry)
        self.assertNotIn(entry, self.claimed("settlement"))
        self.run_session()
        self.assertEqual(len(self.entries()), 1)
        self.assertFalse(self.company.objects("ReceivePayment"))

    def test_an_entry_of_quickbooks_is_never_a_settlement(self):
        txn_id = self.qb_entry(
            self.credit("Accounts Receivable", "30.00", EntityRef="Ann"),
            self.debit(amount="30.00"),
        )
        self.run_session()
        self.settled(self.move_of(txn_id))
        self.run_session()
        self.assertFalse(self.company.objects("ReceivePayment"))
        self.assertEqual(len(self.entries()), 1)

    def test_no_entry_is_claimed_twice(self):
        self.settled()
        self.posted()
        names = [
            name
            for name in self.env["qbd.mapping"]._mapping_names()
            if self.env[f"qbd.mapping.{name}"]._odoo_model == "account.move"
        ]
        self.assertIn("journal_entry", names)
        seen = {}
        for name in names:
            for move in self.claimed(name):
                self.assertNotIn(move, seen, f"{name} and {seen.get(move)}")
                seen[move] = name
        self.assertIn("settlement", seen.values())
