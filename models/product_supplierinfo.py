from odoo import api, models


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
