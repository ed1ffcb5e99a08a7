from odoo import api, models
from odoo.exceptions import UserError


class ProductSupplierinfo(models.Model):
    _inherit = "product.supplierinfo"

    @api.model_create_multi
    def create(self, vals_list):
        prices = super().create(vals_list)
        prices.product_tmpl_id._qbd_hint()
        return prices

    def write(self, vals):
        self.product_tmpl_id._qbd_hint()
        result = super().write(vals)
        self.product_tmpl_id._qbd_hint()
        return result

    def unlink(self):
        templates = self.product_tmpl_id
        result = super().unlink()
        templates._qbd_hint()
        return result

    def _qbd_price_of(self, cost):
        """Return the price that makes a cost of one unit of the product.

        In the unit of this price, and before its discount.

        :raise UserError: if the discount leaves nothing of any price
        """
        self.ensure_one()
        if self.discount >= 100:
            raise UserError(self.env._("The vendor's price has a discount of 100 %."))
        unit = (self.product_id or self.product_tmpl_id).uom_id
        price = unit._compute_price(cost, self.product_uom_id)
        return price / (1 - self.discount / 100)
