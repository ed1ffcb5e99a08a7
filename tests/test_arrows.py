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

MAY_USE = {
    "models.connection": {"models.link.shown"},
    "models.qbd_item_mixin": {"models.mappings.items.fields"},
    "models.qbd_view_builder": {"models.link.shown"},
    "models.qbd_sync_mixin": {"models.link.shown", "models.link.sync_answer"},
}
"""What a room of `models/` imports of another one, beside core and itself."""

STOREYS = ("wire", "database", "lists", "transactions", "books", "answers", "seeds")
"""The packages of `simulator/`, the lowest first; each may use those before it."""

CONTRACT = "models.mappings.contract"

LAYERS = (
    (
        *("qbd.session", "qbd.sync.", "qbd.view.builder", "qbd.list.entry"),
        *("qbd.item.mixin", "qbd.inventory", "product.", "res.", "base."),
        "qbd.assistant",
    ),
    ("qbd.engine",),
    (
        *("qbd.mapping", "qbd.connection", "qbd.stream", "qbd.link"),
        *("qbd.message.set", "qbd.hint", "qbd.throttle", "qbd.match", "qbd.ledger"),
        "qbd.history",
    ),
    ("qbd.posting",),
)
"""Beginnings of model names, top layer first. Mappings and their rows are peers.

At the bottom what writes to Odoo's books: it knows nothing of QuickBooks' wire.
"""

SHARED = {"core.defaults", "core.errors", "core.money", "core.words"}
"""What the packages of `core` share: defaults, errors, amounts, texts for people."""

ANYWHERE = {"qbd.buttons", "qbd.help", "qbd.scheduled"}
"""Models that every layer may name: buttons, help pages, scheduled actions."""

SHOWN = {
    "qbd.connection": {"qbd.session", "qbd.password.wizard"},
    "qbd.connection.dashboard": {"qbd.session"},
    "qbd.connection.checklist": {"qbd.session"},
    "qbd.connection.items": {"qbd.item.names"},
    "qbd.connection.opening": {"qbd.opening"},
    "qbd.connection.parties": {"qbd.vendor.names"},
    "qbd.connection.pairing": {"qbd.pairing"},
    "qbd.connection.ahead": {"qbd.preview"},
    "qbd.link.both.sides": {"qbd.qbxml"},
    "qbd.match.questions": {"qbd.assistant"},
}
"""What a form shows: the last session, and the wizards that buttons open."""


class Source:
    """One Python file of the addon.

    :param path: relative to the addon, e.g. ``models/link/link.py``
    :param text: its content, if it differs from the file's
    """

    def __init__(self, path, text=None):
        self.path = path
        self.tree = ast.parse(text or (ADDON / path).read_text(encoding="utf-8"))
        self.package = path.parent.parts

    def __str__(self):
        return self.path.as_posix()

    def imported(self):
        """Yield the dotted names of all imports; the addon's begin with "."."""
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
                yield from attributes(node)

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


def attributes(node):
    """Yield (name, value) of the assignments of a class, both of `ast`."""
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            yield statement.targets[0].id, statement.value


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
    """Return whether a dotted name is one of the packages or lies in it."""
    return any(name == one or name.startswith(f"{one}.") for one in packages)


def room(source):
    """Return the package that a file lies in, e.g. "models.mappings.items"."""
    return ".".join(source.package)


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
            "from ....core.qbxml import fields as qbf, texts\n"
            "from ....core.errors import ValueRefused\n"
            "def later():\n"
            f"    import {PACKAGE}.simulator\n"
            "    self.env['qbd.hint'], env[f'qbd.mapping.{name}'], self.env[name]\n"
        )
        source = Source(Path("models/mappings/lists/account.py"), text)
        self.assertEqual(source.from_outside(), {"re", "odoo"})
        self.assertEqual(
            source.of_the_addon(),
            {"models.mappings.lists.terms"}
            | {"core.qbxml.fields", "core.qbxml.texts"}
            | {"core.errors", "simulator"},
        )
        self.assertEqual(source.named_models(), {"qbd.hint", "qbd.mapping."})

    def test_core_knows_the_standard_library_lxml_and_itself(self):
        for source in sources("core"):
            self.assert_imports(source, {"core"}, outside={"lxml"})

    def test_the_packages_of_core_share_errors_amounts_and_texts(self):
        for package in ("assistant", "inventory", "matching", "qbwc", "qbxml", "sync"):
            for source in sources(f"core/{package}"):
                self.assert_imports(source, {f"core.{package}", *SHARED})
        for source in sources("core", "*.py"):
            self.assert_imports(source, {"core.errors", "core.words"})

    def test_the_simulator_knows_neither_core_nor_odoo(self):
        for source in sources("simulator"):
            self.assert_imports(source, {"simulator"}, {"lxml", "requests", "zeep"})

    def test_the_storeys_of_the_simulator_import_downwards_only(self):
        folders = (ADDON / "simulator").glob("*/__init__.py")
        self.assertEqual({path.parent.name for path in folders}, set(STOREYS))
        known = {"simulator.clock"}
        for storey in STOREYS:
            known.add(f"simulator.{storey}")
            for source in sources(f"simulator/{storey}"):
                self.assert_imports(source, known)
        for source in sources("simulator", "clock.py"):
            self.assert_imports(source)

    def test_controllers_know_the_wire_only(self):
        for source in sources("controllers"):
            self.assert_imports(source, {"controllers", "core.qbwc", "core.errors"})

    def test_a_room_of_models_imports_core_and_itself(self):
        for source in sources("models", "*/**/*.py"):
            if source.path.parent.name != "mappings":  # its imports of its own rooms
                own = room(source)
                self.assert_imports(source, {own, "core", *MAY_USE.get(own, ())})

    def test_mappings_know_nothing_of_the_wire_and_of_inventory_files(self):
        known = {"core.qbxml", "core.sync", "core.matching"}
        known |= SHARED
        for source in sources("models/mappings", "*/*.py"):
            self.assert_imports(source, {room(source), *known}, {"odoo", "lxml"})

    def test_what_is_ours_beside_the_rooms_imports_core_and_the_listed(self):
        for source in sources("models", "qbd_*.py"):
            name = f"models.{source.path.stem}"
            self.assert_imports(source, {"core", *MAY_USE.get(name, ())})

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
            names = ("qbd.link", "qbd.stream", "qbd.mapping", *self.writes(source))
            self.assert_names(source, *names)

    def writes(self, source):
        """Return the services that write documents; mappings leave it to them."""
        documents = room(source) == "models.mappings.documents"
        return ("qbd.posting",) if documents else ()

    def test_odoo_models_know_only_the_mixin(self):
        for source in TestImports().odoo_models():
            shown = ("qbd.connection",) if "settings" in source.path.stem else ()
            self.assert_names(source, *shown)

    def test_nobody_names_a_model_of_a_layer_above_its_own(self):
        for source in sources("models"):
            wrong = self.named_above(source)
            if room(source) != "models.engine":
                self.assertFalse(wrong, f"{source} names {sorted(wrong)}")

    def test_the_engine_is_given_its_session_and_looks_for_none(self):
        for source in sources("models/engine"):
            wrong = self.named_above(source)
            self.assertFalse(wrong, f"{source} names {sorted(wrong)}")

    def named_above(self, source):
        own = source.own_models()
        depth = max((layer(model) or 0 for model in own), default=0)
        shown = ANYWHERE.union(*(SHOWN.get(model, set()) for model in own))
        named = {n for n in source.named_models() if n.startswith("qbd.")} - shown
        return {n for n in named if layer(n) is None or layer(n) < depth}


class TestMappings(ArrowCase):
    def declaring(self):
        """Yield (source, class) of each mapping: the classes with declared fields."""
        for source in sources("models/mappings", "*/*.py"):
            for found in source.classes():
                declared = {name for name, _value in attributes(found)}
                if "_fields_map" in declared and room(source) != CONTRACT:
                    yield source, found

    def test_a_mapping_is_an_abstract_model_that_inherits_the_mapping(self):
        self.assertGreaterEqual(len(list(self.declaring())), 10)
        for source, found in self.declaring():
            with self.subTest(f"{source}: {found.name}"):
                self.assertEqual(
                    [ast.unparse(base) for base in found.bases],
                    ["models.AbstractModel"],
                )
                inherited = ast.unparse(dict(attributes(found))["_inherit"])
                self.assertIn("qbd.mapping", re.findall(r"[\w.]+", inherited))

    def test_every_file_of_a_room_is_imported_by_one_line(self):
        for package in sources("models", "**/__init__.py"):
            folder = ADDON / package.path.parent
            files = {path.stem for path in folder.glob("[a-z]*.py")}
            rooms = {path.parent.name for path in folder.glob("*/__init__.py")}
            imported = {name.rpartition(".")[2] for name in package.of_the_addon()}
            self.assertEqual(imported, files | rooms, str(package))
