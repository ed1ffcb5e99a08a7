from odoo import api, fields, models
from odoo.exceptions import UserError


class ProductSupplierinfo(models.Model):
    _inherit = "product.supplierinfo"

    qbd_ended_on = fields.Date(
        help="The end date set by an inventory file that took the vendor off."
    )
    qbd_end_before = fields.Date(help="The end date before that.")
    qbd_is_free = fields.Boolean(
        "Price of 0 Counts",
        help="The price of 0 took the place of another price. Otherwise it counts as "
        "not entered.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        prices = super().create(vals_list)
        prices.product_tmpl_id._qbd_hint()
        return prices

    def write(self, vals):
        self.product_tmpl_id._qbd_hint()
        is_zero = "price" in vals and not vals["price"]
        lowered = self.filtered("price") if is_zero else self.browse()
        result = super().write(vals)
        if lowered:
            super(ProductSupplierinfo, lowered).write({"qbd_is_free": True})
        self.product_tmpl_id._qbd_hint()
        return result

    def unlink(self):
        templates = self.product_tmpl_id
        result = super().unlink()
        templates._qbd_hint()
        return result

    def _qbd_is_ended(self):
        """Return whether an inventory file ended this price, and it was not edited."""
        self.ensure_one()
        return bool(self.qbd_ended_on) and self.qbd_ended_on == self.date_end

    def _qbd_set_cost(self, cost):
        """Set the price that makes a cost of one unit of the product; 0 counts, too.

        :raise UserError: if the discount leaves nothing of any price
        """
        self.write({"price": self._qbd_price_of(cost), "qbd_is_free": not cost})

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
