from odoo import models

from ....core.errors import ValueRefused
from ....core.qbxml.fields import GROUP
from ....core.words import for_reader


class QbdSalesDocumentWriting(models.AbstractModel):
    """Writes invoices and credit memos: their sales tax, on both sides."""

    _name = "qbd.sales.document.writing"
    _inherit = "qbd.trade.document.writing"
    _description = "QuickBooks Sales Documents: Writing"

    # -- to Odoo --------------------------------------------------------------

    def _taxes_for(self, header, move, retaxed):
        """Return the taxes of a taxable line, a group as its other lines have it."""
        if not retaxed:
            for _lines, line in self._listed(move):
                if line.display_type == "product" and self._effective_taxes(line):
                    return self._effective_taxes(line)
        return self._tax_for(header, move)

    def _tax_figures(self, canonical, taxes):
        return {"tax": taxes.id, "tax_total": canonical.get(self._tax_total_ref)}

    def _sold_by(self, partner):
        """Return the customer's salesperson: the sync has sold nothing itself."""
        user = partner.user_id or partner.commercial_partner_id.user_id
        return {"invoice_user_id": user.id}

    def _tax_for(self, header, move):
        tax = header.get(self._tax_ref)
        if tax:
            return self._to_record("sales_tax", tax)
        return self._sales_tax(move) if move else self.env["account.tax"]

    def _take_figures(self, move, quickbooks):
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

    def _refuses_document(self, move):
        words = super()._refuses_document(move)
        if words:
            return words
        taxes = self._sales_tax(move)
        if len(taxes) > 1:
            return for_reader(self.env)._(
                "This document uses several taxes (%(taxes)s). QuickBooks allows one "
                "tax or one group for all lines of a document. Create a tax group "
                "with these taxes in both systems.",
                taxes=", ".join(taxes.mapped("name")),
            )
        return ""

    def _record_refused_because(self, state, link):
        """Refuse a tax, too, that QuickBooks would compute otherwise; one that stays
        is compared with QuickBooks' figures.
        """
        words = super()._record_refused_because(state, link)
        known = link.qb_id and (link.odoo_image or {}).get(self._tax_ref)
        if words or (known and known == state.get(self._tax_ref)):
            return words
        taxes = self._sales_tax(self._browse(link.record_id))
        return self.env["qbd.mapping.sales_tax"]._words_of_strange(taxes)

    def _refers_anew(self, link, state):
        """Look at the first tax, too: a document that is not taxed has none."""
        move = self._browse(link.record_id)
        taxed = self._tax_ref in state or self._leaves_out(move, self._tax_ref)
        return not taxed or super()._refers_anew(link, state)

    def _is_edited(self, link, state, image):
        """Count taxes that QuickBooks cannot hold: its single one is left out then."""
        taxes = self._sales_tax(self._browse(link.record_id))
        other = image.get(self._tax_ref) and len(taxes) > 1
        return bool(other) or super()._is_edited(link, state, image)

    def _complete_add(self, values):
        sent = super()._complete_add(values)
        if any(lines.value(row, "tax_ids") for lines, row in self._rows(values)):
            sent["CustomerSalesTaxCodeRef"] = self._code(True)
        return sent

    def _complete_mod(self, values, canonical):
        sent = super()._complete_mod(values, canonical)
        if self._becomes_taxable(values, canonical):
            sent["CustomerSalesTaxCodeRef"] = self._code(True)
            for lines in self._lists_of_lines():
                if lines.qb in values:
                    self._give_codes(lines, sent[lines.qb], values)
        return sent

    def _review_images(self, pair, images):
        """Let the first tax of a document in Odoo be a change of Odoo.

        Where nothing is taxed, QuickBooks keeps a tax that Odoo does not look at.
        """
        odoo, quickbooks = super()._review_images(pair, images)
        path = self._tax_ref
        if odoo and path in pair.odoo and path not in odoo:
            odoo = {**odoo, path: None}
            quickbooks = {path: pair.quickbooks.get(path), **(quickbooks or {})}
        return odoo, quickbooks

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
                for_reader(self.env)._(
                    "QuickBooks' sales tax codes were not read yet: switch on the "
                    "record type Sales tax codes on the connection."
                )
            )
        return fitting[0][2]
