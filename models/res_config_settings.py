from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    qbd_connection_ids = fields.Many2many(
        "qbd.connection",
        compute="_compute_qbd_connections",
        string="QuickBooks connections",
    )

    def action_qbd_connect(self):
        """Create a connection for the company, and open its guided set-up."""
        self.check_access("read")
        return self.env["qbd.connection"].action_connect()

    def _compute_qbd_connections(self):
        connections = self.env["qbd.connection"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        for settings in self:
            settings.qbd_connection_ids = connections
