"""Parties that a company trades with: customers and vendors, with their balances.

They share one space of ids and names.
"""

from ..wire.messages import NAMES
from ..wire.money import amount_text, money
from ..wire.sides import side_of
from ..wire.txn_types import CREDIT, DEBT, txn_type
from .rules import Rules


class Parties(Rules):
    """The parties of one side of trade; vendors need no more than this."""

    def added(self, row, data):
        """Enter the opening balance: a debt (recorded of customers), or a credit."""
        amount = money(data.get("OpenBalance"))
        kind = txn_type(side_of(row.type), CREDIT if amount < 0 else DEBT)
        if amount and kind:
            day = data.get("OpenBalanceDate") or self.company.today()
            self.company.transactions.open(kind, row, abs(amount), day)

    def merging(self, kept, gone):
        """Add the balances up."""
        own = money(gone.fields.get("Balance"))
        kept.fields = self.store.find(NAMES, kept.list_id).fields
        kept.fields["Balance"] = amount_text(money(kept.fields.get("Balance")) + own)

    def move(self, list_id, amount):
        """Move the Balance of a party, without touching its EditSequence.

        :param amount: Decimal, positive where more is owed
        """
        row = self.store.find(NAMES, list_id)
        row.fields["Balance"] = amount_text(money(row.fields.get("Balance")) + amount)
        self.company.lists.save(row)
