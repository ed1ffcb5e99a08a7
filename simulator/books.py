"""The books: what every transaction posts, and the balances of accounts and customers.

Each transaction balances to zero; what it posts is replaced whenever it changes, and
balances move by the difference, without touching the EditSequence of a list object.
"""

from collections import defaultdict

from . import status
from .accounts import SPACE as ACCOUNT
from .messages import space_of
from .money import ZERO, amount_text, money
from .status import Failed
from .txn_store import Txn

_NAMES = {
    "AccountsReceivable": ("Accounts Receivable", "AccountsReceivable"),
    "UndepositedFunds": ("Undeposited Funds", "OtherCurrentAsset"),
    "SalesTaxPayable": ("Sales Tax Payable", "OtherCurrentLiability"),
    "OpeningBalanceEquity": ("Opening Balance Equity", "Equity"),
    "RetainedEarnings": ("Retained Earnings", "Equity"),
}


class Books:
    """The ledger of a company file."""

    def __init__(self, company):
        self.company = company
        self.store = company.store
        self.txns = company.txns

    # accounts

    def special(self, kind):
        """ListID of the account with this SpecialAccountType, which QuickBooks makes
        when it first needs it (recorded of Accounts Receivable)."""
        try:
            return self.company.accounts.special(kind).list_id
        except LookupError:
            name, account_type = _NAMES[kind]
            data = {
                "Name": name,
                "AccountType": account_type,
                "SpecialAccountType": kind,
            }
            return self.company.lists.add("Account", data).list_id

    def check_open(self, date, verb):
        """Failed with 3171 or 3161 if the books are closed on this date."""
        preferences = self.company.about.preferences()
        closing = preferences["AccountingPreferences"].get("ClosingDate")
        if closing and date <= closing:
            raise Failed(status.closed_period(date, verb))

    # posting

    def post(self, txn):
        """Post a transaction anew."""
        old = self.txns.postings(txn.txn_id)
        form = self.company.transactions.forms[txn.type]
        form.put_back(txn)
        new = list(form.postings(txn))
        self._move(old, new)
        self.txns.save_postings(txn, new)
        self.company.transactions.save(txn)

    def withdraw(self, txn):
        """Take back all that a transaction has posted."""
        self.company.transactions.forms[txn.type].put_back(txn)
        self._move(self.txns.postings(txn.txn_id), [])
        self.txns.save_postings(txn, [])

    def journal(self, postings, date=""):
        """Post what belongs to no transaction: opening balances and quantities."""
        txn = Txn("", "", date=date or self.company.today())
        self._move([], postings)
        self.txns.add_postings(txn, postings)

    def _move(self, old, new):
        """Move balances from what was posted to what is posted now."""
        accounts, customers = defaultdict(lambda: ZERO), defaultdict(lambda: ZERO)
        for sign, postings in ((-1, old), (1, new)):
            for one in postings:
                accounts[one.account] += sign * one.debit
                if one.entity and self._is_receivable(one.account):
                    customers[one.entity] += sign * one.debit
        for account, debit in accounts.items():
            if debit:
                self.company.accounts.post(account, debit)
        for customer, debit in customers.items():
            self.move_balance(customer, debit)

    def _is_receivable(self, account):
        row = self.store.find(ACCOUNT, account)
        return row.fields["AccountType"] == "AccountsReceivable"

    def move_balance(self, customer, debit):
        """Move the Balance of a customer, and the TotalBalance up to the top."""
        space = space_of("Customer")
        row = debit and self.store.find(space, customer)
        names = ("Balance", "TotalBalance")
        while row:
            for name in names:
                moved = money(row.fields.get(name)) + debit
                row.fields[name] = amount_text(moved)
            self.company.lists.save(row)
            names = ("TotalBalance",)
            row = row.parent and self.store.find(space, row.parent)
