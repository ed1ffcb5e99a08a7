from types import MappingProxyType

from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.money import money
from ....core.qbxml.fields import GROUP, Field
from ....core.qbxml.numbers import LENGTH
from ....core.qbxml.values import (
    amount,
    boolean,
    date_,
    guid,
    percent,
    price,
    quantity,
    ref,
    text,
)
from ....core.words import for_reader
from .lines_accounts import ITEM_ACCOUNTS

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


LINE_FIELDS = (
    Field(GROUP, None, text(), pull_only=True, virtual=True),
    Field("ItemRef", "product_id", ref("item"), clearable=False, label=_lt("Item")),
    Field("Desc", "name", text(4095, multiline=True), label=_lt("Description")),
    Field("Quantity", "quantity", quantity, clearable=False, label=_lt("Quantity")),
    Field("Rate", "price_unit", price, clearable=False, label=_lt("Rate")),
    Field("RatePercent", None, percent, pull_only=True),
    Field("Amount", "price_subtotal", amount, clearable=False, label=_lt("Amount")),
    Field("SalesTaxCodeRef", None, ref(), clearable=False),
    Field("Taxable", "tax_ids", boolean, virtual=True, label=_lt("Taxable")),
    Field(
        "OverrideItemAccountRef",
        "account_id",
        ref("account"),
        push_only=True,
        clearable=False,
        label=_lt("Income account"),
    ),
)
"""One line; `Taxable` is what the tax codes of line and customer come to."""

HEADER = (
    Field(
        "CustomerRef",
        "_party_of",
        ref("customer"),
        required=True,
        label=_lt("Customer"),
    ),
    Field(
        "ARAccountRef", "_owed_account", ref("account"), label=_lt("Receivable account")
    ),
    Field("TxnDate", "_txn_date", date_, clearable=False, label=_lt("Date")),
    Field("RefNumber", "_ref_number", text(LENGTH), label=_lt("Number")),
    Field("IsPending", None, boolean, pull_only=True),
    Field("PONumber", "_po_number", text(25), label=_lt("Customer reference")),
    Field("TermsRef", "invoice_payment_term_id", ref("terms"), label=_lt("Terms")),
    Field("DueDate", "_due_date", date_, label=_lt("Due date")),
    Field("Subtotal", None, amount, pull_only=True, label=_lt("Subtotal")),
    Field("ItemSalesTaxRef", "_sales_tax", ref("sales_tax"), label=_lt("Sales tax")),
    Field("SalesTaxTotal", None, amount, pull_only=True, label=_lt("Tax")),
)
"""In the order of the schema; behind it stands what is open."""

FOOTER = (
    Field("CustomerSalesTaxCodeRef", None, ref(), clearable=False),
    Field(ITEM_ACCOUNTS, None, text(), pull_only=True, virtual=True),
    Field("Void", "_is_cancelled", boolean, virtual=True, label=_lt("Void")),
    Field("ExternalGUID", None, guid, add_only=True),
)
"""`Void` and the accounts of items are no elements of QuickBooks'."""

MEMO = Field("Memo", "_memo", text(4095), label=_lt("Memo"))


class QbdSalesDocument(models.AbstractModel):
    """Shows invoices and credit memos on both sides, with their sales tax.

    Writing them: `qbd.sales.document.writing`.
    """

    _name = "qbd.sales.document"
    _inherit = "qbd.trade.document"
    _description = "QuickBooks Sales Documents"

    _depends_on = (
        "customer",
        "terms",
        "account",
        "sales_tax_code",
        "sales_tax",
        "sales_tax_group",
        "item",
    )
    _needs = ("CustomerRef", "InvoiceLine", "CreditMemoLine")
    _totals = MappingProxyType(
        {"Subtotal": "amount_untaxed", "SalesTaxTotal": "amount_tax"}
    )

    _match_numbers = ("name", "ref")

    # -- settings -------------------------------------------------------------

    def _missing_settings(self):
        missing = super()._missing_settings()
        if not self._stream().connection_id.default_item_id:
            missing.append(
                for_reader(self.env)._(
                    "Page Documents, Product for lines without one: without it, "
                    "lines of Odoo without a product wait."
                )
            )
        return missing

    # -- Odoo's side ----------------------------------------------------------

    def _leaves_out(self, move, path):
        if move.state == "cancel" or move.qbd_opening or path != self._tax_ref:
            return super()._leaves_out(move, path)
        return len(self._sales_tax(move)) != 1

    def _sales_tax(self, move):
        """Return the single tax, or group of taxes, of the document's lines.

        Several if QuickBooks has no equivalent, none if nothing is taxed.
        """
        lines = move.invoice_line_ids.filtered(lambda x: x.display_type == "product")
        taxes = [self._effective_taxes(line) for line in lines]
        taxes = [one for one in taxes if one]
        found = move.invoice_line_ids.tax_ids.browse().union(*taxes)
        alike = all(one == found for one in taxes)
        return self._group_of(found) if alike and len(found) > 1 else found

    def _effective_taxes(self, line):
        """Return the taxes without those of zero percent that QuickBooks lacks."""
        taxes = line.tax_ids
        empty = taxes.filtered(lambda t: t.amount_type != "group" and not t.amount)
        known = self._links_of("sales_tax", empty.ids) if empty else {}
        return taxes - empty.filtered(lambda t: t.id not in known)

    def _group_of(self, taxes):
        """Return the group of exactly these taxes, else the taxes themselves."""
        groups = self._cached_in_batch(
            ("group", tuple(sorted(taxes.ids))),
            lambda: taxes.search(
                [("amount_type", "=", "group"), ("children_tax_ids", "in", taxes.ids)]
            ).filtered(lambda group: group.children_tax_ids == taxes),
        )
        return groups[:1] or taxes

    def _referred_needed(self, move):
        """Add the tax: without it QuickBooks would add the customer's usual tax."""
        needed = super()._referred_needed(move)
        if not self._leaves_out(move, self._tax_ref):
            needed["sales_tax"] = set(self._sales_tax(move).ids)
        return needed

    # -- QuickBooks' side -----------------------------------------------------

    def _is_taxed(self, canonical):
        """Tell whether QuickBooks adds tax to the taxable lines of an object."""
        return bool(canonical.get(self._tax_ref)) and self._is_taxable(
            canonical.get("CustomerSalesTaxCodeRef")
        )

    def _is_taxable(self, code):
        """Return whether a sales tax code is taxable; unknown codes are."""
        codes = self._cached_in_batch("tax codes", self._tax_codes)
        return bool(code) and codes.get(code, ("", True))[1]

    def _tax_codes(self):
        """Return {ListID of a sales tax code: (its name, whether it is taxable)}."""
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("space", "=", "sales_tax_code"),
                ("qb_id", "!=", False),
            ]
        )
        shown = {x.qb_id: x.quickbooks_image or x.quickbooks_seen or {} for x in links}
        return {
            qb_id: (one.get("Name") or "", one.get("IsTaxable", True))
            for qb_id, one in shown.items()
        }

    # -- what they wait for ---------------------------------------------------

    def _needed_refs(self, canonical):
        """Add the tax, if there is any."""
        tax = canonical.get(self._tax_ref)
        taxed = tax and money(canonical.get(self._tax_total_ref))
        return super()._needed_refs(canonical) + ([("sales_tax", tax)] if taxed else [])

    def _object_waits_for(self, canonical):
        return super()._object_waits_for(canonical) or self._lacks_tax(canonical)

    def _lacks_tax(self, canonical):
        tax = canonical.get(self._tax_ref)
        if not money(canonical.get(self._tax_total_ref)) or (
            tax and self._to_record("sales_tax", tax)
        ):
            return ""
        return self._wait_words(self._names_of_objects([("sales_tax", tax)], canonical))

    def _words_of_lines(self, canonical):
        if "ItemPayment" in self._kinds_of_items(canonical):
            return for_reader(self.env)._(
                "This document has a payment among its lines. Enter the payment "
                "separately in QuickBooks, and remove the line."
            )
        return super()._words_of_lines(canonical)

    def _not_yet(self, canonical):
        if canonical.get("IsPending"):
            return for_reader(self.env)._(
                "This transaction is pending in QuickBooks and not posted there. It "
                "is synced when it is marked as final."
            )
        return ""

    def _lacks_opening(self, canonical):
        return "" if canonical.get("IsPending") else super()._lacks_opening(canonical)

    def _record_impossible_because(self, move):
        """Refuse a document with a tax that QuickBooks lacks, too."""
        words = super()._record_impossible_because(move)
        if words:
            return words
        taxes = self._sales_tax(move) if move.state == "posted" else ()
        if not taxes:
            return ""
        words = self.env["qbd.mapping.sales_tax"]._record_impossible_because(taxes)
        there = words and not self._without_object_of("sales_tax", taxes.ids)
        return "" if there else words

    # -- rule 9: money is read back -------------------------------------------

    def _money_difference(self, move, quickbooks):
        words = super()._money_difference(move, quickbooks)
        if not quickbooks.get("IsPending") or quickbooks.get("Void"):
            return words
        if not self._is_present(move) or move.state == "cancel" or move.qbd_opening:
            return words
        return for_reader(self.env)._(
            "This document is posted in Odoo, but was marked as pending in "
            "QuickBooks, where it is no longer posted. Mark it as final there."
        )

    def _advice(self, only_tax):
        if not only_tax:
            return for_reader(self.env)._("Compare their lines.")
        return for_reader(self.env)._(
            "Press Take QuickBooks' figures to have its tax in Odoo to the cent, or"
            " compare the rates of the tax in both."
        )
