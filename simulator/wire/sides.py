"""The two sides of trade, as data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Side:
    """One side of trade: who it is with, and where it stands in the books.

    ``party``: the list type; ``entity``: the element that refers to it. ``account``:
    the reference to the account of the debt, and its SpecialAccountType, which is
    its AccountType as well. ``sign``: 1 where a debt is a debit of that account.
    ``of_party``: field of a document → field of the party that it is filled in from.
    ``words``: (account, debts, party) in the texts of QuickBooks. ``uncategorized``:
    name and AccountType of the account of lines that say nothing about one.
    ``defaults``: of the headers of its documents. ``is_taxed``: whether US editions
    charge sales tax. ``has_one_account``: whether a payment or credit settles debts on
    its own account only. ``used_sign``: of the amounts in the LinkedTxn of its credits.

    ``price``: the element of a line with the price of one. ``of_item``: field of a line
    → fields of the item, the first of which it is filled in from. ``item_accounts``:
    the references of an item to the account of a line, the first that it has.
    ``no_items``: types of items that no line takes.
    """

    party: str
    entity: str
    account: tuple
    sign: int
    of_party: dict
    words: tuple
    uncategorized: tuple
    price: str
    of_item: dict
    item_accounts: tuple
    no_items: tuple = ("ItemSalesTax", "ItemSalesTaxGroup", "ItemGroup")
    defaults: dict = field(default_factory=dict)
    is_taxed: bool = False
    has_one_account: bool = False
    used_sign: int = -1

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
    price="Rate",
    of_item={
        "Desc": ("SalesDesc", "Desc", "ItemDesc"),
        "Rate": ("SalesPrice", "Price", "DiscountRate"),
        "RatePercent": ("PricePercent", "DiscountRatePercent"),
        "SalesTaxCodeRef": ("SalesTaxCodeRef",),
    },
    item_accounts=("IncomeAccountRef", "AccountRef", "DepositToAccountRef"),
    defaults={
        "IsPending": "false",
        "IsFinanceCharge": "false",
        "IsToBePrinted": "true",
        "IsToBeEmailed": "false",
    },
    is_taxed=True,
)
PURCHASES = Side(
    party="Vendor",
    entity="VendorRef",
    account=("APAccountRef", "AccountsPayable"),
    sign=-1,
    of_party={"VendorAddress": "VendorAddress", "TermsRef": "TermsRef"},
    words=("payable", "bills", "vendor"),
    uncategorized=("Uncategorized Expenses", "Expense"),
    price="Cost",
    of_item={
        "Desc": ("PurchaseDesc", "Desc"),
        "Cost": ("PurchaseCost", "Price"),
    },
    item_accounts=("AssetAccountRef", "ExpenseAccountRef", "AccountRef"),
    no_items=(
        "ItemSalesTax",
        "ItemSalesTaxGroup",
        "ItemGroup",
        "ItemSubtotal",
        "ItemDiscount",
        "ItemPayment",
    ),
    defaults={"IsToBePrinted": "false"},
    has_one_account=True,
    used_sign=1,
)
SIDES = (SALES, PURCHASES)


def side_of(party):
    """Return the Side of trade with this list type, or None."""
    return next((side for side in SIDES if side.party == party), None)
