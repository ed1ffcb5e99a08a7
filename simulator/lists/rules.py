"""Rules of the types of list objects beyond those of all lists."""


class Rules:
    """The default rules of lists; a type overrides those it needs.

    ``Lists`` calls them: each may raise Failed, and nothing of the request is kept.
    """

    def __init__(self, company):
        self.company = company
        self.store = company.store

    def prepared(self, row, data):
        """Return the data of an Add or Mod of ``row`` in the terms of the Ret."""
        return data

    def check(self, row, before):
        """Check an object that is about to be saved; ``before``: None if it is new."""

    def added(self, row, data):
        """Act on a new object once it is saved, with the data of its Add."""

    def merging(self, kept, gone):
        """Prepare ``kept`` before ``gone`` is merged into it."""

    def check_delete(self, row):
        """Check an object that nothing refers to, before it is deleted."""
