from collections import defaultdict

from odoo import fields, models

from ...core.money import ZERO, money
from ...core.qbxml.account_names import AccountNames
from ...core.qbxml.reports import DOCUMENT
from ...core.sync.months import Comparison, ends_of_months
from .verify_balances import ONLY_IN_ODOO


class QbdEngineVerifyDetails(models.AbstractModel):
    """Finds the months in which differences arose, and compares their documents."""

    _name = "qbd.engine.verify.details"
    _inherit = ["qbd.engine.verify.balances"]
    _description = "QuickBooks Engine: Verified Details"

    def _comparison(self, verification):
        """Return the differences at single days, as far as they were asked for."""
        connection, progress = verification.connection_id, verification.progress
        first = connection.cut_off_date
        first = first or self.env["qbd.ledger.documents"]._first_day(connection)
        return Comparison(
            days=ends_of_months(first or verification.day, verification.day),
            points=self._points(verification),
            results=frozenset(progress.get("results", ())),
            retained=progress.get("retained"),
            month=self._fiscal_month(connection),
        )

    def _take_details(self, verification, objects, rows, first, last, _accounts):
        """Compare what documents post in a period to the accounts that differ."""
        begin = (
            fields.Date.subtract(fields.Date.to_date(first), days=1) if first else None
        )
        comparison = self._comparison(verification)
        end = fields.Date.to_date(last)
        moved = next(x for b, e, x in comparison.periods() if (b, e) == (begin, end))
        targets = self._rows_of(verification, comparison, moved, end)
        names = AccountNames(objects)
        theirs = defaultdict(lambda: ZERO)
        heads = {}
        for row in rows:
            key = names.find(row.get("Account"))
            txn_id = row.get(DOCUMENT)
            if key in moved and txn_id:
                value = money(row.get("Debit")) - money(row.get("Credit"))
                theirs[key, txn_id] += value
                heads[txn_id] = row
        keys = self._keys_of_accounts(verification.connection_id, moved)
        posted = self.env["qbd.ledger.documents"]._posted(
            verification.connection_id, list(keys), fields.Date.to_date(first), end
        )
        ours = [{**one, "key": keys[one["account"]]} for one in posted]
        found = self._documents_of(verification, ours, theirs, heads)
        values = []
        for key, documents in found.items():
            amount = moved.get(key, ZERO)
            values += self._capped(documents, amount, {"month": last[:7]}, targets[key])
        self.env["qbd.ledger.verified.document"].create(values)

    def _keys_of_accounts(self, connection, moved):
        """Return {id of an account: key} of the accounts that differ."""
        linked = self._ledger_links(self._verify_accounts(connection))
        keys = {linked[key]: key for key in moved if key in linked}
        for key in moved:
            if key.startswith(ONLY_IN_ODOO):
                keys[int(key.removeprefix(ONLY_IN_ODOO))] = key
        return keys

    def _rows_of(self, verification, comparison, moved, end):
        """Return {key: row of the verification that shows its difference}.

        The results of earlier years are in the retained earnings.
        """
        rows = {self._key(row): row for row in verification.account_ids}
        is_earlier = comparison._year(end) != comparison._year(verification.day)
        retained = rows.get(comparison.retained)
        return {
            key: retained
            if is_earlier and key in comparison.results
            else rows.get(key, verification.account_ids.browse())
            for key in moved
        }
