from odoo import api, fields, models
from odoo.tools import SQL


class QbdLedgerAccount(models.Model):
    """The balance of an account in both books, as it was compared last.

    One row for each pair of accounts, and for each account with a balance that only
    one side has. A debit is positive.
    """

    _name = "qbd.ledger.account"
    _inherit = "qbd.ledger.row"
    _description = "QuickBooks Account Balance"
    _order = "connection_id, differs desc, name, id"
    _rec_name = "name"

    account_id = fields.Many2one("account.account", "Account in Odoo")
    qb_id = fields.Char("ListID")
    name = fields.Char("Account", required=True)
    qb_name = fields.Char("Account in QuickBooks")
    qb_type = fields.Char("Type in QuickBooks")
    is_unknown = fields.Boolean(
        "Not shown by QuickBooks", help="QuickBooks shows no balance of this account."
    )
    differs = fields.Boolean(index=True)

    @api.model
    def _trial_balance(self, company, day, start=None):
        """Return the balances of a company's accounts as QuickBooks would show them.

        Accounts of profit and loss hold the fiscal year of the day; their balances
        before is returned apart, for it is in the retained earnings.

        :param day: date, the last one that counts
        :param start: first day of the fiscal year, if it is not the company's own
        :return: ({account id: balance}, balance of earlier years), floats
        """
        start = start or company.compute_fiscalyear_dates(day)["date_from"]
        lines = self.env["account.move.line"]
        lines.flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT l.account_id,"
                " a.account_type LIKE ANY(ARRAY['income%%', 'expense%%']) AS yearly,"
                " SUM(l.balance) FILTER (WHERE l.date >= %(start)s),"
                " SUM(l.balance) FILTER (WHERE l.date < %(start)s)"
                " FROM account_move_line l"
                " JOIN account_account a ON a.id = l.account_id"
                " WHERE l.company_id = %(company)s AND l.parent_state = 'posted'"
                " AND l.date <= %(day)s GROUP BY 1, 2",
                start=start,
                company=company.id,
                day=day,
            )
        )
        balances, earlier = {}, 0.0
        for account, yearly, now, before in self.env.cr.fetchall():
            now, before = float(now or 0), float(before or 0)
            balances[account] = now if yearly else now + before
            earlier += before if yearly else 0.0
        return balances, earlier
