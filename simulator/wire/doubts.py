"""Open questions: without evidence of QuickBooks' answer, a request is refused.

A person in QuickBooks' window is not. Nothing may be built on the texts.
"""

from contextlib import contextmanager

from . import status
from .status import Failed

REASONS = {
    "no total": "Transaction amount must be positive.",
    "inactive": "The name is inactive.",
    "nothing posted": "Each line must have an account or an item.",
    "removal of linked": "The transaction is linked to others.",
    "linked": "The transaction is linked to others. Their links must stay as they are.",
    "several debts": "Only one line may stand on an account of debts.",
    "amount and applications": "The amount must be the sum of the amounts applied.",
    "paid by itself": "A bill that this payment has paid cannot be applied again.",
    "cleared and named": "A list of lines is both cleared and named.",
    "billed line": "The line has been billed to a customer.",
    "set as billed": "Only an invoice makes a line one that has been billed.",
    "deposited": "The payment has been deposited. Take it off the deposit first.",
    "debits and credits": "The debits must be equal to the credits.",
    "negative amount": "An amount must not be negative.",
    "account of entries": "A journal entry may not use this account.",
    "account of stock": "The account of an inventory item cannot be overridden.",
}
"""Name of a doubt: the reason that is given."""


class Doubts:
    """The doubts about one company file.

    ``settled``: names of those for which the lenient answer is to be given.
    """

    def __init__(self):
        self.settled = set()
        self._is_lifted = False

    @contextmanager
    def lifted(self):
        """Refuse nothing for a doubt: a person is at work in the window."""
        before, self._is_lifted = self._is_lifted, True
        try:
            yield
        finally:
            self._is_lifted = before

    @property
    def is_lifted(self):
        """Return whether a person is at work in the window."""
        return self._is_lifted

    def check(self, name, kind):
        """Raise Failed with 3210 for a request of this kind that is in doubt."""
        if not self._is_lifted and name not in self.settled:
            self.refuse(name, kind)

    @staticmethod
    def refuse(name, kind):
        """Raise Failed with 3210 for this reason."""
        raise Failed(status.against_a_rule(kind, REASONS[name]))
