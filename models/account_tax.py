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
