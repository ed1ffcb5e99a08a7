from odoo import fields, models


class QbdLedgerVerifiedAccount(models.Model):
    """The balance of an account in both books at a day. A debit is positive."""

    _name = "qbd.ledger.verified.account"
    _inherit = ["qbd.ledger.row", "qbd.buttons"]
    _description = "QuickBooks Verified Account"
    _order = "verification_id, is_own, differs desc, name, id"
    _rec_name = "name"

    verification_id = fields.Many2one(
        "qbd.ledger.verification", required=True, ondelete="cascade", index=True
    )
    account_id = fields.Many2one("account.account", "Account in Odoo")
    qb_id = fields.Char("ListID")
    name = fields.Char("Account", required=True)
    qb_name = fields.Char("Account in QuickBooks")
    qb_type = fields.Char("Type in QuickBooks")
    differs = fields.Boolean()
    is_own = fields.Boolean(
        "Odoo's own",
        help="Odoo values the stock itself: this account is not the same in both.",
    )
    explanation = fields.Text()
    waiting_count = fields.Integer("Documents That Wait")
    rest = fields.Monetary("Without What Waits")
    document_ids = fields.One2many(
        "qbd.ledger.verified.document", "account_row_id", "Documents"
    )

    def action_open_documents(self):
        """Open the documents that explain the difference of an account, by month."""
        self.ensure_one()
        return self.env["qbd.ledger.verified.document"]._action_of(self)
