"""The contents of a new company file, and made-up objects to fill it with."""

import random

from ..clock import iso
from ..database.store import Row
from ..wire.txn_types import TXN_TYPES
from .document_seeds import seed_documents
from .item_seeds import seed_items, seed_one_of_each

__all__ = [
    "seed",
    "seed_accounts",
    "seed_customers",
    "seed_documents",
    "seed_items",
    "seed_one_of_each",
    "seed_vendors",
]

_TERMS = (
    ("Due on receipt", {"StdDueDays": "0"}),
    ("Net 10", {"StdDueDays": "10"}),
    ("Net 15", {"StdDueDays": "15"}),
    ("Net 30", {"StdDueDays": "30"}),
    (
        "2% 10 Net 30",
        {"StdDueDays": "30", "StdDiscountDays": "10", "DiscountPct": "2.00"},
    ),
)
_DATE_TERMS = (
    (
        "1st of the month",
        {"DayOfMonthDue": "1", "DueNextMonthDays": "5"},
    ),
)
_PAYMENT_METHODS = ("Cash", "Check", "American Express", "Visa", "MasterCard")
# Name, number, type, special type.
_CHART = (
    ("Checking", "10100", "Bank", ""),
    ("Accounts Receivable", "11000", "AccountsReceivable", "AccountsReceivable"),
    ("Undeposited Funds", "12000", "OtherCurrentAsset", "UndepositedFunds"),
    ("Inventory Asset", "12100", "OtherCurrentAsset", "InventoryAssets"),
    ("Accounts Payable", "20000", "AccountsPayable", "AccountsPayable"),
    ("Sales Tax Payable", "25500", "OtherCurrentLiability", "SalesTaxPayable"),
    ("Opening Balance Equity", "30000", "Equity", "OpeningBalanceEquity"),
    ("Retained Earnings", "32000", "Equity", "RetainedEarnings"),
    ("Sales", "40100", "Income", ""),
    ("Sales Discounts", "40200", "Income", ""),
    ("Cost of Goods Sold", "50000", "CostOfGoodsSold", "CostOfGoodsSold"),
    ("Other Expenses", "60100", "Expense", ""),
)
_REP = "SalesRep"
_FIRST = "Ada Ben Chloé Dan Eva Finn Gina Hugo Inés Jörg Kate Leo Mia Noah Olga Paul"
_LAST = "Abbott Baker Castro Dupont Evans Fischer Garcia Hansen Ibsen Jones Kübler Lang"
_TRADES = "Plumbing Bakery Design Roofing Electric Landscaping Dental Motors Café Books"
_CITIES = (
    ("Miami", "FL", "33101"),
    ("Austin", "TX", "78701"),
    ("Salem", "OR", "97301"),
)


def seed(company, sales_tax=True):
    """Add the lists of a new company file: terms, payment methods, sales tax."""
    add = company.lists.add
    for name, values in _TERMS:
        add("StandardTerms", {"Name": name, **values})
    for name, values in _DATE_TERMS:
        add("DateDrivenTerms", {"Name": name, **values})
    for name in _PAYMENT_METHODS:
        add("PaymentMethod", {"Name": name})
    if sales_tax:
        add("SalesTaxCode", {"Name": "Tax", "IsTaxable": "true", "Desc": "Taxable"})
        add(
            "SalesTaxCode", {"Name": "Non", "IsTaxable": "false", "Desc": "Non-Taxable"}
        )
        add("ItemSalesTax", {"Name": "Out of State", "ItemDesc": "Out-of-state sale"})
    _seed_templates(company)


def _seed_templates(company):
    """Add the forms and the sales rep that documents name; the simulator has no lists
    of them."""
    created = company.clock()
    for kind in TXN_TYPES.values():
        if kind.template:
            list_id = company.new_list_id("Template", created)
            row = Row("Template", list_id, "Template", 1, iso(created), iso(created))
            row.name = row.full_name = kind.template
            company.store.save(row)
    list_id = company.new_list_id(_REP, created)
    row = Row(_REP, list_id, _REP, 1, iso(created), iso(created), "JD", "JD")
    company.store.save(row)


def seed_accounts(company, chart="plain"):
    """Add a small chart of accounts; ``chart``: "plain", "numbered" or "" for none."""
    for name, number, kind, special in _CHART if chart else ():
        data = {"Name": name, "AccountType": kind, "SpecialAccountType": special}
        if chart == "numbered":
            data["AccountNumber"] = number
        company.lists.add("Account", data)


def seed_customers(company, count, seed_number=1):
    """Add ``count`` made-up customers, about one in five of them a job; the same ones
    for the same ``seed_number``. Returns their ListIDs."""
    chance = random.Random(seed_number)
    ids, parents = [], []
    with company.transaction():
        for number in range(1, count + 1):
            data = _customer(chance, number)
            if parents and chance.random() < 0.2:
                data["ParentRef"] = {"ListID": chance.choice(parents)}
            row = company.lists.add("Customer", data)
            ids.append(row.list_id)
            if not row.parent:
                parents.append(row.list_id)
    return ids


def seed_vendors(company, count, seed_number=1):
    """Add ``count`` made-up vendors, the same ones for the same ``seed_number``.
    Returns their ListIDs."""
    chance = random.Random(seed_number)
    with company.transaction():
        return [
            company.lists.add("Vendor", _vendor(chance, number)).list_id
            for number in range(1, count + 1)
        ]


def _vendor(chance, number):
    values = _customer(chance, number)
    values["VendorAddress"] = values.pop("BillAddress")
    values["Name"] = values["NameOnCheck"] = f"{values['CompanyName']} Supply {number}"
    return values


def _customer(chance, number):
    first, last = chance.choice(_FIRST.split()), chance.choice(_LAST.split())
    trade = chance.choice(_TRADES.split())
    city, state, code = chance.choice(_CITIES)
    street = f"{chance.randint(1, 999)} Main Street"
    return {
        "Name": f"{last} {trade} {number}",
        "CompanyName": f"{last} {trade}",
        "FirstName": first,
        "LastName": last,
        "BillAddress": {
            "Addr1": f"{last} {trade}",
            "Addr2": street,
            "City": city,
            "State": state,
            "PostalCode": code,
        },
        "Phone": f"555-01{chance.randint(0, 99):02}",
        "Email": f"{number}@{trade.lower().replace('é', 'e')}.example",
        "TermsRef": {"FullName": chance.choice(_TERMS)[0]},
    }
