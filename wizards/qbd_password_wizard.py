from odoo import api, fields, models


class QbdPasswordWizard(models.TransientModel):
    """Shows a new password of the Web Connector, once. It is never stored."""

    _name = "qbd.password.wizard"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Password"

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    user_name = fields.Char(related="connection_id.user_name")
    password = fields.Char(store=False, readonly=True)
    qwc_url = fields.Char("The .qwc file", compute="_compute_qwc")
    qwc_problem = fields.Char(compute="_compute_qwc")

    @api.depends("connection_id")
    def _compute_qwc(self):
        for wizard in self:
            connection = wizard.connection_id
            wizard.qwc_problem = connection.qwc_problem
            wizard.qwc_url = f"/qbd/connection/{connection.id}/qwc"
