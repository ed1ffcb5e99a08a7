"""The arrows of the design point down only: who imports whom, who names whom.

Imports are read from the source, also those inside of functions. A model that is named
in ``env["…"]`` counts as an arrow too.
"""

import ast
import os
import re
import sys
import unittest
from pathlib import Path

ADDON = Path(os.path.realpath(__file__)).parents[1]
PACKAGE = "odoo.addons.quickbooks_desktop"

SHARED = {
    "models.qbd_account_matching",
    "models.qbd_credit_use",
    "models.qbd_customer_payment",
    "models.qbd_item_fields",
    "models.qbd_party_address",
    "models.qbd_sales_document",
}
"""What several mappings declare alike; it lies beside the mapping they inherit."""

LAYERS = (
    (
        *("qbd.session", "qbd.sync.mixin", "qbd.view.builder", "qbd.list.entry"),
        *("qbd.item.mixin", "qbd.inventory", "product.", "res.", "base."),
    ),
    ("qbd.engine",),
    (
        *("qbd.mapping", "qbd.connection", "qbd.stream", "qbd.link"),
        *("qbd.message.set", "qbd.hint", "qbd.throttle", "qbd.match"),
    ),
    ("qbd.posting",),
)
"""Beginnings of model names, top layer first. Mappings and their rows are peers.

At the bottom what writes to Odoo's books: it knows nothing of QuickBooks' wire.
"""

SHOWN = {
    "qbd.connection": {"qbd.session", "qbd.password.wizard"},
    "qbd.connection.items": {"qbd.item.names"},
    "qbd.connection.pairing": {"qbd.pairing"},
}
"""What a form shows: the last session, and the wizards that buttons open."""


class Source:
    """One Python file of the addon.

    :param path: relative to the addon, e.g. ``models/qbd_link.py``
    :param text: what it holds, if it is to be another text than the file's
    """

    def __init__(self, path, text=None):
        self.path = path
        self.tree = ast.parse(text or (ADDON / path).read_text(encoding="utf-8"))
        self.package = path.parent.parts

    def __str__(self):
        return self.path.as_posix()

    def imported(self):
        """Yield the dotted names of what is imported; the addon's begin with "."."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (self._own(alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                yield from (self._module(base, alias.name) for alias in node.names)

    def of_the_addon(self):
        """Return the imported modules of the addon, e.g. {"core.qbxml.fields"}."""
        return {name[1:] for name in self.imported() if name.startswith(".")}

    def from_outside(self):
        """Return the packages that are imported from outside, e.g. {"re", "odoo"}."""
        return {name.split(".")[0] for name in self.imported() if name[0] != "."}

    def named_models(self):
        """Return the models in ``env["…"]``; of an f-string its fixed beginning."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Subscript) and _is_env(node.value):
                found.add(_text(node.slice))
        return found - {None}

    def own_models(self):
        """Return the names of the models that the file defines or extends."""
        return {
            _text(value)
            for name, value in self.class_attributes()
            if name in ("_name", "_inherit") and _text(value)
        }

    def class_attributes(self):
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                for statement in node.body:
                    if isinstance(statement, ast.Assign):
                        yield statement.targets[0].id, statement.value

    def classes(self):
        return [node for node in self.tree.body if isinstance(node, ast.ClassDef)]

    def _base(self, node):
        if not node.level:
            return self._own(node.module)
        above = self.package[: len(self.package) - node.level + 1]
        return "." + ".".join((*above, *filter(None, [node.module])))

    def _module(self, base, name):
        """The module itself where `name` is one, else the one that holds the name."""
        if not base.startswith("."):
            return base
        inside = ADDON.joinpath(*base[1:].split("."), name)
        found = inside.with_suffix(".py").is_file() or inside.is_dir()
        return f"{base.rstrip('.')}.{name}" if found else base

    def _own(self, name):
        """An absolute name inside the addon as a relative one."""
        inside = name == PACKAGE or name.startswith(f"{PACKAGE}.")
        return "." + name[len(PACKAGE) + 1 :] if inside else name


def _is_env(node):
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name in ("env", "_env")


def _text(node):
    if isinstance(node, ast.JoinedStr):
        node = node.values[0]
    if isinstance(node, ast.List | ast.Tuple) and node.elts:
        node = node.elts[-1]
    return node.value if isinstance(node, ast.Constant) else None


def sources(folder, pattern="**/*.py"):
    """Return the `Source` of each file below a folder of the addon."""
    found = sorted((ADDON / folder).glob(pattern))
    assert found, f"{folder}/{pattern} finds no file"
    return [Source(path.relative_to(ADDON)) for path in found]


def is_below(name, *packages):
    """Tell whether a dotted name is one of the packages or lies in it."""
    return any(name == one or name.startswith(f"{one}.") for one in packages)


def layer(model):
    """Return the number of the layer of a model, None if it is none of ours."""
    for number, beginnings in enumerate(LAYERS):
        if model.startswith(beginnings):
            return number
    return None


class ArrowCase(unittest.TestCase):
    def assert_imports(self, source, inside=(), outside=None):
        """Check what a file imports of the addon, and (if given) from outside."""
        wrong = {name for name in source.of_the_addon() if not is_below(name, *inside)}
        self.assertFalse(wrong, f"{source} imports {sorted(wrong)}")
        if outside is not None:
            wrong = source.from_outside() - outside - sys.stdlib_module_names
            self.assertFalse(wrong, f"{source} imports {sorted(wrong)}")


class TestImports(ArrowCase):
    def test_the_reader_of_imports_sees_all_of_them(self):
        text = (
            "import re\n"
            "from odoo.tools import SQL\n"
            "from . import terms\n"
            "from ...core.qbxml import fields as qbf, texts\n"
            "from ...core.errors import ValueRefused\n"
            "def later():\n"
            f"    import {PACKAGE}.simulator\n"
            "    self.env['qbd.hint'], env[f'qbd.mapping.{name}'], self.env[name]\n"
        )
        source = Source(Path("models/mappings/customer.py"), text)
        self.assertEqual(source.from_outside(), {"re", "odoo"})
        self.assertEqual(
            source.of_the_addon(),
            {"models.mappings.terms", "core.qbxml.fields", "core.qbxml.texts"}
            | {"core.errors", "simulator"},
        )
        self.assertEqual(source.named_models(), {"qbd.hint", "qbd.mapping."})

    def test_core_knows_the_standard_library_lxml_and_itself(self):
        for source in sources("core"):
            self.assert_imports(source, {"core"}, outside={"lxml"})

    def test_the_packages_of_core_know_nothing_of_each_other_but_errors(self):
        for package in ("inventory", "matching", "qbwc", "qbxml", "sync"):
            for source in sources(f"core/{package}"):
                self.assert_imports(source, {f"core.{package}", "core.errors"})
        for source in sources("core", "*.py"):
            self.assert_imports(source)

    def test_the_simulator_knows_neither_core_nor_odoo(self):
        for source in sources("simulator"):
            self.assert_imports(source, {"simulator"}, {"lxml", "requests", "zeep"})

    def test_controllers_know_the_wire_only(self):
        for source in sources("controllers"):
            self.assert_imports(source, {"controllers", "core.qbwc", "core.errors"})

    def test_mappings_know_the_qbxml_core_only(self):
        for source in sources("models/mappings"):
            known = {"models.mappings", "core.qbxml", "core.errors", *SHARED}
            self.assert_imports(source, known, {"odoo"})
            if source.path.name != "__init__.py":
                siblings = {n for n in source.of_the_addon() if n.startswith("models")}
                siblings -= SHARED
                self.assertFalse(siblings, f"{source} imports {sorted(siblings)}")

    def test_models_know_core_and_a_family_its_own_parts(self):
        for source in sources("models", "qbd_*.py"):
            self.assert_imports(source, {"core", *self.family(source)})

    def family(self, source):
        """:return: the parts of the engine, posting, items or inventory files"""
        for name in ("qbd_engine", "qbd_posting", "qbd_item", "qbd_inventory"):
            if source.path.stem.startswith(name):
                parts = (ADDON / "models").glob(f"{name}_*.py")
                return {f"models.{path.stem}" for path in parts}
        return set()

    def test_wizards_know_core_only(self):
        for source in sources("wizards"):
            self.assert_imports(source, {"wizards", "core"})

    def test_odoo_models_import_nothing_of_the_addon(self):
        for source in self.odoo_models():
            self.assert_imports(source, outside={"odoo"})

    def odoo_models(self):
        files = sources("models", "*.py")
        return [s for s in files if not s.path.stem.startswith(("qbd_", "__init__"))]


class TestNamedModels(ArrowCase):
    def assert_names(self, source, *allowed):
        """Check which of our models a file names in ``env["…"]``."""
        ours = {name for name in source.named_models() if name.startswith("qbd.")}
        wrong = {name for name in ours if not name.startswith(allowed)}
        self.assertFalse(wrong, f"{source} names {sorted(wrong)}")

    def test_controllers_name_the_session_and_the_connection_of_the_download(self):
        for source in sources("controllers"):
            self.assert_names(source, "qbd.session", "qbd.connection")

    def test_mappings_name_links_and_mappings_only(self):
        for source in sources("models/mappings"):
            self.assert_names(source, "qbd.link", "qbd.stream", "qbd.mapping")

    def test_odoo_models_know_only_the_mixin(self):
        for source in TestImports().odoo_models():
            shown = ("qbd.connection",) if "settings" in source.path.stem else ()
            self.assert_names(source, *shown)

    def test_nobody_names_a_model_of_a_layer_above_its_own(self):
        for source in sources("models"):
            wrong = self.named_above(source)
            if not source.path.stem.startswith("qbd_engine"):
                self.assertFalse(wrong, f"{source} names {sorted(wrong)}")

    def test_the_engine_is_given_its_session_and_looks_for_none(self):
        for source in sources("models", "qbd_engine*.py"):
            wrong = self.named_above(source)
            self.assertFalse(wrong, f"{source} names {sorted(wrong)}")

    def named_above(self, source):
        own = source.own_models()
        depth = max((layer(model) or 0 for model in own), default=0)
        shown = set().union(*(SHOWN.get(model, set()) for model in own))
        named = {n for n in source.named_models() if n.startswith("qbd.")} - shown
        return {n for n in named if layer(n) is None or layer(n) < depth}


class TestMappings(ArrowCase):
    def test_a_mapping_is_an_abstract_model_that_inherits_the_mapping(self):
        for source in sources("models/mappings", "[a-z]*.py"):
            for found in source.classes():
                with self.subTest(f"{source}: {found.name}"):
                    self.assertEqual(
                        [ast.unparse(base) for base in found.bases],
                        ["models.AbstractModel"],
                    )
                    given = dict(source.class_attributes())
                    inherited = re.findall(r"[\w.]+", ast.unparse(given["_inherit"]))
                    self.assertIn("qbd.mapping", inherited)
                    self.assertIn("_fields_map", given)

    def test_every_mapping_file_is_imported_by_one_line(self):
        files = {path.stem for path in (ADDON / "models/mappings").glob("[a-z]*.py")}
        package = Source(Path("models/mappings/__init__.py"))
        imported = {name.rpartition(".")[2] for name in package.of_the_addon()}
        self.assertEqual(imported, files)
