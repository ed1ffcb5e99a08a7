from odoo import models


class AccountTax(models.Model):
    _name = "account.tax"
    _inherit = ["account.tax", "qbd.sync.mixin"]

    def write(self, vals):
        """Taxes of a group are no column: the flush does not see them change."""
        result = super().write(vals)
        if "children_tax_ids" in vals:
            self._qbd_hint()
        return result

    def _qbd_simple_rates(self):
        """Return the rates of these taxes in percent, in the order of Odoo.

        :return: list of float; None if one is no percentage on top of the price alone
        """
        taxes, _groups = self._flatten_taxes_and_sort_them()
        simple = all(
            tax.amount_type == "percent"
            and not tax.price_include
            and not tax.include_base_amount
            and not tax.has_negative_factor
            for tax in taxes
        )
        return taxes.mapped("amount") if simple else None
