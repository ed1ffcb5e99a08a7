from odoo import api, fields, models


class QbdPasswordWizard(models.TransientModel):
    """Shows a new password of the Web Connector, once."""

    _name = "qbd.password.wizard"
    _description = "QuickBooks Password"
    _transient_max_hours = 0.1

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    user_name = fields.Char(related="connection_id.user_name")
    password = fields.Char(readonly=True)

    def action_download_qwc(self):
        return self.connection_id.action_download_qwc()

    def action_done(self):
        """Forget the password at once."""
        self.unlink()
        return {"type": "ir.actions.act_window_close"}

    @api.autovacuum
    def _gc_passwords(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), minutes=10)
        self.search([("create_date", "<", limit)]).unlink()
