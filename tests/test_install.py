"""The parts of an installation, and that an uninstallation removes all of them."""

import ast
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile
from contextlib import closing
from pathlib import Path

import psycopg2
from lxml import etree

from odoo.modules.module import Manifest
from odoo.tests import TransactionCase, tagged

from .support import processes
from .test_arrows import ADDON, Source, sources

NAME = "quickbooks_desktop"
FOLDERS = ("data", "security", "views", "wizards")
REFLECTED = ("ir.model", "ir.module.")
"""Beginnings of the models whose records Odoo makes itself for what is in Python."""

FROM_ODOO = {"markupsafe", "odoo", "psycopg2", "werkzeug"}
"""Packages that are there wherever Odoo is."""


@tagged("post_install", "-at_install")
class TestManifest(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        text = (ADDON / "__manifest__.py").read_text(encoding="utf-8")
        cls.manifest = ast.literal_eval(text)

    def test_it_is_an_application_for_odoo_19_under_the_lgpl(self):
        self.assertRegex(self.manifest["version"], r"^19\.0\.\d+\.\d+\.\d+$")
        self.assertEqual(self.manifest["license"], "LGPL-3")
        self.assertIn("LESSER", (ADDON / "LICENSE").read_text(encoding="utf-8"))
        self.assertIs(self.manifest["application"], True)
        for key in ("name", "summary", "author", "category"):
            self.assertTrue(self.manifest[key], key)

    def test_the_installed_version_is_that_of_the_manifest(self):
        module = self.env["ir.module.module"]._get(NAME)
        self.assertEqual(module.state, "installed")
        self.assertEqual(module.installed_version, self.manifest["version"])

    def test_every_data_file_is_listed_once_and_exists(self):
        files = {
            path.relative_to(ADDON).as_posix()
            for folder in FOLDERS
            for path in (ADDON / folder).glob("*.*")
            if path.suffix in (".xml", ".csv")
        }
        listed = self.manifest["data"]
        self.assertEqual(len(listed), len(set(listed)))
        self.assertEqual(set(listed), files)

    def test_groups_and_rights_come_before_what_needs_them(self):
        folders = [path.partition("/")[0] for path in self.manifest["data"]]
        self.assertEqual(folders[:2], ["security", "security"])
        self.assertEqual(self.manifest["data"][-1], "views/qbd_menus.xml")

    def test_no_python_package_is_needed_that_is_not_named(self):
        named = set(self.manifest["external_dependencies"]["python"])
        for folder in ("controllers", "core", "models", "wizards"):
            for source in sources(folder):
                outside = source.from_outside() - FROM_ODOO - sys.stdlib_module_names
                self.assertLessEqual(outside, named, str(source))

    def test_every_python_file_is_imported(self):
        """Check the imports: by the package, or by users if a file has no model."""
        for folder in ("controllers", "models", "wizards"):
            files = {path.stem for path in (ADDON / folder).glob("[a-z]*.py")}
            package = Source(Path(folder, "__init__.py")).of_the_addon()
            others = set().union(*(one.of_the_addon() for one in sources(folder)))
            for name in files - {one.split(".")[1] for one in package}:
                self.assertIn(f"{folder}.{name}", others)
                self.assertFalse(Source(Path(folder, f"{name}.py")).own_models(), name)

    def test_every_hook_of_the_manifest_exists(self):
        module = Source(Path("__init__.py"))
        hooks = {value for key, value in self.manifest.items() if key.endswith("_hook")}
        self.assertLessEqual(
            hooks, {node.name for node in module.tree.body if hasattr(node, "name")}
        )

    def test_odoo_reads_the_manifest_as_it_is(self):
        manifest = Manifest.for_addon(NAME)
        self.assertTrue(manifest["installable"])
        self.assertEqual(manifest["depends"], self.manifest["depends"])


@tagged("post_install", "-at_install")
class TestInstalledData(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.env["ir.model.data"].search([("module", "=", NAME)])
        cls.own = [
            data for data in cls.data if not data.model.startswith(REFLECTED)
        ] + list(cls.data.filtered(lambda data: data.model == "ir.model.access"))

    def test_every_external_id_leads_to_a_record(self):
        for data in self.data:
            self.assertIn(data.model, self.env, data.complete_name)
            record = self.env[data.model].browse(data.res_id)
            self.assertTrue(record.exists(), data.complete_name)

    def test_every_record_stands_in_a_file_and_every_record_of_a_file_is_there(self):
        found = {d.name.removesuffix("_ir_actions_server") for d in self.own}
        self.assertEqual(found - self.in_files(), set(), "no file has these any more")
        self.assertEqual(self.in_files() - found, set(), "these were not installed")

    def in_files(self):
        """Return the external ids that the data files define."""
        found = set()
        for path in ast.literal_eval((ADDON / "__manifest__.py").read_text())["data"]:
            text = (ADDON / path).read_text(encoding="utf-8")
            if path.endswith(".csv"):
                found |= {line.split(",")[0] for line in text.splitlines()[1:]}
                continue
            for element in etree.fromstring(text.encode()).iter(
                "record", "template", "menuitem"
            ):
                name = element.get("id").removeprefix(f"{NAME}.")
                if "." not in name:
                    found.add(name)
        return found

    def test_every_scheduled_action_calls_what_is_there(self):
        crons = self.env["ir.cron"].search(
            [("id", "in", [d.res_id for d in self.own if d.model == "ir.cron"])]
        )
        self.assertGreaterEqual(len(crons), 3)
        for cron in crons:
            method = re.fullmatch(r"model\.(_cron_\w+)\(\)", cron.code)
            self.assertTrue(method, cron.code)
            self.assertTrue(hasattr(self.env[cron.model_id.model], method[1]))

    def test_every_model_with_a_table_has_rights_and_a_description(self):
        ruled = self.env["ir.model.access"].search([]).model_id.mapped("model")
        for name in sorted(self.env.registry):
            if name.startswith("qbd.") and self.env[name]._auto:
                self.assertIn(name, ruled)
                self.assertNotEqual(self.env[name]._description, name)

    def test_what_is_added_to_models_of_others_bears_our_name(self):
        """So nothing of theirs can go when the addon is uninstalled."""
        columns = self.env["ir.model.fields"].search(
            [
                ("id", "in", self.ids_of("ir.model.fields")),
                ("model", "not =like", "qbd.%"),
            ]
        )
        self.assertTrue(columns)
        for column in columns:
            if column.name not in ("id", "display_name"):
                self.assertRegex(column.name, "^qbd_", column.model)

    def test_every_table_is_one_that_an_uninstallation_drops(self):
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_name LIKE 'qbd\\_%'"
        )
        tables = {row[0] for row in self.env.cr.fetchall()}
        known = self.env["ir.model"].browse(self.ids_of("ir.model")).mapped("model")
        relations = self.env["ir.model.relation"].search([("module.name", "=", NAME)])
        dropped = {self.env[name]._table for name in known if name in self.env}
        self.assertEqual(tables - dropped - set(relations.mapped("name")), set())

    def ids_of(self, model):
        return [data.res_id for data in self.data if data.model == model]


class TestPackage(unittest.TestCase):
    def test_the_zip_holds_the_addon_and_nothing_for_developers(self):
        with tempfile.TemporaryDirectory() as folder:
            command = [ADDON / "bin" / "package", "--no-trial", "--folder", folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            (path,) = Path(folder).glob("*.zip")
            names = zipfile.ZipFile(path).namelist()
        parts = {name.split("/")[1] for name in names}
        manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text())
        self.assertLessEqual({f"{NAME}/{one}" for one in manifest["data"]}, {*names})
        self.assertLessEqual({"core", "models", "docs", "LICENSE"}, parts)
        self.assertFalse({"bench", "bin", "simulator", "tests", "dist"} & parts)


LEFT = {
    "tables": "SELECT relname FROM pg_class WHERE relname LIKE 'qbd%'",
    "columns": "SELECT attname FROM pg_attribute WHERE attname LIKE 'qbd%'"
    " AND NOT attisdropped",
    "fields": "SELECT model, name FROM ir_model_fields WHERE name LIKE 'qbd%'"
    " OR model LIKE 'qbd%'",
    "external ids": "SELECT name FROM ir_model_data"
    " WHERE module = 'quickbooks_desktop'",
    "messages": "SELECT model FROM mail_message WHERE model LIKE 'qbd%'",
    "parameters": "SELECT key FROM ir_config_parameter"
    " WHERE key LIKE 'quickbooks_desktop%'",
    "scheduled actions": "SELECT cron_name FROM ir_cron WHERE cron_name ~ 'QuickBooks'",
}


@unittest.skipUnless(processes.available(), processes.MISSING)
class TestUninstallation(unittest.TestCase):
    def test_an_uninstallation_leaves_the_partners_and_nothing_of_ours(self):
        with tempfile.TemporaryDirectory() as folder, processes.Database() as database:
            with processes.Server(database, folder) as server:
                odoo = processes.Client(server.url, database)
                odoo.call("qbd.connection", "create", [{"name": "Test"}])
                values = {"name": "Azure", "customer_rank": 1, "qbd_fax": "555"}
                odoo.call("res.partner", "create", [values])
                domain = [("name", "=", "quickbooks_desktop")]
                module = odoo.call("ir.module.module", "search", domain)
                odoo.call("ir.module.module", "button_immediate_uninstall", module)
                self.assertEqual(server.errors(), [])
                partners = odoo.read("res.partner", [("name", "=", "Azure")], ["name"])
                self.assertEqual(len(partners), 1)
            self.assertEqual(self.left(database), {})

    def left(self, database):
        """Return {kind: rows} of the rows that remain."""
        found = {}
        with closing(psycopg2.connect(dbname=database)) as connection:
            for kind, statement in LEFT.items():
                cursor = connection.cursor()
                cursor.execute(statement)
                found[kind] = cursor.fetchall()
        return {kind: rows for kind, rows in found.items() if rows}
