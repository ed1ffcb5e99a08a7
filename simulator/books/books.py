"""The books: postings of transactions, and balances of accounts and parties.

Each transaction balances to zero; its postings are replaced whenever it changes, and
balances move by the difference, without touching the EditSequence of a list object.
"""

from collections import defaultdict

from ..database.txn_store import Txn
from ..lists.accounts import SPACE as ACCOUNT
from ..wire import status
from ..wire.messages import NAMES as PARTIES
from ..wire.messages import space_of
from ..wire.money import ZERO, from_cents, money
from ..wire.sides import SIDES
from ..wire.status import Failed

# SpecialAccountType: name and type of the account.
NAMES = {
    "AccountsReceivable": ("Accounts Receivable", "AccountsReceivable"),
    "AccountsPayable": ("Accounts Payable", "AccountsPayable"),
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
        """Return the ListID of the account with this SpecialAccountType, which
        QuickBooks makes when it first needs it (recorded of Accounts Receivable)."""
        try:
            return self.company.accounts.special(kind).list_id
        except LookupError:
            name, account_type = NAMES[kind]
            data = {
                "Name": name,
                "AccountType": account_type,
                "SpecialAccountType": kind,
            }
            return self.company.lists.add("Account", data).list_id

    def named(self, name, account_type):
        """Return the ListID of an account that QuickBooks makes when it first needs
        it."""
        row = self.store.find_name(ACCOUNT, name)
        if row is None:
            data = {"Name": name, "AccountType": account_type}
            row = self.company.lists.add("Account", data)
        return row.list_id

    def check_open(self, date, verb):
        """Raise Failed with 3171 or 3161 if the books are closed on this date."""
        preferences = self.company.about.preferences()
        closing = preferences["AccountingPreferences"].get("ClosingDate")
        if closing and date <= closing:
            raise Failed(status.closed_period(date, verb))

    def by_entity(self, account):
        """Return ListID of customer → debit (Decimal) on an account (ListID),
        zeroes left out."""
        sql = "SELECT entity, sum(cents) FROM posting WHERE account = ? GROUP BY entity"
        found = self.store.execute(sql, account).fetchall()
        return {entity: from_cents(cents) for entity, cents in found if cents}

    def faults(self):
        """Return the faults of the books, as texts: transactions that do not balance,
        accounts and parties whose balance differs from the postings. Balances that were
        loaded or set by hand are among them."""
        sql = "SELECT txn_id, sum(cents) FROM posting GROUP BY txn_id"
        found = [
            f"transaction {txn_id} is off by {from_cents(cents)}"
            for txn_id, cents in self.store.execute(sql).fetchall()
            if cents
        ]
        parties = defaultdict(lambda: ZERO)
        for account in self.store.rows("space = ?", (ACCOUNT,)):
            sums = self.by_entity(account.list_id)
            posted = self.company.accounts.natural(account, sum(sums.values(), ZERO))
            if posted != money(account.fields["Balance"]):
                found.append(f"{account.full_name} is not {posted}")
            side = self._side(account.list_id)
            for entity, debit in sums.items() if side else ():
                parties[side.party, entity] += side.sign * debit
        return found + list(self._wrong_parties(parties))

    def _wrong_parties(self, posted):
        """Yield the parties whose balance is not {(type, ListID): balance}."""
        for side in SIDES:
            verb = "does not owe" if side.sign > 0 else "is not owed"
            for party in self.company.lists_of((side.party,)):
                balance = posted[side.party, party.list_id]
                if balance != money(party.fields.get("Balance")):
                    yield f"{party.full_name} {verb} {balance}"

    # posting

    def post(self, txn):
        """Post a transaction again."""
        old = self.txns.postings(txn.txn_id)
        form = self.company.transactions.forms[txn.type]
        form.put_back(txn)
        new = list(form.postings(txn))
        self.move(old, new)
        self.txns.save_postings(txn, new)
        self.company.transactions.save(txn)

    def withdraw(self, txn):
        """Take back all that a transaction has posted."""
        self.company.transactions.forms[txn.type].put_back(txn)
        self.move(self.txns.postings(txn.txn_id), [])
        self.txns.save_postings(txn, [])

    def journal(self, postings, date=""):
        """Post amounts without a transaction: opening balances and quantities."""
        txn = Txn("", "", date=date or self.company.today())
        self.move([], postings)
        self.txns.add_postings(txn, postings)

    def move(self, old, new):
        """Move balances from the old postings to the new ones, and store none."""
        accounts, parties = defaultdict(lambda: ZERO), defaultdict(lambda: ZERO)
        for sign, postings in ((-1, old), (1, new)):
            for one in postings:
                accounts[one.account] += sign * one.debit
                side = one.entity and self._side(one.account)
                if side:
                    parties[side.party, one.entity] += sign * side.sign * one.debit
        for account, debit in accounts.items():
            if debit:
                self.company.accounts.post(account, debit)
        for (party, list_id), amount in parties.items():
            if amount:
                self.company.rules(party).move(list_id, amount)

    def _side(self, account):
        """Return the side of trade whose debts stand on an account, or None."""
        kind = self.store.find(ACCOUNT, account).fields["AccountType"]
        return next((side for side in SIDES if side.account_type == kind), None)

    def repoint(self, gone, kept):
        """Move the postings of a merged account or party to the other."""
        for space, table, column in (
            (ACCOUNT, "posting", "account"),
            (PARTIES, "posting", "entity"),
            (ACCOUNT, "link", "account"),
            (space_of("Class"), "link", "class"),
        ):
            if space == gone.space:
                self.store.execute(
                    f"UPDATE {table} SET {column} = ? WHERE {column} = ?",
                    kept.list_id,
                    gone.list_id,
                )
