"""Settings of Odoo that QuickBooks does not know, and what comes from there."""

from odoo.exceptions import UserError
from odoo.fields import Command

from .support.documents import DATE, DocumentCase


class TestPulledSettings(DocumentCase):
    def tax(self, name, amount, **values):
        return self.env["account.tax"].create(
            {"name": name, "amount": amount, "type_tax_use": "sale", **values}
        )

    def odoo_lines(self, *prices, taxes=None):
        taxes = self.county() if taxes is None else taxes
        return [
            {
                "product_id": self.product("Work").id,
                "price_unit": price,
                "tax_ids": [Command.set(taxes.ids)],
            }
            for price in prices
        ]

    def own_terms(self):
        parts = {"value_amount": 100, "nb_days": 30}
        return self.env["account.payment.term"].create(
            {
                "name": "2% 10 Net 30",
                "line_ids": [Command.create(parts)],
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "excluded",
            }
        )

    def credit(self, move):
        reversal = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard = reversal.create({"journal_id": move.journal_id.id, "date": DATE})
        wizard.reverse_moves()
        return wizard.new_move_ids

    # -- credit notes ---------------------------------------------------------

    def test_a_credit_note_credits_what_quickbooks_computed(self):
        lines = [self.work(Rate="0.10") for _number in range(5)]
        lines.append(self.work(Quantity="3", Amount="10.00"))
        txn_id = self.qb_invoice(*lines)
        self.run_session()
        move = self.move_of(txn_id)
        credit = self.credit(move)
        credit.action_post()
        figures = ("amount_untaxed", "amount_tax", "amount_total")
        for name in figures:
            self.assertEqual(credit[name], move[name], name)
        self.run_session()
        self.assertEqual(
            (self.link(credit).state, self.link(credit).message), ("ok", 0)
        )
        credit.button_draft()
        self.assertEqual(credit.amount_total, move.amount_total)
        self.printed(credit)[0].price_unit = 100.0
        self.assertEqual(credit.amount_tax, 9.11)  # it is computed as any other then

    # -- taxes ----------------------------------------------------------------

    def test_an_exempt_invoice_is_taxed_in_odoo(self):
        self.company.user_add("Customer", Name="Exo", SalesTaxCodeRef="Non")
        txn_id = self.qb_invoice(
            self.work(), self.work(), CustomerRef="Exo", ItemSalesTaxRef="County"
        )
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual(move.amount_tax, 0)
        move.button_draft()
        self.printed(move)[0].tax_ids = self.county()
        move.action_post()
        self.assertEqual(move.amount_tax, 8.25)
        self.run_session()
        self.assert_in_step(move)
        self.assertEqual(self.company.object(txn_id)["SalesTaxTotal"], "8.25")
        self.assert_quiet()

    def test_a_document_is_taxed_whose_customer_has_another_tax_in_quickbooks(self):
        """QuickBooks keeps a tax of zero percent on it, which Odoo does not look at."""
        self.company.user_add("Customer", Name="Exo", SalesTaxCodeRef="Non")
        for kind in ("Invoice", "CreditMemo"):
            with self.subTest(kind):
                line = {"CustomerRef": "Exo", "TxnDate": DATE, "lines": [self.work()]}
                txn_id = self.company.user_add(kind, **line)
                shown = self.company.object(txn_id)["ItemSalesTaxRef"]["FullName"]
                self.assertNotEqual(shown, "County")
                self.run_session()
                move = self.move_of(txn_id)
                move.button_draft()
                self.printed(move)[0].tax_ids = self.county()
                move.action_post()
                self.run_session()
                self.assert_in_step(move)
                shown = self.company.object(txn_id)
                self.assertEqual(shown["SalesTaxTotal"], "8.25")
                self.assert_quiet()

    def test_a_tax_that_both_sides_chose_stays_a_question(self):
        self.company.user_add("ItemSalesTax", Name="City", TaxRate="2.00")
        self.company.user_add("Customer", Name="Exo", SalesTaxCodeRef="Non")
        txn_id = self.qb_invoice(self.work(), CustomerRef="Exo")
        self.run_session()
        move = self.move_of(txn_id)
        move.button_draft()
        self.printed(move)[0].tax_ids = self.county()
        move.action_post()
        self.company.user_mod(txn_id, ItemSalesTaxRef="City")
        for _session in range(3):
            self.run_session()
            link = self.link(move)
            self.assertEqual((link.state, link.reason), ("parked", "conflict"))
            self.assertIn("ItemSalesTaxRef", link.conflicts)
        link.action_use_odoo()
        self.run_session()
        self.assert_in_step(move)
        self.assert_quiet()

    def test_prices_that_include_the_tax_come_with_it(self):
        self.run_session()
        self.county().price_include_override = "tax_included"
        txn_id = self.qb_invoice(self.work(Rate="33.33", Quantity="3"), self.work())
        self.run_session()
        move = self.move_of(txn_id)
        self.assertEqual(move.amount_untaxed, 199.99)
        self.assertEqual(self.printed(move).mapped("price_subtotal"), [99.99, 100.0])
        move.button_draft()
        self.printed(move)[1].quantity = 2
        move.action_post()
        self.run_session()
        self.assertEqual((move.amount_untaxed, move.amount_tax), (299.99, 24.75))
        self.assert_in_step(move)

    def test_an_open_question_about_the_tax_stays_open(self):
        self.env.company.tax_calculation_rounding_method = "round_per_line"
        self.run_session()
        move = self.odoo_invoice(*self.odoo_lines(*[0.10] * 5))
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.reason, move.amount_tax), ("money", 0.05))
        self.company.user_mod(link.qb_id, Memo="Roof")
        self.run_session()
        self.assertIn("Roof", move.narration)
        self.assertEqual((link.reason, move.amount_tax), ("money", 0.05))
        link.action_take_figures()
        self.run_session()
        self.assertEqual((link.state, move.amount_tax), ("ok", 0.04))

    # -- lines that Odoo computes ---------------------------------------------

    def test_rounding_of_odoo_is_not_lost(self):
        self.run_session()
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "To five",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": self.product("Work")
                .product_tmpl_id.get_product_accounts()["income"]
                .id,
                "loss_account_id": self.product("Work")
                .product_tmpl_id.get_product_accounts()["expense"]
                .id,
            }
        )
        taxes = self.county().browse()
        move, sent = (
            self.odoo_invoice(
                *self.odoo_lines(100.02, taxes=taxes), invoice_cash_rounding_id=one
            )
            for one in (rounding.id, False)
        )
        self.run_session()
        link = self.link(move)
        self.assertEqual((link.state, link.qb_id), ("parked", False))
        self.assertIn("no cash rounding", link.message)

        link = self.link(sent)  # synced before the rounding was chosen
        sent.button_draft()
        sent.invoice_cash_rounding_id = rounding
        sent.action_post()
        self.assertEqual(sent.amount_total, 100.0)
        self.run_session()
        self.assertEqual(link.state, "parked")
        self.assertIn("no cash rounding", link.message)
        with self.assertRaises(UserError) as refused:
            link.action_take_figures()
        self.assertIn("cash rounding", str(refused.exception))
        self.company.user_mod(link.qb_id, Memo="Roof")
        self.qb_change(link.qb_id, 0, Rate="10.03")
        self.run_session()
        rounded = sent.line_ids.filtered(lambda x: x.display_type == "rounding")
        self.assertEqual((sent.amount_total, rounded.balance), (100.0, 0.02))
        self.assertEqual(link.state, "parked")
        self.assertIn("cash rounding", link.message)

    # -- early discounts, analytics -------------------------------------------

    def test_an_early_discount_follows_the_amount(self):
        self.run_session()
        terms = self.env["account.payment.term"].search([("name", "=", "2% 10 Net 30")])
        terms = terms[:1] or self.own_terms()
        move = self.odoo_invoice(
            *self.odoo_lines(100.0), invoice_payment_term_id=terms.id
        )
        born = self.qb_invoice(self.work(Quantity="5"), TermsRef="2% 10 Net 30")
        self.run_session()
        self.qb_change(self.link(move).qb_id, 0, Quantity="5")
        self.run_session()
        for one in (move, self.move_of(born)):
            term = one.line_ids.filtered(lambda x: x.display_type == "payment_term")
            self.assertEqual(term.balance, 541.25)
            wanted = 541.25 * 0.98
            if one.invoice_payment_term_id.early_pay_discount_computation != "included":
                wanted = 531.25
            self.assertAlmostEqual(term.discount_balance, wanted, 1)
            self.assertEqual(str(term.discount_date), "2026-06-25")

    def test_lines_of_quickbooks_get_the_usual_distribution(self):
        self.run_session()
        self.county().analytic = True
        plan = self.env["account.analytic.plan"].create({"name": "Projects"})
        project = self.env["account.analytic.account"].create(
            {"name": "A", "plan_id": plan.id}
        )
        usual = {str(project.id): 100}
        self.env["account.analytic.distribution.model"].create(
            {
                "partner_id": self.partner_named("Ann").id,
                "analytic_distribution": usual,
            }
        )
        txn_id = self.qb_invoice(self.work())
        self.run_session()
        move = self.move_of(txn_id)
        lines = move.invoice_line_ids | move.line_ids.filtered("tax_line_id")
        for line in lines:
            self.assertEqual(line.analytic_distribution, usual)
        move.button_draft()
        move.action_post()
        self.assertEqual(lines.exists(), lines)
        self.assert_in_step(move)

    def test_a_reduced_invoice_in_parts_stays_in_parts(self):
        self.run_session()
        parts = [{"value_amount": 50, "nb_days": days} for days in (10, 30)]
        terms = self.env["account.payment.term"].create(
            {"name": "Parts", "line_ids": [Command.create(one) for one in parts]}
        )
        move = self.odoo_invoice(
            *self.odoo_lines(100.0, 100.0), invoice_payment_term_id=terms.id
        )
        self.run_session()
        txn_id = self.link(move).qb_id
        due = move.line_ids.filtered(lambda x: x.display_type == "payment_term")
        self.qb_change(txn_id, 0, Rate="80.00")
        self.run_session()
        self.assertEqual(len(due.exists()), 2)
        self.assertAlmostEqual(sum(due.mapped("balance")), 194.85)
        self.assertAlmostEqual(due[0].balance, due[1].balance, 1)
        self.assertEqual(move.invoice_payment_term_id, terms)
        self.assert_in_step(move)
        self.company.user_mod(txn_id, DueDate="2026-06-20")  # before the first part
        self.run_session()
        dates = {str(date) for date in due.mapped("date_maturity")}
        self.assertEqual(dates, {"2026-06-20"})
