from odoo import api, fields, models


class QbdStockAdjustment(models.Model):
    """Quantities on hand that Odoo sends to QuickBooks, which then adopts them.

    Made by the sync if Odoo owns the stock; an InventoryAdjustment in QuickBooks.
    """

    _name = "qbd.stock.adjustment"
    _inherit = ["qbd.write.checks", "qbd.sync.mixin"]
    _description = "QuickBooks Inventory Adjustment"
    _order = "id desc"
    _check_company_auto = True

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    name = fields.Char("Number", compute="_compute_name", store=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    account_id = fields.Many2one("account.account", required=True, check_company=True)
    line_ids = fields.One2many("qbd.stock.adjustment.line", "adjustment_id")

    @api.depends("connection_id")
    def _compute_name(self):
        for adjustment in self:
            adjustment.name = f"ODOO-{adjustment.id}" if adjustment.id else False


class QbdStockAdjustmentLine(models.Model):
    """One product of an adjustment."""

    _name = "qbd.stock.adjustment.line"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Inventory Adjustment Line"

    adjustment_id = fields.Many2one(
        "qbd.stock.adjustment", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    quantity = fields.Float("On hand", digits=(16, 5))
    quantity_before = fields.Float("In QuickBooks before", digits=(16, 5))
