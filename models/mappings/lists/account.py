import re

from odoo import Command, models
from odoo.tools.translate import LazyTranslate

from ....core.errors import ValueRefused
from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import amount, boolean, enum, integer, ref, text
from ....core.words import for_reader
from .account_matching import QB_TYPES, TYPES

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


SPECIAL = ("SalesTaxPayable", "UndepositedFunds", "RetainedEarnings")
"""Accounts of which QuickBooks has one; there are more that nobody asks for."""

JOURNALS = {"Bank": "bank", "CreditCard": "credit"}
"""{AccountType: type of the journal} of accounts that get one."""

FIRST_CODES = {
    "asset": "1",
    "liability": "2",
    "equity": "3",
    "income": "4",
    "expense": "6",
    "off": "9",
}
"""{group of account types: first digit} where a chart has no code to go on from."""


class QbdMappingAccount(models.AbstractModel):
    """Account ↔ account.account.

    Two charts of accounts are paired unchanged: names, numbers and types stay as they
    are on each side, and later edits are synced. A parent account stays in QuickBooks;
    the link has the full name.
    """

    _name = "qbd.mapping.account"
    _inherit = ["qbd.account.matching", "qbd.mapping"]
    _description = "Accounts"

    _qb_type = "Account"
    _space = "account"
    _odoo_model = "account.account"
    _can = frozenset({"add", "mod", "inactivate"})
    _fixed = frozenset({"AccountType"})
    _watch = ("account.account",)
    _pages = False
    _has_guid = False
    _has_ledger = True
    _deleted_types = ("Account",)
    _direction = "from_quickbooks"
    _creates_in_odoo = False
    _creates_in_quickbooks = False
    _fields_map = (
        Field("Name", "name", text(31), required=True, label=_lt("Name")),
        Field("FullName", None, text(), pull_only=True),
        Field("IsActive", "active", boolean, label=_lt("Active")),
        Field("ParentRef", None, ref("account"), pull_only=True),
        Field("Sublevel", None, integer, pull_only=True),
        Field("AccountType", "_type", enum(*TYPES), required=True, label=_lt("Type")),
        Field("SpecialAccountType", None, enum(*SPECIAL), pull_only=True),
        Field("AccountNumber", "code", text(7), label=_lt("Number")),
        Field("Desc", "description", text(200), label=_lt("Description")),
        Field("Balance", None, amount, pull_only=True, label=_lt("Balance")),
    )
    _elements = Elements(
        kept={
            "DetailAccountType": _lt("Detail type"),
            "IsTaxAccount": _lt("Tax account"),
            "BankNumber": _lt("Bank account number"),
            "LastCheckNumber": _lt("Last check number"),
            "SalesTaxCodeRef": _lt("Sales tax code"),
            "TaxLineInfoRet": _lt("Tax line"),
            "CashFlowClassification": _lt("Cash flow"),
            "CurrencyRef": _lt("Currency"),
            "DataExtRet": _lt("Custom field"),
        },
        passed=("TotalBalance",),
    )

    # -- which accounts -------------------------------------------------------

    def _records_domain(self):
        return [("company_ids", "parent_of", self._stream().company_id.id)]

    def _sweep_domain(self):
        return [*self._records_domain(), ("active", "=", True)]

    # -- Odoo's side ----------------------------------------------------------

    def _type(self, account):
        return QB_TYPES[account.account_type]

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        """Reduce a number to characters that Odoo allows: letters, digits, points."""
        number = canonical["AccountNumber"]
        canonical["AccountNumber"] = number and re.sub(r"[^A-Za-z0-9.]", ".", number)
        return canonical

    def _earlier_results_account(self):
        return self._special_account("RetainedEarnings")

    # -- writing to Odoo ------------------------------------------------------

    def _odoo_values(self, changed, record=None):
        values = super()._odoo_values(changed, record)
        if not values.get("code"):
            values.pop("code", None)  # Odoo has no account without one
        if changed.get("AccountType"):
            values["account_type"] = TYPES[changed["AccountType"]][0]
        return values

    def _new_values(self, canonical):
        values = super()._new_values(canonical)
        values["code"] = self._new_code(canonical)
        values["company_ids"] = [Command.link(self._stream().company_id.root_id.id)]
        if canonical["SpecialAccountType"] == "UndepositedFunds":
            values["reconcile"] = True  # deposits take payments out of it
        return values

    def _new_code(self, canonical):
        """Return the number of an account; a free number if it is missing or taken."""
        used, accounts = self._cached_in_batch("codes", set), self._browse([])
        start = canonical["AccountNumber"] or self._last_code(canonical["AccountType"])
        code = accounts._search_new_account_code(start, used)
        if canonical["AccountNumber"] and code != start:  # somebody else's number
            code = accounts._search_new_account_code(f"{start}.1", used)
        used.add(code)
        return code

    def _last_code(self, qb_type):
        """Return the last code of a type, or the start of the type's range."""
        account_type = TYPES[qb_type][0]
        domain = [*self._records_domain(), ("account_type", "=", account_type)]
        codes = self._browse([]).search(domain).mapped("code")
        numbers = [code for code in codes if code and code.isdecimal()]
        first = FIRST_CODES[account_type.partition("_")[0]].ljust(6, "0")
        return max(numbers, key=lambda code: (len(code), code), default=first)

    def _create_records(self, objects):
        accounts = super()._create_records(objects)
        journals = [
            self._journal_values(account, canonical)
            for account, canonical in zip(accounts, objects, strict=True)
            if account.active and canonical["AccountType"] in JOURNALS
        ]
        self.env["account.journal"].create(journals)
        return accounts

    def _journal_values(self, account, canonical):
        return {
            "name": account.name,
            "type": JOURNALS[canonical["AccountType"]],
            "default_account_id": account.id,
            "company_id": self._stream().company_id.id,
        }

    # -- requests -------------------------------------------------------------

    def _record_refused_because(self, state, link):
        account = self._browse(link.record_id)
        if account.account_type in ("off_balance", "equity_unaffected"):
            return for_reader(self.env)._(
                "QuickBooks creates accounts of this type itself. Match it with an "
                "existing account, or leave it in Odoo."
            )
        if state["AccountNumber"] and self._linked(
            "AccountNumber", state["AccountNumber"]
        ):
            return for_reader(self.env)._(
                "QuickBooks has another account with the number %(number)s. Link the"
                " two, or change one of the numbers.",
                number=state["AccountNumber"],
            )
        return ""

    def _complete_add(self, values):
        """Send a number only if QuickBooks can hold it and shows numbers."""
        number = values.get("AccountNumber") or ""
        if len(number) > 7 or not self._uses_numbers():
            return {**values, "AccountNumber": None}
        return values

    def _uses_numbers(self):
        preferences = self._stream().connection_id.preferences or {}
        accounting = preferences.get("AccountingPreferences") or {}
        return accounting.get("IsUsingAccountNumbers", "true") == "true"

    def _complete_mod(self, values, canonical):
        if len(values.get("AccountNumber") or "") > 7:
            raise ValueRefused(
                for_reader(self.env)._(
                    "QuickBooks holds account numbers of 7 characters at most."
                ),
                "AccountNumber",
            )
        return super()._complete_mod(values, canonical)

    def _request_mod(self, link, changed, canonical, names):
        """Keep the name unique among the accounts below the same parent."""
        above = (link.qb_name or "").rpartition(":")[0]
        within = (lambda name: names(f"{above}:{name}")) if names and above else names
        return super()._request_mod(link, changed, canonical, within)

    def _qb_name(self, canonical, names):
        return self._free_name(canonical, names)

    def _full_name(self, name, link, state=None):
        above = (link.qb_name or "").rpartition(":")[0] if link.qb_id else ""
        return f"{above}:{name}" if name and above else name
