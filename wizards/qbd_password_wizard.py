from odoo import fields, models


class QbdPasswordWizard(models.TransientModel):
    """Shows a new password of the Web Connector, once. It is never stored."""

    _name = "qbd.password.wizard"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Password"

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    user_name = fields.Char(related="connection_id.user_name")
    password = fields.Char(store=False, readonly=True)
