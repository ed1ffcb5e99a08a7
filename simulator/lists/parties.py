"""Parties that a company trades with: customers and vendors, with their balances.

They share one space of ids and names.
"""

from ..wire.messages import SALES, space_of
from ..wire.money import amount_text, money
from .rules import Rules

SPACE = space_of(SALES.party)


class Parties(Rules):
    """The parties of one side of trade; vendors need no more than this."""

    def merging(self, kept, gone):
        """Add the balances up."""
        own = money(gone.fields.get("Balance"))
        kept.fields = self.store.find(SPACE, kept.list_id).fields
        kept.fields["Balance"] = amount_text(money(kept.fields.get("Balance")) + own)

    def move(self, list_id, amount):
        """Move the Balance of a party, without touching its EditSequence.

        :param amount: Decimal, positive where more is owed
        """
        row = self.store.find(SPACE, list_id)
        row.fields["Balance"] = amount_text(money(row.fields.get("Balance")) + amount)
        self.company.lists.save(row)
