from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    qbd_connection_ids = fields.Many2many(
        "qbd.connection",
        compute="_compute_qbd_connections",
        string="QuickBooks connections",
    )

    def _compute_qbd_connections(self):
        connections = self.env["qbd.connection"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        for settings in self:
            settings.qbd_connection_ids = connections
