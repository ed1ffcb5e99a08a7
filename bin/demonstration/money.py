"""The books of both sides, to the cent."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

COMPARED = (
    "Bank",
    "AccountsReceivable",
    "AccountsPayable",
    "Income",
    "OtherIncome",
    "Expense",
)
"""Types of accounts that invoices, bills and payments post to."""
COMPARED_ACCOUNTS = ("Undeposited Funds", "Sales Tax Payable")
IN_DEBIT = ("Bank", "AccountsReceivable", "OtherCurrentAsset", "Expense")
"""Types of accounts whose balance is positive in debit."""


@dataclass(frozen=True)
class Trade:
    """One side of trade.

    :param debts: the word for its parties in the table
    :param account: the account of its debts at QuickBooks
    :param account_type: its type in Odoo
    :param sign: 1 if a debt is a debit of it, else -1
    """

    debts: str
    kind: str
    mapping: str
    account: str
    account_type: str
    sign: int


TRADES = (
    Trade(
        "Customers who owe",
        "Customer",
        "customer",
        "Accounts Receivable",
        "asset_receivable",
        1,
    ),
    Trade(
        "Vendors who are owed",
        "Vendor",
        "vendor",
        "Accounts Payable",
        "liability_payable",
        -1,
    ),
)


@dataclass(frozen=True)
class Figure:
    """One figure on both sides, positive as a bookkeeper reads it."""

    label: str
    odoo: Decimal
    quickbooks: Decimal

    @property
    def agrees(self):
        return self.odoo == self.quickbooks


def figures(odoo, company):
    """Return the figures of all accounts that documents post to.

    Both sides are asked: the journal items of Odoo, and QuickBooks' trial balance.
    """
    ours, theirs = _balances(odoo), company.trial_balance()
    linked = _linked(odoo, "account")
    found = []
    for account in _compared(company):
        name = account["FullName"]
        sign = 1 if account["AccountType"] in IN_DEBIT else -1
        debits = ours.get(linked.get(account["ListID"]), Decimal(0))
        pair = (sign * debits, sign * theirs.get(name, Decimal(0)))
        if any(pair):
            found.append(Figure(name, *pair))
    return [*found, _all_income(odoo, ours, company, theirs)]


def owing(odoo, company, trade):
    """Return a Figure for each party of a side of trade with an open balance.

    Jobs are counted with their customer: so Odoo does.
    """
    ours = _owed(odoo, trade)
    linked = _linked(odoo, trade.mapping)
    ids = {
        one.get("FullName", one["Name"]): one["ListID"]
        for one in company.objects(trade.kind)
    }
    theirs = defaultdict(Decimal)
    for full_name, debit in company.balances(trade.account).items():
        theirs[full_name.partition(":")[0]] += trade.sign * debit
    found = [
        Figure(name, ours.pop(linked.get(ids[name]), Decimal(0)), owed)
        for name, owed in sorted(theirs.items())
    ]
    rest = [
        Figure(f"{trade.mapping} {key}", owed, Decimal(0)) for key, owed in ours.items()
    ]
    return [one for one in (*found, *rest) if one.odoo or one.quickbooks]


def disagreements(odoo, company):
    """Return sentences about all figures that differ."""
    parties = [one for trade in TRADES for one in owing(odoo, company, trade)]
    every = (*figures(odoo, company), *parties)
    return [
        f"{one.label}: {one.odoo:,.2f} in Odoo, {one.quickbooks:,.2f} in QuickBooks"
        for one in every
        if not one.agrees
    ]


def _compared(company):
    return [
        one
        for one in company.objects("Account")
        if one["AccountType"] in COMPARED or one["FullName"] in COMPARED_ACCOUNTS
    ]


def _all_income(odoo, ours, company, theirs):
    """Whatever is posted as income, also to accounts that are not linked."""
    domain = [("account_type", "in", ("income", "income_other"))]
    accounts = odoo.read("account.account", domain, ["name"])
    names = [
        one["FullName"]
        for one in company.objects("Account")
        if one["AccountType"] in ("Income", "OtherIncome")
    ]
    return Figure(
        "All income",
        -sum((ours.get(one["id"], Decimal(0)) for one in accounts), Decimal(0)),
        -sum((theirs.get(name, Decimal(0)) for name in names), Decimal(0)),
    )


def _balances(odoo):
    """Return {account id: debit} of the entries posted in Odoo."""
    return _sums(odoo, "account_id", [])


def _owed(odoo, trade):
    """Return {partner id: open balance} of a side of trade."""
    domain = [("account_id.account_type", "=", trade.account_type)]
    sums = _sums(odoo, "partner_id", domain)
    return {partner: trade.sign * debit for partner, debit in sums.items()}


def _sums(odoo, field, domain):
    groups = odoo.call(
        "account.move.line",
        "formatted_read_group",
        [("parent_state", "=", "posted"), *domain],
        [field],
        ["balance:sum"],
    )
    return {
        group[field][0]: Decimal(f"{group['balance:sum']:.2f}")
        for group in groups
        if group[field]
    }


def _linked(odoo, mapping):
    """{id at QuickBooks: id of the record}"""
    domain = [("stream_id.mapping", "=", mapping), ("record_id", "!=", False)]
    links = odoo.read("qbd.link", domain, ["qb_id", "record_id"])
    return {link["qb_id"]: link["record_id"] for link in links}
