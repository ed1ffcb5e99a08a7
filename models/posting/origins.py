from odoo import api, models
from odoo.fields import Domain

MARKS = (
    "origin_payment_id",
    "statement_line_id",
    "tax_cash_basis_rec_id",
    "tax_cash_basis_origin_move_id",
    "exchange_diff_partial_ids",
    "stock_move_ids",
    "tax_closing_report_id",
    "closing_return_id",
    "pos_session_ids",
    "expense_ids",
    "qbd_type",
)
"""Fields of a move that Odoo or one of its apps made of something else: a payment, a
bank statement line, a cash basis tax, an exchange difference, a move of stock, a tax
closing, a session of the point of sale, an expense; or that was read from QuickBooks.
Those that exist count."""

JOURNALS = (
    "currency_exchange_journal_id",
    "tax_cash_basis_journal_id",
    "account_stock_journal_id",
    "account_tax_periodicity_journal_id",
)
"""Fields of a company with a journal of Odoo's own. The closing of stock carries no
mark but its journal."""


class QbdPostingOrigins(models.AbstractModel):
    """Decides which entries people made, and which ones Odoo: the one place for it.

    Odoo posts entries for much that QuickBooks posts by itself, or has as a payment.
    Another addon whose entries are not a person's adds its field to `_marks` or its
    journal to `_journals`.
    """

    _name = "qbd.posting.origins"
    _description = "QuickBooks: Who Made an Entry of Odoo"

    @api.model
    def _marks(self):
        """Hook: return the names of fields that are empty on an entry of a person."""
        return [name for name in MARKS if name in self.env["account.move"]._fields]

    @api.model
    def _journals(self, company):
        """Hook: return the journals of a company that hold no entry of a person."""
        known = [name for name in JOURNALS if name in company._fields]
        journals = self.env["account.journal"]
        return journals.union(*(company[name] for name in known))

    @api.model
    def _posted(self, but=()):
        """Return the domain of posted entries without a mark, of all companies.

        :param but: marks that an entry may have
        """
        marks = [name for name in self._marks() if name not in but]
        unmarked = Domain.AND([(name, "=", False)] for name in marks)
        entries = Domain([("move_type", "=", "entry"), ("state", "=", "posted")])
        return unmarked & entries

    @api.model
    def _of_people_or_banks(self, company):
        """Return the domain of the entries of a company that QuickBooks may hold, too.

        These are people's, that of the opening balances among them, and those of bank
        statement lines.
        """
        return (
            self._posted(but=("statement_line_id",))
            & Domain("company_id", "=", company.id)
            & Domain("journal_id.id", "not in", self._journals(company).ids)
        )

    @api.model
    def _of_people(self, company):
        """Return the domain of the entries of a company that people made.

        It names its journals by "journal_id.id", a choice of journals is "journal_id":
        so who asks why an entry is left out learns of the choice only.
        """
        return (
            self._posted()
            & Domain("company_id", "=", company.id)
            & Domain("journal_id.id", "not in", self._journals(company).ids)
            & Domain("id", "!=", company.account_opening_move_id.id or 0)
        )
