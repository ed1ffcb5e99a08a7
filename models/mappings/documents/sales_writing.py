from decimal import Decimal

from odoo import fields, models

from ....core.errors import ValueRefused
from ....core.qbxml.fields import GROUP


class QbdSalesDocumentWriting(models.AbstractModel):
    """Writes invoices and credit memos: figures for Odoo, lines for QuickBooks."""

    _name = "qbd.sales.document.writing"
    _inherit = "qbd.document.lines.writing"
    _description = "QuickBooks Sales Documents: Writing"

    # -- to Odoo --------------------------------------------------------------

    def _create_records(self, objects):
        figures = [self._figures_of_object(canonical) for canonical in objects]
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
            move.write(dict.fromkeys(("ref", "qbd_ref_number"), pull["RefNumber"]))

    def _figures_of_object(self, canonical):
        if self._is_opening(canonical):
            return self._figures_of_opening(canonical)
        move = self._browse([])
        header = self._header_figures(canonical, canonical, move)
        tax = self._tax_for(canonical, move)
        mapping, rows = self._of_object(canonical), self._rows(canonical)
        return {
            "move_type": self._move_type,
            "journal_id": self._journal().id,
            "company_id": self._stream().company_id.id,
            **header,
            "lines": [mapping._figure_line(x, row, None, {}, tax) for x, row in rows],
            "tax": tax.id,
            "tax_total": canonical.get(self._tax_total_ref),
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
        taxed = {"tax_total": total, "tax": taxes.ids[0] if taxes else False}
        return {"lines": figures, **(taxed if changed or gone or retaxed else {})}

    def _taxes_for(self, header, move, retaxed):
        """Return the taxes of a taxable line of a document in Odoo.

        If they did not change: as its other lines have them, be it a group or not.
        """
        if not retaxed:
            for _lines, line in self._listed(move):
                if line.display_type == "product" and self._effective_taxes(line):
                    return self._effective_taxes(line)
        return self._tax_for(header, move)

    def _sold_by(self, partner):
        """Return the customer's salesperson: the sync has sold nothing itself."""
        if not self._is_sale():
            return {}
        user = partner.user_id or partner.commercial_partner_id.user_id
        return {"invoice_user_id": user.id}

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

    def _tax_for(self, header, move):
        tax = header.get(self._tax_ref)
        if tax:
            return self._to_record("sales_tax", tax)
        return self._sales_tax(move) if move else self.env["account.tax"]

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
                self.env._(
                    "%(company)s has no journal for these documents. Create one of the"
                    " type %(type)s in Accounting, Configuration, Journals.",
                    company=company.display_name,
                    type=dict(
                        journals._fields["type"]._description_selection(self.env)
                    )[self._journal_type],
                )
            )
        return found[0]

    def _figures_of_opening(self, canonical):
        """Return the open balance of a document from before the cut-off date."""
        partner = self._partner_for(canonical, None)
        account = self._stream().connection_id.opening_account_id
        line = {
            "name": self.env._(
                "Open at the cut-off date: %s", canonical.get("RefNumber") or ""
            ),
            "amount": Decimal(canonical[self._open_element]),
            "account_id": account.id,
            "quantity": 1.0,
            "price_unit": float(canonical[self._open_element]),
        }
        return {
            "move_type": self._move_type,
            "journal_id": self._journal().id,
            "company_id": self._stream().company_id.id,
            "partner_id": partner.id,
            "account_id": self._account_for(canonical, partner).id,
            "ref": canonical.get("RefNumber"),
            "qbd_ref_number": canonical.get("RefNumber"),
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
        paths = {*self._line_keys(), self._tax_ref, self._tax_total_ref}
        state = {**odoo, **{p: v for p, v in quickbooks.items() if p in paths}}
        tax = self._tax_for(state, move)
        total = quickbooks.get(self._tax_total_ref)
        retaxed = bool(tax) and tax != self._sales_tax(move)
        figures = self._line_figures(move, odoo, state, total, retaxed)
        figures.update(tax_total=total, tax=tax.id)
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
            return self.env._(
                "It is in %(currency)s. Only documents in the currency of the company"
                " go to QuickBooks.",
                currency=move.currency_id.name,
            )
        taxes = self._sales_tax(move)
        if len(taxes) > 1:
            return self.env._(
                "It has more than one tax (%(taxes)s). QuickBooks takes one tax or one"
                " group for all lines of a document: make a group of them in both.",
                taxes=", ".join(taxes.mapped("name")),
            )
        return ""

    def _refuses_lines(self, move, link):
        for lines, line in self._listed(move):
            if not lines.path_of("product_id") or line.display_type != "product":
                continue
            known = link.qb_id and line.qbd_txn_line_id  # QuickBooks has it so
            if not known and not self._item(lines, line):
                return self.env._(
                    "The line “%(line)s” has no product. Give it one, or choose on the"
                    " connection a product for lines without one.",
                    line=(line.name or "")[:60],
                )
        return ""

    def _complete_add(self, values):
        values = super()._complete_add(dict(values))
        if any(lines.value(row, "tax_ids") for lines, row in self._rows(values)):
            values["CustomerSalesTaxCodeRef"] = self._code(True)
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
        if self._becomes_taxable(values, canonical):
            sent["CustomerSalesTaxCodeRef"] = self._code(True)
            for lines in self._lists_of_lines():
                self._give_codes(lines, sent.get(lines.qb) or (), values)
        return {**values, **sent}

    def _becomes_taxable(self, values, canonical):
        """Return whether a line is taxed of a document that is exempt in QuickBooks."""
        code = canonical.get("CustomerSalesTaxCodeRef")
        exempt = bool(code) and not self._is_taxable(code)
        return exempt and any(
            lines.value(row, "tax_ids") for lines, row in self._rows(values)
        )

    def _give_codes(self, lines, rows, values):
        """Say of each line whether it is taxed: the document exempts none any more."""
        taxed = {
            row[lines.key]: lines.value(row, "tax_ids") for row in values[lines.qb]
        }
        for row in rows:
            if self._code(False) and row.get(GROUP) != row[lines.key]:
                code = self._code(bool(taxed.get(row[lines.key])))
                row.setdefault("SalesTaxCodeRef", code)

    def _code(self, taxable):
        """Return the ListID of the sales tax code for taxable lines, or for others."""
        codes = self._cached_in_batch("tax codes", self._tax_codes)
        fitting = sorted(
            (name not in ("Tax", "Non"), name, qb_id)
            for qb_id, (name, is_taxable) in codes.items()
            if is_taxable == taxable
        )
        if not fitting and not taxable:
            return None  # no sales tax in this company file
        if not fitting:
            raise ValueRefused(
                self.env._(
                    "QuickBooks' sales tax codes were not read yet: switch on the list"
                    " Sales tax codes on the connection."
                )
            )
        return fitting[0][2]
