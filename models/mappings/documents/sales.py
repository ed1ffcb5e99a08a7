from types import MappingProxyType

from odoo import models
from odoo.tools import html2plaintext, plaintext2html

from ....core.money import cents, money
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
from .document import STRANGE
from .lines_accounts import ITEM_ACCOUNTS

LINE_FIELDS = (
    Field(GROUP, None, text(), pull_only=True, virtual=True),
    Field("ItemRef", "product_id", ref("item"), clearable=False, label="Item"),
    Field("Desc", "name", text(4095, multiline=True), label="Description"),
    Field("Quantity", "quantity", quantity, clearable=False, label="Quantity"),
    Field("Rate", "price_unit", price, clearable=False, label="Rate"),
    Field("RatePercent", None, percent, pull_only=True),
    Field("Amount", "price_subtotal", amount, clearable=False, label="Amount"),
    Field("SalesTaxCodeRef", None, ref(), clearable=False),
    Field("Taxable", "tax_ids", boolean, virtual=True, label="Taxable"),
    Field(
        "OverrideItemAccountRef",
        "account_id",
        ref("account"),
        push_only=True,
        clearable=False,
        label="Income account",
    ),
)
"""One line; `Taxable` is what the tax codes of line and customer come to."""

HEADER = (
    Field("CustomerRef", "_party_of", ref("customer"), required=True, label="Customer"),
    Field("ARAccountRef", "_owed_account", ref("account"), label="Receivable account"),
    Field("TxnDate", "_txn_date", date_, clearable=False, label="Date"),
    Field("RefNumber", "_ref_number", text(LENGTH), label="Number"),
    Field("IsPending", None, boolean, pull_only=True),
    Field("PONumber", "_po_number", text(25), label="Customer reference"),
    Field("TermsRef", "invoice_payment_term_id", ref("terms"), label="Terms"),
    Field("DueDate", "_due_date", date_, label="Due date"),
    Field("Subtotal", None, amount, pull_only=True, label="Subtotal"),
    Field("ItemSalesTaxRef", "_sales_tax", ref("sales_tax"), label="Sales tax"),
    Field("SalesTaxTotal", None, amount, pull_only=True, label="Tax"),
)
"""In the order of the schema; behind it stands what is open."""

FOOTER = (
    Field("CustomerSalesTaxCodeRef", None, ref(), clearable=False),
    Field(ITEM_ACCOUNTS, None, text(), pull_only=True, virtual=True),
    Field("Void", "_is_cancelled", boolean, virtual=True, label="Void"),
    Field("ExternalGUID", None, guid, add_only=True),
)
"""`Void` and the accounts of items are no elements of QuickBooks'."""

MEMO = Field("Memo", "_memo", text(4095), label="Memo")

WHILE_VOID = ("TxnDate", "RefNumber", "Void")
"""Paths that are still compared of a voided document, besides the party."""

OPENING = ("RefNumber", "Void")
"""Paths that are compared of an open item from before the cut-off date, likewise."""


class QbdSalesDocument(models.AbstractModel):
    """Shows invoices and credit memos on both sides.

    Writing them: `qbd.sales.document.writing`.
    """

    _name = "qbd.sales.document"
    _inherit = [
        "qbd.document.numbers",
        "qbd.sales.meanings",
        "qbd.document.lines",
        "qbd.document",
    ]
    _description = "QuickBooks Sales Documents"

    _odoo_model = "account.move"
    _depends_on = (
        "customer",
        "terms",
        "account",
        "sales_tax_code",
        "sales_tax",
        "sales_tax_group",
        "item",
    )
    _watch = ("account.move",)
    _needs = ("CustomerRef", "InvoiceLine", "CreditMemoLine")
    _move_type = None
    _totals = MappingProxyType(
        {"Subtotal": "amount_untaxed", "SalesTaxTotal": "amount_tax"}
    )  # {path: field}: the amounts of both sides that must agree

    # -- which moves ----------------------------------------------------------

    def _records_domain(self):
        connection = self._stream().connection_id
        domain = [
            ("move_type", "=", self._move_type),
            ("state", "=", "posted"),
            ("company_id", "=", connection.company_id.id),
            ("qbd_opening", "=", False),
        ]
        if self._cut_off_date():
            domain.append(("invoice_date", ">=", self._cut_off_date()))
        return domain

    def _missing_settings(self):
        missing = super()._missing_settings()
        if not self._stream().connection_id.default_item_id:
            missing.append(
                self.env._(
                    "Tab Documents, Product for lines without one: lines of Odoo"
                    " without a product wait without it."
                )
            )
        if not self._journal():
            missing.append(
                self.env._(
                    "A journal of the company for “%(list)s”: documents of QuickBooks"
                    " cannot be posted without it.",
                    list=self._description,
                )
            )
        return missing

    def _is_sale(self):
        return self._move_type in self.env["account.move"].get_sale_types()

    def _hint_domain(self, model):
        return [("move_type", "=", self._move_type), ("state", "=", "posted")]

    # -- Odoo's side ----------------------------------------------------------

    def _leaves_out(self, move, path):
        if move.state == "cancel":
            return path not in self._while_void()
        if move.qbd_opening:
            return path not in (self._party_ref, *OPENING)
        return path == self._tax_ref and len(self._sales_tax(move)) != 1

    def _while_void(self):
        """Return the paths that are still compared of a voided document."""
        return (self._party_ref, *WHILE_VOID)

    def _txn_date(self, move):
        """Return the date it counts on: a lock date may have moved it in Odoo."""
        return move.date if move.state == "posted" else move.invoice_date

    def _owed_account(self, move):
        terms = move.line_ids.filtered(lambda x: x.display_type == "payment_term")
        return terms.account_id[:1]

    def _due_date(self, move):
        """Return the date of the last part; the move's own field follows its terms."""
        terms = move.line_ids.filtered(lambda x: x.display_type == "payment_term")
        dates = [date for date in terms.mapped("date_maturity") if date]
        return max(dates, default=move.invoice_date_due)

    def _memo(self, move):
        return html2plaintext(move.narration) if move.narration else None

    def _is_cancelled(self, move):
        return move.state == "cancel"

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
        for name, ids in self._needed_by_lines(move).items():
            if ids:
                needed[name] = needed.get(name, set()) | ids
        if self._tax_ref and not self._leaves_out(move, self._tax_ref):
            needed["sales_tax"] = set(self._sales_tax(move).ids)
        return needed

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        canonical["Void"] = self._is_void(element) and self._is_worthless(canonical)
        if canonical["Void"]:
            kept = (*self._while_void(), *self._totals)
            return {p: v for p, v in canonical.items() if p in kept}
        self._normalise_lines(canonical, self._is_taxed(canonical))
        if "DueDate" in canonical and not canonical["DueDate"]:
            canonical["DueDate"] = canonical["TxnDate"]
        canonical = self._with_item_accounts(canonical)
        strange = self._strange_items(element)
        return {**canonical, STRANGE: strange} if strange else canonical

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

    def _open_amounts(self, moves):
        moves = moves.filtered(lambda move: move.state == "posted")
        return {move.id: abs(move.amount_residual) for move in moves}

    def _narration(self, memo):
        return plaintext2html(memo) if memo else False

    # -- what they wait for ---------------------------------------------------

    def _needed_refs(self, canonical):
        """Add the tax, if there is any."""
        tax = canonical.get(self._tax_ref)
        taxed = tax and money(canonical.get(self._tax_total_ref))
        return super()._needed_refs(canonical) + ([("sales_tax", tax)] if taxed else [])

    def _object_waits_for(self, canonical):
        return (
            self._object_refused_because(canonical)
            or self._not_yet(canonical)
            or super()._object_waits_for(canonical)
            or self._lacks_tax(canonical)
            or self._lacks_account(canonical)
        )

    def _lacks_tax(self, canonical):
        tax = canonical.get(self._tax_ref)
        if not money(canonical.get(self._tax_total_ref)) or (
            tax and self._to_record("sales_tax", tax)
        ):
            return ""
        return self._wait_words(self._names_of_objects([("sales_tax", tax)], canonical))

    def _object_refused_because(self, canonical):
        return self._lacks_opening(canonical) or self._words_of_lines(canonical)

    def _words_of_lines(self, canonical):
        if "ItemPayment" in self._kinds_of_items(canonical):
            return self.env._(
                "It has a payment among its lines. Enter the payment on its own in"
                " QuickBooks, and remove the line."
            )
        return self._words_of_strange_items(canonical)

    def _words_of_strange_items(self, canonical):
        """Items that no list has, although all items were read."""
        items = self._stream()._sibling("item")
        if not (items and items._reads() and items.watermark):
            return ""
        names = [
            name or qb_id
            for qb_id, name in (canonical.get(STRANGE) or {}).items()
            if not self._to_record("item", qb_id)
        ]
        if not names:
            return ""
        return self.env._(
            "Odoo has nothing like these items of QuickBooks: %(items)s, e.g. fixed"
            " assets. Put other items on the lines in QuickBooks, or enter the document"
            " in Odoo by hand and leave this one alone.",
            items=", ".join(names),
        )

    def _strange_items(self, element):
        """Return {ListID: full name} of the items on its lines that have no link."""
        shown = {
            one.findtext("ListID"): one.findtext("FullName")
            for one in element.iter("ItemRef")
        }
        known = self._cached_in_batch("items with a link", set)
        new = [qb_id for qb_id in shown if qb_id not in known]
        if new:
            connection = self._stream().connection_id
            known.update(self.env["qbd.link"]._by_qb_ids(connection, "item", new))
        return {one: name for one, name in shown.items() if one not in known}

    def _not_yet(self, canonical):
        if canonical.get("IsPending"):
            return self.env._(
                "It is pending in QuickBooks and counts nothing there. It comes when it"
                " is marked as final."
            )
        return ""

    def _lacks_opening(self, canonical):
        opening = self._stream().connection_id.opening_account_id
        if opening or canonical.get("IsPending") or not self._is_opening(canonical):
            return ""
        return self.env._(
            "It is from before the cut-off date and still open. Choose an account for"
            " open items on the connection."
        )

    def _record_impossible_because(self, move):
        """A document with a tax, a unit, a currency … that QuickBooks lacks."""
        words = (
            self._words_of_foreign_party(move)
            or self._words_of_move(move)
            or self._words_of_units(move)
        )
        if words:
            return words
        taxes = self._sales_tax(move) if move.state == "posted" else ()
        if not taxes:
            return ""
        words = self.env["qbd.mapping.sales_tax"]._record_impossible_because(taxes)
        there = words and not self._without_object_of("sales_tax", taxes.ids)
        return "" if there else words

    def _record_waits_for(self, move):
        if move.state != "draft":
            return self._waiting_for_accounts(move).get(move.id, "")
        return self.env._(
            "It is a draft in Odoo, and goes to QuickBooks when it is posted."
        )

    # -- rule 9: money is read back -------------------------------------------

    def _money_difference(self, move, quickbooks):
        """Return both figures and advice, in words; "" if they agree."""
        if not move.exists() or move.state == "cancel" or move.qbd_opening:
            return ""
        if quickbooks.get("Void") or any(
            quickbooks.get(path) is None for path in self._totals
        ):
            return ""
        if quickbooks.get("IsPending"):
            return self.env._(
                "It is posted in Odoo, and was marked as pending in QuickBooks, where"
                " it counts nothing now. Mark it as final there."
            )
        theirs = [money(quickbooks[path]) for path in self._totals]
        ours = [money(move[name]) for name in self._totals.values()]
        return self._words_of_difference(move, ours, theirs)

    def _words_of_difference(self, move, ours, theirs):
        """Return the amounts of both sides and the advice, "" if they agree.

        :param ours: list of Decimals, of the fields in `_totals`
        :param theirs: list of Decimals, of the paths in `_totals`
        """
        ours, theirs = [cents(one) for one in ours], [cents(one) for one in theirs]
        if ours == theirs:
            return ""
        posting, currency = self.env["qbd.posting"], move.currency_id
        our_sum, *our_tax = [posting._formatted(currency, one) for one in ours]
        their_sum, *their_tax = [posting._formatted(currency, one) for one in theirs]
        if not our_tax:
            return self.env._(
                "In Odoo %(ours)s, in QuickBooks %(theirs)s. Compare the lines of the"
                " two.",
                ours=our_sum,
                theirs=their_sum,
            )
        return self.env._(
            "In Odoo %(ours)s and %(our_tax)s tax, in QuickBooks %(theirs)s and"
            " %(their_tax)s tax. %(advice)s",
            ours=our_sum,
            our_tax=our_tax[0],
            theirs=their_sum,
            their_tax=their_tax[0],
            advice=self._advice(ours[0] == theirs[0]),
        )

    def _advice(self, only_tax):
        if not only_tax:
            return self.env._("Compare the lines of the two.")
        return self.env._(
            "Press Take QuickBooks' figures to have its tax in Odoo to the cent, or"
            " compare the rates of the tax in both."
        )
