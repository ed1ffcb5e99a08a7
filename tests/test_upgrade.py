"""A database of the version before is upgraded: no value is lost, no column is left.

The version before is taken from the history of the repository.
"""

import itertools
import json
import os
import subprocess
import tempfile
import unittest
from configparser import ConfigParser
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2.extras import Json, RealDictCursor

from .support import processes
from .test_arrows import ADDON

NAME = "quickbooks_desktop"
BEFORE = "69d2253"
"""The last commit of version 19.0.1.0.0."""

BASE = os.environ.get("QBD_BASE_DATABASE")

LINK_COLUMNS = {
    "sent": "pending_request",
    "again": "edited_meanwhile",
    "swept": "last_id_sweep",
    "suspect": "bisect_group",
    "wanted": "create_requested",
    "left_open": "kept_unpaired",
}
"""Old name → new name."""

MESSAGE_SETS = [
    # kind, state, position → objects_applied, settle_attempts, refusal_handled
    ("read", "answered", 200, (200, 0, False)),
    ("read", "applied", 37, (37, 0, False)),
    ("read", "lost", 25, (25, 0, False)),
    ("read", "not_run", 1, (0, 0, True)),
    ("read", "not_run", 0, (0, 0, False)),
    ("write", "unknown", 2, (0, 2, False)),
    ("write", "parked", 3, (0, 3, False)),
    ("write", "not_run", 1, (0, 0, True)),
    ("write", "applied", 0, (0, 0, False)),
    ("write", "answered", None, (0, 0, False)),
]

REQUIRED = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE is_nullable = 'NO' AND column_default IS NULL
"""
FILLED = {"character varying": "x", "integer": 1, "boolean": False}
"""Type of a column → a value for it that is not empty."""

COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public'
      AND (table_name LIKE 'qbd\\_%' OR column_name LIKE 'qbd\\_%')
"""
FIELDS = """
    SELECT field.model, field.name, field.ttype FROM ir_model_fields field
    JOIN ir_model_data data ON data.model = 'ir.model.fields'
     AND data.res_id = field.id AND data.module = 'quickbooks_desktop'
"""
EXTERNAL_IDS = """
    SELECT model, name FROM ir_model_data WHERE module = 'quickbooks_desktop'
"""
INDEXES = """
    SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE tablename LIKE 'qbd\\_%'
"""


def archive(folder):
    """Write the addon as it was before into a folder.

    :return: whether the repository has a history that reaches so far
    """
    target = Path(folder, NAME)
    target.mkdir()
    command = ["git", "-C", str(ADDON), "archive", "--format=tar", BEFORE]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    subprocess.run(["tar", "-x", "-C", str(target)], input=done.stdout, check=True)
    return True


def addons_path(own):
    """Return the addons path of this run, with another folder for this addon."""
    configuration = ConfigParser(interpolation=None)
    configuration.read(os.environ["ODOO_RC"])
    paths = configuration["options"]["addons_path"].split(",")
    return ",".join([str(own), *(p for p in paths if not Path(p, NAME).exists())])


def odoo(database, *options):
    """Run Odoo until it stops; return its log."""
    command = [*processes.COMMAND, "-d", database, "--stop-after-init", "--no-http"]
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, check=False, timeout=600
    )
    assert not done.returncode, done.stderr[-5000:]
    return done.stderr


@unittest.skipUnless(processes.available() and BASE, processes.MISSING)
class TestUpgrade(unittest.TestCase):
    """Install the version before, fill it by SQL, upgrade it; then look."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        if not archive(folder):
            raise unittest.SkipTest(f"no git history that holds the commit {BEFORE}")
        cls.database = cls.enterClassContext(processes.Database(BASE))
        odoo(cls.database, "-i", NAME, f"--addons-path={addons_path(folder)}")
        cls.connection, cls.stream = cls.make_connection()
        cls.links, cls.sets = cls.make_links(), cls.make_message_sets()
        cls.before = cls.query("SELECT * FROM qbd_link ORDER BY id")
        cls.sets_before = cls.query("SELECT * FROM qbd_message_set ORDER BY id")
        cls.stream_before = cls.query("SELECT * FROM qbd_stream ORDER BY id")
        cls.log = odoo(cls.database, "-u", NAME)

    # -- what is in the database ----------------------------------------------

    @classmethod
    def query(cls, statement, database=None):
        """Return the rows as dicts; of a statement without rows, []."""
        with closing(psycopg2.connect(dbname=database or cls.database)) as connection:
            connection.autocommit = True
            with connection.cursor(cursor_factory=RealDictCursor) as cursor:
                cursor.execute(statement)
                return [dict(row) for row in cursor.fetchall()]

    @classmethod
    def insert(cls, table, **values):
        """Insert one row; what must not be empty is filled. Return its id."""
        required = cls.query(f"{REQUIRED} AND table_name = '{table}'")
        for row in required:
            values.setdefault(row["column_name"], FILLED[row["data_type"]])
        values = {k: Json(v) if isinstance(v, dict) else v for k, v in values.items()}
        with closing(psycopg2.connect(dbname=cls.database)) as connection:
            with connection, connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(values)}) VALUES"
                    f" ({', '.join(['%s'] * len(values))}) RETURNING id",
                    list(values.values()),
                )
                return cursor.fetchone()[0]

    @classmethod
    def make_connection(cls):
        company = cls.query("SELECT min(id) AS id FROM res_company")[0]["id"]
        connection = cls.insert("qbd_connection", name="Old", company_id=company)
        stream = cls.insert(
            "qbd_stream",
            connection_id=connection,
            mapping="customer",
            direction="both",
            watermark="2026-07-01T09:00:00",
            count_pushed=7,
        )
        return connection, stream

    @classmethod
    def make_links(cls):
        """Links with every combination of the columns that are renamed."""
        return [
            cls.insert(
                "qbd_link",
                stream_id=cls.stream,
                connection_id=cls.connection,
                space="entity",
                res_model="res.partner",
                qb_id=f"80000{number:03}-1",
                qb_name=f"Customer {number}",
                edit_sequence=str(number),
                state=("ok", "dirty", "sent", "parked", "gone")[number % 5],
                reason=("left_open", "conflict", None)[number % 3],
                odoo_image={"Name": f"Odoo {number}"},
                quickbooks_image={"Name": f"QuickBooks {number}"},
                sent={"op": "mod", "sent": {"Name": "x"}} if sent else None,
                again=again,
                wanted=wanted,
                left_open=left_open,
                swept=number,
                suspect=number * 2,
            )
            for number, (sent, again, wanted, left_open) in enumerate(
                itertools.product((False, True), repeat=4)
            )
        ]

    @classmethod
    def make_message_sets(cls):
        return [
            cls.insert(
                "qbd_message_set",
                connection_id=cls.connection,
                kind=kind,
                state=state,
                position=position,
                request=f"<request {number}/>",
                requests=Json([{"id": "1", "op": "add"}]),
            )
            for number, (kind, state, position, _new) in enumerate(MESSAGE_SETS)
        ]

    # -- what is there afterwards ---------------------------------------------

    def test_the_log_holds_no_warning_and_no_error(self):
        self.assertIn(f"Module {NAME} loaded", self.log)
        self.assertEqual(processes.problems(self.log), [])

    def test_the_links_keep_all_values_under_the_new_names(self):
        rows = self.query("SELECT * FROM qbd_link ORDER BY id")
        self.assertEqual(len(rows), 16)
        for old, new in zip(self.before, rows, strict=True):
            expected = {LINK_COLUMNS.get(k, k): v for k, v in old.items()}
            if old["reason"] == "left_open":
                expected["reason"] = "kept_unpaired"
            for name in ("write_uid", "write_date"):  # new stored fields are computed
                expected.pop(name)
            self.assertEqual(self.common(new, expected), expected)

    def test_a_message_sets_position_becomes_what_it_meant(self):
        rows = self.query("SELECT * FROM qbd_message_set ORDER BY id")
        for (*case, expected), old, new in zip(
            MESSAGE_SETS, self.sets_before, rows, strict=True
        ):
            with self.subTest(case):
                found = (
                    new["objects_applied"] or 0,
                    new["settle_attempts"] or 0,
                    bool(new["refusal_handled"]),
                )
                self.assertEqual(found, expected)
                del old["position"]
                self.assertEqual(self.common(new, old), old)

    def test_streams_keep_their_values(self):
        old = next(row for row in self.stream_before if row["id"] == self.stream)
        rows = self.query(f"SELECT * FROM qbd_stream WHERE id = {self.stream}")
        kept = {key: value for key, value in old.items() if key not in self.REORDERED}
        self.assertEqual(self.common(rows[0], kept), kept)

    REORDERED = ("sequence", "write_uid", "write_date")
    """Columns of streams that an upgrade writes: record types stand in a new order."""

    def common(self, row, expected):
        """Return the values of a row of which something is expected."""
        return {key: row[key] for key in expected if key in row}

    ONLY_INSTALLED = {("ir.actions.todo", "todo_qbd_start")}
    """External ids that an upgrade does not make: who has a connection has begun."""

    def test_it_is_left_with_what_an_installation_makes(self):
        """No column, field, index or external id too many, and none missing."""
        for statement in (COLUMNS, FIELDS, EXTERNAL_IDS, INDEXES):
            rows = self.query(statement)
            upgraded = {json.dumps(row, sort_keys=True) for row in rows}
            rows = self.query(statement, processes.TEMPLATE)
            installed = {
                json.dumps(row, sort_keys=True)
                for row in rows
                if (row.get("model"), row.get("name")) not in self.ONLY_INSTALLED
            }
            self.assertGreater(len(installed), 20)
            self.assertEqual(upgraded - installed, set(), "left over")
            self.assertEqual(installed - upgraded, set(), "missing")
