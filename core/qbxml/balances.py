"""The balances of QuickBooks' accounts, which together are a trial balance.

`AccountRet/Balance` is that of the account without its subaccounts, in the natural sign
of its type; accounts of profit and loss hold the running fiscal year, the special
account RetainedEarnings all earlier ones. Recorded of a real company file: the debits
equal the credits to the cent.
"""

from dataclasses import dataclass
from decimal import Decimal

from ..money import money

DEBIT_TYPES = frozenset(
    {
        *("Bank", "AccountsReceivable", "OtherCurrentAsset", "FixedAsset"),
        *("OtherAsset", "CostOfGoodsSold", "Expense", "OtherExpense"),
    }
)
CREDIT_TYPES = frozenset(
    {
        *("AccountsPayable", "CreditCard", "OtherCurrentLiability"),
        *("LongTermLiability", "Equity", "Income", "OtherIncome"),
    }
)
"""Accounts of other types, e.g. NonPosting, have no balance."""

ELEMENTS = ("ListID", "FullName", "AccountType", "Balance")
"""The elements of an AccountRet that `read` looks at."""


@dataclass(frozen=True)
class AccountBalance:
    """The balance of one account of QuickBooks.

    :param str list_id: its ListID
    :param str name: its full name
    :param str kind: its AccountType
    :param balance: Decimal, a debit is positive; None: QuickBooks does not show it
    """

    list_id: str
    name: str
    kind: str
    balance: Decimal | None


def read(elements):
    """Return the balances of accounts, without accounts that have none.

    :param elements: the AccountRet of an answer
    :return: list of `AccountBalance`
    """
    found = []
    for one in elements:
        kind = one.findtext("AccountType")
        if kind in DEBIT_TYPES | CREDIT_TYPES:
            text = one.findtext("Balance")
            sign = 1 if kind in DEBIT_TYPES else -1
            balance = None if text is None else sign * money(text)
            found.append(
                AccountBalance(
                    one.findtext("ListID"), one.findtext("FullName"), kind, balance
                )
            )
    return found


def imbalance(balances):
    """Return debits less credits; zero in a trial balance.

    :param balances: list of `AccountBalance`
    """
    return sum((one.balance or Decimal(0) for one in balances), Decimal(0))
