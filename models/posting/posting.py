from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from .values import PRINTED, SEQUENCE, UNSYNCED, DocumentValues, exact

FEW = 10  # documents that are posted fast whatever PostgreSQL believes

STEADY = (
    "company_id",
    "journal_id",
    "move_type",
    "currency_id",
    "name",
    "partner_id",
)
"""Values of a move that are written only where they change."""


class QbdPosting(models.AbstractModel):
    """Writes accounting documents to Odoo with the figures QuickBooks computed.

    The lines, taxes and receivable that Odoo would compute are given, line by line, so
    that every figure is QuickBooks' to the cent. The figures of a document are a dict:

    ==============  ==================================================================
    account_id      the receivable or payable account; without it the lines balance each
                    other, a debit is positive, and each may have its partner_id
    owner_id        optional, the customer that a posted document keeps, whatever the
                    address book says of its partner by now
    lines           list of dicts: display_type ("product" if absent, "line_note",
                    "line_section"), qbd_txn_line_id and, of documents with several
                    lists, qbd_line_list; name, and for a product line amount (as
                    printed), account_id, and optionally product_id, quantity,
                    price_unit, tax_ids (ids), any further field of the line
    taxes           optional, list of dicts: tax (a tax that is no group, or its id),
                    base, amount (as printed), and group (id) if it is part of a group
    all other keys  values of the move: move_type, journal_id, partner_id,
                    invoice_date, which must be there; ref, invoice_date_due,
                    invoice_payment_term_id, narration, name (taken as its number) …
    ==============  ==================================================================

    Amounts are float or Decimal, in the currency of the document, positive if they
    increase its total, whatever its type.
    """

    _name = "qbd.posting"
    _inherit = "qbd.posting.checks"
    _description = "QuickBooks Documents in Odoo"

    _tables = ("account_move", "account_move_line", "account_partial_reconcile")

    # -- creating -------------------------------------------------------------

    @api.model
    def _create_documents(self, figures):
        """Create and post documents, in a batch of up to a few hundred.

        :return: the moves, in the order of the figures
        :raise UserError: if a date is in a closed period; nothing is written then
        """
        for one in figures:
            self._check_period(one)
        values = [DocumentValues(self.env, one) for one in figures]
        first = len(values)
        if self._statistics_mislead():
            first = FEW
        moves = self._create_posted(values[:first])
        if values[first:]:
            self._renew_statistics()
            moves += self._create_posted(values[first:])
        return moves

    def _create_posted(self, values):
        model = self.env["account.move"].with_context(**UNSYNCED)
        moves = model.create([self._move_values(one) for one in values])
        moves = self.env["account.move"].browse(moves.ids)
        self._post(moves, values)
        return moves

    def _move_values(self, values):
        lines = [Command.create(line) for line in values.all_lines()]
        return {**values.header(), "line_ids": lines}

    def _post(self, moves, values):
        moves.with_context(**UNSYNCED, qbd_numbering={}).action_post()
        for move, one in zip(moves, values, strict=True):
            self._check_date(move, one)
            self._check_total(move, one)

    def _check_date(self, move, values):
        """Refuse a date that Odoo has silently moved."""
        if move.date != fields.Date.to_date(values.header()["date"]):
            raise UserError(
                self.env._(
                    "%(document)s would be posted on %(date)s, another date than it "
                    "has in QuickBooks.",
                    document=move.display_name,
                    date=fields.Date.to_string(move.date),
                )
            )

    def _check_total(self, move, values):
        currency, total = move.currency_id, values.total()
        if exact(move.amount_total, currency.decimal_places) != total:
            raise UserError(
                self.env._(
                    "%(document)s: lines and taxes add up to %(theirs)s, but Odoo "
                    "shows a total of %(ours)s.",
                    document=move.display_name,
                    theirs=self._formatted(currency, total),
                    ours=self._formatted(currency, move.amount_total),
                )
            )

    # -- statistics of the database -------------------------------------------

    def _statistics_mislead(self):
        """Return whether PostgreSQL believes that tables of many pages hold no rows.

        It notes this if it analyzes a table during a long first import, or after a
        rolled back import: then the query for the state of payment takes seconds per
        document.
        """
        self.env.cr.execute(
            "SELECT 1 FROM pg_class WHERE oid = ANY(%s::regclass[])"
            " AND reltuples >= 0 AND reltuples < relpages LIMIT 1",
            [list(self._tables)],
        )
        return bool(self.env.cr.fetchone())

    def _renew_statistics(self):
        """Run ANALYZE, which sees the rows of this transaction, too."""
        self.env.flush_all()
        for table in self._tables:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    # -- changing -------------------------------------------------------------

    @api.model
    def _change_document(self, move, figures, post=None):
        """Set all figures of a document, in place.

        Printed lines are matched by their TxnLineID and keep their ids; lines that are
        not in the figures are removed. Applications stay, as far as the new total
        allows; with another customer or receivable account none stay.

        :param post: whether it is posted afterwards; None: if it was before
        :return: the applications that no longer fit: list of {"line", "amount"}, the
            other receivable line and the amount unapplied from it
        :raise UserError: if it may not be changed; nothing is written then
        """
        self._check_blockers(move, figures.get("date") or figures["invoice_date"])
        values = DocumentValues(self.env, figures)
        was_posted = move.state == "posted"
        if move.state != "draft":
            move.with_context(**UNSYNCED).button_draft()
        commands = self._line_commands(move, values)
        applied = self._take_off(move, values)
        move.with_context(**UNSYNCED).write(
            {**self._changed_header(move, values), "line_ids": commands}
        )
        move = self.env["account.move"].browse(move.id)
        if was_posted if post is None else post:
            self._post(move, [values])
        return self._apply_again(move, applied)

    def _changed_header(self, move, values):
        """Return the header whole or not at all: Odoo computes missing values."""
        header = values.header()
        changed = move._cleanup_write_orm_values(move, header)
        header = {k: v for k, v in header.items() if k not in STEADY or k in changed}
        if "date" in changed and "name" not in changed:
            header.update(self._cleared_name(move, header["date"]))
        return header if changed else {}

    def _cleared_name(self, move, date):
        """Clear the number if the period changes: then Odoo assigns another."""
        if not move.name or move.name == "/":
            return {}
        reset = move._deduce_sequence_number_reset(move.name)
        start, end, *_years = move._get_sequence_date_range(reset)
        inside = start <= fields.Date.to_date(date) <= end
        return {} if inside else {"name": False}

    def _line_commands(self, move, values):
        """Return the commands that give the lines of a move their intended values."""
        pairs = [
            *self._paired_lines(move, values.printed),
            *self._paired_taxes(move, values.taxes),
            *(self._paired_terms(move, values.term) if values.is_owed else ()),
        ]
        kept = move.line_ids.browse().union(*(line for line, _wanted in pairs))
        commands = [Command.delete(line.id) for line in move.line_ids - kept]
        for line, wanted in pairs:
            commands += self._line_command(line, wanted)
        return commands

    def _paired_lines(self, move, printed):
        """Return a list of (line of the move or none, its intended values)."""
        known = {
            (line.qbd_line_list or False, line.qbd_txn_line_id): line
            for line in move.line_ids
            if line.qbd_txn_line_id and line.display_type in PRINTED
        }
        none = move.line_ids.browse()
        pairs = [(known.pop(self._line_key(one), none), one) for one in printed]
        return self._in_order(pairs)

    @staticmethod
    def _line_key(values):
        """Return (list of lines, TxnLineID), by which a line is known."""
        return values.get("qbd_line_list") or False, values.get("qbd_txn_line_id")

    def _in_order(self, pairs):
        """Renumber all lines if some were moved or inserted."""
        places = [(line.sequence, line.id) for line, _wanted in pairs if line]
        last = max(places, default=(SEQUENCE, 0))[0]
        news = [not line for line, _wanted in pairs]
        kept = sorted(places) == places and sorted(news) == news
        for number, (line, wanted) in enumerate(pairs):
            steady = line.sequence if line else last
            wanted["sequence"] = steady if kept else SEQUENCE + number
        return pairs

    def _paired_taxes(self, move, taxes):
        known = {
            (line.tax_repartition_line_id.id, line.group_tax_id.id): line
            for line in move._qbd_tax_lines()
        }
        none = move.line_ids.browse()
        return [
            (
                known.pop((one["tax_repartition_line_id"], one["group_tax_id"]), none),
                one,
            )
            for one in taxes
        ]

    def _paired_terms(self, move, wanted):
        """Pair the receivable lines; unchanged ones may be due in several parts."""
        terms = self._terms(move).sorted("date_maturity")
        if not self._is_owed(terms, wanted):
            return [(terms[:1], wanted)]
        last = {"date_maturity": wanted["date_maturity"]}
        return [(line, {}) for line in terms[:-1]] + [(terms[-1:], last)]

    def _is_owed(self, terms, wanted):
        """Return whether the receivable lines already match the intended line."""
        total = sum(terms.mapped("amount_currency"))
        return (
            bool(terms)
            and terms.account_id.ids == [wanted["account_id"]]
            and terms.partner_id.ids == [wanted["partner_id"]]
            and not terms.currency_id.compare_amounts(total, wanted["amount_currency"])
        )

    def _line_command(self, line, wanted):
        if not line:
            return [Command.create(wanted)]
        wanted = {k: v for k, v in wanted.items() if k != "analytic_distribution"}
        changed = line.move_id._cleanup_write_orm_values(line, wanted)
        return [Command.update(line.id, changed)] if changed else []

    # -- what was applied -----------------------------------------------------

    def _take_off(self, move, values):
        """Unapply amounts from a receivable that will change.

        Odoo would do so as well, and undo bank statement lines on the way.

        :return: list of (line of the other document, amount)
        """
        terms = self._terms(move)
        if values.is_owed and self._is_owed(terms, values.term):
            return []
        applied = self._applications(terms)
        for _own, _other, _amount, partial in applied:
            partial.unlink()
        return [(other, amount) for _own, other, amount, _partial in applied]

    def _apply_again(self, move, applied):
        """Apply amounts again; return a list of {"line", "amount"} that do not fit."""
        if not applied:
            return []
        term = self._terms(move)[:1]
        rest, again, dropped = abs(term.amount_residual_currency), [], []
        for line, amount in applied:
            fits = min(amount, rest) if self._may_meet(term, line) else 0.0
            fits = term.currency_id.round(fits)
            rest -= fits
            if fits:
                again.append((term, line, fits))
            if term.currency_id.compare_amounts(fits, amount):
                dropped.append({"line": line, "amount": amount - fits})
        self._apply(again)
        return dropped

    def _may_meet(self, term, line):
        """Return whether two lines can be reconciled; a job counts as its customer."""
        owners = self._owner(term) | self._owner(line)
        return (
            term.parent_state == line.parent_state == "posted"
            and term.account_id == line.account_id
            and len(owners) == 1
            and (term.balance > 0) != (line.balance > 0)
        )

    @staticmethod
    def _owner(line):
        """Return the customer that a line was posted for."""
        partner, move = line.partner_id, line.move_id
        same = partner and partner == move.partner_id
        return move.commercial_partner_id if same else partner.commercial_partner_id

    # -- cancelling -----------------------------------------------------------

    @api.model
    def _cancel_document(self, move):
        """Cancel a document voided in QuickBooks: it keeps its number and owes nothing.

        Payments stay posted; their amounts applied to it are open again. To reopen the
        document, use `_change_document` with `post`.

        :return: list of {"line", "amount"}: the amounts open again
        :raise UserError: if it may not be cancelled; nothing is written then
        """
        self._check_blockers(move)
        applied = self._applications(self._terms(move))
        quiet = move.with_context(**UNSYNCED)
        if move.state == "posted":
            quiet.button_draft()
        if move.state == "draft":
            quiet.button_cancel()
        return [
            {"line": other, "amount": amount}
            for _own, other, amount, _partial in applied
        ]

    # -- taxes ----------------------------------------------------------------

    @api.model
    def _split_tax(self, tax, base, total):
        """Split the single tax total that QuickBooks shows among its taxes.

        Each gets its percentage of the base, half a cent up; the remainder goes to the
        largest.

        :param tax: a tax, or a group of taxes
        :param base: the taxable amount, and `total` the tax on it, as printed
        :return: list of {"tax", "base", "amount", "group"}, as figures take them, with
            amounts that add up to `total` exactly
        """
        leaves = tax.flatten_taxes_hierarchy()
        places = tax.company_id.currency_id.decimal_places
        base, total = exact(base, places), exact(total, places)
        amounts = [
            exact(base * Decimal(str(leaf.amount)) / 100, places) for leaf in leaves
        ]
        largest = max(range(len(amounts)), key=lambda number: abs(amounts[number]))
        amounts[largest] += total - sum(amounts)
        group = tax.id if tax.amount_type == "group" else False
        return [
            {"tax": leaf, "base": base, "amount": amount, "group": group}
            for leaf, amount in zip(leaves, amounts, strict=True)
        ]
