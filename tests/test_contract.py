"""The contract of the mappings is declared: no name is used that is not in it.

What the engine, links, connections, the first match and wizards use of a mapping
stands in `models/mappings/contract/`, with a default. What a mapping may override says
"Hook:" and who calls it. All is read from the source.
"""

import ast
import unittest

from .test_arrows import CONTRACT, attributes, room, sources

MIXINS = ("nested_names",)
"""Files of the contract's room that mappings inherit beside it."""

RECORD = {"_name", "_description", "_fields", "_table", "_inherit"}
"""What each model of Odoo has."""

BEGINNING = "Hook: "


def functions(source):
    """Yield the methods that the models of a file define."""
    for found in source.classes():
        for node in found.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("__"):
                yield node


def assigned(source):
    for found in source.classes():
        yield from (name for name, _value in attributes(found))


def is_mapping(node):
    """Tell whether an expression is a mapping: by its name, or by how it was got."""
    if isinstance(node, ast.Name):
        return node.id == "mapping"
    if isinstance(node, ast.Attribute):
        return node.attr == "mapping" and isinstance(node.value, ast.Name)
    if isinstance(node, ast.Subscript):
        return (
            ast.unparse(node)
            .replace("f'", "'")
            .endswith(("env['qbd.mapping']", "env['qbd.mapping.{name}']"))
        )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("_mapping", "_mapping_for"):
            return True
        of_mapping = ("_for_batch", "_under_rule", "with_context", "with_env", "sudo")
        return node.func.attr in of_mapping and is_mapping(node.func.value)
    return False


def used(source):
    """Yield the names that a file uses on mappings."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and is_mapping(node.value):
            yield node.attr
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "getattr"
            and is_mapping(node.args[0])
            and isinstance(node.args[1], ast.Constant)
        ):
            yield node.args[1].value


class TestContract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mappings = sources("models/mappings", "*/*.py")
        cls.contract = [
            source
            for source in mappings
            if room(source) == CONTRACT and source.path.stem not in MIXINS
        ]
        cls.mappings = [source for source in mappings if source not in cls.contract]
        cls.others = [
            source
            for folder in ("models", "wizards", "controllers")
            for source in sources(folder)
            if not room(source).startswith("models.mappings.")
        ]
        cls.methods = {n.name: n for s in cls.contract for n in functions(s)}
        cls.names = cls.methods.keys() | {n for s in cls.contract for n in assigned(s)}
        cls.overridden = {n.name for s in cls.mappings for n in functions(s)}
        cls.overridden &= cls.methods.keys()
        cls.hooks = {
            name
            for name, node in cls.methods.items()
            if (ast.get_docstring(node) or "").startswith(BEGINNING)
        }

    def test_the_reader_sees_what_is_used_of_a_mapping(self):
        text = (
            "mapping._a\nself.mapping._b\nstream._mapping()._for_batch()._c()\n"
            "self.env['qbd.mapping']._d\nself.env[f'qbd.mapping.{name}']._e\n"
            "getattr(mapping, '_f', None)\nstream._g\n"
        )
        source = type("Source", (), {"tree": ast.parse(text)})
        self.assertEqual(
            set(used(source)) - {"_for_batch"},
            set(["_a", "_b", "_c", "_d", "_e", "_f"]),
        )

    def test_what_others_use_of_a_mapping_is_declared(self):
        for source in self.others:
            wrong = set(used(source)) - self.names - RECORD
            self.assertFalse(wrong, f"{source} uses {sorted(wrong)}")

    def test_what_a_mapping_overrides_is_a_hook(self):
        self.assertGreater(len(self.overridden), 40)
        self.assertFalse(sorted(self.overridden - self.hooks))

    def test_a_hook_is_called_outside_of_the_mappings(self):
        callers = [*self.others, *self.contract]
        called = {
            node.attr
            for source in callers
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Attribute)
        }
        self.assertFalse(sorted(self.hooks - called))

    def test_a_hook_says_who_calls_it(self):
        for name in sorted(self.hooks):
            said = ast.get_docstring(self.methods[name])
            with self.subTest(name):
                self.assertRegex(said, r"(?i)\b(called|asked)\b")

    def test_a_name_is_declared_once(self):
        declared = [n.name for s in self.contract for n in functions(s)]
        declared += [n for s in self.contract for n in assigned(s) if n not in RECORD]
        twice = {name for name in declared if declared.count(name) > 1}
        self.assertFalse(twice)
