"""The parts of the engine call each other in one direction.

Calls are read from the source: ``self._x(…)`` and ``engine._x(…)``, also methods that
are handed on without being called.
"""

import ast
import unittest

from ..core.sync.operations import OPERATIONS
from .test_arrows import attributes, sources

CALLERS = ("self", "engine")
LARGEST = 2


def methods(tree):
    """Yield the names of the methods that the classes of a module define."""
    for found in tree.body:
        if isinstance(found, ast.ClassDef):
            yield from (n.name for n in found.body if isinstance(n, ast.FunctionDef))


def used(tree):
    """Yield the names that a module uses on the engine."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in CALLERS
        ):
            yield node.attr


def calls(trees):
    """Return the other parts that each part calls.

    :param trees: {part: module of `ast`}
    :return: {part: set of parts}
    """
    owners = {}
    for part, tree in trees.items():
        for name in methods(tree):
            owners.setdefault(name, part)
    return {
        part: {owners[name] for name in used(tree) if name in owners} - {part}
        for part, tree in trees.items()
    }


def reached(graph, start):
    """Return all that can be reached from a node of a graph."""
    found, rest = set(), [start]
    while rest:
        new = graph[rest.pop()] - found
        found |= new
        rest += new
    return found


def circles(graph):
    """Return the largest sets of nodes that all reach each other, without single ones.

    :param graph: {node: set of nodes}
    """
    reach = {node: reached(graph, node) for node in graph}
    found = {
        frozenset(one for one in reach[node] if node in reach[one])
        for node in graph
        if node in reach[node]
    }
    return [sorted(circle) for circle in found]


class TestEngineParts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        trees = {one.path.stem: one.tree for one in sources("models/engine")}
        trees.pop("__init__")
        cls.graph = calls(trees)
        cls.names = [
            node.name
            for one in sources("models/engine")
            for part in one.classes()
            if "_name" in dict(attributes(part))
            for node in part.body
            if isinstance(node, ast.FunctionDef)
        ]

    def test_a_circle_is_found(self):
        text = "class Part:\n    def _{0}(self):\n        self._{1}()\n"
        pairs = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "e"}
        trees = {one: ast.parse(text.format(one, to)) for one, to in pairs.items()}
        graph = calls(trees)
        self.assertEqual(graph["d"], {"a"})
        self.assertEqual(circles(graph), [["a", "b", "c"]])

    def test_no_more_than_two_parts_call_each_other_in_a_circle(self):
        self.assertGreater(len(self.graph), 15)
        large = [circle for circle in circles(self.graph) if len(circle) > LARGEST]
        self.assertFalse(large)

    def test_no_part_hides_a_method_of_another(self):
        """All parts are one model: two methods of one name are one of them."""
        self.assertGreater(len(self.names), 200)
        self.assertFalse({one for one in self.names if self.names.count(one) > 1})

    def test_the_ground_floor_calls_no_part(self):
        self.assertFalse(self.graph["ground"])

    def test_no_part_calls_the_engine_that_puts_them_together(self):
        callers = {part for part, called in self.graph.items() if "engine" in called}
        self.assertFalse(callers)


class TestWords(unittest.TestCase):
    """The table of operations and the mapping decide, not words in the engine."""

    WORDS = frozenset(OPERATIONS) - {"add", "mod"} | {"transaction", "TxnID", "TxnDel"}
    ALLOWED = {("ground", "TxnID")}  # an object's id, whatever it is called

    def test_the_engine_does_not_ask_for_list_or_transaction(self):
        found = {
            (source.path.stem, node.value)
            for source in sources("models/engine")
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        wrong = {one for one in found if one[1] in self.WORDS}
        self.assertEqual(wrong, self.ALLOWED)
