"""Rules of the types of list objects beyond those of all lists."""


class Rules:
    """The default rules of lists; a type overrides those it needs.

    ``Lists`` calls them: each may raise Failed, and nothing of the request is kept.
    """

    def __init__(self, company):
        self.company = company
        self.store = company.store

    def prepared(self, row, data):
        """The data of an Add or Mod of ``row`` in the terms of the Ret."""
        return data

    def check(self, row, before):
        """Called with an object about to be saved; ``before``: None if it is new."""

    def added(self, row, data):
        """Called with a new object once it is saved, and the data of its Add."""

    def merging(self, kept, gone):
        """Called before ``gone`` is merged into ``kept``; may change ``kept``."""

    def check_delete(self, row):
        """Called with an object that nothing refers to, before it is deleted."""
