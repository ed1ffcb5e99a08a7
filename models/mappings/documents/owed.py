from odoo import models


class QbdDocumentOwed(models.AbstractModel):
    """Holds documents up that QuickBooks, or Odoo, would put on another account.

    A document without a counterpart of its receivable account is on the usual one of
    the other side. That is right as long as the usual one is nothing else's
    counterpart. A mapping of sales inherits it behind its side; purchases always name
    the account.
    """

    _name = "qbd.document.owed"
    _description = "QuickBooks Transactions: Receivable Accounts"

    def _paired_owed(self):
        """Return {account: ListID} of the receivable accounts that have a pair."""
        return self._cached_in_batch("owed accounts", self._find_paired_owed)

    def _find_paired_owed(self):
        connection = self._stream().connection_id
        links = self.env["qbd.link"].search(
            [
                *[("connection_id", "=", connection.id), ("space", "=", "account")],
                *[("qb_id", "!=", False), ("record_id", "!=", False)],
                ("state", "!=", "gone"),
            ]
        )
        accounts = self.env["account.account"].browse(links.mapped("record_id"))
        owed = accounts.exists().filtered(
            lambda account: account.account_type == self._owed_type
        )
        return {
            link.record_id: link.qb_id for link in links if link.record_id in owed.ids
        }

    def _referred_needed(self, record):
        needed = super()._referred_needed(record)
        paired, account = self._paired_owed(), self._owed_account(record)
        if paired and account and account.id not in paired:
            needed["account"] = {*needed.get("account", ()), account.id}
        return needed

    def _needed_refs(self, canonical):
        needed = super()._needed_refs(canonical)
        paired, account = self._paired_owed(), canonical.get(self._owed_ref)
        if paired and account and account not in paired.values():
            needed.append(("account", account))
        return needed
