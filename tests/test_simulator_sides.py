"""Both sides of trade and the types of transactions are data that fit the messages."""

import unittest

from ..simulator.transactions.settlements import Settlements
from ..simulator.wire.facts import facts
from ..simulator.wire.txn_types import (
    CREDIT_LINE,
    DEBIT_LINE,
    ENTRY,
    PAYMENT,
    TXN_TYPES,
)


class TestDeclarations(unittest.TestCase):
    """What TxnTypes name exists: methods of figures, elements of the messages."""

    def test_figures_are_methods_of_settlements(self):
        for kind in TXN_TYPES.values():
            for element, figure in kind.figures.items():
                with self.subTest(f"{kind.name}/{element}"):
                    self.assertTrue(callable(getattr(Settlements, f"_{figure}", None)))

    def test_elements_are_in_the_ret(self):
        for kind in TXN_TYPES.values():
            root = facts().message(f"{kind.name}Ret").root
            lines = [f"{one.name}Ret" for one in kind.lines if kind.role != PAYMENT]
            if kind.name == ENTRY:
                lines = [DEBIT_LINE, CREDIT_LINE]
            references = [one[0] for one in (kind.account, kind.money) if one]
            entities = [kind.entity] if kind.entity else []
            for name in (*kind.figures, *entities, *references, *lines):
                with self.subTest(f"{kind.name}/{name}"):
                    self.assertTrue(root.child(name))

    def test_elements_that_clear_are_in_the_mod(self):
        for kind in TXN_TYPES.values():
            for one in filter(None, (lines.clear for lines in kind.lines)):
                with self.subTest(f"{kind.name}/{one}"):
                    root = facts().message(f"{kind.name}Mod").root
                    self.assertTrue(root.child(one))
