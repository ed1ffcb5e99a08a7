from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "qbd.item.mixin"]

    qbd_parent_id = fields.Many2one(
        "product.product",
        "Subitem of",
        index="btree_not_null",
        ondelete="restrict",
        help="The item above it in QuickBooks; both are of one type.",
    )
    qbd_part_number = fields.Char("Manufacturer's part number")
    qbd_reorder_point = fields.Float("Reorder point in QuickBooks")

    def _qbd_in_stock(self, connection):
        """Return the products whose stock a connection counts, in its context.

        Products that Odoo values itself, and those with lots or serial numbers, are
        left alone.
        """
        place = connection.item_stock_location_id
        counted = self.with_context(
            allowed_company_ids=connection.company_id.ids,
            location=place.id or False,
        )
        return counted.filtered(
            lambda product: product.active
            and product.is_storable
            and product.tracking == "none"
            and product.valuation != "real_time"
        )

    @api.constrains("qbd_parent_id")
    def _check_qbd_parent(self):
        if self._has_cycle("qbd_parent_id"):
            raise ValidationError(self.env._("A product cannot be below itself."))
