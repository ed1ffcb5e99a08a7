from odoo import models

from ....core.words import for_reader

BANKS = ("asset_cash", "liability_credit_card")


class QbdBankOwner(models.AbstractModel):
    """Asks who keeps a bank account: QuickBooks, or the bank statements of Odoo.

    Both post to the account of the bank; with both every movement would count twice.
    The lines of the entries are at `_matched_path`.
    """

    _name = "qbd.bank.owner"
    _description = "QuickBooks Entries: Bank Accounts"

    def _banks_with_statements(self):
        """Return the accounts of the company's journals that have statement lines."""
        company, journals = self._stream().company_id, self.env["account.journal"]
        lines = self.env["account.bank.statement.line"]
        found = journals.search(
            [
                *journals._check_company_domain(company),
                ("type", "in", ("bank", "cash", "credit")),
            ]
        )
        used = lines._read_group([("journal_id", "in", found.ids)], ["journal_id"])
        return journals.union(*(row[0] for row in used)).default_account_id

    def _banks_undecided(self):
        """Return the accounts with statement lines that are undecided."""
        connection = self._stream().connection_id
        decided = connection.bank_quickbooks_ids | connection.bank_odoo_ids
        return self._banks_with_statements() - decided

    def _banks_of(self, canonical):
        """Return the bank accounts and cards on the rows of an object."""
        accounts = self.env["account.account"]
        for row in canonical.get(self._matched_path) or ():
            accounts |= self._account_of_row(row)
        return accounts.filtered(lambda one: one.account_type in BANKS)

    def _lacks_bank(self, canonical):
        """Say that it is undecided who keeps the bank account of an object."""
        undecided = self._cached_in_batch("undecided banks", self._banks_undecided)
        asked = self._banks_of(canonical) & undecided if undecided else undecided
        if not asked:
            return ""
        return for_reader(self.env)._(
            "Odoo has bank statement lines on %(accounts)s. Choose on the connection,"
            " tab Documents, whether QuickBooks keeps this account.",
            accounts=", ".join(asked.mapped("display_name")),
        )

    def _words_of_kept_bank(self, canonical):
        """Say that Odoo keeps the bank account of an object, "" if it does not."""
        left = self._stream().connection_id.bank_odoo_ids
        kept = self._banks_of(canonical) & left if left else left
        if not kept:
            return ""
        return for_reader(self.env)._(
            "%(accounts)s is kept in Odoo: its bank statement has this movement, and "
            "the entry would post it twice. Choose the other accounts of the entry on "
            "the bank statement line in Odoo, then unlink the pair; or let QuickBooks "
            "keep the account (tab Documents of the connection).",
            accounts=", ".join(kept.mapped("display_name")),
        )

    def _missing_owner(self):
        """Return what is undecided of bank accounts, as a list of sentences."""
        undecided = self._banks_undecided()
        if not undecided:
            return []
        return [
            for_reader(self.env)._(
                "Page Documents, Bank accounts: Odoo has bank statement lines on "
                "%(accounts)s. Choose the side that keeps them; other "
                "transactions on them wait until then.",
                accounts=", ".join(undecided.mapped("display_name")),
            )
        ]


class QbdOtherTransactionBank(models.AbstractModel):
    """Leaves the bank accounts that Odoo keeps to their statements."""

    _name = "qbd.other.transaction.bank"
    _inherit = "qbd.bank.owner"
    _description = "QuickBooks Other Transactions: Bank Accounts"

    def _is_left_to_odoo(self, element):
        """Return whether an object posts to an account that Odoo keeps.

        A transfer to it is among them: the statement of that account has it, too.
        """
        left = self._stream().connection_id.bank_odoo_ids
        if not left:
            return False
        refs = {row.get("AccountRef") for row in self._read_rows(element)} - {None}
        return any(self._to_record("account", one) in left for one in refs)

    def _missing_settings(self):
        missing = [*super()._missing_settings(), *self._missing_owner()]
        if not self._stream().connection_id.other_journal_id | self._free_journals():
            missing.append(
                for_reader(self.env)._(
                    "A journal of the type Miscellaneous: transactions without a bank"
                    " account cannot be posted without it."
                )
            )
        return missing
