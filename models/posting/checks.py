from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.words import for_reader
from .values import has_tax


class QbdPostingChecks(models.AbstractModel):
    """Checks whether a document may be written, before anything is changed.

    Odoo itself refuses some of this half-way, and some of it never: a document that is
    posted into a closed period gets another date.
    """

    _name = "qbd.posting.checks"
    _inherit = "qbd.posting.apply"
    _description = "QuickBooks Documents: What May Be Changed"

    @api.model
    def _blockers(self, move, new_date=None):
        """Return why a document may not be changed or cancelled, for a bookkeeper.

        :param new_date: its new date, if the date changes
        :return: list of sentences, [] if it may
        """
        found = []
        if move.inalterable_hash:
            found.append(for_reader(self.env)._("The document is secured with a hash."))
        if move.need_cancel_request:
            found.append(
                for_reader(self.env)._(
                    "The document was sent as an electronic invoice: request its "
                    "cancellation."
                )
            )
        found += self._made_by_odoo(move)
        return found + self._closed_periods(move, new_date)

    def _made_by_odoo(self, move):
        if move.tax_cash_basis_rec_id or move.tax_cash_basis_origin_move_id:
            return [
                for_reader(self.env)._(
                    "Odoo made this entry for taxes that are due on payment."
                )
            ]
        exchange = [("exchange_move_id", "in", move.ids)]
        if self.env["account.partial.reconcile"].search_count(exchange, limit=1):
            return [
                for_reader(self.env)._(
                    "Odoo made this entry for an exchange difference."
                )
            ]
        return []

    def _closed_periods(self, move, new_date):
        found = []
        dates = {move.date} if move.state == "posted" else set()
        if new_date:
            dates.add(fields.Date.to_date(new_date))
        for date in sorted(dates):
            locks = move._get_violated_lock_dates(date, move._affect_tax_report())
            if locks:
                found.append(self._closed(date, locks))
        if move.state == "posted" and not found:
            found += self._applied_in_closed_periods(move)
        return found

    def _applied_in_closed_periods(self, move):
        found = []
        others = [row[1].move_id for row in self._applications(self._terms(move))]
        for other in move.union(*others) - move:
            locks = other._get_violated_lock_dates(other.date, False)
            if locks:
                found.append(
                    for_reader(self.env)._(
                        "%(document)s, which is applied to this document, is in a "
                        "closed period: %(reason)s",
                        document=other.display_name,
                        reason=self._closed(other.date, locks),
                    )
                )
        return found

    def _closed(self, date, locks):
        return for_reader(self.env)._(
            "%(date)s is in a closed period: %(locks)s.",
            date=fields.Date.to_string(date),
            locks=self.env["res.company"]._format_lock_dates(locks),
        )

    def _terms(self, move):
        """Return the receivable or payable lines of a document."""
        return move.line_ids.filtered(
            lambda line: line.account_type in ("asset_receivable", "liability_payable")
        )

    def _check_blockers(self, move, new_date=None):
        reasons = self._blockers(move, new_date)
        if reasons:
            raise UserError(
                for_reader(self.env)._(
                    "%(document)s cannot be changed in Odoo. %(reasons)s",
                    document=move.display_name,
                    reasons=" ".join(reasons),
                )
            )

    @api.model
    def _words_of_currencies(self, accounts):
        """Say that accounts are kept in another currency than that of QuickBooks.

        :param accounts: those that are; "" is returned if there are none
        """
        if not accounts:
            return ""
        return for_reader(self.env)._(
            "Odoo keeps %(accounts)s in another currency (%(currency)s), and QuickBooks"
            " shows these amounts in %(own)s. Match the account of QuickBooks with one"
            " in %(own)s, or enter the document in Odoo manually.",
            accounts=", ".join(sorted(accounts.mapped("display_name"))),
            currency=", ".join(sorted({*accounts.currency_id.mapped("name")})),
            own=self.env.company.currency_id.name,
        )

    def _check_currencies(self, figures):
        """Refuse lines on accounts that Odoo keeps in another currency than theirs.

        Those of an item among them, which QuickBooks does not show.

        :param figures: list of the values of documents
        :raise UserError: with the accounts; nothing is written then
        """
        kept = self.env["account.account"].browse(
            {one for document in figures for one in self._accounts_given(document)}
        )
        kept = kept.filtered("currency_id")
        for one in figures if kept else ():
            own = self._currencies_of(one)
            foreign = kept.browse(self._accounts_given(one)) & kept
            foreign = foreign.filtered(lambda x, own=own: x.currency_id not in own)
            if foreign:
                raise UserError(self._words_of_currencies(foreign))

    @staticmethod
    def _accounts_given(figures):
        """Return the ids of the accounts that values of a document name."""
        ids = {line.get("account_id") for line in figures.get("lines") or ()}
        return (ids | {figures.get("account_id")}) - {None, False}

    def _currencies_of(self, figures):
        """Return the currency of new lines, and that of their company."""
        company = self.env["res.company"].browse(figures.get("company_id") or ())
        journal = self.env["account.journal"].browse(figures.get("journal_id") or ())
        company = company or journal.company_id or self.env.company
        currency = self.env["res.currency"].browse(figures.get("currency_id") or ())
        return company.currency_id | currency

    def _check_period(self, figures):
        """Check the lock dates for a document that is not in Odoo yet."""
        journal = self.env["account.journal"].browse(figures["journal_id"])
        date = fields.Date.to_date(figures["invoice_date"])
        locks = journal.company_id._get_violated_lock_dates(
            date, has_tax(figures), journal
        )
        self._refuse_period(figures, date, locks)

    def _refuse_period(self, figures, date, locks):
        """Refuse a new document if its date is locked.

        :raise UserError: with the lock dates
        """
        if locks:
            raise UserError(
                for_reader(self.env)._(
                    "%(document)s cannot be posted in Odoo: %(reason)s Open the period "
                    "(Accounting, Lock Dates) or change the date in QuickBooks.",
                    document=figures.get("name") or figures.get("ref") or "",
                    reason=self._closed(date, locks),
                )
            )
