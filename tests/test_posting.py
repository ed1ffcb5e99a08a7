"""Documents are posted with the figures of QuickBooks, and keep them."""

import random
from contextlib import contextmanager
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form

from .support.posting import PostingCase


class TestCreating(PostingCase):
    def test_a_tax_that_odoo_would_round_otherwise_is_kept(self):
        move = self.post()
        self.assertEqual(move.state, "posted")
        self.assertEqual(self.sums(move), (133.45, 7.73, 141.18))
        self.assertEqual(move.amount_residual, 141.18)
        self.assertEqual(str(move.date), "2026-03-10")
        self.assertEqual(str(self.term(move).date_maturity), "2026-04-09")
        self.assertEqual(
            move.invoice_line_ids.mapped("qbd_txn_line_id"), ["L1", "L2", "L3"]
        )

    def test_a_line_amount_need_not_be_quantity_times_rate(self):
        line = self.line(1, 10.00, quantity=3, price_unit=3.33)
        move = self.post(lines=[line])
        self.assertEqual(self.sums(move), (10.0, 0.0, 10.0))

    def test_totals_of_lines_without_tax_are_those_of_odoo(self):
        lines = [
            self.line(1, 9.99, quantity=3.0, price_unit=3.3333),
            self.line(2, 0.01, quantity=0.15, price_unit=0.1),
            self.line(3, 4.45, price_unit=4.94, discount=10.0),
        ]
        self.assert_totals_of_odoo(self.post(lines=lines).invoice_line_ids, 3)

    def test_totals_of_lines_with_taxes_are_those_of_odoo(self):
        chance = random.Random(1)
        rates = [6.25, 1.625, 0.0, 9.975, -2.0, 33.3333]
        simple = self.env["account.tax"].concat(
            *(self.tax(f"Simple {rate}", rate) for rate in rates)
        )
        group = {"amount_type": "group", "children_tax_ids": simple[:3].ids}
        simple |= self.tax("Simple group", 0, **group)
        others = self.env["account.tax"].concat(
            self.tax("Included", 7.0, price_include_override="tax_included"),
            self.tax("Base", 3.0, include_base_amount=True, sequence=0),
            self.tax("Each", 0.37, amount_type="fixed"),
        )
        company = self.env.company
        for rounding in ("round_per_line", "round_globally"):
            company.tax_calculation_rounding_method = rounding
            lines = [self.random_line(chance, simple) for _number in range(200)]
            self.assert_totals_of_odoo(
                self.env["account.move.line"].concat(*lines), 200
            )
            lines = [
                self.random_line(chance, simple, chance.choice(others))
                for _number in range(50)
            ]
            self.assert_totals_of_odoo(self.env["account.move.line"].concat(*lines), 0)

    def test_totals_stored_with_new_lines_are_those_of_odoo(self):
        chance = random.Random(2)
        taxes = [None, self.state_tax, self.group_tax, self.tax("Odd", 9.975)]
        for rounding in ("round_per_line", "round_globally"):
            self.env.company.tax_calculation_rounding_method = rounding
            figures = [self.random_figures(chance, taxes) for _number in range(30)]
            with self.never_computed("_compute_totals"):
                moves = self.posting._create_documents(figures)
            self.assert_totals_of_odoo(moves.line_ids)
            self.assertTrue(any(moves.invoice_line_ids.mapped("price_total")))

    def test_totals_that_odoo_alone_can_compute_are_left_to_it(self):
        included = self.tax("Within", 7.0, price_include_override="tax_included")
        line = self.line(1, 93.46, included, quantity=1, price_unit=100.0)
        tax = {"tax": included.id, "base": 93.46, "amount": 6.54}
        move = self.post(lines=[line], taxes=[tax])
        self.assertEqual(move.invoice_line_ids.price_subtotal, 93.46)
        self.assertEqual(move.invoice_line_ids.price_total, 100.0)

    def random_figures(self, chance, taxes):
        """Return figures of a document whose lines have one of the taxes each."""
        lines = []
        for number in range(3):
            tax, cents = chance.choice(taxes), chance.randint(1, 99999)
            more = {
                "quantity": chance.choice((1, 3, 0.15, 7.5)),
                "price_unit": chance.choice((0.005, 9.99, chance.random() * 1000)),
                "discount": chance.choice((0, 0, 10, 33.333)),
            }
            given = () if tax is None else (tax,)
            lines.append(self.line(number, cents / 100, *given, **more))
        return self.figures(lines=lines, taxes=[])

    @contextmanager
    def never_computed(self, method):
        """Let a method of lines be called for no line, until all is stored."""
        lines = self.env["account.move.line"]
        model = type(lines)
        self.assertTrue(lines._qbd_totals_as_odoo())  # known before it is replaced

        def refuse(lines):
            self.assertFalse(lines)

        with patch.object(model, method, refuse):
            yield
            self.env.flush_all()

    def random_line(self, chance, taxes, *needed):
        """Return a line that is not stored, of a document of some type."""
        some = [one.id for one in needed]
        some += chance.sample(taxes.ids, chance.randrange(4))
        kind = chance.choice(("out_invoice", "out_refund", "out_receipt"))
        return self.env["account.move.line"].new(
            {
                "move_id": self.env["account.move"].new({"move_type": kind}),
                "company_id": self.env.company.id,
                "currency_id": self.env.company.currency_id.id,
                "qbd_txn_line_id": "L1",
                "display_type": "product",
                "quantity": chance.choice((1, 3, -2, 0.15, 7.5)),
                "price_unit": chance.choice((0.005, 9.99, chance.random() * 1000)),
                "discount": chance.choice((0, 0, 10, 33.333)),
                "tax_ids": [Command.set(some)],
            }
        )

    def assert_totals_of_odoo(self, lines, simple=None):
        """Compare totals with Odoo's.

        :param simple: how many of the lines we can compute, which is done again; None
            to take the totals as they are
        """
        if simple is not None:
            rates = {}
            found = lines.filtered(lambda line: line._qbd_is_simple(rates))
            self.assertEqual(len(found), simple)
            lines._compute_totals()
        ours = [(line.price_subtotal, line.price_total) for line in lines]
        with patch.object(type(lines), "_qbd_totals_as_odoo", lambda _self: False):
            lines._compute_totals()
        theirs = [(line.price_subtotal, line.price_total) for line in lines]
        self.assertEqual(ours, theirs)

    def test_methods_of_other_addons_stay_in_charge(self):
        taxes, name = self.env["account.tax"], "_get_tax_details"
        is_odoos = self.env["account.move"]._qbd_is_as_in_account
        self.assertTrue(is_odoos(taxes, name))
        with patch.object(type(taxes), name):
            self.assertFalse(is_odoos(taxes, name))
        self.assertFalse(is_odoos(self.env["account.move.line"], "create"))

    def test_all_types_of_documents_are_exact(self):
        payable = self.account("QBT210", "liability_payable")
        purchases = self.env["account.journal"].create(
            {"name": "Bills", "code": "QBB", "type": "purchase"}
        )
        bought = self.tax("Bought", 6.25, type_tax_use="purchase")
        for move_type in ("out_refund", "in_invoice", "in_refund"):
            tax = self.state_tax if move_type == "out_refund" else bought
            own = {} if move_type == "out_refund" else {"journal_id": purchases.id}
            account = self.receivable if move_type == "out_refund" else payable
            move = self.post(
                move_type=move_type,
                account_id=account.id,
                lines=[self.line(1, 123.45, tax), self.line(2, -3.45, tax)],
                taxes=[{"tax": tax.id, "base": 120, "amount": Decimal("7.51")}],
                **own,
            )
            figures = move.amount_untaxed, move.amount_tax, move.amount_total
            self.assertEqual(figures, (120.0, 7.51, 127.51), move_type)

    def test_a_group_of_two_taxes_gives_two_lines(self):
        taxes = self.posting._split_tax(self.group_tax, 123.45, 9.87)
        line = self.line(1, 123.45, self.group_tax)
        move = self.post(lines=[line], taxes=taxes)
        self.assertEqual(
            self.tax_amounts(move), [("QBT City", 2.16), ("QBT State", 7.71)]
        )
        self.assertEqual(move.amount_tax, 9.87)
        lines = move.line_ids.filtered("tax_line_id")
        self.assertEqual(lines.group_tax_id, self.group_tax)

    def test_a_tax_where_odoo_would_have_none(self):
        line = self.line(1, 0.04, self.state_tax)
        taxes = [{"tax": self.state_tax, "base": 0.04, "amount": 0.01}]
        self.assertEqual(self.sums(self.post(lines=[line], taxes=taxes))[1], 0.01)

    def test_text_lines_and_no_amount_at_all(self):
        note = {
            "display_type": "line_note",
            "name": "As agreed",
            "qbd_txn_line_id": "N",
        }
        move = self.post(lines=[note, self.line(1, 0.0)])
        self.assertEqual(self.sums(move), (0.0, 0.0, 0.0))
        self.assertEqual(move.payment_state, "paid")
        lines = move.invoice_line_ids.mapped("display_type")
        self.assertEqual(lines, ["line_note", "product"])

    def test_no_tax_and_no_term_comes_from_a_default(self):
        self.env.company.account_sale_tax_id = self.state_tax
        self.partner.property_payment_term_id = self.env.ref(
            "account.account_payment_term_30days"
        )
        product = self.env["product.product"].create(
            {"name": "Pipe", "taxes_id": [Command.set(self.state_tax.ids)]}
        )
        move = self.post(lines=[self.line(1, 50.00, product_id=product.id)])
        self.assertEqual(self.sums(move), (50.0, 0.0, 50.0))
        self.assertFalse(move.invoice_line_ids.tax_ids)
        self.assertFalse(move.invoice_payment_term_id)

    def test_the_order_is_kept_and_numbers_are_odoos(self):
        figures = [self.figures(ref=ref) for ref in ("C", "A", "B")]
        moves = self.posting._create_documents(figures)
        self.assertEqual(moves.mapped("ref"), ["C", "A", "B"])
        by_name = sorted(moves, key=lambda move: move.name)
        self.assertEqual(
            [move.name[-5:] for move in by_name], ["00001", "00002", "00003"]
        )
        further = self.posting._create_documents([self.figures(ref="D")])
        self.assertEqual(further.name[-5:], "00004")

    def test_numbers_start_anew_in_another_year(self):
        days = ("2025-12-31", "2026-01-01", "2025-12-30")
        figures = [self.figures(ref=day, invoice_date=day) for day in days]
        moves = self.posting._create_documents(figures)
        self.assertEqual(
            [move.name for move in moves],
            ["QBT/2025/00002", "QBT/2026/00001", "QBT/2025/00001"],
        )

    def test_a_number_may_be_given(self):
        self.assertEqual(self.post(name="QB-10045").name, "QB-10045")

    def test_a_foreign_currency_is_exact_in_both(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        move = self.post(currency_id=euro.id, invoice_currency_rate=1 / 1.2345)
        self.assertEqual(self.sums_in_currency(move), (133.45, 7.73, 141.18))
        self.assertEqual(self.term(move).amount_currency, 141.18)
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)
        self.assertAlmostEqual(self.term(move).balance, 174.29)

    def sums_in_currency(self, move):
        return move.amount_untaxed, move.amount_tax, move.amount_total

    def test_a_closed_period_is_refused_before_anything_is_written(self):
        for kind in ("fiscalyear_lock_date", "sale_lock_date", "tax_lock_date"):
            self.lock("2026-02-28", kind)
            before = self.env["account.move"].search_count([])
            figures = [
                self.figures(),
                self.figures(ref="closed", invoice_date="2026-02-28"),
            ]
            with self.assertRaisesRegex(UserError, "closed .*2026-02-28"):
                self.posting._create_documents(figures)
            self.assertEqual(self.env["account.move"].search_count([]), before)
            self.env.company[kind] = False

    def test_the_tax_lock_date_lets_documents_without_tax_pass(self):
        self.lock("2026-12-31", "tax_lock_date")
        self.assertEqual(self.post(lines=[self.line(1, 5.0)]).state, "posted")

    def test_tags_of_a_tax_report_are_those_odoo_gives(self):
        tags = self.env["account.account.tag"].create(
            [
                {"name": f"QBT {name}", "applicability": "taxes"}
                for name in ("base", "tax", "product")
            ]
        )
        for line in self.state_tax.invoice_repartition_line_ids:
            line.tag_ids = tags[0] if line.repartition_type == "base" else tags[1]
        product = self.env["product.product"].create(
            {"name": "Pipe", "account_tag_ids": [Command.set(tags[2].ids)]}
        )
        line = self.line(1, 100.0, self.state_tax, product_id=product.id)
        taxes = [{"tax": self.state_tax, "base": 100.0, "amount": 6.25}]
        move = self.post(lines=[line], taxes=taxes)
        values = {
            "product_id": product.id,
            "price_unit": 100.0,
            "tax_ids": [Command.set(self.state_tax.ids)],
        }
        plain = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": self.journal.id,
                "partner_id": self.partner.id,
                "invoice_line_ids": [Command.create(values)],
            }
        )
        for one, other in zip(move.line_ids, plain.line_ids, strict=True):
            found = other.tax_tag_ids
            if one.display_type == "tax":  # QuickBooks does not split it by product
                found -= tags[2]
            self.assertEqual(one.tax_tag_ids, found, one.display_type)
        self.assertEqual(move.invoice_line_ids.tax_tag_ids, tags[0] | tags[2])


class TestStatistics(PostingCase):
    def test_tables_that_postgresql_believes_to_be_empty_are_noticed(self):
        self.patch(type(self.posting), "_tables", ("qbd_test_statistics",))
        cr = self.env.cr
        cr.execute(
            "CREATE TEMP TABLE qbd_test_statistics ON COMMIT DROP AS"
            " SELECT generate_series(1, 3000) AS number"
        )
        cr.execute("DELETE FROM qbd_test_statistics")
        self.posting._renew_statistics()
        self.assertTrue(self.posting._statistics_mislead())
        cr.execute("INSERT INTO qbd_test_statistics SELECT generate_series(1, 3000)")
        self.posting._renew_statistics()
        self.assertFalse(self.posting._statistics_mislead())

    def test_a_batch_goes_on_with_better_statistics(self):
        renewed = []
        self.patch(type(self.posting), "_statistics_mislead", lambda _model: True)
        self.patch(
            type(self.posting),
            "_renew_statistics",
            lambda model: renewed.append(model.env["account.move"].search_count([])),
        )
        before = self.env["account.move"].search_count([])
        figures = [self.figures(ref=f"{number}") for number in range(12)]
        moves = self.posting._create_documents(figures)
        self.assertEqual(moves.mapped("ref"), [one["ref"] for one in figures])
        self.assertEqual(renewed, [before + 10])


class TestSplitting(PostingCase):
    def amounts(self, tax, base, total):
        return [
            str(part["amount"]) for part in self.posting._split_tax(tax, base, total)
        ]

    def test_the_parts_add_up_to_the_total(self):
        self.assertEqual(self.amounts(self.group_tax, 100, 8.00), ["6.25", "1.75"])
        self.assertEqual(self.amounts(self.group_tax, 0.04, 0.01), ["0.01", "0.00"])
        self.assertEqual(self.amounts(self.group_tax, -100, -8.01), ["-6.26", "-1.75"])
        self.assertEqual(self.amounts(self.state_tax, 123.45, 7.99), ["7.99"])

    def test_half_a_cent_goes_up(self):
        self.assertEqual(self.amounts(self.group_tax, 2, 0.17), ["0.13", "0.04"])


class TestKeeping(PostingCase):
    def test_reset_edit_of_another_line_and_post_again(self):
        """As a person does it in the form."""
        for group in (False, True):
            tax = self.group_tax if group else self.state_tax
            lines = [self.line(1, 123.45, tax), self.line(2, 10.0)]
            taxes = self.posting._split_tax(tax, 123.45, 9.99)
            move = self.post(lines=lines, taxes=taxes)
            before = self.tax_amounts(move)
            move.button_draft()
            self.assertEqual(self.tax_amounts(move), before)
            with Form(move) as form:
                with form.invoice_line_ids.edit(1) as line:
                    line.price_unit = 20.0
                with form.invoice_line_ids.edit(0) as line:
                    line.name = "A better text"
                with form.invoice_line_ids.new() as line:
                    line.name = "One more"
                    line.price_unit = 5.0
                    line.tax_ids.clear()
            move.action_post()
            self.assertEqual(self.tax_amounts(move), before)
            self.assertEqual(self.sums(move), (148.45, 9.99, 158.44))

    def test_a_removed_line_without_tax_leaves_the_tax_alone(self):
        move = self.post()
        move.button_draft()
        with Form(move) as form:
            form.invoice_line_ids.remove(2)
        move.action_post()
        self.assertEqual(self.sums(move), (123.45, 7.73, 131.18))

    def test_an_amount_that_is_not_quantity_times_rate_stays(self):
        lines = [
            self.line(1, 10.00, self.state_tax, quantity=3, price_unit=3.33),
            self.line(2, 20.00, quantity=3, price_unit=6.66),
            self.line(3, 5.00),
        ]
        taxes = [{"tax": self.state_tax, "base": 10.0, "amount": 0.63}]
        move = self.post(lines=lines, taxes=taxes)
        move.button_draft()
        with Form(move) as form:
            with form.invoice_line_ids.edit(2) as line:
                line.price_unit = 6.00
        self.assertEqual(self.sums(move), (36.0, 0.63, 36.63))
        with Form(move) as form, form.invoice_line_ids.edit(1) as line:
            line.quantity = 4
        self.assertEqual(self.sums(move), (42.64, 0.63, 43.27))

    def test_cancelled_and_opened_again(self):
        move = self.post()
        move.button_cancel()
        move.button_draft()
        move.action_post()
        self.assertEqual(self.sums(move), (133.45, 7.73, 141.18))

    def test_a_taxable_line_that_changes_is_taxed_by_odoo(self):
        move = self.post()
        move.button_draft()
        with Form(move) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = 200.0
        self.assertEqual(self.sums(move), (233.45, 13.97, 247.42))
        with Form(move) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = 100.0
        self.assertEqual(self.sums(move), (133.45, 7.73, 141.18))

    def test_a_tax_that_was_taken_off_and_put_back(self):
        lines, taxes = [self.line(1, 0.04, self.state_tax)], []
        taxes = [{"tax": self.state_tax, "base": 0.04, "amount": 0.01}]
        move = self.post(lines=lines, taxes=taxes)
        move.button_draft()
        for tax, total in ((self.state_tax.browse(), 0.04), (self.state_tax, 0.05)):
            move.invoice_line_ids.tax_ids = tax
            self.assertEqual(self.sums(move)[2], total)

    def test_a_tax_that_a_person_corrects_stays_corrected(self):
        move = self.post()
        move.button_draft()
        tax_line = move.line_ids.filtered("tax_line_id")
        move.write({"line_ids": [Command.update(tax_line.id, {"balance": -8.0})]})
        move.write({"narration": "Corrected"})
        self.assertEqual(self.sums(move), (133.45, 8.0, 141.45))

    def test_odoos_own_documents_are_computed_as_ever(self):
        move = self.post().copy({"invoice_date": "2026-03-10"})
        self.assertFalse(move.qbd_exact_tax)
        self.assertFalse(any(move.line_ids.mapped("qbd_txn_line_id")))
        move.action_post()
        move.button_draft()
        self.assertEqual(self.sums(move), (133.45, 7.72, 141.17))


class TestChanging(PostingCase):
    def change(self, move, **values):
        return self.posting._change_document(move, self.figures(**values))

    def test_lines_keep_their_ids_and_get_their_order(self):
        move = self.post()
        first, second, third = move.invoice_line_ids
        tax_line = move.line_ids.filtered("tax_line_id")
        lines = [
            self.line(3, 10.0),
            self.line(4, 30.0, self.state_tax, account_id=self.other_income.id),
            self.line(1, 110.0, self.state_tax),
        ]
        taxes = [{"tax": self.state_tax, "base": 140, "amount": 8.77}]
        dropped = self.change(move, lines=lines, taxes=taxes)
        self.assertEqual(dropped, [])
        self.assertEqual(self.sums(move), (150.0, 8.77, 158.77))
        self.assertFalse(second.exists())
        new = move.invoice_line_ids - first - third
        self.assertEqual(move.invoice_line_ids.sorted("sequence"), third + new + first)
        self.assertEqual(move.line_ids.filtered("tax_line_id"), tax_line)
        self.assertEqual(move.state, "posted")
        move.button_draft()
        self.assertEqual(self.sums(move)[1], 8.77)

    def test_nothing_to_change_changes_nothing(self):
        move = self.post()
        name, lines = move.name, move.line_ids
        self.change(move)
        self.assertEqual((move.name, move.line_ids), (name, lines))
        self.assertEqual(self.sums(move), (133.45, 7.73, 141.18))

    def test_a_draft_stays_a_draft_and_may_be_posted(self):
        move = self.post()
        move.button_draft()
        self.change(move, lines=[self.line(1, 5.0)])
        self.assertEqual(move.state, "draft")
        self.posting._change_document(
            move, self.figures(lines=[self.line(1, 6.0)]), post=True
        )
        self.assertEqual(self.sums(move), (6.0, 0.0, 6.0))
        self.assertEqual(move.state, "posted")

    def test_the_number_stays_within_the_year_only(self):
        move = self.post()
        self.change(move, invoice_date="2026-05-01")
        self.assertEqual(move.name, "QBT/2026/00001")
        self.change(move, invoice_date="2025-05-01", invoice_date_due="2025-06-01")
        self.assertEqual(move.name, "QBT/2025/00001")
        self.assertEqual(str(move.date), "2025-05-01")
        self.assertEqual(str(self.term(move).date_maturity), "2025-06-01")
        self.assertEqual(str(move.invoice_date_due), "2025-06-01")

    def test_texts_and_dates_leave_payments_alone(self):
        move = self.post()
        payment = self.pay(move, 41.18)
        partial = payment.matched_debit_ids
        dropped = self.change(
            move, ref="10046", invoice_date="2026-03-11", invoice_date_due="2026-05-01"
        )
        self.assertEqual(dropped, [])
        self.assertTrue(partial.exists())
        self.assertEqual((move.ref, move.amount_residual), ("10046", 100.0))
        self.assertEqual(str(self.term(move).date_maturity), "2026-05-01")

    def test_payments_stay_applied_as_far_as_the_total_allows(self):
        move = self.post()
        first, second = self.pay(move, 100.0), self.pay(move, 41.18)
        self.assertEqual(move.payment_state, "paid")
        dropped = self.change(move, lines=[self.line(1, 120.0)])
        self.assertEqual(dropped, [{"line": second, "amount": 21.18}])
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(first.amount_residual, 0.0)
        self.assertEqual(second.amount_residual, -21.18)

    def test_payments_of_a_larger_total_leave_the_rest_open(self):
        move = self.post()
        payment = self.pay(move, 141.18)
        self.assertEqual(self.change(move, lines=[self.line(1, 150.0)]), [])
        self.assertEqual(move.payment_state, "partial")
        self.assertEqual((move.amount_residual, payment.amount_residual), (8.82, 0))
        self.assertFalse(self.term(move).full_reconcile_id)

    def test_another_customer_has_not_paid(self):
        move = self.post()
        payment = self.pay(move, 100.0)
        other = self.env["res.partner"].create({"name": "Baker Bakery"})
        dropped = self.change(move, partner_id=other.id)
        self.assertEqual(dropped, [{"line": payment, "amount": 100.0}])
        self.assertEqual(move.line_ids.partner_id, other)
        self.assertEqual(
            (move.amount_residual, payment.amount_residual), (141.18, -100)
        )

    def test_a_person_s_own_lines_and_analytics(self):
        plan = self.env["account.analytic.plan"].create({"name": "QBT"})
        analytic = self.env["account.analytic.account"].create(
            {"name": "QBT", "plan_id": plan.id}
        )
        move = self.post()
        first = move.invoice_line_ids[0]
        move.button_draft()
        first.analytic_distribution = {str(analytic.id): 100}
        move.write({"invoice_line_ids": [Command.create({"name": "Manually"})]})
        move.action_post()
        self.change(move, ref="changed")
        self.assertEqual(first.analytic_distribution, {str(analytic.id): 100})
        self.assertEqual(len(move.invoice_line_ids), 3)

    def test_an_odoo_document_takes_all_of_the_figures(self):
        """Pushed from Odoo, due in two parts, and changed in QuickBooks later."""
        term = self.env["account.payment.term"].create(
            {
                "name": "Two parts",
                "line_ids": [
                    Command.create({"value_amount": 50, "nb_days": days})
                    for days in (0, 30)
                ],
            }
        )
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "journal_id": self.journal.id,
                "invoice_date": "2026-03-10",
                "invoice_payment_term_id": term.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Work",
                            "price_unit": 123.45,
                            "account_id": self.income.id,
                            "tax_ids": [Command.set(self.state_tax.ids)],
                        }
                    )
                ],
            }
        )
        move.action_post()
        line = move.invoice_line_ids
        line.qbd_txn_line_id = "L1"
        terms = move.line_ids.filtered(lambda one: one.display_type == "payment_term")
        self.assertEqual(len(terms), 2)
        lines = [self.line(1, 123.45, self.state_tax)]
        taxes = [{"tax": self.state_tax, "base": 123.45, "amount": 7.72}]
        values = {
            "lines": lines,
            "taxes": taxes,
            "account_id": terms.account_id.id,
            "invoice_payment_term_id": term.id,
        }
        self.change(move, **values)
        self.assertEqual(terms.exists(), terms)
        self.assertEqual(move.invoice_line_ids, line)
        taxes[0]["amount"] = 7.71
        self.change(move, **values)
        self.assertEqual(move.amount_total, 131.16)
        self.assertEqual(terms.mapped("balance"), [65.58, 65.58])


class TestRefusing(PostingCase):
    def refused(self, move, words, **values):
        before = move.line_ids, move.state, move.name
        with self.assertRaisesRegex(UserError, words):
            self.posting._change_document(move, self.figures(**values))
        self.assertEqual((move.line_ids, move.state, move.name), before)

    def test_an_ordinary_document_has_no_blockers(self):
        self.assertEqual(self.posting._blockers(self.post()), [])

    def test_the_period_of_the_document_is_closed(self):
        move = self.post()
        self.lock("2026-03-31")
        self.refused(move, "2026-03-10 is in a closed period", ref="10046")
        with self.assertRaisesRegex(UserError, "closed period"):
            self.posting._cancel_document(move)

    def test_the_new_date_is_in_a_closed_period(self):
        move = self.post()
        self.lock("2026-02-28")
        self.refused(
            move, "2026-02-28 is in a closed period", invoice_date="2026-02-28"
        )
        self.assertEqual(self.posting._blockers(move), [])
        self.assertEqual(len(self.posting._blockers(move, "2026-02-28")), 1)

    def test_a_payment_in_a_closed_period(self):
        move = self.post()
        self.pay(move, 100.0, day="2026-02-10")
        self.lock("2026-02-28")
        self.refused(
            move, "is applied to this document, is in a closed period", ref="10046"
        )

    def test_a_hashed_document(self):
        self.journal.restrict_mode_hash_table = True
        move = self.post()
        self.assertTrue(move.inalterable_hash)
        self.refused(move, "secured with a hash", ref="10046")

    def test_an_electronic_invoice(self):
        move = self.post()
        self.patch(type(move), "_need_cancel_request", lambda _move: True)
        move.invalidate_recordset(["need_cancel_request"])
        self.refused(move, "request its cancellation", ref="10046")

    def test_more_than_is_open_cannot_be_applied(self):
        move, other = self.post(), self.post()
        payment = self.pay(move, 41.18)
        for amount in (0.01, -1.0, 0.0):
            with self.assertRaisesRegex(UserError, "cannot be applied"):
                self.posting._apply([(self.term(other), payment, amount)])
        self.assertEqual(other.amount_residual, 141.18)


class TestCancelling(PostingCase):
    def test_a_void_document_keeps_its_number_and_frees_its_payment(self):
        move = self.post()
        name = move.name
        payment = self.pay(move, 100.0)
        dropped = self.posting._cancel_document(move)
        self.assertEqual(dropped, [{"line": payment, "amount": 100.0}])
        self.assertEqual((move.state, move.name), ("cancel", name))
        self.assertEqual(payment.amount_residual, -100.0)
        self.assertEqual(payment.parent_state, "posted")

    def test_it_may_be_opened_again(self):
        move = self.post()
        name = move.name
        self.posting._cancel_document(move)
        dropped = self.posting._change_document(move, self.figures(), post=True)
        self.assertEqual((dropped, move.state, move.name), ([], "posted", name))
        self.assertEqual(self.sums(move), (133.45, 7.73, 141.18))

    def test_a_draft_is_cancelled_too(self):
        move = self.post()
        move.button_draft()
        self.posting._cancel_document(move)
        self.assertEqual(move.state, "cancel")
        self.posting._cancel_document(move)
        self.assertEqual(move.state, "cancel")


class TestApplying(PostingCase):
    def test_explicit_amounts_on_several_documents(self):
        moves = self.posting._create_documents(
            [self.figures(lines=[self.line(1, 50.0)], ref=ref) for ref in "AB"]
        )
        credit = self.post(move_type="out_refund", lines=[self.line(1, 100.0)])
        first, second = (self.term(move) for move in moves)
        line = self.term(credit)
        self.posting._apply([(first, line, 50), (line, second, 30), (second, line, 5)])
        self.assertEqual(moves.mapped("amount_residual"), [0.0, 15.0])
        self.assertEqual(line.amount_residual, -15.0)
        amounts = [row[2] for row in self.posting._applications(line)]
        self.assertEqual(amounts, [50.0, 30.0, 5.0])
        self.posting._apply([(second, line, Decimal("15.00"))])
        self.assertTrue(line.full_reconcile_id)
        self.assertEqual(line.full_reconcile_id, first.full_reconcile_id)

    def test_a_foreign_currency_gets_its_exchange_difference(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        foreign = {"currency_id": euro.id, "lines": [self.line(1, 100.0)]}
        move = self.post(invoice_currency_rate=0.8, **foreign)
        credit = self.post(
            move_type="out_refund", invoice_currency_rate=100 / 120, **foreign
        )
        one, other = self.term(move), self.term(credit)
        self.assertEqual((one.balance, other.balance), (125.0, -120.0))
        self.posting._apply([(one, other, 40)])
        self.assertEqual((one.amount_residual_currency, one.amount_residual), (60, 75))
        self.posting._apply([(one, other, 60)])
        self.assertEqual((one.amount_residual_currency, one.amount_residual), (0, 0))
        self.assertEqual(len(self.posting._applications(one)), 2)

    def test_two_amounts_of_a_foreign_currency_at_once(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        foreign = {"currency_id": euro.id, "lines": [self.line(1, 100.0)]}
        move = self.post(invoice_currency_rate=0.8, **foreign)
        credit = self.post(
            move_type="out_refund", invoice_currency_rate=100 / 120, **foreign
        )
        one, other = self.term(move), self.term(credit)
        self.posting._apply([(one, other, 40), (one, other, 60)])
        self.assertEqual((one.amount_residual_currency, one.amount_residual), (0, 0))
        self.assertEqual(
            (other.amount_residual_currency, other.amount_residual), (0, 0)
        )


class TestEntries(PostingCase):
    """Without an account to be open on, the lines of a document balance each other."""

    def entry(self, *amounts):
        accounts = (self.income, self.other_income, self.tax_account)
        figures = self.figures(
            move_type="entry",
            lines=[
                self.line(number, amount, account_id=account.id)
                for number, (amount, account) in enumerate(
                    zip(amounts, accounts, strict=False)
                )
            ],
        )
        journal = self.env["account.journal"].create(
            {"name": "Entries", "code": f"QE{len(amounts)}", "type": "general"}
        )
        dropped = ("account_id", "taxes", "invoice_date_due")
        figures = {k: v for k, v in figures.items() if k not in dropped}
        return {**figures, "journal_id": journal.id}

    def test_an_entry_has_its_lines_and_no_other(self):
        move = self.posting._create_documents([self.entry(30.1, -10.05, -20.05)])
        self.assertEqual(move.state, "posted")
        self.assertEqual(move.line_ids.mapped("balance"), [30.1, -10.05, -20.05])
        self.assertEqual(move.amount_total, 30.1)

    def test_each_line_may_name_its_own_party(self):
        other = self.env["res.partner"].create({"name": "Brad Lamb"})
        figures = self.entry(5, -5)
        figures["lines"][1]["partner_id"] = other.id
        move = self.posting._create_documents([figures])
        self.assertEqual(move.line_ids.partner_id, self.partner | other)

    def test_an_entry_is_changed_in_place(self):
        figures = self.entry(30, -30)
        move = self.posting._create_documents([figures])
        lines = move.line_ids
        figures["lines"][0]["amount"], figures["lines"][1]["amount"] = 40, -40
        self.assertEqual(self.posting._change_document(move, figures), [])
        self.assertEqual(move.line_ids, lines)
        self.assertEqual(move.line_ids.mapped("balance"), [40, -40])
        self.assertEqual(move.state, "posted")

    def test_an_entry_that_does_not_balance_is_refused(self):
        with self.assertRaises(UserError):
            self.posting._create_documents([self.entry(30, -20)])
