from odoo import fields, models

DECISIONS = {"other_journal_id", "bank_quickbooks_ids", "bank_odoo_ids"}
CONCERNED = ("other_transaction", "journal_entry")
"""Lists whose entries may be on a bank account that Odoo keeps."""

PAYMENTS = ("receive_payment", "bill_payment")
"""Lists whose payments may be from or to one."""


class QbdConnectionOtherTransactions(models.AbstractModel):
    """The settings of the transactions that are read as entries."""

    _name = "qbd.connection.other.transactions"
    _description = "QuickBooks Connection: Other Transactions"

    other_journal_id = fields.Many2one(
        "account.journal",
        "Journal of other transactions",
        domain="[('type', '=', 'general'), ('company_id', 'parent_of', company_id)]",
        check_company=True,
        help="The journal for transactions of QuickBooks that are not on a bank "
        "account or card. Empty: the first journal of the type Miscellaneous.",
    )
    bank_quickbooks_ids = fields.Many2many(
        "account.account",
        "qbd_connection_bank_quickbooks_rel",
        string="Bank accounts kept in QuickBooks",
        check_company=True,
        help="Their checks, deposits and transfers are read as entries, although Odoo "
        "has bank statement lines on them. Stop importing their statements: both "
        "would post to the account.",
    )
    bank_odoo_ids = fields.Many2many(
        "account.account",
        "qbd_connection_bank_odoo_rel",
        string="Bank accounts kept in Odoo",
        check_company=True,
        help="Other transactions on these accounts, and transfers to them, are not"
        " read: their bank statements are in Odoo. Payments of QuickBooks from or to "
        "them wait on the outstanding account for their bank statement line.",
    )

    def write(self, vals):
        """Read transactions again that waited for a decision, or were left out.

        Those that wait are forgotten: now they may be left out.
        """
        result = super().write(vals)
        if not vals.keys().isdisjoint(DECISIONS):
            streams = self.sudo().stream_ids.filtered(
                lambda one: one.mapping in CONCERNED
            )
            self._waiting_objects(streams).unlink()
            streams.write({"id_sweep_wanted": True})
            payments = self.sudo().stream_ids.filtered(
                lambda one: one.mapping in PAYMENTS
            )
            self._waiting_objects(payments, ("waits",))._release()
        return result

    def _waiting_objects(self, streams, reasons=("waits", "impossible")):
        """Return the links of objects of these streams that wait for a decision."""
        return (
            self.env["qbd.link"]
            .sudo()
            .search(
                [
                    ("stream_id", "in", streams.ids),
                    ("reason", "in", reasons),
                    ("record_id", "=", False),
                ]
            )
        )
