from odoo import fields, models

from ....core.errors import ValueRefused
from ....core.words import for_reader


class QbdTradeDocumentWriting(models.AbstractModel):
    """Writes the documents of both sides of trade, to Odoo and to QuickBooks."""

    _name = "qbd.trade.document.writing"
    _inherit = "qbd.document.lines.writing"
    _description = "QuickBooks Invoices, Bills and Credits: Writing"

    # -- to Odoo --------------------------------------------------------------

    def _create_records(self, objects):
        figures = [self._figures_of_object(canonical) for canonical in objects]
        self._batch().mappings.clear()  # their environments would slow Odoo down
        return self.env["qbd.posting"]._create_documents(figures)

    def _update_pair(self, pair):
        """Apply QuickBooks' changes to the move, except values that Odoo will send."""
        move, pull = self._browse(pair.record_id), pair.merged.pull
        posting = self.env["qbd.posting"]
        if pull.get("Void"):
            self._deactivate_record(move)
            return
        if move.qbd_opening:
            self._update_opening(move, pull)
            return
        reopened = True if "Void" in pull else None
        figures, before = self._figures_of_pair(move, pair), move.name
        self._read_again(posting._change_document(move, figures, post=reopened))
        self._keep_number(move, figures.get("name", before), pair.quickbooks)

    def _update_opening(self, move, pull):
        if "RefNumber" in pull:
            move.write(self._opening_numbers(pull["RefNumber"]))

    def _figures_of_object(self, canonical):
        if self._is_opening(canonical):
            return self._figures_of_opening(canonical)
        move = self._browse([])
        header = self._header_figures(canonical, canonical, move)
        taxes = self._taxes_for(canonical, move, retaxed=True)
        mapping, rows = self._of_object(canonical), self._rows(canonical)
        return {
            "move_type": self._move_type,
            "journal_id": self._journal().id,
            "company_id": self._stream().company_id.id,
            **header,
            "lines": [mapping._figure_line(x, row, None, {}, taxes) for x, row in rows],
            **self._tax_figures(canonical, taxes),
            **self._sold_by(self._partner_for(canonical, None)),
            **self._number_values(canonical),
        }

    def _figures_of_pair(self, move, pair):
        """Return the figures of that alone which QuickBooks changed.

        What QuickBooks did not change stays as in Odoo: QuickBooks may hold less of it,
        a shorter number or "?" for a letter, and knows nothing of much else. A document
        that is no longer void in QuickBooks is taken from there whole, but for words.
        """
        pull = pair.merged.pull
        state = {**pair.quickbooks, **pair.odoo, **pull}
        header = {name: state[name] for name in pair.quickbooks}
        paths = {*pull}
        if "Void" in pull:
            paths |= {*pair.quickbooks} - {*pair.odoo, "RefNumber", "Memo"}
        figures = self._header_figures(header, paths, move)
        if {"RefNumber", "PONumber"} & {*pull}:
            figures.update(self._changed_numbers(move, pull))
        if paths & {*self._line_keys(), self._tax_ref}:
            kept = {*pair.merged.push, *pair.merged.conflicts}
            own = {path.partition("/")[0] for path in kept}
            mixed = own & {*self._line_keys(), self._tax_ref}
            total = None if mixed else pair.quickbooks.get(self._tax_total_ref)
            retaxed = self._tax_ref in paths
            figures.update(self._line_figures(move, pair.odoo, state, total, retaxed))
        return figures

    def _header_figures(self, header, paths, move):
        """Return the figures of a header, for those paths alone.

        :param header: {path: canonical} of the document
        :param move: the document in Odoo, none if it is new
        """
        figures = {}
        if self._party_ref in paths:
            figures["partner_id"] = self._partner_for(header, move).id
        if self._owed_ref in paths:
            partner = self._partner_for(header, move)
            kept = move if partner == move.partner_id else None
            figures["account_id"] = self._account_for(header, partner, kept).id
        if "TxnDate" in paths:
            figures["invoice_date"] = header["TxnDate"]
        if "Memo" in paths:
            figures["narration"] = self._narration(header.get("Memo"))
        return {**figures, **self._due_figures(header, paths, move)}

    def _due_figures(self, header, paths, move):
        """Return terms and due date, if one of them or the date is among the paths."""
        found = {}
        if "DueDate" in paths or ("TermsRef" in paths and header.get("DueDate")):
            found["invoice_date_due"] = header.get("DueDate") or header["TxnDate"]
        otherwise = {"DueDate", "TxnDate"} & {*paths} and self._is_plain(move)
        if "TermsRef" in paths or otherwise:
            found["invoice_payment_term_id"] = self._term_for(header).id
        return found

    @staticmethod
    def _is_plain(move):
        """Return whether the terms of a document say nothing but a due date.

        Those that say more stay, although the document has a due date of its own.
        """
        terms = move.invoice_payment_term_id
        return not terms.early_discount and len(terms.line_ids) == 1

    def _line_figures(self, move, odoo, state, total, retaxed=False):
        """Return the figures of the lines, of each what is not as in Odoo.

        :param odoo: canonical form of the document in Odoo
        :param state: canonical form with the lines that Odoo shall have
        :param total: QuickBooks' tax, taken if any amount or tax of a line changes;
            None: computed as QuickBooks would
        :param retaxed: whether the document has another sales tax
        """
        known = self._known_lines(move, odoo)
        taxes = self._taxes_for(state, move, retaxed)
        mapping, figures = self._of_object(state), []
        for lines, row in self._rows(state):
            line, before = known.pop((lines.qb, row[lines.key]), (None, {}))
            figures.append(
                mapping._figure_line(lines, row, line, before, taxes, retaxed)
            )
        changed = any({"amount", "tax_ids"} & {*one} for one in figures)
        gone = any(row for _line, row in known.values() if len(row) > 2)
        if not (changed or gone or retaxed):
            return {"lines": figures}
        taxed = {"tax_total": total, "tax": taxes.ids[0] if taxes else False}
        return {"lines": figures, **taxed}

    def _taxes_for(self, header, move, retaxed):
        """Hook: return the taxes of a taxable line of a document in Odoo.

        Called before lines are written.

        :param header: {path: canonical} of the document
        :param move: the document in Odoo, none if it is new
        :param retaxed: whether the document has another tax
        """
        return self.env["account.tax"]

    def _tax_figures(self, canonical, taxes):
        """Hook: return the figures of the tax of a new document.

        Called before a document is created.

        :param taxes: as `_taxes_for` returns them
        """
        return {"taxes": []}

    def _sold_by(self, partner):
        """Hook: return the values of a new document that say who sold it.

        Called before a document is created.
        """
        return {}

    def _partner_for(self, header, move):
        """Return the partner; a contact or address of the customer stays."""
        partner = self._to_record(self._party_mapping, header[self._party_ref])
        same = move and self._party_of(move) == partner
        return move.partner_id if same else partner

    def _account_for(self, header, partner, move=None):
        account = header.get(self._owed_ref)
        found = self._to_record("account", account) if account else None
        company = self._stream().company_id
        found = found or (move and self._owed_account(move))
        return found or partner.with_company(company)[self._owed_property]

    def _term_for(self, header):
        """Return the terms, if the document is due accordingly.

        Odoo has either terms or a date of its own: with terms it computes the date.
        """
        none = self.env["account.payment.term"]
        terms = header.get("TermsRef") and self._to_record("terms", header["TermsRef"])
        if not terms or not header.get("DueDate"):
            return terms or none
        start = fields.Date.to_date(header["TxnDate"])
        due = max(line._get_due_date(start) for line in terms.line_ids)
        return terms if fields.Date.to_string(due) == header["DueDate"] else none

    def _journal(self):
        connection = self._stream().connection_id
        chosen = self._journal_setting and connection[self._journal_setting]
        return chosen or self._cached_in_batch("journal", self._first_journal)

    def _first_journal(self):
        """Return the first journal of the company, for a branch also of those above.

        :raise ValueRefused: if there is none
        """
        company, journals = self._stream().company_id, self.env["account.journal"]
        domain = journals._check_company_domain(company)
        found = journals.search([*domain, ("type", "=", self._journal_type)])
        usable = found.filtered(
            lambda one: one.currency_id
            in (company.currency_id, one.currency_id.browse())
        )
        found = (usable or found).sorted(lambda one: one.company_id != company)
        if not found:
            raise ValueRefused(
                for_reader(self.env)._(
                    "%(company)s has no journal for these documents. Create a "
                    "journal of the type %(type)s in Accounting, Configuration, "
                    "Journals.",
                    company=company.display_name,
                    type=dict(
                        journals._fields["type"]._description_selection(
                            for_reader(self.env)
                        )
                    )[self._journal_type],
                )
            )
        return found[0]

    def _figures_of_opening(self, canonical):
        """Return the open balance of a document from before the cut-off date."""
        partner = self._partner_for(canonical, None)
        account = self._stream().connection_id.opening_account_id
        line = {
            "name": for_reader(self.env)._(
                "Open at the cut-off date: %s", canonical.get("RefNumber") or ""
            ),
            "amount": self._opening_amount(canonical),
            "account_id": account.id,
            "quantity": 1.0,
            "price_unit": float(self._opening_amount(canonical)),
        }
        return {
            "move_type": self._move_type,
            "journal_id": self._journal().id,
            "company_id": self._stream().company_id.id,
            "partner_id": partner.id,
            "account_id": self._account_for(canonical, partner).id,
            **self._opening_numbers(canonical.get("RefNumber")),
            "invoice_date": canonical["TxnDate"],
            "invoice_date_due": canonical.get("DueDate") or canonical["TxnDate"],
            "qbd_opening": True,
            "lines": [line],
            "taxes": [],
            **self._sold_by(partner),
        }

    def _deactivate_record(self, move):
        self._read_again(self.env["qbd.posting"]._cancel_document(move))

    def _take_figures(self, move, quickbooks):
        """Set QuickBooks' lines and tax in Odoo, to the cent, as a user decided."""
        odoo = self._canonical_records(move)[move.id]
        paths = self._line_keys()
        state = {**odoo, **{p: v for p, v in quickbooks.items() if p in paths}}
        figures = self._line_figures(move, odoo, state, None)
        self.env["qbd.posting"]._change_document(move, figures)

    # -- to QuickBooks --------------------------------------------------------

    def _record_refused_because(self, state, link):
        move = self._browse(link.record_id)
        return (
            self._refuses_document(move)
            or self._refuses_lines(move, link)
            or self._refuses_other_party(move, state, link)
        )

    def _refuses_document(self, move):
        if move.currency_id != move.company_id.currency_id:
            return for_reader(self.env)._(
                "This document is in %(currency)s. Only documents in the currency of "
                "the company go to QuickBooks.",
                currency=move.currency_id.name,
            )
        return ""

    def _refuses_lines(self, move, link):
        for lines, line in self._listed(move):
            if not lines.path_of("product_id") or line.display_type != "product":
                continue
            known = link.qb_id and line.qbd_txn_line_id  # QuickBooks has it so
            if not known and not self._item(lines, line):
                return for_reader(self.env)._(
                    "The line “%(line)s” has no product. Choose a product, or set a "
                    "Product for lines without one on the connection.",
                    line=(line.name or "")[:60],
                )
        return ""

    def _complete_add(self, values):
        values = super()._complete_add(dict(values))
        for lines in self._lists_of_lines():
            rows = values.get(lines.qb) or ()
            values[lines.qb] = [self._row_to_send(lines, row, row) for row in rows]
        return values

    def _complete_mod(self, values, canonical):
        sent = {
            lines.qb: self._rows_of_mod(lines, values[lines.qb], canonical)
            for lines in self._lists_of_lines()
            if lines.qb in values
        }
        return {**values, **sent}
