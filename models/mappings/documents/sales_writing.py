from decimal import Decimal

from odoo import fields, models

from ....core.errors import ValueRefused
from ....core.money import cents, money


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
        kept = {*pair.merged.push, *pair.merged.conflicts} - {"Void"}
        reopened = True if "Void" in pull else None
        figures, before = self._figures_of_pair(move, pair, kept), move.name
        self._read_again(posting._change_document(move, figures, post=reopened))
        self._keep_number(move, figures.get("name", before), pair.quickbooks)

    def _update_opening(self, move, pull):
        if "RefNumber" in pull:
            move.write(dict.fromkeys(("ref", "qbd_ref_number"), pull["RefNumber"]))

    def _figures_of_object(self, canonical):
        if self._is_opening(canonical):
            return self._figures_of_opening(canonical)
        total = canonical.get(self._tax_total_ref)
        return self._figures(canonical, self._rows(canonical), {}, total)

    def _figures_of_pair(self, move, pair, kept):
        """Return figures, QuickBooks' to the cent if none of Odoo's is kept.

        Values that QuickBooks did not change stay as in Odoo: QuickBooks may hold less
        of them, a shorter number or "?" for a letter.
        """
        pull = pair.merged.pull
        state = {**pair.quickbooks, **pair.odoo, **pull}
        header = {name: state[name] for name in pair.quickbooks}
        own = {path.partition("/")[0] for path in kept}
        known = self._known_lines(move, pair.odoo)
        mixed = own & {*self._line_keys(), self._tax_ref}
        total = None if mixed else pair.quickbooks.get(self._tax_total_ref)
        figures = self._figures(header, self._rows(state), known, total, move)
        numbers = self._changed_numbers(move, pull)
        return {**figures, **self._kept_words(move, pull), **numbers}

    @staticmethod
    def _kept_words(move, pull):
        """Return the texts that QuickBooks did not change, in full."""
        kept = {} if "Memo" in pull else {"narration": move.narration}
        dates = {} if "TxnDate" in pull else {"invoice_date": move.invoice_date}
        if dates and move.state == "posted":
            dates["date"] = move.date
        return {**kept, **dates}

    def _figures(self, header, rows, known, tax_total, move=None):
        """Return the figures of a document as `qbd.posting` takes them.

        :param header: {path: canonical} of the document
        :param rows: as `_rows` returns them
        :param known: as `_known_lines` returns it
        :param tax_total: QuickBooks' tax; None: computed as QuickBooks would
        """
        partner = self._partner_for(header, move)
        kept = move and partner == move.partner_id
        tax = self._tax_for(header, move)
        lines = [self._figure_line(x, row, known, tax) for x, row in rows]
        base = sum(money(one["amount"]) for one in lines if one.get("tax_ids"))
        return {
            "move_type": self._move_type,
            "journal_id": (move.journal_id or self._journal()).id
            if move
            else self._journal().id,
            "company_id": self._stream().company_id.id,
            "partner_id": partner.id,
            "owner_id": self._owner_of(move).id if kept else False,
            "account_id": self._account_for(header, partner, move if kept else None).id,
            "invoice_date": header["TxnDate"],
            "invoice_date_due": header.get("DueDate") or header["TxnDate"],
            "invoice_payment_term_id": self._term_for(header).id,
            "narration": self._narration(header.get("Memo")),
            "lines": lines,
            "taxes": self._taxes(tax, base, tax_total),
            **({} if move else self._sold_by(partner)),
            **({} if move else self._number_values(header)),
        }

    def _sold_by(self, partner):
        """Return the customer's salesperson: the sync has sold nothing itself."""
        if not self._is_sale():
            return {}
        user = partner.user_id or partner.commercial_partner_id.user_id
        return {"invoice_user_id": user.id}

    def _taxes(self, tax, base, total):
        if not tax:
            return []
        if total is None:
            total = sum(
                cents(base * money(leaf.amount) / 100)
                for leaf in tax.flatten_taxes_hierarchy()
            )
        shares = self.env["qbd.posting"]._split_tax(tax, base, total)
        return [one for one in shares if one["amount"]]

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
        known = self._known_lines(move, self._canonical_records(move)[move.id])
        rows, total = self._rows(quickbooks), quickbooks.get(self._tax_total_ref)
        figures = self._figures(quickbooks, rows, known, total, move)
        figures.update(self._kept_words(move, pull=()))
        figures.update(self._changed_numbers(move, pull={}))
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
        return {**values, **sent}

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
