"""Both books as somebody sees them who knows nothing of the sync."""

import re
from collections import defaultdict
from decimal import Decimal

import psycopg2

from ..bookkeeper import SAME_ACCOUNTS
from ..people import SHOWN_AS
from ..people_of_purchases import ODOO_VENDORS
from .kinds import GONE, KINDS, ODOO, SIDES

CENT = Decimal("0.01")
AMOUNT = re.compile(r"\d+(\.\d+)?")
PARTY_ACCOUNTS = (
    # account of QuickBooks, type of the accounts in Odoo, its label
    ("Accounts Receivable", "asset_receivable", "Customers"),
    ("Accounts Payable", "liability_payable", "Vendors"),
)


BEFORE = "Equity from before the cut-off date"
IN_ODOO = {
    **SAME_ACCOUNTS,
    "Accounts Payable": "Account Payable",
    "Accounts Receivable": "Account Receivable",
    "Checking": "Bank",
    "Sales Tax Payable": "Tax Received",
}
"""{account of QuickBooks: its name in Odoo, if that is another one}"""

TOGETHER = {
    "Opening Balance Equity": BEFORE,
    "Retained Earnings": BEFORE,
    "Capital": BEFORE,
    "Undistributed Profits/Losses": BEFORE,
}
"""Income of last year is retained in QuickBooks; in Odoo it opens the books."""

NAMES = {
    **SHOWN_AS,
    **{f"{name} (V)": name for name, *_values, both in ODOO_VENDORS if both},
}
"""{name of a party in one of the books: its name in this comparison}"""


class Books:
    """Reads Odoo by SQL, and the ledger of the simulated company file.

    :param odoo: Odoo as a browser reaches it, for people's actions only
    :param database: name of its database
    """

    def __init__(self, odoo, company, database):
        self.odoo, self.company, self.database = odoo, company, database

    @property
    def today(self):
        return self.company.today()

    def rows(self, statement):
        """Return the rows of a SELECT."""
        return self._run(statement, lambda cursor: cursor.fetchall())

    def execute(self, statement):
        """Run a statement that changes something; return the number of rows."""
        return self._run(statement, lambda cursor: cursor.rowcount)

    def _run(self, statement, result):
        connection = psycopg2.connect(dbname=self.database)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement)
                return result(cursor)
        finally:
            connection.close()

    def marks(self):
        """Return {side: {kind: {number: [mark]}}} of all records."""
        return {
            side: {kind: _marks(kind.hands[side](self).rows()) for kind in KINDS}
            for side in SIDES
        }

    def trial_balances(self):
        """Return rows (account, Odoo's debit, QuickBooks' debit) of all accounts."""
        ours, theirs = defaultdict(Decimal), defaultdict(Decimal)
        in_quickbooks = {ours: theirs for theirs, ours in IN_ODOO.items()}
        for name, balance in self.rows(
            "SELECT a.name->>'en_US', sum(l.balance) FROM account_move_line l"
            " JOIN account_account a ON a.id = l.account_id"
            " WHERE l.parent_state = 'posted' GROUP BY 1"
        ):
            ours[TOGETHER.get(name) or in_quickbooks.get(name, name)] += balance
        for name, balance in self.company.trial_balance().items():
            theirs[TOGETHER.get(name, name)] += balance
        return _side_by_side(ours, theirs)

    def parties(self, account, account_type):
        """Return rows (party, Odoo's debit, QuickBooks' debit) of an account of debts.

        Jobs count with their customer.
        """
        found = self.rows(
            "SELECT p.name, sum(l.balance) FROM account_move_line l"
            " JOIN account_account a ON a.id = l.account_id"
            " LEFT JOIN res_partner p ON p.id = l.partner_id"
            f" WHERE l.parent_state = 'posted' AND a.account_type = '{account_type}'"
            " GROUP BY 1"
        )
        ours, theirs = defaultdict(Decimal), defaultdict(Decimal)
        for name, balance in found:
            ours[NAMES.get(name, name)] += balance
        for name, debit in self.company.balances(account).items():
            customer = name.partition(":")[0]
            theirs[NAMES.get(customer, customer)] += debit
        return _side_by_side(ours, theirs)


def _marks(rows):
    found = defaultdict(list)
    for number, amount, counts in rows:
        text = str(amount)
        if counts and AMOUNT.fullmatch(text):
            text = str(Decimal(text).quantize(CENT))
        found[number].append(text if counts else GONE)
    return found


def _side_by_side(ours, theirs):
    """Return rows (name, ours, theirs) of all that are not zero on both sides."""
    names = sorted({*ours, *theirs}, key=str)
    rows = [
        (name, *(side[name].quantize(CENT) for side in (ours, theirs)))
        for name in names
    ]
    return [row for row in rows if row[1] or row[2]]


def differences(books):
    """Return sentences about the accounts and parties that differ."""
    rows = [("account", row) for row in books.trial_balances()]
    for account, account_type, label in PARTY_ACCOUNTS:
        found = books.parties(account, account_type)
        rows += [(label.lower()[:-1], row) for row in found]
    return [
        f"{what} {name}: {ours} in {ODOO}, {theirs} in QuickBooks"
        for what, (name, ours, theirs) in rows
        if ours != theirs
    ]
