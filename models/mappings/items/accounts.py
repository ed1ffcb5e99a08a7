from odoo import models

from ....core.errors import ValueRefused
from ....core.words import for_reader
from .fields import BOTH, STOCK

INCOME, EXPENSE, ASSET = "IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef"


class QbdItemAccounts(models.AbstractModel):
    """Provides the accounts and the tax code that an item needs in QuickBooks."""

    _name = "qbd.item.accounts"
    _description = "QuickBooks Items: Accounts"

    # -- accounts -------------------------------------------------------------

    def _missing_settings(self):
        """Name the accounts of new items that are not chosen, or unmatched."""
        missing, connection = super()._missing_settings(), self._stream().connection_id
        if not self._stream()._writes():
            return missing
        company = connection.company_id
        usual = {
            "item_income_account_id": company.income_account_id,
            "item_expense_account_id": company.expense_account_id,
            "item_cogs_account_id": company.expense_account_id,
            "item_asset_account_id": company.account_stock_valuation_id,
        }
        for name, account in usual.items():
            account = connection[name] or account
            link = self._links_of("account", account.ids).get(account.id)
            if not account:
                missing.append(
                    for_reader(self.env)._(
                        "Page Items, %(account)s: without it, new items wait.",
                        account=connection._fields[name]._description_string(
                            for_reader(self.env)
                        ),
                    )
                )
            elif not link or not self._is_live(link):
                missing.append(
                    for_reader(self.env)._(
                        "An unmatched account: %(account)s (page Items, "
                        "%(setting)s). Match it under Match accounts and taxes.",
                        account=account.display_name,
                        setting=connection._fields[name]._description_string(
                            for_reader(self.env)
                        ),
                    )
                )
        return missing

    def _needed_accounts(self, product, variant):
        """Return {path: account that a new item posts to, empty if none is known}.

        The product's own, else its category's, the connection's, the company's.
        """
        if variant.qb_type in STOCK:
            paths = (INCOME, EXPENSE, ASSET)
        elif variant.sides == BOTH:
            paths = (INCOME, EXPENSE)
        else:
            paths = (EXPENSE if variant.bought else INCOME,)
        return {path: self._account(product, variant, path) for path in paths}

    def _account(self, product, variant, path):
        connection, category = self._stream().connection_id, product.categ_id
        company = connection.company_id
        if path == ASSET:
            return (
                connection.item_asset_account_id
                or category.property_stock_valuation_account_id
                or company.account_stock_valuation_id
            )
        if path == INCOME:
            return (
                product.property_account_income_id
                or connection.item_income_account_id
                or category.property_account_income_categ_id
                or company.income_account_id
            )
        stocked = variant.qb_type in STOCK
        return (
            product.property_account_expense_id
            or (stocked and connection.item_cogs_account_id)
            or (not stocked and connection.item_expense_account_id)
            or category.property_account_expense_categ_id
            or company.expense_account_id
        )

    def _accounts_to_add(self, product, variant):
        """Return {path: QuickBooks' id of the account}, as far as it is linked."""
        needed = self._needed_accounts(product, variant)
        ids = {account.id for account in needed.values() if account}
        links = self._links_of("account", ids)
        return {
            path: links[account.id].qb_id
            for path, account in needed.items()
            if account.id in links and self._is_live(links[account.id])
        }

    def _referred(self, records):
        """Add the accounts that new items need, so that they are created first."""
        found = super()._referred(records)
        known = self._variants_in_batch(records)
        new = records.filtered(lambda product: product.id not in known)
        for product in self._without_object(new):
            needed = self._needed_accounts(product, self._variant(product))
            ids = {account.id for account in needed.values() if account}
            found.setdefault("account", set()).update(ids)
        return found

    def _records_waiting_for_add(self, records):
        """Add products whose accounts, or parents, QuickBooks does not have."""
        mapping = self._informed(records)
        waiting = super(QbdItemAccounts, mapping)._records_waiting_for_add(records)
        for product in mapping._without_object(records):
            if product.id not in waiting:
                words = mapping._lacking(product)
                if words:
                    waiting[product.id] = words
        return waiting

    def _lacking(self, product):
        """Return the entries that a new item needs and QuickBooks lacks, in words."""
        variant = self._variant(product)
        there = self._accounts_to_add(product, variant)
        needed = self._needed_accounts(product, variant)
        words = [
            self._words_for_account(path, account)
            for path, account in needed.items()
            if path not in there
        ]
        parent = product.qbd_parent_id
        link = self._links_of("item", parent.ids).get(parent.id)
        if parent and not (link and self._is_live(link)):
            waits = for_reader(self.env)._(
                "Waits for %(name)s.", name=parent.display_name
            )
            words.append(waits)
        return "\n".join(words)

    def _words_for_account(self, path, account):
        label = (
            for_reader(self.env)._("asset account")
            if path == ASSET
            else self._label(path)
        )
        if account:
            return for_reader(self.env)._(
                "The %(which)s %(account)s is not matched with an account of "
                "QuickBooks. Match it, or choose another account for the product, "
                "its category or the connection.",
                which=label.lower(),
                account=account.display_name,
            )
        return for_reader(self.env)._(
            "QuickBooks requires an account: %(which)s. Choose an account for the "
            "product, its category or the connection.",
            which=label.lower(),
        )

    def _record_refused_because(self, state, link):
        """Refuse types that are only read, and subitems of another type's parent."""
        product = self._browse(link.record_id)
        if not self._can_do(self._variant(product).qb_type, "add"):
            return for_reader(self.env)._(
                "Items of this type are not created from Odoo. Create the item in "
                "QuickBooks; it is then matched with this product."
            )
        parent = product.qbd_parent_id
        above = self._links_of("item", parent.ids).get(parent.id)
        if above and above.qb_type != self._variant(product).qb_type:
            return for_reader(self.env)._(
                "In QuickBooks, an item and its parent have the same type, and "
                "“%(parent)s” has a different type. Choose another parent product.",
                parent=parent.display_name,
            )
        return super()._record_refused_because(state, link)

    # -- tax codes ------------------------------------------------------------

    def _code_is_taxable(self, code, name):
        """Return whether a tax code is taxable.

        :param name: the code's name, used if the list of codes is not synced
        """
        entry = self._to_record("sales_tax_code", code)
        if entry:
            return entry.taxable
        known = self._tax_codes()
        if code in known.values():
            return known.get(True) == code
        return name.casefold() != "non"

    def _tax_codes(self):
        """Return {taxable: id of the code}, as far as QuickBooks' preferences say."""
        preferences = self._stream().connection_id.preferences or {}
        taxes = preferences.get("SalesTaxPreferences") or {}
        named = {
            True: taxes.get("DefaultTaxableSalesTaxCodeRef"),
            False: taxes.get("DefaultNonTaxableSalesTaxCodeRef"),
        }
        return {
            taxable: one["ListID"]
            for taxable, one in named.items()
            if one and one.get("ListID")
        }

    def _tax_code(self, taxable):
        """Return QuickBooks' id of the code to send, None if there is none."""
        if taxable is None:
            return None
        known = self._tax_codes().get(taxable)
        return known or self._cached_in_batch(
            ("tax code", taxable), lambda: self._linked_tax_code(taxable)
        )

    def _linked_tax_code(self, taxable):
        codes = self._siblings("sales_tax_code")
        if not codes:
            return None
        mapping = codes._mapping()
        domain = [*mapping._records_domain(), ("taxable", "=", taxable)]
        entries = mapping._browse([]).search(
            [*domain, ("active", "=", True)], order="id"
        )
        links = self.env["qbd.link"]._by_records(codes, entries.ids)
        found = [links[one] for one in entries.ids if one in links]
        return next((link.qb_id for link in found if self._is_live(link)), None)

    def _needed_tax_code(self, taxable):
        code = self._tax_code(taxable)
        if not code:
            raise ValueRefused(
                for_reader(self.env)._(
                    "QuickBooks has no sales tax code with this meaning."
                ),
                "Taxable",
                for_reader(self.env)._("Switch the list of sales tax codes on."),
            )
        return code
