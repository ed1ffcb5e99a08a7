from odoo import models

from ....core.qbxml import currencies
from ....core.qbxml.elements import is_plain
from ....core.words import for_reader
from .odoo_fields import DISCOUNT, LINE_KINDS, REFUSED

CURRENCY = "CurrencyRef"
TAX_ITEMS = ("ItemSalesTax", "ItemSalesTaxGroup")
"""Items that are taxes, and no products."""


class QbdDocumentMeanings(models.AbstractModel):
    """The currency that the amounts of a document are in, on either side."""

    _name = "qbd.document.meanings"
    _description = "QuickBooks Transactions: Meanings"

    _money_ref = None  # the path of the account that the money of a payment is on

    def _meaning_refused_because(self, canonical):
        """Add accounts that Odoo keeps in another currency than QuickBooks."""
        return super()._meaning_refused_because(
            canonical
        ) or self._words_of_foreign_accounts(canonical)

    def _words_of_foreign_accounts(self, canonical):
        """Name the accounts of an object on which Odoo wants another currency.

        The account of money has words of its own, where a journal is looked for.
        """
        foreign = self._cached_in_batch("foreign accounts", self._foreign_accounts)
        if not foreign or self._is_opening(canonical):
            return ""
        named = foreign.browse().union(
            *(
                self._to_record(name, qb_id)
                for path, name, qb_id in self._refs_of(canonical)
                if name == "account" and path != self._money_ref
            )
        )
        return self.env["qbd.posting"]._words_of_currencies(named & foreign)

    def _foreign_accounts(self):
        """Return the accounts that Odoo keeps in another currency than the company."""
        company, accounts = self._stream().company_id, self.env["account.account"]
        domain = [
            *accounts._check_company_domain(company),
            ("currency_id", "not in", (False, company.currency_id.id)),
        ]
        return accounts.search(domain)

    def _meanings_implied(self, canonical, shown):
        """Return the currency of the customer, if the document does not show its own.

        Only a company file with several currencies leaves that open.
        """
        connection = self._stream().connection_id
        if not currencies.is_multi(connection.preferences) or any(
            path == CURRENCY for path, _text in shown
        ):
            return []
        party = canonical.get(self._party_ref)
        links = self.env["qbd.link"]._by_qb_ids(
            connection, self.env[f"qbd.mapping.{self._party_mapping}"]._space, [party]
        )
        currency = self._currency_shown(links.get(party))
        return [
            [CURRENCY, currency or for_reader(self.env)._("not shown by QuickBooks")]
        ]

    def _currency_shown(self, link):
        """Return the name of the currency of a customer, "" if it is not known."""
        if not link:
            return ""
        states = (link.quickbooks_seen, link.quickbooks_image)
        return next(filter(None, (self._kept_in(x, CURRENCY) for x in states)), "")

    def _words_of_foreign_party(self, record):
        """Say that QuickBooks would read the amounts in the customer's currency."""
        connection = self._stream().connection_id
        if not currencies.is_multi(connection.preferences):
            return ""
        party = self._party_of(record)
        link = self._links_of(self._party_mapping, party.ids).get(party.id)
        currency = self._currency_shown(link)
        if not currency or is_plain(currency, self._home_names()):
            return ""
        return for_reader(self.env)._(
            "%(party)s has the currency %(currency)s in QuickBooks, and the amounts "
            "would be taken in that currency. Choose a customer or vendor in the "
            "home currency, or enter the document in QuickBooks manually.",
            party=party.display_name,
            currency=currency,
        )


class QbdTradeMeanings(models.AbstractModel):
    """The parts of a document of trade that the other side has nothing like."""

    _name = "qbd.trade.meanings"
    _description = "QuickBooks Invoices, Bills and Credits: Meanings"

    # -- QuickBooks' side -----------------------------------------------------

    def _meaning_refused_because(self, canonical):
        """Add lines with an item that is no product: a tax is a tax, not a sale."""
        words = super()._meaning_refused_because(canonical)
        names = self._tax_items(canonical) if not words else []
        if not names:
            return words
        return for_reader(self.env)._(
            "This document has sales tax items among its lines: %(items)s. Choose "
            "the tax in the footer of the form in QuickBooks, and remove the line; "
            "or enter the document in Odoo manually.",
            items=", ".join(names),
        )

    def _tax_items(self, canonical):
        """Return the names of the sales tax items on the lines of an object."""
        ids = {x.value(row, "product_id") for x, row in self._rows(canonical)}
        taxes = self._cached_in_batch("tax items", self._all_tax_items)
        return sorted(taxes[one] for one in ids & taxes.keys())

    def _all_tax_items(self):
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("space", "=", "item"),
                ("qb_type", "in", TAX_ITEMS),
            ]
        )
        return {link.qb_id: link.qb_name or link.qb_id for link in links}

    # -- Odoo's side ----------------------------------------------------------

    def _words_of_move(self, move):
        """Say which part of a posted document changes its amounts in Odoo only."""
        if move.state != "posted":
            return ""
        kinds = {
            line.display_type
            for line in move.line_ids
            if LINE_KINDS.get(line.display_type, REFUSED) == REFUSED
        } - {DISCOUNT}
        if move.invoice_cash_rounding_id or "rounding" in kinds:
            return for_reader(self.env)._(
                "This document is rounded in Odoo (%(rounding)s), and QuickBooks has "
                "no cash rounding: its total would differ. Remove the rounding from "
                "the document, or enter it in QuickBooks manually.",
                rounding=move.invoice_cash_rounding_id.name or "-",
            )
        if "epd" in kinds:
            return for_reader(self.env)._(
                "The terms %(terms)s of this document reduce the tax by the early "
                "discount from the start, and QuickBooks computes tax on the full "
                "amount. Choose terms that never reduce the tax, or enter the "
                "document in QuickBooks manually.",
                terms=move.invoice_payment_term_id.display_name,
            )
        sold = move.invoice_line_ids.filtered(lambda x: x.display_type == "product")
        deducted = any(line.deductible_amount != 100 for line in sold)
        if kinds or deducted:
            return self._words_of_kinds(move, kinds)
        return ""

    def _words_of_discounts(self, move):
        """Say that Odoo posts the discounts of lines to an account of their own.

        QuickBooks posts a line net of its discount to one account, that of the line.
        """
        if move.state != "posted":
            return ""
        lines = move.line_ids.filtered(lambda line: line.display_type == DISCOUNT)
        currency = move.company_currency_id
        accounts = lines.grouped("account_id")
        accounts = [
            account
            for account, moved in accounts.items()
            if not currency.is_zero(sum(moved.mapped("balance")))
        ]
        if not accounts:
            return ""
        return for_reader(self.env)._(
            "Odoo posts the discounts on its lines to an account of their own"
            " (%(accounts)s), and QuickBooks posts each line less its discount to one"
            " account. Enter the discount as a line of its own, with a product on the"
            " account for discounts. Or reset the document to draft, take the discounts"
            " off its lines and save, empty that account in the settings of Accounting"
            " (Invoice line discounts), and enter the discounts again. Or enter the"
            " document in QuickBooks manually.",
            accounts=", ".join(sorted(one.display_name for one in accounts)),
        )

    def _words_of_kinds(self, move, kinds):
        labels = dict(
            move.line_ids._fields["display_type"]._description_selection(
                for_reader(self.env)
            )
        )
        names = [labels.get(kind, kind) for kind in sorted(kinds)]
        return for_reader(self.env)._(
            "This document has amounts that are not deductible, or lines that Odoo "
            "made itself (%(kinds)s), and QuickBooks has no equivalent. Remove them, "
            "or enter the document in QuickBooks manually.",
            kinds=", ".join(names) or "-",
        )
