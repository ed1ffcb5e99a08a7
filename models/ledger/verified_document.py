from odoo import api, fields, models
from odoo.exceptions import UserError

WAITS = ("waiting", "attention")
"""Kinds of documents that are part of a difference until they are synced."""

KINDS = [
    ("only_quickbooks", "Only in QuickBooks"),
    ("only_odoo", "Only in Odoo"),
    ("amount", "Other amounts"),
    ("waiting", "Waits"),
    ("attention", "Needs attention"),
    ("outside", "Outside what is synced"),
    ("before", "From before the cut-off date"),
    ("rest", "Not explained by a document"),
]


class QbdLedgerVerifiedDocument(models.Model):
    """A document that is part of a difference between the books.

    For an account: its postings there on either side. For a customer or vendor: its
    open balance.
    """

    _name = "qbd.ledger.verified.document"
    _inherit = ["qbd.ledger.row", "qbd.buttons"]
    _description = "QuickBooks Verified Document"
    _order = "verification_id, account_row_id, party_row_id, month, date, id"
    _rec_name = "name"

    verification_id = fields.Many2one(
        "qbd.ledger.verification", required=True, ondelete="cascade", index=True
    )
    account_row_id = fields.Many2one(
        "qbd.ledger.verified.account", "Account", ondelete="cascade", index=True
    )
    party_row_id = fields.Many2one(
        "qbd.ledger.verified.party",
        "Customer or Vendor",
        ondelete="cascade",
        index=True,
    )
    month = fields.Char()
    date = fields.Date()
    name = fields.Char("Document", required=True)
    qb_type = fields.Char("Type in QuickBooks")
    qb_id = fields.Char("TxnID")
    link_id = fields.Many2one("qbd.link", "Link", ondelete="set null")
    move_id = fields.Many2one("account.move", "Entry", ondelete="set null")
    kind = fields.Selection(KINDS, "Why", required=True)
    reason = fields.Text("In Words")
    is_own = fields.Boolean("Odoo's own")

    @api.model
    def _action_of(self, row):
        """Return the action with the documents of a row, by month.

        :param row: of an account, or of a party
        """
        row.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_ledger_verified_document"
        )
        field = "party_row_id" if "side" in row._fields else "account_row_id"
        action["display_name"] = row.name
        action["domain"] = [(field, "=", row.id)]
        return action

    def action_open_document(self):
        """Open the link of the document, else its entry, else the list that reads it.

        :raise UserError: if it is no document
        """
        self.ensure_one()
        own = self._for_user()
        target = own.link_id or own.move_id
        if own.kind in ("only_odoo", "outside") and own.move_id:
            target = own.move_id
        if target:
            return target._open() if own.link_id == target else own._open_move()
        stream = own._stream_of_type()
        if not stream:
            raise UserError(
                self.env._(
                    "Nothing in Odoo belongs to it. Look it up in QuickBooks:"
                    " %(name)s.",
                    name=own.name,
                )
            )
        return self._open_stream(stream)

    def _open_move(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def _stream_of_type(self):
        """Return the list that reads the type of a transaction, if any."""
        return self.connection_id.stream_ids.filtered(
            lambda one: self.qb_type and self.qb_type in one._mapping()._types_read()
        )[:1]

    def _open_stream(self, stream):
        return {
            "type": "ir.actions.act_window",
            "res_model": stream._name,
            "res_id": stream.id,
            "view_mode": "form",
            "name": stream.label,
        }
