"""Checks as QuickBooks may show them."""

from unittest.mock import patch

from ...simulator.transactions.settlements import Settlements


def hide_links_of_checks(test):
    """Let checks show no documents that they are applied to, until a test ends."""
    shown = Settlements.linked

    def linked(settlements, txn):
        return [] if txn.type == "Check" else shown(settlements, txn)

    patcher = patch.object(Settlements, "linked", linked)
    patcher.start()
    test.addCleanup(patcher.stop)
