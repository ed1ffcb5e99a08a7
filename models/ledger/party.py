from odoo import api, fields, models
from odoo.tools import SQL

SIDES = [("asset_receivable", "Receivable"), ("liability_payable", "Payable")]


class QbdLedgerParty(models.Model):
    """The balance of a customer or vendor that differs in both books.

    One row for each that differed when they were compared last. A debit is positive, so
    that a vendor's balance is below zero when it is owed.
    """

    _name = "qbd.ledger.party"
    _inherit = "qbd.ledger.row"
    _description = "QuickBooks Customer or Vendor Balance"
    _order = "connection_id, side, name, id"
    _rec_name = "name"

    side = fields.Selection(SIDES, required=True)
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="cascade")
    name = fields.Char("Customer or Vendor", required=True)
    unexplained = fields.Monetary("Not Explained")
    explanation = fields.Text()
    is_moving = fields.Boolean(
        "Pending",
        help="Some of its documents are pending, so the difference may disappear.",
    )

    @api.model
    def _balances(self, companies, account_type, day=None):
        """Return {id of a commercial partner, None for none: balance, a float}.

        :param day: date, the last one that counts, None for all
        """
        self.env["account.move.line"].flush_model()
        until = SQL("AND l.date <= %s", day) if day else SQL()
        self.env.cr.execute(
            SQL(
                "SELECT COALESCE(p.commercial_partner_id, p.id), SUM(l.balance)"
                " FROM account_move_line l"
                " JOIN account_account a ON a.id = l.account_id"
                " LEFT JOIN res_partner p ON p.id = l.partner_id"
                " WHERE a.account_type = %s AND l.parent_state = 'posted'"
                " AND l.company_id = ANY(%s) %s GROUP BY 1",
                account_type,
                companies.ids,
                until,
            )
        )
        return {party: float(value) for party, value in self.env.cr.fetchall()}

    @api.model
    def _postings(self, companies, account_type, parties):
        """Return the amount that each entry adds to the balances of parties.

        :param parties: ids of commercial partners, None for lines without one
        :return: list of dicts: party, move, payment, payment_type, move_type, date,
            company, is_bank, amount
        """
        self.env.cr.execute(
            SQL(
                "SELECT COALESCE(p.commercial_partner_id, p.id) AS party,"
                " m.id AS move, m.origin_payment_id AS payment,"
                " y.payment_type, m.move_type, m.date, m.company_id AS company,"
                " m.statement_line_id IS NOT NULL AS is_bank,"
                " SUM(l.balance) AS amount FROM account_move_line l"
                " JOIN account_account a ON a.id = l.account_id"
                " JOIN account_move m ON m.id = l.move_id"
                " LEFT JOIN account_payment y ON y.id = m.origin_payment_id"
                " LEFT JOIN res_partner p ON p.id = l.partner_id"
                " WHERE a.account_type = %s AND l.parent_state = 'posted'"
                " AND l.company_id = ANY(%s)"
                " AND COALESCE(p.commercial_partner_id, p.id, 0) = ANY(%s)"
                " GROUP BY p.commercial_partner_id, p.id, m.id, y.payment_type",
                account_type,
                companies.ids,
                [party or 0 for party in parties],
            )
        )
        return self.env.cr.dictfetchall()
