from odoo import Command, fields, models

SHOWN = 500
"""Lines of a preview; there may be more products."""


class QbdItemNames(models.TransientModel):
    """Shows which products would be called otherwise in QuickBooks."""

    _name = "qbd.item.names"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Names of Items"

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    item_name_rule = fields.Selection(
        selection=lambda self: self.env["qbd.connection"]
        ._fields["item_name_rule"]
        .selection,
        string="Names",
        required=True,
    )
    number = fields.Integer("Products", readonly=True)
    shown = fields.Integer(readonly=True)
    line_ids = fields.One2many("qbd.item.names.line", "wizard_id", readonly=True)

    def _action_open(self):
        self._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Names that are cut or taken"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_look(self):
        """Look again, under the rule that is chosen now."""
        self.ensure_one()
        self.connection_id._require_manager()
        return self._action_open()

    def _fill(self):
        stream = self.connection_id.sudo().stream_ids.filtered(
            lambda one: one.mapping == "item"
        )
        mapping = stream._mapping()._under_rule(self.item_name_rule)
        found = mapping._preview_names()
        self.write(
            {
                "number": len(found),
                "shown": min(len(found), SHOWN),
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "product_id": product.id,
                                "own_name": own,
                                "qb_name": name,
                                "problem": problem,
                            }
                        )
                        for product, own, name, problem in found[:SHOWN]
                    ),
                ],
            }
        )


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
