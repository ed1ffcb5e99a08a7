from odoo import fields, models


class QbdConnectionLedger(models.AbstractModel):
    """The comparison of account balances: when it was made, and its page."""

    _name = "qbd.connection.ledger"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Connection: Account Balances"

    ledger_wanted = fields.Boolean(
        readonly=True,
        copy=False,
        help="Balances of accounts are to be compared at the end of a session.",
    )
    ledger_on = fields.Date("Account Balances Compared On", readonly=True, copy=False)
    ledger_words = fields.Text("Notes on Account Balances", readonly=True, copy=False)

    party_words = fields.Text(
        "Balances That Differ",
        readonly=True,
        copy=False,
        help="Customers and vendors whose balances differ, except for pending records.",
    )

    def action_open_parties(self):
        """Open the balances of customers and vendors that differ."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_ledger_party"
        )
        action["domain"] = [("connection_id", "=", self.id)]
        return action

    def action_compare_accounts(self):
        """Compare the balances of all accounts in the next session."""
        self.ensure_one()
        connection = self._for_user()
        connection.write({"ledger_wanted": True, "books_wanted": True})
        connection.sudo()._read_reports_again()
        return self._notify(
            self.env._(
                "The account balances of both books are compared at the end of the next"
                " session."
            )
        )

    def _read_reports_again(self):
        """Have the present and the last month read in the next session, once more.

        A user asks for figures that are right now.
        """
        streams = self.stream_ids.filtered(
            lambda one: one.direction != "off" and one._mapping()._reads_reports
        )
        streams.write({"report_on": False, "report_wanted_on": False})

    def action_open_accounts(self):
        """Open the account balances of both books, as they were compared last."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_ledger_account"
        )
        action["domain"] = [("connection_id", "=", self.id)]
        return action
