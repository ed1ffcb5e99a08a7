from odoo import fields, models


class QbdItemNames(models.TransientModel):
    """Shows which products would be called otherwise in QuickBooks."""

    _name = "qbd.item.names"
    _inherit = "qbd.names.preview"
    _description = "QuickBooks Names of Items"

    _mapping_name = "item"
    _record_field = "product_id"

    item_name_rule = fields.Selection(
        selection=lambda self: self.env["qbd.connection"]
        ._fields["item_name_rule"]
        .selection,
        string="Names",
        required=True,
    )
    number = fields.Integer("Products", readonly=True)
    line_ids = fields.One2many("qbd.item.names.line", "wizard_id", readonly=True)

    def _title(self):
        return self.env._("Names that are shortened or taken")

    def _rule(self):
        return self.item_name_rule


class QbdItemNamesLine(models.TransientModel):
    """One product that would be called otherwise."""

    _name = "qbd.item.names.line"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Name of an Item"

    wizard_id = fields.Many2one("qbd.item.names", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", readonly=True)
    own_name = fields.Char("In Odoo", readonly=True)
    qb_name = fields.Char("In QuickBooks", readonly=True)
    problem = fields.Text(readonly=True)
