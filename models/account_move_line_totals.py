from odoo import api, models
from odoo.fields import Command
from odoo.tools import ormcache

ALL_GIVEN = "qbd_all_given"
TAX_ENGINE = (
    "_prepare_base_line_for_taxes_computation",
    "_batch_for_taxes_computation",
    "_flatten_taxes_and_sort_them",
    "_eval_tax_amount_fixed_amount",
    "_eval_tax_amount_price_included",
    "_eval_tax_amount_price_excluded",
    "_get_tax_details",
    "_add_tax_details_in_base_line",
    "_round_base_lines_tax_details",
    "_round_tax_details_tax_amounts",
    "_round_tax_details_base_lines",
    "_round_tax_details_tax_amounts_from_tax_lines",
)
"""The methods of taxes by which Odoo computes the total of a line, with or without a
tax."""
NO_TOTALS = {"tax", "payment_term", "line_section", "line_subsection", "line_note"}
"""The kinds of lines that Odoo computes no totals for."""
TOTALS = {"price_subtotal", "price_total"}
INPUTS = ("quantity", "price_unit", "discount")


def _amount(quantity, price, discount):
    """Return the amount of a line before it is rounded, in the order of Odoo."""
    return quantity * (price * (1 - discount / 100.0))


def _totals(move, currency, amount, rates):
    """Return (subtotal, total) of a line whose taxes are `_qbd_is_simple`.

    :param float amount: before it is rounded
    :param rates: of its taxes, in percent
    """
    subtotal = included = currency.round(amount)
    if move.company_id.tax_calculation_rounding_method == "round_per_line":
        amount = subtotal
    for rate in rates:
        included += currency.round(amount * rate / 100.0)
    return subtotal, included


class AccountMoveLine(models.Model):
    """Computes the totals of lines from QuickBooks, if their taxes are simple.

    Odoo has its taxes compute each line, by methods for price-included and other taxes.
    """

    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Store the totals of lines of which all is given together with the lines."""
        if self.env.context.get(ALL_GIVEN) and self._qbd_totals_as_odoo():
            rates = {}
            vals_list = [self._qbd_with_totals(vals, rates) for vals in vals_list]
        return super().create(vals_list)

    def _create(self, data_list):
        """Do not compute once more the totals that were stored with the lines."""
        lines = super()._create(data_list)
        if self.env.context.get(ALL_GIVEN):
            given = lines.browse(
                line_id
                for line_id, data in zip(lines._ids, data_list, strict=True)
                if data["stored"].keys() >= TOTALS
            )
            for name in TOTALS if given else ():
                self.env.remove_to_compute(self._fields[name], given)
        return lines

    def _compute_totals(self):
        """Compute lines of QuickBooks with simple taxes as Odoo does, and at once.

        Odoo has its taxes compute each, by methods for price-included and other taxes.
        """
        simple, rates = self.browse(), {}
        if self._qbd_totals_as_odoo():
            simple = self.filtered(lambda line: line._qbd_is_simple(rates))
        for line in simple:
            total = line.amount_currency
            if line.move_id.is_invoice(include_receipts=True):
                total = _amount(line.quantity, line.price_unit, line.discount)
            line.price_subtotal, line.price_total = _totals(
                line.move_id, line.currency_id, total, rates[line.tax_ids._ids]
            )
        return super(AccountMoveLine, self - simple)._compute_totals()

    @api.model
    def _qbd_with_totals(self, vals, rates):
        """Return the values of a new line with the totals that follow from them.

        :param dict rates: as for `_qbd_is_simple`
        """
        totals = (0.0, 0.0)
        if vals.get("display_type") not in NO_TOTALS:
            totals = self._qbd_new_totals(vals, rates)
        if totals:
            vals = {**vals, "price_subtotal": totals[0], "price_total": totals[1]}
        return vals

    @api.model
    def _qbd_new_totals(self, vals, rates):
        """Return (subtotal, total) of a new line as `_compute_totals` does.

        :return: None if they do not follow from its values alone
        """
        move = self.env["account.move"].browse(vals.get("move_id") or ())
        taxes = self._qbd_given_taxes(vals)
        if vals.get("display_type") != "product" or not move or taxes is None:
            return None
        if taxes not in rates:
            rates[taxes] = self.env["account.tax"].browse(taxes)._qbd_simple_rates()
        currency = self.env["res.currency"].browse(vals.get("currency_id") or ())
        currency = currency or move.currency_id
        invoice = move.is_invoice(include_receipts=True)
        needed = {*INPUTS[:2]} if invoice else {"amount_currency"}
        known = vals.keys() >= needed and not vals.get("extra_tax_data")
        if not known or not currency or rates[taxes] is None or (taxes and not invoice):
            return None
        if invoice:
            inputs = [(self._fields[name], vals.get(name)) for name in INPUTS]
            total = _amount(*(one.convert_to_cache(x, self) for one, x in inputs))
        else:
            total = vals["amount_currency"] or 0.0
        return _totals(move, currency, total, rates[taxes])

    @api.model
    def _qbd_given_taxes(self, vals):
        """Return the ids of the taxes of a new line, None if they are not given."""
        command, *others = vals.get("tax_ids", [(None,)]) or [Command.set([])]
        plain = not others and command[0] == Command.SET
        return tuple(command[2]) if plain else None

    def _qbd_is_simple(self, rates):
        """Return whether each tax of the line is a percentage of its own amount.

        :param dict rates: for ids of taxes their rates, None if they are not simple
        """
        if not (
            self.qbd_txn_line_id
            and self.display_type == "product"
            and self.move_id
            and self.currency_id
            and not self.extra_tax_data
        ):
            return False
        taxes = self.tax_ids
        if taxes._ids not in rates:
            rates[taxes._ids] = taxes._qbd_simple_rates()
        plain = not taxes or self.move_id.is_invoice(include_receipts=True)
        return plain and rates[taxes._ids] is not None

    @api.model
    @ormcache()
    def _qbd_totals_as_odoo(self):
        """Return whether the totals of lines are computed by Odoo's methods alone."""
        prepare = "_prepare_product_base_line_for_taxes_computation"
        is_odoos = self.env["account.move"]._qbd_is_as_in_account
        return (
            all(self._fields[name].compute == "_compute_totals" for name in TOTALS)
            and is_odoos(self, "_compute_totals")
            and is_odoos(self.env["account.move"], prepare)
            and is_odoos(self.env["account.tax"], *TAX_ENGINE)
        )
