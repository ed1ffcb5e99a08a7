from odoo import api, fields, models


class QbdLedgerRow(models.AbstractModel):
    """A balance in both books, as it was compared last. A debit is positive."""

    _name = "qbd.ledger.row"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Balance in Both Books"

    connection_id = fields.Many2one(
        "qbd.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    ours = fields.Monetary("In Odoo")
    theirs = fields.Monetary("In QuickBooks")
    difference = fields.Monetary(help="In Odoo less in QuickBooks.")

    def _amounts(self):
        """Return [balance in Odoo, in QuickBooks, difference]."""
        return [self.ours, self.theirs, self.difference]

    @api.model
    def _replace(self, connection, rows):
        """Replace the rows of a connection.

        :param rows: list of values
        """
        self.search([("connection_id", "=", connection.id)]).unlink()
        self.create([{**row, "connection_id": connection.id} for row in rows])
