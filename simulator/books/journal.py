"""A person at QuickBooks who makes journal entries, for tests."""

from ..wire.txn_types import CREDIT_LINE, DEBIT_LINE, ENTRY


class Journal:
    """Simulates a user with journal entries in the QuickBooks window.

    A line is a dict of its elements, with Debit or Credit in place of Amount. As with
    `Users`, a reference may be the FullName alone.
    """

    def enter_entry(self, *lines, **fields):
        """Make a journal entry; return its TxnID."""
        return self.user_add(ENTRY, lines=[_line(one) for one in lines], **fields)

    def change_entry(self, txn_id, *lines, **fields):
        """Let an entry have these lines, by TxnLineID where they are to stay; without
        lines all stay. Return its EditSequence."""
        named = {"lines": [_line(one) for one in lines]} if lines else {}
        return self.user_mod(txn_id, **named, **fields)


def _line(values):
    """Return a line with the list that it is in, if its amount says so."""
    line = {k: v for k, v in values.items() if k not in ("Debit", "Credit")}
    for name, element in (("Debit", DEBIT_LINE), ("Credit", CREDIT_LINE)):
        if name in values:
            line.update(list=element, Amount=values[name])
    return line
