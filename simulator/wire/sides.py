"""The two sides of trade, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """One side of trade: who it is with, and where it stands in the books.

    ``party``: the list type; ``entity``: the element that refers to it. ``account``:
    the reference to the account of the debt, and its SpecialAccountType, which is
    its AccountType as well. ``sign``: 1 where a debt is a debit of that account.
    ``of_party``: field of a document → field of the party that it is filled in from.
    ``words``: (account, debts, party) in the texts of QuickBooks. ``uncategorized``:
    name and AccountType of the account of lines that say nothing about one.
    """

    party: str
    entity: str
    account: tuple
    sign: int
    of_party: dict
    words: tuple
    uncategorized: tuple

    @property
    def account_type(self):
        """Return the AccountType of the account of the debt."""
        return self.account[1]


SALES = Side(
    party="Customer",
    entity="CustomerRef",
    account=("ARAccountRef", "AccountsReceivable"),
    sign=1,
    of_party={
        "BillAddress": "BillAddress",
        "ShipAddress": "ShipAddress",
        "TermsRef": "TermsRef",
        "SalesRepRef": "SalesRepRef",
        "ItemSalesTaxRef": "ItemSalesTaxRef",
        "CustomerSalesTaxCodeRef": "SalesTaxCodeRef",
    },
    words=("receivable", "invoices", "customer"),
    uncategorized=("Uncategorized Income", "Income"),
)
PURCHASES = Side(
    party="Vendor",
    entity="VendorRef",
    account=("APAccountRef", "AccountsPayable"),
    sign=-1,
    of_party={"VendorAddress": "VendorAddress", "TermsRef": "TermsRef"},
    words=("payable", "bills", "vendor"),
    uncategorized=("Uncategorized Expenses", "Expense"),
)
SIDES = (SALES, PURCHASES)


def side_of(party):
    """Return the Side of trade with this list type, or None."""
    return next((side for side in SIDES if side.party == party), None)
