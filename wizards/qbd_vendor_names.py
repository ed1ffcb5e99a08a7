from odoo import Command, fields, models

SHOWN = 500
"""Lines of a preview; there may be more vendors."""


class QbdVendorNames(models.TransientModel):
    """Shows the names of the vendors that have another name in QuickBooks."""

    _name = "qbd.vendor.names"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Names of Vendors"

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    vendor_suffix = fields.Char("Ending", trim=False)
    number = fields.Integer("Vendors", readonly=True)
    shown = fields.Integer(readonly=True)
    line_ids = fields.One2many("qbd.vendor.names.line", "wizard_id", readonly=True)

    def _action_open(self):
        self._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Names of vendors in QuickBooks"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_look(self):
        """Look again, with the ending that is chosen now."""
        self.ensure_one()
        self.connection_id._require_manager()
        return self._action_open()

    def _fill(self):
        self.connection_id._check_suffix(self.vendor_suffix)
        stream = self.connection_id.sudo().stream_ids.filtered(
            lambda one: one.mapping == "vendor"
        )
        found = stream._mapping()._under_rule(self.vendor_suffix)._preview_names()
        lines = [
            Command.create(
                {
                    "partner_id": partner.id,
                    "own_name": own,
                    "qb_name": name,
                    "problem": problem,
                }
            )
            for partner, own, name, problem in found[:SHOWN]
        ]
        self.write(
            {
                "number": len(found),
                "shown": len(lines),
                "line_ids": [Command.clear(), *lines],
            }
        )


class QbdVendorNamesLine(models.TransientModel):
    """One vendor with another name in QuickBooks."""

    _name = "qbd.vendor.names.line"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Name of a Vendor"

    wizard_id = fields.Many2one("qbd.vendor.names", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Vendor", readonly=True)
    own_name = fields.Char("In Odoo", readonly=True)
    qb_name = fields.Char("In QuickBooks", readonly=True)
    problem = fields.Text("Reason", readonly=True)
