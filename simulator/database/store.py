"""The SQLite side of a company file: rows, no rules.

Objects of all types share one table. ``fields`` is JSON in QuickBooks' names, without
fields that have a column; references hold the ListID alone, so that a renamed
object shows its new name everywhere. Times are wall clock text (``clock.iso``).
"""

import json
import sqlite3
from dataclasses import dataclass, field

_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, value INTEGER);
CREATE TABLE IF NOT EXISTS object (
    space TEXT, list_id TEXT, type TEXT, edit_sequence INTEGER, created TEXT,
    modified TEXT, name TEXT, full_name TEXT, full_key TEXT, parent TEXT,
    sublevel INTEGER, active INTEGER, fields TEXT, PRIMARY KEY (space, list_id));
CREATE UNIQUE INDEX IF NOT EXISTS object_name ON object (space, full_key);
CREATE INDEX IF NOT EXISTS object_type ON object (type, full_key);
CREATE INDEX IF NOT EXISTS object_modified ON object (type, modified);
CREATE INDEX IF NOT EXISTS object_parent ON object (space, parent);
CREATE TABLE IF NOT EXISTS reference (
    space TEXT, list_id TEXT, target_space TEXT, target TEXT);
CREATE INDEX IF NOT EXISTS reference_target ON reference (target_space, target);
CREATE INDEX IF NOT EXISTS reference_owner ON reference (space, list_id);
CREATE TABLE IF NOT EXISTS deleted (
    type TEXT, list_id TEXT, full_name TEXT, created TEXT, deleted TEXT);
CREATE TABLE IF NOT EXISTS data_ext_def (
    number INTEGER PRIMARY KEY, owner TEXT, name TEXT, type TEXT, assigned TEXT);
CREATE TABLE IF NOT EXISTS data_ext (
    owner TEXT, name TEXT, space TEXT, list_id TEXT, value TEXT,
    PRIMARY KEY (space, list_id, owner, name));
CREATE TABLE IF NOT EXISTS message_set (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, request TEXT, response TEXT);
CREATE TABLE IF NOT EXISTS txn (
    txn_id TEXT PRIMARY KEY, type TEXT, edit_sequence INTEGER, created TEXT,
    modified TEXT, number INTEGER, date TEXT, ref_number TEXT, entity TEXT,
    fields TEXT, lines TEXT);
CREATE INDEX IF NOT EXISTS txn_modified ON txn (type, modified);
CREATE INDEX IF NOT EXISTS txn_number ON txn (number);
CREATE INDEX IF NOT EXISTS txn_entity ON txn (entity);
CREATE TABLE IF NOT EXISTS txn_deleted (
    type TEXT, txn_id TEXT, ref_number TEXT, created TEXT, deleted TEXT);
CREATE TABLE IF NOT EXISTS link (
    number INTEGER PRIMARY KEY, source TEXT, target TEXT, cents INTEGER,
    discount INTEGER, account TEXT, class TEXT, set_by TEXT);
CREATE INDEX IF NOT EXISTS link_source ON link (source);
CREATE INDEX IF NOT EXISTS link_target ON link (target);
CREATE TABLE IF NOT EXISTS posting (
    txn_id TEXT, date TEXT, account TEXT, entity TEXT, cents INTEGER);
CREATE INDEX IF NOT EXISTS posting_txn ON posting (txn_id);
CREATE INDEX IF NOT EXISTS posting_account ON posting (account, date);
"""
_TABLES = (
    "setting",
    "sequence",
    "object",
    "reference",
    "deleted",
    "data_ext_def",
    "data_ext",
    "message_set",
    "txn",
    "txn_deleted",
    "link",
    "posting",
)
_COLUMNS = (
    "space, list_id, type, edit_sequence, created, modified, name, full_name,"
    " parent, sublevel, active, fields"
)


@dataclass
class Row:
    """One list object. ``fields``: name → text, dict (aggregate) or list of either."""

    space: str
    list_id: str
    type: str
    edit_sequence: int
    created: str
    modified: str
    name: str = ""
    full_name: str = ""
    parent: str | None = None
    sublevel: int = 0
    active: bool = True
    fields: dict = field(default_factory=dict)

    @property
    def ids(self):
        """Return the elements that identify the object in a response."""
        return {"ListID": self.list_id}


def sort_key(full_name):
    """Return the key of the uniqueness and the order of names: no case, children after
    parents."""
    return full_name.casefold().replace(":", "\x01")


def _row(values):
    *columns, active, fields = values
    return Row(*columns, active=bool(active), fields=json.loads(fields))


class Store:
    """A SQLite database holding one company file; ``path`` may be ``:memory:``."""

    def __init__(self, path=":memory:"):
        self.database = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False
        )
        self.database.execute("PRAGMA synchronous = NORMAL")
        self.database.executescript(_SCHEMA)

    def execute(self, sql, *values):
        """Run one statement; returns the cursor."""
        return self.database.execute(sql, values)

    def close(self):
        """Close the database."""
        self.database.close()

    # whole file

    def snapshot(self):
        """Return a copy of the whole file in memory, for ``restore`` and
        ``Store.of``."""
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        self.database.backup(copy)
        return copy

    def restore(self, snapshot):
        """Restore a snapshot; it can be used again."""
        snapshot.backup(self.database)

    # settings and counters

    def setting(self, key, default=None):
        """Return the JSON value of a setting."""
        found = self.execute("SELECT value FROM setting WHERE key = ?", key).fetchone()
        return json.loads(found[0]) if found else default

    def set_setting(self, key, value):
        """Store a JSON value."""
        self.execute(
            "INSERT OR REPLACE INTO setting VALUES (?, ?)", key, json.dumps(value)
        )

    def next_number(self, name):
        """Return the next of the numbers 1, 2, 3 … of a name."""
        return self.execute(
            "INSERT INTO sequence VALUES (?, 1) ON CONFLICT (name)"
            " DO UPDATE SET value = value + 1 RETURNING value",
            name,
        ).fetchone()[0]

    # objects

    def save(self, row, references=()):
        """Insert or replace an object; ``references``: (space, ListID) it points to."""
        self.execute(
            "INSERT INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (space, list_id) DO UPDATE SET type = excluded.type,"
            " edit_sequence = excluded.edit_sequence, created = excluded.created,"
            " modified = excluded.modified, name = excluded.name,"
            " full_name = excluded.full_name, full_key = excluded.full_key,"
            " parent = excluded.parent, sublevel = excluded.sublevel,"
            " active = excluded.active, fields = excluded.fields",
            row.space,
            row.list_id,
            row.type,
            row.edit_sequence,
            row.created,
            row.modified,
            row.name,
            row.full_name,
            sort_key(row.full_name),
            row.parent,
            row.sublevel,
            int(row.active),
            json.dumps(row.fields),
        )
        self.save_references((row.space, row.list_id), references)

    def save_references(self, owner, references):
        """Replace the references of an object (space, id): (space, ListID) pairs."""
        self.execute("DELETE FROM reference WHERE space = ? AND list_id = ?", *owner)
        for space, target in references:
            self.execute(
                "INSERT INTO reference VALUES (?, ?, ?, ?)", *owner, space, target
            )

    def find(self, space, list_id):
        """Return the object with this ListID, or None."""
        return self._one("space = ? AND list_id = ?", space, list_id)

    def find_name(self, space, full_name):
        """Return the object with this FullName, whatever the case of the letters, or
        None."""
        return self._one("space = ? AND full_key = ?", space, sort_key(full_name))

    def _one(self, where, *values):
        sql = f"SELECT {_COLUMNS} FROM object WHERE {where}"
        found = self.execute(sql, *values).fetchone()
        return _row(found) if found else None

    def rows(self, where="1", values=(), limit=-1):
        """Return the objects in the order in which QuickBooks returns lists: by
        FullName."""
        sql = f"SELECT {_COLUMNS} FROM object WHERE {where} ORDER BY full_key LIMIT ?"
        return [_row(found) for found in self.execute(sql, *values, limit)]

    def children(self, row):
        """Return the objects directly below this one."""
        return self.rows("space = ? AND parent = ?", (row.space, row.list_id))

    def descendants(self, row):
        """Return the objects below this one, on all levels."""
        key = sort_key(row.full_name)
        where = "space = ? AND full_key > ? AND full_key < ?"
        return self.rows(where, (row.space, f"{key}\x01", f"{key}\x02"))

    def label(self, space, list_id):
        """Return the FullName of an object, or None."""
        sql = "SELECT full_name FROM object WHERE space = ? AND list_id = ?"
        found = self.execute(sql, space, list_id).fetchone()
        return found[0] if found else None

    def referrers(self, row):
        """Return (space, ListID) of the objects that point to this one, its jobs
        included."""
        return self.execute(
            "SELECT space, list_id FROM reference WHERE target_space = ? AND target = ?"
            " UNION SELECT space, list_id FROM object WHERE space = ? AND parent = ?",
            *(row.space, row.list_id) * 2,
        ).fetchall()

    def remove(self, row):
        """Take an object out, with its references and data extensions."""
        owner = (row.space, row.list_id)
        for table in ("object", "reference", "data_ext"):
            self.execute(f"DELETE FROM {table} WHERE space = ? AND list_id = ?", *owner)

    def dump(self):
        """Return all tables as lists of tuples, to compare two files."""
        return {
            table: self.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in _TABLES
        }
