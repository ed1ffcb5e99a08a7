from odoo import api, fields, models


class QbdOpening(models.TransientModel):
    """Shows the trial balance before the cut-off date, and posts the opening entry."""

    _name = "qbd.opening"
    _inherit = ["qbd.buttons", "qbd.write.checks"]
    _description = "QuickBooks Opening Entry"

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    verification_id = fields.Many2one(
        "qbd.ledger.verification", required=True, ondelete="cascade"
    )
    day = fields.Date(related="verification_id.day")
    account_ids = fields.One2many(related="verification_id.account_ids")
    results = fields.Selection(
        [
            ("accounts", "One line for each account"),
            ("retained", "One line, in the retained earnings"),
        ],
        "Income and expenses of the year so far",
        required=True,
        default="accounts",
    )
    unpaired = fields.Text("Without a counterpart", compute="_compute_unpaired")
    opening_move_id = fields.Many2one(related="connection_id.opening_move_id")

    @api.depends("verification_id")
    def _compute_unpaired(self):
        for wizard in self:
            rows = wizard.connection_id._opening_unpaired(wizard.verification_id)
            wizard.unpaired = ", ".join(rows.mapped("name")) or False

    def action_post_opening(self):
        """Post the opening entry, in place of the one that there is."""
        self.ensure_one()
        self._require_manager()
        connection = self.connection_id
        connection.check_access("write")
        own = connection.sudo()
        own._post_opening(self.verification_id.sudo(), self.results == "retained")
        return self._notify(
            self.env._(
                "The opening entry is posted. The tab Documents of the connection shows"
                " the open items that are missing."
            )
        )

    def action_read_opening_again(self):
        """Read the trial balance once more in the next session."""
        self.ensure_one()
        self._require_manager()
        connection = self.connection_id
        connection.check_access("write")
        verifications = self.env["qbd.ledger.verification"].sudo()
        return verifications._ask(
            connection.sudo(), self.day, self.env.user, is_opening=True
        )._open()
