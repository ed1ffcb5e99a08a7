from odoo import api, fields, models

from .changes import ChangedValues
from .rounding import ZERO
from .values import OWN_KEYS, UNSYNCED, DocumentValues

DECIDES = frozenset({"amount_currency", "balance", "account_id", "partner_id"})
"""Values of a line with which it can no longer stay applied as it is."""

PARTNER = ("commercial_partner_id", "customer_rank", "supplier_rank")
"""Values of a partner that Odoo reads when it posts, one partner after the other."""


class EntryValues(DocumentValues):
    """The values of a new entry: its lines balance each other, nothing is computed."""

    def __init__(self, env, figures, shared=None):
        figures = {"move_type": "entry", "invoice_date": figures["date"], **figures}
        super().__init__(env, figures, shared)

    def header(self):
        """Return the values of the move, without its lines."""
        given = {k: value for k, value in self.figures.items() if k not in OWN_KEYS}
        del given["invoice_date"]
        return {"currency_id": self.currency.id, "partner_id": False, **given}

    def _printed_line(self, line):
        values = {"name": False, "partner_id": False, **line}
        amounts = self._amounts(values.pop("amount"))
        return {
            **values,
            **amounts,
            "display_type": "product",
            "currency_id": self.currency.id,
            "tax_ids": False,
            "analytic_distribution": self._analytic(values, values["partner_id"]),
        }


class ChangedEntryValues(ChangedValues, EntryValues):
    """The values of an entry that exists: every line of it is one of QuickBooks'."""

    def __init__(self, env, move, figures):
        super().__init__(env, move, figures)
        self.owed = move.line_ids.browse()

    def _present(self):
        return {**super()._present(), "date": self.date_before}

    def _printed_now(self):
        return self.move.line_ids

    def total(self):
        """Return the debits as they will be, a Decimal."""
        if "lines" not in self.given:
            return self._exact(self.move.amount_total)
        amounts = [
            self._exact(values.get("amount_currency", line.amount_currency))
            for line, values in self.lines_after
        ]
        return sum((one for one in amounts if one > 0), ZERO)

    def computed_lines(self):
        """Return none: Odoo computes no line of an entry that is given whole."""
        return self.move.line_ids.browse()


class QbdPostingEntries(models.AbstractModel):
    """Posts journal entries with exactly the lines that are given.

    The values of an entry are a dict:

    ==================  ==============================================================
    journal_id, date    the journal, of any type: a bank journal takes entries, too
    lines               list of dicts, a debit and a credit at least: account_id, and
                        amount (a debit is positive, a credit negative; float or
                        Decimal); optionally name, partner_id, qbd_txn_line_id,
                        qbd_line_list, any further field of the line. They have to
                        balance
    all other keys      values of the move: ref, narration, company_id, name …
    ==================  ==============================================================

    In the currency of the company, without taxes. `_create_entries` posts a batch,
    `_change_entry` sets lines in place (known by list and TxnLineID, or given as
    `line`: then only the values that come with it change), `_cancel_entry` keeps the
    number, `_delete_entry` does not. All check every lock date before they write: that
    of sales also for lines on a receivable account, that of purchases for those on a
    payable one. Applying lines to others: `_apply` of this model.
    """

    _name = "qbd.posting.entries"
    _inherit = "qbd.posting"
    _description = "QuickBooks Entries in Odoo"

    _new_values = EntryValues
    _changed_values = ChangedEntryValues

    @api.model
    def _create_entries(self, figures):
        """Create and post entries, in a batch of up to a few hundred.

        :return: the moves, in the order of the figures
        :raise UserError: if a date is in a closed period; nothing is written then
        """
        return self._create_documents(figures)

    def _post(self, moves, values):
        """Post entries; what Odoo reads of one after the other is read for all."""
        moves.line_ids.partner_id.fetch(PARTNER)
        moves.fetch(["origin_payment_id", "reversed_entry_id"])
        return super()._post(moves, values)

    @api.model
    def _change_entry(self, move, figures, post=None):
        """Set the given values of an entry, in place; all others stay.

        Lines that are not among those given are removed; without `lines` none
        changes. What is applied to a line stays if amount, account and partner of the
        line do, else as far as it fits.

        :param post: whether it is posted afterwards; None: if it was before
        :return: the applications that no longer fit, see `qbd.posting`
        :raise UserError: if it may not be changed; nothing is written then
        """
        self._check_new_accounts(move, figures)
        return self._change_document(move, figures, post=post)

    @api.model
    def _cancel_entry(self, move):
        """Cancel an entry; it keeps its number. Its applications are open again.

        :return: list of {"line", "amount"}: the amounts open again
        :raise UserError: if it may not be cancelled; nothing is written then
        """
        return self._cancel_document(move)

    @api.model
    def _delete_entry(self, move):
        """Delete an entry, for instance one that another document takes the place of.

        :return: list of {"line", "amount"}: the amounts open again
        :raise UserError: if it may not be deleted
        """
        freed = self._cancel_document(move)
        quiet = move.with_context(**UNSYNCED, force_delete=True)
        quiet.button_draft()
        quiet.unlink()
        return freed

    # -- what is applied ------------------------------------------------------

    def _terms(self, move):
        """Return the lines of an entry that can be applied to others."""
        return super()._terms(move) | move.line_ids.filtered("account_id.reconcile")

    def _unreconcile(self, move, values):
        """Unapply amounts from those lines alone that do not stay as they are."""
        if "lines" not in values.given:
            return []
        steady = move.line_ids.browse().union(
            *(
                line
                for line, wanted in values.lines_after
                if not DECIDES & {*move._cleanup_write_orm_values(line, wanted)}
            )
        )
        applied = self._applications(self._terms(move) - steady)
        for _own, _other, _amount, partial in applied:
            partial.unlink()
        return [(own, other, amount) for own, other, amount, _partial in applied]

    # -- checks ---------------------------------------------------------------

    def _check_period(self, figures):
        accounts = {line["account_id"] for line in figures["lines"]}
        accounts = self.env["account.account"].browse(accounts)
        journal = self.env["account.journal"].browse(figures["journal_id"])
        date = fields.Date.to_date(figures["date"])
        locks = self._violated(journal.company_id, date, accounts, journal)
        self._refuse_period(figures, date, locks)

    def _check_new_accounts(self, move, figures):
        """Check the lock dates for the accounts that lines get.

        :raise UserError: with the lock dates
        """
        ids = {one.get("account_id") for one in figures.get("lines") or ()} - {None}
        accounts, journal = self.env["account.account"].browse(ids), move.journal_id
        date = fields.Date.to_date(figures.get("date") or move.date)
        locks = self._violated(move.company_id, date, accounts, journal)
        self._refuse_period({"name": move.display_name}, date, locks)

    def _closed_periods(self, move, new_date):
        found = super()._closed_periods(move, new_date)
        dates = {move.date} if move.state == "posted" and not found else set()
        if new_date and not found:
            dates.add(fields.Date.to_date(new_date))
        accounts, journal = move.line_ids.account_id, move.journal_id
        for date in sorted(dates):
            locks = self._violated(move.company_id, date, accounts, journal)
            found += [self._closed(date, locks)] if locks else []
        return found

    @api.model
    def _violated(self, company, date, accounts, journal):
        """Return the lock dates that forbid an entry on these accounts on a date.

        Odoo itself locks sales and purchases by the type of the journal only.
        """
        types = {*accounts.mapped("account_type")}
        return company._get_lock_date_violations(
            date,
            sale="asset_receivable" in types or journal.type == "sale",
            purchase="liability_payable" in types or journal.type == "purchase",
            tax=False,
        )
