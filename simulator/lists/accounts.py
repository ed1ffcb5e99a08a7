"""The chart of accounts: QuickBooks' rules for an account, and its balances.

Balances are kept as QuickBooks prints them: positive on the account's natural side, so
that income and payables are positive when they are in credit (recorded).
"""

from decimal import Decimal

from ..database.txn_store import Posting
from ..wire import status
from ..wire.status import Failed
from .rules import Rules

SPACE = "account"

# In the order in which QuickBooks lists them (recorded), with what it says about cash
# flow (recorded, but for OtherAsset) and whether a credit is positive.
_TYPES = {
    "Bank": ("NotApplicable", False),
    "AccountsReceivable": ("Operating", False),
    "OtherCurrentAsset": ("Operating", False),
    "FixedAsset": ("Investing", False),
    "OtherAsset": ("Investing", False),
    "AccountsPayable": ("Operating", True),
    "CreditCard": ("Operating", True),
    "OtherCurrentLiability": ("Operating", True),
    "LongTermLiability": ("Financing", True),
    "Equity": ("Financing", True),
    "Income": ("None", True),
    "CostOfGoodsSold": ("None", False),
    "Expense": ("None", False),
    "OtherIncome": ("None", True),
    "OtherExpense": ("None", False),
    "NonPosting": ("NotApplicable", False),
}
RANKS = {name: rank for rank, name in enumerate(_TYPES)}
_FIXED_TYPES = ("AccountsReceivable", "AccountsPayable")


class Accounts(Rules):
    """The accounts of a company file."""

    # rules

    def check(self, row, before):
        """Check that an account may be saved; ``before``: as it was, None if new.

        Failed with 3180, in QuickBooks' frame; the reasons are assumed, save that of a
        number in use.
        """
        self._check_type(row, before)
        self._check_parent(row)
        self._check_number(row, before)
        row.fields["CashFlowClassification"] = _cash_flow(row)

    def added(self, row, data):
        """Post the opening balance against Opening Balance Equity."""
        balance = Decimal(data.get("OpenBalance") or 0)
        if not balance:
            return
        if RANKS[row.fields["AccountType"]] > RANKS["Equity"]:
            reason = "An account of this type has no opening balance."
            raise Failed(_refused(row, reason))
        self.open(row.list_id, balance, data.get("OpenBalanceDate", ""))

    def merging(self, kept, gone):
        """Add up the balances of merged accounts; their types must be the same."""
        if kept.fields["AccountType"] != gone.fields["AccountType"]:
            raise Failed(_refused(kept, "Only accounts of one type can be merged."))
        both = Decimal(kept.fields["Balance"]) + Decimal(gone.fields["Balance"])
        kept.fields["Balance"] = f"{both:.2f}"

    def check_delete(self, row):
        """Refuse special accounts and those with a balance. Failed with 3160."""
        if row.fields.get("SpecialAccountType") or Decimal(row.fields["Balance"]):
            raise Failed(status.cannot_delete(row.list_id))

    def _check_type(self, row, before):
        if "AccountType" not in row.fields:
            raise Failed(status.missing_element("AccountType"))
        old = before and before.fields["AccountType"]
        if not old or row.fields["AccountType"] == old:
            return
        fixed = old in _FIXED_TYPES or before.fields.get("SpecialAccountType")
        if fixed or self.store.children(before):
            raise Failed(_refused(row, "The type of this account cannot be changed."))
        if _is_credit(row) != _is_credit(before):
            row.fields["Balance"] = f"{-Decimal(row.fields['Balance']):.2f}"

    def _check_parent(self, row):
        parent = row.parent and self.store.find(SPACE, row.parent)
        if parent and parent.fields["AccountType"] != row.fields["AccountType"]:
            reason = "A subaccount must be of the same type as its parent account."
            raise Failed(_refused(row, reason))

    def _check_number(self, row, before):
        number = row.fields.get("AccountNumber")
        if not number or (before and number == before.fields.get("AccountNumber")):
            return
        same = (
            "space = ? AND list_id <> ? AND json_extract(fields, '$.AccountNumber') = ?"
        )
        if self.store.rows(same, (SPACE, row.list_id, number), 1):
            raise Failed(_refused(row, "The account number is already in use."))

    # balances

    def post(self, list_id, debit):
        """Move the balance of an account by a debit (Decimal; a credit is negative).

        EditSequence and TimeModified stay. LookupError if there is no such account.
        """
        row = self.store.find(SPACE, list_id)
        if row is None:
            raise LookupError(f"no account {list_id}")
        balance = Decimal(row.fields["Balance"]) + self.natural(row, debit)
        row.fields["Balance"] = f"{balance:.2f}"
        self.company.lists.save(row)

    def open(self, list_id, balance, date=""):
        """Give an account an opening balance (Decimal, on its natural side)."""
        debit = self.natural(self.store.find(SPACE, list_id), balance)
        books = self.company.books
        against = Posting(books.special("OpeningBalanceEquity"), -debit)
        books.journal([Posting(list_id, debit), against], date)

    @staticmethod
    def natural(row, debit):
        """Return a debit (Decimal) as the balance of an account, or the other way
        round."""
        return -debit if _is_credit(row) else debit

    def special(self, kind):
        """Return the account with this SpecialAccountType (Row). LookupError if none
        has."""
        where = "space = ? AND json_extract(fields, '$.SpecialAccountType') = ?"
        rows = self.store.rows(where, (SPACE, kind), 1)
        if not rows:
            raise LookupError(f"no account is {kind}")
        return rows[0]


def total_balance(store, row, balance):
    """Return the TotalBalance: the account with all accounts below it, as text.

    ``balance``: callable, row → its own Balance as text
    """
    rows = [row, *store.descendants(row)]
    return f"{sum(Decimal(balance(one)) for one in rows):.2f}"


def _cash_flow(row):
    if row.fields.get("SpecialAccountType") == "UndepositedFunds":
        return "NotApplicable"
    return _TYPES[row.fields["AccountType"]][0]


def _is_credit(row):
    """Return whether the balance is positive in credit."""
    return _TYPES[row.fields["AccountType"]][1]


def _refused(row, reason):
    return status.cannot_save("Account", row.name, reason)
