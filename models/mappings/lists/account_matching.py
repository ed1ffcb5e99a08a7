import re

from odoo import models
from odoo.tools import SQL

from ....core.qbxml.names import name_key
from ....core.words import for_reader

TYPES = {
    "Bank": ("asset_cash",),
    "AccountsReceivable": ("asset_receivable",),
    "OtherCurrentAsset": ("asset_current", "asset_prepayments"),
    "FixedAsset": ("asset_fixed",),
    "OtherAsset": ("asset_non_current",),
    "AccountsPayable": ("liability_payable",),
    "CreditCard": ("liability_credit_card",),
    "OtherCurrentLiability": ("liability_current",),
    "LongTermLiability": ("liability_non_current",),
    "Equity": ("equity", "equity_unaffected"),
    "Income": ("income",),
    "CostOfGoodsSold": ("expense_direct_cost",),
    "Expense": ("expense", "expense_depreciation"),
    "OtherIncome": ("income_other",),
    "OtherExpense": ("expense_other",),
    "NonPosting": ("off_balance",),
}
"""{AccountType: Odoo's account types}, the first of which a new account gets."""

QB_TYPES = {odoo: qb for qb, types in TYPES.items() for odoo in types}

ALONE = {"Bank", "AccountsReceivable", "AccountsPayable", "CreditCard", "NonPosting"}
"""Types that belong to no others, whatever the account's number."""

TRADE = {
    "AccountsReceivable": "property_account_receivable_id",
    "AccountsPayable": "property_account_payable_id",
}
"""{AccountType: field of a partner whose default is the company's account}"""


class QbdAccountMatching(models.AbstractModel):
    """Matches the accounts of QuickBooks with those of Odoo.

    The mapping inherits it before `qbd.mapping`.
    """

    _name = "qbd.account.matching"
    _description = "QuickBooks Accounts: Matching"

    # -- without asking -------------------------------------------------------

    def _match(self, objects):
        """Match by number; else by name and type; else the only account for trade."""
        free, result = self._free_records(), {}
        for _words, find in self._sure_finders():
            rest = {k: one for k, one in objects.items() if not result.get(k)}
            taken = {one for ids in result.values() for one in ids}
            accounts = free.filtered(lambda one, taken=taken: one.id not in taken)
            result.update(find(rest, accounts))
        return result

    def _sure_finders(self):
        return [
            (for_reader(self.env)._("Same number"), self._same_number),
            (for_reader(self.env)._("Same name and type"), self._same_name),
            (
                for_reader(self.env)._(
                    "The only one of its type in QuickBooks, and the company's own"
                ),
                self._same_trade,
            ),
        ]

    def _same_number(self, objects, accounts):
        by_code = {account.code: account for account in accounts if account.code}
        found = {}
        for qb_id, canonical in objects.items():
            account = by_code.get(canonical["AccountNumber"])
            if account and self._fits(canonical["AccountType"], account):
                found[qb_id] = account.ids
        return found

    def _fits(self, qb_type, account):
        """Return whether an account of the same number can be the same account."""
        own = QB_TYPES[account.account_type]
        if own == qb_type:
            return True
        group = TYPES[qb_type][0].partition("_")[0]
        return not ALONE & {own, qb_type} and account.account_type.startswith(group)

    def _same_name(self, objects, accounts):
        """Match accounts of the same type and name; the full name is preferred."""
        by_name = {}
        for account in accounts:
            for name in self._keys_of_name(account.name):
                key = (self._type(account), name)
                by_name.setdefault(key, []).append(account.id)
        return {
            qb_id: next(
                (
                    self._in_use(by_name[canonical["AccountType"], name])
                    for name in self._spelled(canonical)
                    if (canonical["AccountType"], name) in by_name
                ),
                [],
            )
            for qb_id, canonical in objects.items()
        }

    def _spelled(self, canonical):
        names = (canonical["FullName"], canonical["Name"])
        return [name_key(name) for name in names if name]

    def _same_trade(self, objects, accounts):
        """Match QuickBooks' only receivable (payable) with the company's account."""
        result = {}
        for qb_type, field in TRADE.items():
            ids = [k for k, one in objects.items() if one["AccountType"] == qb_type]
            if len(ids) == 1 and not self._others_of_type(qb_type, ids[0]):
                alike = accounts.filtered(lambda a, t=qb_type: self._type(a) == t)
                own = self._company_account(field)
                result[ids[0]] = (own & alike or alike[: len(alike) == 1]).ids
        return result

    def _company_account(self, field):
        partners = self.env["res.partner"]
        found = partners._fields[field].get_company_dependent_fallback(partners)
        return self._browse(found.ids)

    def _others_of_type(self, qb_type, qb_id):
        return self._linked("AccountType", qb_type) - {qb_id}

    def _linked(self, path, value):
        """Return the ids of QuickBooks' accounts that show a value."""
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT qb_id FROM qbd_link WHERE stream_id = %s AND qb_id IS NOT NULL"
                " AND state != 'gone'"
                " AND COALESCE(quickbooks_seen, quickbooks_image) ->> %s = %s",
                self._stream().id,
                path,
                value,
            )
        )
        return {qb_id for (qb_id,) in self.env.cr.fetchall()}

    # -- suggestions ----------------------------------------------------------

    def _finders(self):
        return [
            *self._sure_finders(),
            (
                for_reader(self.env)._("Odoo uses this account for the same purpose"),
                self._same_purpose,
            ),
            (for_reader(self.env)._("The only one of its type"), self._only_of_type),
            *super()._finders(),
        ]

    def _same_purpose(self, objects, accounts):
        """Match accounts that QuickBooks posts to itself, by Odoo's settings or types.
        Match accounts of QuickBooks' own postings by Odoo's settings or types.
        """
        purposes = {
            "SalesTaxPayable": self._default_tax_account() & accounts,
            "RetainedEarnings": accounts.filtered(
                lambda account: account.account_type == "equity_unaffected"
            ),
        }
        specials = {k: one["SpecialAccountType"] for k, one in objects.items()}
        return {k: purposes[s].ids for k, s in specials.items() if s in purposes}

    def _default_tax_account(self):
        """Return the account of the company's default tax on sales."""
        taxes = self._stream().company_id.account_sale_tax_id.flatten_taxes_hierarchy()
        lines = taxes.invoice_repartition_line_ids
        return lines.filtered(lambda x: x.repartition_type == "tax").account_id[:1]

    def _only_of_type(self, objects, accounts):
        found = {}
        for qb_id, canonical in objects.items():
            qb_type = canonical["AccountType"]
            if not self._others_of_type(qb_type, qb_id):
                alike = accounts.filtered(lambda a, t=qb_type: self._type(a) == t)
                found[qb_id] = alike.ids if len(alike) == 1 else []
        return found

    def _title(self, account):
        """Return the name with the code, which Odoo leaves out for some users."""
        return f"{account.code or ''} {account.name}".strip()

    def _suggest(self, objects, records=None):
        """Explain, without a proposal, a number that another kind of account has."""
        result = super()._suggest(objects, records)
        by_code = {account.code: account for account in self._free_records()}
        for qb_id, canonical in objects.items():
            account = by_code.get(canonical["AccountNumber"])
            if account and not result.get(qb_id):
                words = for_reader(self.env)._(
                    "%(account)s has the number, but a different type",
                    account=self._title(account),
                )
                result[qb_id] = (None, words)
        return result

    def _about(self, canonical):
        """Return the number and type: "40100, Other Income"."""
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", canonical["AccountType"] or "")
        return ", ".join(filter(None, (canonical["AccountNumber"], spaced)))

    # -- asked by others, and by the engine -----------------------------------

    def _special_account(self, special):
        """Return the account with this SpecialAccountType of QuickBooks, if any.

        Called by other mappings for accounts that QuickBooks posts to by itself.
        """
        ids = sorted(self._linked("SpecialAccountType", special))
        return self._to_record("account", ids[0]) if ids else self._browse([])

    def _first_images(self, odoo, quickbooks):
        """Keep the names, numbers and types of paired charts until an edit."""
        paths = ("Name", "AccountNumber", "AccountType")
        return tuple(
            {path: state.get(path) for path in paths} for state in (odoo, quickbooks)
        )
