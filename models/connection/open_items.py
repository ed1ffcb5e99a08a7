from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.money import ZERO, cents, money
from ...core.qbxml.reports import DOCUMENT

NAMED = 20
"""So many missing open items are named."""


class QbdConnectionOpenItems(models.AbstractModel):
    """The open items at the cut-off date, as QuickBooks' details of ageing show them.

    They come with the trial balance for the opening entry. `open_items` holds them::

        {"day": "YYYY-MM-DD", "items": {TxnID: {"amount", "name", "side", "sought"}}}

    Amounts are texts without a sign. An item that Odoo lacks is sought once: perhaps no
    list reads its type.
    """

    _name = "qbd.connection.open.items"
    _description = "QuickBooks Connection: Open Items"

    open_items = fields.Json(readonly=True, copy=False, prefetch=False)
    open_items_missing = fields.Text(
        "Missing",
        compute="_compute_open_items_missing",
        help="The documents that were open at the cut-off date, and that Odoo lacks.",
    )

    @api.depends("open_items", "cut_off_date")
    def _compute_open_items_missing(self):
        for connection in self:
            connection.open_items_missing = connection._words_of_missing_items()

    def _open_at_cut_off(self):
        """Return {TxnID: open balance as text}, {} if that day was not read."""
        return {one: row["amount"] for one, row in self._items_at_cut_off().items()}

    def _items_at_cut_off(self):
        known = self.open_items or {}
        if not self.cut_off_date:
            return {}
        day = (self.cut_off_date - timedelta(days=1)).isoformat()
        return known["items"] if known.get("day") == day else {}

    def _keep_open_items(self, day, side, rows):
        """Keep the open items of one side, in place of those that were read before.

        :param day: date, the end of which was read
        :param side: type of the accounts
        :param rows: of the details of ageing
        """
        if day != self.cut_off_date - timedelta(days=1):
            return
        sums, names = {}, {}
        for row in rows:
            txn_id = row.get(DOCUMENT)
            if txn_id:
                amount = money(row.get("OpenBalance"))
                sums[txn_id] = sums.get(txn_id, ZERO) + amount
                shown = ("TxnType", "RefNumber", "Date", "Name")
                names[txn_id] = " ".join(filter(None, map(row.get, shown)))
        known = self._items_at_cut_off()
        kept = {x: y for x, y in known.items() if y["side"] != side}
        read = {
            one: {
                "amount": f"{abs(cents(value)):.2f}",
                "name": names[one],
                "side": side,
                "sought": one in known and known[one].get("sought", False),
            }
            for one, value in sums.items()
            if cents(value)
        }
        self.open_items = {"day": day.isoformat(), "items": {**kept, **read}}

    def _links_of_open_items(self):
        """Return {TxnID: link with a record} of the open items that Odoo has."""
        links = self.env["qbd.link"].search(
            [
                *(("connection_id", "=", self.id), ("space", "=", "transaction")),
                ("qb_id", "in", [*self._items_at_cut_off()]),
                *(("record_id", "!=", False), ("state", "!=", "gone")),
            ]
        )
        return {link.qb_id: link for link in links}

    def _links_to_settle(self):
        """Return the links of payments that pay open items or, as open items, pay
        documents of today's books, and are posted against the account for open items.

        One query for all of them: every session asks.
        """
        links, items = self.env["qbd.link"], [*self._items_at_cut_off()]
        if not items:
            return links
        links.flush_model()
        self.env["account.payment"].flush_model(["qbd_settled_before", "qbd_opening"])
        found = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT link.id
                  FROM account_payment AS payment
                  JOIN qbd_link AS link ON link.record_id = payment.id
                   AND link.res_model = 'account.payment'
                   AND link.connection_id = %(connection)s
                   AND link.state IN ('ok', 'dirty') AND link.qb_id IS NOT NULL
                 CROSS JOIN LATERAL jsonb_path_query(
                       payment.qbd_settled_before, '$[*].TxnID') AS one
                 CROSS JOIN LATERAL (SELECT one #>> '{}' AS txn_id) AS paid
                  JOIN qbd_link AS document ON document.qb_id = paid.txn_id
                   AND document.connection_id = %(connection)s
                   AND document.space = 'transaction'
                   AND document.record_id IS NOT NULL AND document.state != 'gone'
                 WHERE payment.company_id = %(company)s
                   AND payment.qbd_settled_before IS NOT NULL
                   AND CASE WHEN payment.qbd_opening THEN COALESCE(
                           link.quickbooks_image #>>
                           ARRAY['AppliedTxns', paid.txn_id, 'date'],
                           %(day)s) >= %(day)s
                       ELSE paid.txn_id = ANY(%(items)s) END
                """,
                connection=self.id,
                company=self.company_id.id,
                day=self.cut_off_date.isoformat(),
                items=items,
            )
        )
        return links.browse(sorted(one for (one,) in found))

    def _items_to_seek(self, links):
        """Return the sides of open items that Odoo lacks and that were not sought yet.

        :param links: {TxnID: link} of those that Odoo has
        """
        items = self._items_at_cut_off()
        wanted = {
            one: {**row, "sought": True}
            for one, row in items.items()
            if one not in links and not row.get("sought")
        }
        if wanted:
            self.open_items = {**self.open_items, "items": {**items, **wanted}}
        return {row["side"] for row in wanted.values()}

    def _words_of_missing_items(self):
        items = self._items_at_cut_off()
        if not items:
            return False
        here = self.sudo()._links_of_open_items()
        missing = [
            f"{row['name']}: {self.currency_id.format(float(row['amount']))}"
            for one, row in items.items()
            if one not in here
        ]
        words = missing[:NAMED]
        if len(missing) > NAMED:
            words.append(self.env._("%s more", len(missing) - NAMED))
        return "\n".join(words) or False
