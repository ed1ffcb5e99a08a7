from odoo import fields, models

from .party import SIDES


class QbdLedgerVerifiedParty(models.Model):
    """The balance of a customer or vendor that differs at a day."""

    _name = "qbd.ledger.verified.party"
    _inherit = ["qbd.ledger.row", "qbd.buttons"]
    _description = "QuickBooks Verified Customer or Vendor"
    _order = "verification_id, side, name, id"
    _rec_name = "name"

    verification_id = fields.Many2one(
        "qbd.ledger.verification", required=True, ondelete="cascade", index=True
    )
    side = fields.Selection(SIDES, required=True)
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="set null")
    name = fields.Char("Customer or Vendor", required=True)
    explanation = fields.Text()
    waiting_count = fields.Integer("Documents That Wait")
    rest = fields.Monetary("Without What Waits")
    document_ids = fields.One2many(
        "qbd.ledger.verified.document", "party_row_id", "Documents"
    )

    def action_open_documents(self):
        """Open the documents that explain the difference of a party."""
        self.ensure_one()
        return self.env["qbd.ledger.verified.document"]._action_of(self)
