from odoo import api, fields, models
from odoo.exceptions import UserError


class QbdVerify(models.TransientModel):
    """Asks for a verification of the books at a day."""

    _name = "qbd.verify"
    _inherit = ["qbd.buttons", "qbd.write.checks"]
    _description = "QuickBooks Verify the Books"

    connection_id = fields.Many2one(
        "qbd.connection",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["qbd.connection"].search([], limit=1),
    )
    day = fields.Date(
        "At the end of",
        required=True,
        default=lambda self: self._default_day(),
        help="Both trial balances at the end of this day are compared, on the accrual"
        " basis, and what customers and vendors owed then.",
    )

    @api.model
    def _default_day(self):
        return self.env["qbd.connection"]._day_to_verify()

    def action_ask(self):
        """Ask for the verification, and show it.

        :raise UserError: if nothing is synced that could be verified
        """
        self.ensure_one()
        self._require_user()
        self.connection_id.check_access("read")
        connection = self.connection_id.sudo()
        if not connection._verifies_books():
            raise UserError(
                self.env._(
                    "There is nothing to verify: the lists of accounts and of documents"
                    " are not synced. Switch them on first."
                )
            )
        verifications = self.env["qbd.ledger.verification"].sudo()
        return verifications._ask(connection, self.day, self.env.user)._open()
