"""Applying payments and credits to debts, on either side of trade.

Recorded: the wording when more is paid than is due. Intuit's and others' pages: a paid
invoice "cannot be found", an empty application is an error, so is one named twice.
"""

from ..database.txn_store import Link
from ..wire import status
from ..wire.messages import NAMES
from ..wire.money import ZERO, money
from ..wire.status import Failed
from ..wire.txn_types import TXN_TYPES


class Applying:
    """Makes links, with the refusals of QuickBooks.

    ``kind``: the type of the transaction with the request. ``element``: name of
    the field in messages, e.g. ``AppliedToTxnAdd``.
    """

    def __init__(self, company, kind, element):
        self.type = TXN_TYPES[kind]
        self.company = company
        self.txns = company.txns
        self.settlements = company.settlements
        self.element = element

    def target(self, payment, txn_id):
        """Return the open debt that a payment names, of its party or of a job of it.

        Failed with 3120, as for a debt on another account where that must be the same.
        """
        txn = self.txns.find(txn_id)
        if txn is None or not self.type.settles(self.settlements.kind(txn)):
            raise Failed(status.not_found(txn_id))
        if not self.covers(payment.entity, txn) or not self._fits(payment, txn):
            raise Failed(status.not_found(txn_id))
        if self.settlements.remaining(txn) <= ZERO:
            raise Failed(status.not_found(txn_id))
        return txn

    def _fits(self, source, debt):
        """Return whether the accounts of two transactions let one settle the other."""
        if not self.type.side.has_one_account:
            return True
        accounts = (self.settlements.owed(one)[1] for one in (source, debt))
        return len({*accounts}) == 1

    def covers(self, party, txn):
        """Return whether a transaction is of this party (ListID) or of a job below."""
        row = self.company.store.find(NAMES, txn.entity)
        while row and row.list_id != party:
            row = row.parent and self.company.store.find(NAMES, row.parent)
        return bool(row)

    def pay(self, link, target):
        """Store a payment and discount. Failed with 3210 if it is more than is due."""
        due = self.settlements.remaining(target)
        for name, amount in (("payment", link.amount), ("discount", link.discount)):
            if amount > due or amount < ZERO:
                raise Failed(status.overpaid(f"{self.element} {name} amount", amount))
            due -= amount
        self.txns.add_link(link)

    def set_credit(self, target, credit, set_by=""):
        """Use a credit for a document. Failed with 3120 or 3210."""
        source = self.txns.find(credit["CreditTxnID"])
        debt = self.settlements.kind(target)
        fits = source and self.settlements.kind(source).settles(debt)
        fits = fits and self._fits(source, target)
        if not fits or self.settlements.owed(source)[0] != target.entity:
            raise Failed(status.not_found(credit["CreditTxnID"]))
        amount = money(credit["AppliedAmount"])
        most = min(
            self.settlements.remaining(source), self.settlements.remaining(target)
        )
        if not ZERO < amount <= most:
            raise Failed(status.overpaid(f"{self.element} credit amount", amount))
        link = Link(source.txn_id, target.txn_id, amount, set_by=set_by)
        self.txns.add_link(link)
