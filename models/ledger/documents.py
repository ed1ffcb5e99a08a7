from odoo import api, models
from odoo.tools import SQL


class QbdLedgerDocuments(models.AbstractModel):
    """Finds the documents of Odoo behind a balance, each with its link."""

    _name = "qbd.ledger.documents"
    _description = "QuickBooks Ledger: Documents of a Balance"

    @api.model
    def _first_day(self, connection):
        """Return the first day on which either side has a document, None for none."""
        self.env["account.move"].flush_model(["date", "state", "company_id"])
        self.env["qbd.link"].flush_model(["quickbooks_image", "space"])
        self.env.cr.execute(
            SQL(
                "SELECT LEAST((SELECT min(date) FROM account_move"
                " WHERE company_id = %s AND state = 'posted'),"
                " (SELECT min(quickbooks_image ->> 'TxnDate')::date FROM qbd_link"
                " WHERE connection_id = %s AND space = 'transaction'))",
                connection.company_id.id,
                connection.id,
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _posted(self, connection, accounts, first, last):
        """Return the amount that each entry of a period posts to accounts.

        :param accounts: ids of accounts
        :param first: date, None for all from the beginning; likewise `last`
        :return: list of dicts: account, amount, and those of `_with_links`
        """
        since = SQL("AND l.date >= %s", first) if first else SQL()
        return self._with_links(
            connection,
            SQL(
                "SELECT l.move_id, l.account_id AS account, SUM(l.balance) AS amount"
                " FROM account_move_line l WHERE l.company_id = %s"
                " AND l.account_id = ANY(%s) AND l.parent_state = 'posted'"
                " AND l.date <= %s %s GROUP BY 1, 2 HAVING SUM(l.balance) != 0",
                connection.company_id.id,
                list(accounts),
                last,
                since,
            ),
            "account",
        )

    @api.model
    def _open(self, connection, account_type, parties, day):
        """Return the open balance of each entry at the end of a day.

        Money counts as used from the later of the dates of its two documents.

        :param account_type: of the accounts of the debts
        :param parties: ids of commercial partners, None for lines without one
        :return: list of dicts: party, amount, and those of `_with_links`
        """
        company = connection.company_id.id
        side = "SELECT %s AS line, %s AS amount FROM account_partial_reconcile"
        side += " WHERE company_id = %%s AND max_date <= %%s"
        used = SQL(
            f"{side % ('debit_move_id', 'amount')} UNION ALL"
            f" {side % ('credit_move_id', '-amount')}",
            *(company, day, company, day),
        )
        return self._with_links(
            connection,
            SQL(
                "SELECT l.move_id, COALESCE(p.commercial_partner_id, p.id) AS party,"
                " SUM(l.balance - COALESCE(u.amount, 0)) AS amount"
                " FROM account_move_line l"
                " JOIN account_account a ON a.id = l.account_id"
                " LEFT JOIN res_partner p ON p.id = l.partner_id"
                " LEFT JOIN (SELECT line, SUM(amount) AS amount FROM (%s) x GROUP BY 1)"
                " u ON u.line = l.id"
                " WHERE a.account_type = %s AND l.parent_state = 'posted'"
                " AND l.company_id = %s AND l.date <= %s"
                " AND COALESCE(p.commercial_partner_id, p.id, 0) = ANY(%s)"
                " GROUP BY 1, 2 HAVING SUM(l.balance - COALESCE(u.amount, 0)) != 0",
                used,
                account_type,
                company,
                day,
                [party or 0 for party in parties],
            ),
            "party",
        )

    def _with_links(self, connection, amounts, key):
        """Return rows of amounts by entry, with the link of each entry.

        :param amounts: SQL with the columns move_id, `key` and amount
        :return: list of dicts: `key`, amount, move, name, date, company, move_type,
            payment, payment_type, is_bank; link, qb_id, state and reason of the link,
            None without one
        """
        for model in ("account.move.line", "account.partial.reconcile", "qbd.link"):
            self.env[model].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT ON (n.move_id, n.%(key)s) n.%(key)s, n.amount,"
                " m.id AS move, m.name, m.date, m.company_id AS company, m.move_type,"
                " m.origin_payment_id AS payment, y.payment_type,"
                " m.statement_line_id IS NOT NULL AS is_bank,"
                " k.id AS link, k.qb_id, k.state, k.reason, k.qb_type"
                " FROM (%(amounts)s) n JOIN account_move m ON m.id = n.move_id"
                " LEFT JOIN account_payment y ON y.id = m.origin_payment_id"
                " LEFT JOIN qbd_link k ON k.connection_id = %(connection)s"
                " AND k.record_id = COALESCE(m.origin_payment_id, m.id)"
                " AND k.res_model = CASE WHEN m.origin_payment_id IS NULL"
                " THEN 'account.move' ELSE 'account.payment' END"
                " ORDER BY n.move_id, n.%(key)s, k.state = 'gone', k.qb_id IS NULL",
                key=SQL.identifier(key),
                amounts=amounts,
                connection=connection.id,
            )
        )
        return self.env.cr.dictfetchall()
