"""Customers, vendors, items, taxes and accounts of a worked case."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

ACCOUNTS = (
    "Accounts Receivable",
    "Accounts Payable",
    "Checking",
    "Inventory Asset",
    "Undeposited Funds",
    "Sales Tax Payable",
    "Opening Balance Equity",
    "Sales",
    "Sales Discounts",
    "Cost of Goods Sold",
    "Other Expenses",
)
"""Accounts that every case has; they are those of a new company file."""

ACCOUNT_TYPES = {
    "bank": "Bank",
    "receivable": "AccountsReceivable",
    "payable": "AccountsPayable",
    "credit card": "CreditCard",
    "income": "Income",
    "other income": "OtherIncome",
    "expense": "Expense",
    "other current asset": "OtherCurrentAsset",
    "other current liability": "OtherCurrentLiability",
    "equity": "Equity",
}
_GOODS = {
    "goods": "ItemNonInventory",
    "other charge": "ItemOtherCharge",
    "in stock": "ItemInventory",
}
ASSEMBLY = "ItemInventoryAssembly"
STOCKED = ("ItemInventory", ASSEMBLY)
_BOUGHT = re.compile(r"bought at (\d+\.\d\d)(?: on (\S.*))?")


@dataclass(frozen=True)
class Party:
    """A customer, or a vendor; a vendor has no job and no sales tax."""

    name: str
    parent: str | None = None
    exempt: bool = False
    terms: str | None = None
    tax: str | None = None

    @property
    def full_name(self):
        return f"{self.parent}:{self.name}" if self.parent else self.name


@dataclass(frozen=True)
class Item:
    """kind: the type in QuickBooks; members: [(quantity, item name)] of a group.

    cost, expense: the price at which it is bought, and the account for that
    """

    name: str
    kind: str = "ItemService"
    price: Decimal | None = None
    percent: Decimal | None = None
    account: str | None = None
    taxable: bool = True
    members: tuple = ()
    cost: Decimal | None = None
    expense: str | None = None
    asset: str = "Inventory Asset"


@dataclass(frozen=True)
class Tax:
    """A tax item with its rate in percent, or a group of tax items.

    included: whether Odoo's prices include it
    account: of a tax on purchases, None: it goes to the account of the line
    """

    name: str
    rate: Decimal | None = None
    members: tuple[str, ...] = ()
    included: bool = False
    account: str | None = None


@dataclass(frozen=True)
class Account:
    """kind: the AccountType of QuickBooks."""

    name: str
    kind: str


def read_customer(row):
    """Return a Party of ``["Ann Abbott", "terms Net 30", "tax Texas"]``."""
    values = {"name": row[0]}
    for cell in row[1:]:
        word, _space, rest = cell.partition(" ")
        if cell == "tax exempt":
            values["exempt"] = True
        elif word in ("terms", "tax") and rest:
            values[word] = rest
        elif cell.startswith("job of "):
            values["parent"] = cell.removeprefix("job of ")
        else:
            raise ValueError(f"“{cell}” says nothing about a customer")
    return Party(**values)


def read_vendor(row):
    """Return a Party of ``["Mill", "terms Net 30"]``."""
    for cell in row[1:]:
        if not cell.startswith("terms "):
            raise ValueError(f"“{cell}” says nothing about a vendor")
    return read_customer(row)


def read_item(row):
    """Return an Item of ``["Book", "20.00", "Sales", "not taxable"]`` and the like."""
    name, *rest = row
    if rest == ["subtotal"]:
        return Item(name, "ItemSubtotal", taxable=False)
    if rest and rest[0].startswith("group of "):
        members = rest[0].removeprefix("group of ").split(" + ")
        return Item(name, "ItemGroup", members=tuple(map(_member, members)))
    if len(rest) < 2:
        raise ValueError("an item has a name, a price and an account")
    values = {"name": name, "account": rest[1], **_price(rest[0])}
    for cell in rest[2:]:
        if cell == "not taxable":
            values["taxable"] = False
        elif cell in _GOODS:
            values["kind"] = _GOODS[cell]
        elif cell.startswith("kept on "):
            values["asset"] = cell.removeprefix("kept on ")
        elif cell.startswith("made of "):
            parts = cell.removeprefix("made of ").split(" + ")
            values.update(kind=ASSEMBLY, members=tuple(map(_member, parts)))
        elif bought := _BOUGHT.fullmatch(cell):
            values.update(cost=Decimal(bought[1]), expense=bought[2])
        else:
            raise ValueError(f"“{cell}” says nothing about an item")
    return Item(**values)


def _member(text):
    match = re.fullmatch(r"(\d+) (.+)", text.strip())
    if not match:
        raise ValueError("write “group of 1 Widget + 2 Repair”")
    return Decimal(match[1]), match[2]


def _price(cell):
    match = re.fullmatch(r"(discount )?(\d+(?:\.\d+)?)( %)?", cell)
    if not match:
        raise ValueError(f"“{cell}” is not a price like 20.00 or “discount 10 %”")
    value = Decimal(match[2])
    found = {"percent" if match[3] else "price": value}
    return {**found, "kind": "ItemDiscount"} if match[1] else found


def read_tax(row):
    """Return a Tax of ``["Texas", "8.25 %"]`` or ``["Both", "Texas + City"]``."""
    name, cell, *rest = *row, ""
    included = rest[:1] == ["included in Odoo's prices"]
    match = re.fullmatch(r"(\d+(?:\.\d+)?) %", cell)
    if match and len(row) == 2 + included:
        return Tax(name, Decimal(match[1]), included=included)
    if len(row) != 2:
        raise ValueError("a sales tax has a name and a rate, or the taxes of a group")
    if " + " not in cell:
        raise ValueError(f"“{cell}” is not a rate like 8.25 %")
    return Tax(name, members=tuple(cell.split(" + ")))


def read_purchase_tax(row):
    """Return a Tax of ``["Use", "8.25 %", "on Freight"]``."""
    account = None
    if row[-1].startswith("on "):
        row, account = row[:-1], row[-1].removeprefix("on ")
    return replace(read_tax(row), account=account)


def read_account(row):
    """Return an Account of ``["Book Sales", "income"]``."""
    if len(row) != 2 or row[1] not in ACCOUNT_TYPES:
        known = ", ".join(ACCOUNT_TYPES)
        raise ValueError(f"an account has a name and a type, one of: {known}")
    if row[0] in ACCOUNTS:
        raise ValueError(f"every case has the account “{row[0]}” already")
    return Account(row[0], ACCOUNT_TYPES[row[1]])


LISTS = {
    "Accounts": ("accounts", read_account),
    "Customers": ("customers", read_customer),
    "Items": ("items", read_item),
    "Purchase taxes": ("purchase_taxes", read_purchase_tax),
    "Sales taxes": ("taxes", read_tax),
    "Vendors": ("vendors", read_vendor),
}
"""{heading: (where a Case holds them, what reads one)}"""
