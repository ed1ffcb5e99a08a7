from datetime import timedelta

from odoo import fields, models


class QbdConnectionVerification(models.AbstractModel):
    """The verification of the books: who asks for it, and its page."""

    _name = "qbd.connection.verification"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Connection: Verification"

    fiscal_month = fields.Char(
        "First Month of QuickBooks' Fiscal Year", readonly=True, copy=False
    )
    verification_ids = fields.One2many(
        "qbd.ledger.verification", "connection_id", readonly=True
    )

    def _verifies_books(self):
        """Return whether there is anything to verify: accounts and documents are on."""
        on = self.stream_ids.filtered(lambda one: one.direction != "off")
        mappings = [one._mapping() for one in on]
        return any(one._has_ledger for one in mappings) and any(
            one._touches_balances for one in mappings
        )

    def _day_to_verify(self):
        """Return the day that is proposed: yesterday, for today is not over."""
        return fields.Date.context_today(self) - timedelta(days=1)

    def action_verify_books(self):
        """Open the dialog that asks for a verification of a day."""
        self.ensure_one()
        self._require_user()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_verify"
        )
        action["context"] = {"default_connection_id": self.id}
        return action

    def action_open_verifications(self):
        """Open the verifications of a connection."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_ledger_verification"
        )
        action["domain"] = [("connection_id", "=", self.id)]
        return action
