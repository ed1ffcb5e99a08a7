from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...core.defaults import Defaults
from ...core.words import for_reader
from .changes import WORDS, ChangedValues
from .rounding import exact
from .taxes import by_rates
from .values import GIVEN_LINES, SEQUENCE, UNSYNCED, DocumentValues

NONE = {None, False}
FEW = 10  # documents that are posted fast whatever PostgreSQL believes


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
                    base, amount (as printed), and group (id) if it is part of a group;
                    of a single tax line also repartition (its line), account_id, name,
                    qbd_txn_line_id and qbd_line_list
    tax_total       instead of taxes: the tax as printed, shared among the taxes of the
                    lines; None: as their rates say. tax (id) takes it if no line is
                    taxed
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
    _new_values = DocumentValues
    _changed_values = ChangedValues

    # -- creating -------------------------------------------------------------

    @api.model
    def _create_documents(self, figures):
        """Create and post documents, in a batch of up to a few hundred.

        :return: the moves, in the order of the figures
        :raise UserError: if a date is in a closed period; nothing is written then
        """
        for one in figures:
            self._check_period(one)
        self._check_currencies(figures)
        shared = {}
        self._fetch_named(figures)
        values = [self._new_values(self.env, one, shared) for one in figures]
        first = len(values)
        if self._statistics_mislead():
            first = FEW
        moves = self._create_posted(values[:first])
        if values[first:]:
            self._renew_statistics()
            moves += self._create_posted(values[first:])
        return moves

    def _fetch_named(self, figures):
        """Read the partners and products of documents in one query each."""
        lines = [line for one in figures for line in one["lines"]]
        partners = {row.get("partner_id") for row in [*figures, *lines]}
        products = {line.get("product_id") for line in lines}
        self.env["res.partner"].browse(partners - NONE).mapped("active")
        self.env["product.product"].browse(products - NONE).mapped("account_tag_ids")

    def _create_posted(self, values):
        storno = any(one.company.account_storno for one in values)
        context = UNSYNCED if storno else GIVEN_LINES
        model = self.env["account.move"].with_context(
            **context, qbd_defaults=Defaults()
        )
        _kept = self._environments_of_amounts(model)
        moves = model.create([self._move_values(one) for one in values])
        moves = self.env["account.move"].browse(moves.ids)
        del model, _kept  # Odoo compares each environment that it makes with them
        self._post(moves, values)
        return moves

    def _move_values(self, values):
        lines = [Command.create(line) for line in values.all_lines()]
        return {**values.header(), "line_ids": lines}

    def _post(self, moves, values):
        self._fetch_users(moves)
        self._fetch_lines(moves)
        given = {**UNSYNCED, "qbd_numbering": {}, "qbd_lines_given": True}
        moves = moves.with_context(**given)
        _kept = self._environments_of_amounts(moves)
        moves.action_post()
        moves = moves.with_env(self.env)
        self._drop_price_differences(moves)
        for move, one in zip(moves, values, strict=True):
            self._check_date(move, one)
            self._check_total(move, one)

    @staticmethod
    def _environments_of_amounts(records):
        """Return the environments in which Odoo rounds amounts and looks for locks.

        If they are kept, Odoo finds them; else it makes one for each amount of a line.
        """
        contexts = (
            {"prefetch_fields": False},
            {"prefetch_fields": False, "bin_size": True},
            {"ignore_exceptions": True},
        )
        return [records.with_context(**context) for context in contexts]

    @staticmethod
    def _fetch_users(moves):
        """Read the users of all partners whose first document is posted.

        Odoo counts these documents, and asks for the users of one after the other.
        """
        partners = moves.partner_id.browse()
        for kind, found in moves.grouped(lambda move: move.is_sale_document()).items():
            rank = "customer_rank" if kind else "supplier_rank"
            owners = found.partner_id | found.commercial_partner_id
            partners |= owners.filtered(lambda one, rank=rank: not one[rank])
        partners.sudo().mapped("user_ids")

    @staticmethod
    def _fetch_lines(moves):
        """Read the lines of documents before they are posted.

        Odoo reads them while it numbers the first document. It would write the amounts
        of all lines for that, and write them once more with all that follows.
        """
        for name, field in moves._fields.items():
            lines = (
                field.type == "one2many" and field.comodel_name == moves.line_ids._name
            )
            if lines and not field.compute:
                moves.mapped(name)

    @staticmethod
    def _drop_price_differences(moves):
        """Remove the lines that Odoo adds to bills of goods: all lines were given.

        They add up to zero, and are there if a product category has an account for
        price differences.
        """
        bills = moves.filtered(lambda move: move.is_purchase_document())
        added = bills.line_ids.filtered(lambda line: line.display_type == "cogs")
        if added:
            added.with_context(**UNSYNCED, force_delete=True).unlink()

    def _check_date(self, move, values):
        """Refuse a date that Odoo has silently moved."""
        if move.date != fields.Date.to_date(values.date):
            raise UserError(
                for_reader(self.env)._(
                    "%(document)s would be posted on %(date)s, which differs from "
                    "its date in QuickBooks.",
                    document=move.display_name,
                    date=fields.Date.to_string(move.date),
                )
            )

    def _check_total(self, move, values):
        currency, total = move.currency_id, values.total()
        if exact(move.amount_total, currency.decimal_places) != total:
            raise UserError(
                for_reader(self.env)._(
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
        """Set the given figures of a document, in place; all others stay.

        Without `lines` no line changes, without taxes (`taxes`, `tax_total`) no tax.
        Printed lines are matched by their TxnLineID, or given as `line`: then only the
        values that are given with it change. Printed lines that are not among those
        given are removed. When it is due, and in how many parts, goes by its terms.
        Applications stay, as far as the new total allows; with another customer or
        receivable account none stay.

        :param post: whether it is posted afterwards; None: if it was before
        :return: the applications that no longer fit: list of {"line", "amount"}, the
            other receivable line and the amount unapplied from it
        :raise UserError: if it may not be changed; nothing is written then
        """
        self._check_blockers(move, figures.get("date") or figures.get("invoice_date"))
        self._check_currencies([{"journal_id": move.journal_id.id, **figures}])
        values = self._changed_values(self.env, move, figures)
        self._check_computed(move, values)
        header, commands = values.changed_header(), self._line_commands(move, values)
        post = move.state == "posted" if post is None else post
        if not commands and (move.state == "posted") == post and {*header} <= WORDS:
            move.with_context(**UNSYNCED).write(header)
            return []
        if move.state != "draft":
            move.with_context(**UNSYNCED).button_draft()
        applied = self._unreconcile(move, values)
        self._write_changes(move, values.whole_header(header), commands)
        move = self.env["account.move"].browse(move.id)
        if post:
            self._post(move, [values])
        return self._reconcile_again(move, applied)

    def _write_changes(self, move, header, commands):
        if "date" in header and "name" not in header:
            header = {**header, **self._cleared_name(move, header["date"])}
        quiet = move.with_context(**UNSYNCED)
        with quiet._qbd_sync_discounts():
            quiet.write({**header, "line_ids": commands})

    def _check_computed(self, move, values):
        """Refuse amounts that Odoo would have to add lines of its own to."""
        computed = values.computed_lines()
        difference = values.rounding_difference()
        if not computed and not difference:
            return
        words = for_reader(self.env)._("cash rounding")
        if computed and "rounding" not in computed.mapped("display_type"):
            words = ", ".join(computed.mapped("name"))
        raise UserError(
            for_reader(self.env)._(
                "%(document)s cannot take different amounts from QuickBooks, because "
                "Odoo computes additional lines from them that QuickBooks does not "
                "have: %(lines)s. Enter the same change in Odoo manually.",
                document=move.display_name,
                lines=words,
            )
        )

    def _cleared_name(self, move, date):
        """Clear the number if the period changes: then Odoo assigns another."""
        if not move.name or move.name == "/":
            return {}
        reset = move._deduce_sequence_number_reset(move.name)
        start, end, *_years = move._get_sequence_date_range(reset)
        inside = start <= fields.Date.to_date(date) <= end
        return {} if inside else {"name": False}

    def _line_commands(self, move, values):
        """Return the commands that give the lines of a move their intended values.

        Lines of kinds that are not given stay, and so do those that Odoo made itself.
        """
        pairs, replaced = [], move.line_ids.browse()
        if "lines" in values.given:
            pairs += self._in_order(values.lines_after)
            replaced += values._printed_now()
        if values.is_taxed_anew:
            pairs += self._paired_taxes(move, values.taxes)
            replaced += move._qbd_tax_lines()
        if values.is_owed:
            pairs += values.terms
            replaced += values.owed
        pairs += self._with_partner(move, values, pairs)
        kept = move.line_ids.browse().union(*(line for line, _wanted in pairs))
        commands = [Command.delete(line.id) for line in replaced - kept]
        for line, wanted in pairs:
            commands += self._line_command(line, wanted)
        return commands

    def _with_partner(self, move, values, pairs):
        """Give all lines of the document's customer its new one."""
        before = values.owner_before
        if values.partner_id == before.id or not values.is_owed:
            return []
        given = {line for line, wanted in pairs if "partner_id" in wanted}
        partner = {"partner_id": values.partner_id}
        for line, wanted in pairs:
            if line.partner_id == before:
                wanted.update(partner)
        others = move.line_ids.filtered(lambda line: line.partner_id == before)
        known = {line for line, _wanted in pairs} | given
        return [(line, dict(partner)) for line in others if line not in known]

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
        """Pair tax lines by all that Odoo keeps apart, else by their tax alone."""
        known = {move._qbd_tax_key(line): line for line in move._qbd_tax_lines()}
        none = move.line_ids.browse()
        found = [known.pop(move._qbd_tax_key(one), none) for one in taxes]
        rest = {key[:2]: line for key, line in known.items()}
        return [
            (line or rest.pop(move._qbd_tax_key(one)[:2], none), one)
            for line, one in zip(found, taxes, strict=True)
        ]

    def _line_command(self, line, wanted):
        if not line:
            return [Command.create(wanted)]
        wanted = {k: v for k, v in wanted.items() if k != "analytic_distribution"}
        changed = line.move_id._cleanup_write_orm_values(line, wanted)
        # Odoo computes what is not given from these
        if {"product_id", "product_uom_id"} & changed.keys():
            changed = wanted
        return [Command.update(line.id, changed)] if changed else []

    # -- what was applied -----------------------------------------------------

    def _unreconcile(self, move, values):
        """Unapply amounts from a receivable that will change.

        Odoo would do so as well, and undo bank statement lines on the way.

        :return: list of (own line, line of the other document, amount)
        """
        names = ("amount_currency", "balance", "account_id", "partner_id")
        steady = values.is_owed and all(
            line and not {*move._cleanup_write_orm_values(line, wanted)} & {*names}
            for line, wanted in values.terms
        )
        if steady and len(values.terms) == len(values.owed):
            return []
        applied = self._applications(self._terms(move))
        for _own, _other, _amount, partial in applied:
            partial.unlink()
        return [(own, other, amount) for own, other, amount, _partial in applied]

    def _reconcile_again(self, move, applied):
        """Apply amounts again; return a list of {"line", "amount"} that do not fit.

        An amount goes to the part that it was applied to, and then to those due first.
        """
        if not applied:
            return []
        terms = self._terms(move).sorted(lambda x: (x.date_maturity or x.date, x.id))
        left = {term: abs(term.amount_residual_currency) for term in terms}
        again, dropped = [], []
        for own, line, amount in applied:
            rest = amount
            for term in (own & terms) + (terms - own):
                fits = min(rest, left[term]) if self._can_reconcile(term, line) else 0.0
                fits = term.currency_id.round(fits)
                if fits:
                    again.append((term, line, fits))
                    left[term] -= fits
                    rest = term.currency_id.round(rest - fits)
            if not line.currency_id.is_zero(rest):
                dropped.append({"line": line, "amount": rest})
        self._apply(again)
        return dropped

    def _can_reconcile(self, term, line):
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
        """Split the single tax total that QuickBooks shows among the taxes of a group.

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
        amounts = by_rates(leaves, [base] * len(leaves), total, places)
        group = tax.id if tax.amount_type == "group" else False
        return [
            {"tax": leaf, "base": base, "amount": amount, "group": group}
            for leaf, amount in zip(leaves, amounts, strict=True)
        ]
