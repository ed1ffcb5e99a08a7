"""Customers: their opening balance, and the balances up the tree of jobs.

Balance is the debt of a customer or job itself, TotalBalance includes all jobs below.
"""

from ..wire import status
from ..wire.messages import NAMES
from ..wire.money import amount_text, money
from ..wire.status import Failed
from .parties import Parties


class Customers(Parties):
    """The customers and jobs of a company file."""

    # rules

    def check(self, row, before):
        """Take the total of a job along when it moves."""
        if before and before.parent != row.parent:
            total = money(row.fields.get("TotalBalance"))
            self._move_total(before.parent, -total)
            self._move_total(row.parent, total)

    def merging(self, kept, gone):
        """Add up the balances. Failed with 3180 for a customer into a job of its
        own."""
        if any(one.list_id == kept.list_id for one in self.store.descendants(gone)):
            reason = "A customer cannot be merged into a job of its own."
            raise Failed(status.cannot_save("Customer", kept.name, reason))
        total = money(gone.fields.get("TotalBalance"))
        self._move_total(gone.parent, -total)
        self._move_total(kept.list_id, total)
        super().merging(kept, gone)

    # balances

    def move(self, list_id, amount):
        """Move the Balance of a customer, and the TotalBalance up to the top."""
        super().move(list_id, amount)
        self._move_total(list_id, amount)

    def _move_total(self, list_id, amount):
        row = amount and list_id and self.store.find(NAMES, list_id)
        while row:
            total = money(row.fields.get("TotalBalance")) + amount
            row.fields["TotalBalance"] = amount_text(total)
            self.company.lists.save(row)
            row = row.parent and self.store.find(NAMES, row.parent)
