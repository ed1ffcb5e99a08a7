"""One run of a command: its folder, its databases, and nothing left of either."""

import json
import os
import secrets
import shutil
from contextlib import contextmanager, suppress

from . import databases
from .folders import locked, try_lock

CONFIGURATION = """\
[options]
addons_path = {addons}
data_dir = {data}
db_host = {PGHOST}
db_port = {PGPORT}
db_user = {PGUSER}
http_interface = 127.0.0.1
"""


class Run:
    """One run: its folder and its databases, whose names begin with `prefix`."""

    def __init__(self, workspace, name):
        self.workspace = workspace
        self.cluster = workspace.cluster
        self.name = name
        self.prefix = f"qbd_{name}_"
        self.folder = workspace.folders.runs / name
        self.configuration = self.folder / "odoo.conf"

    @classmethod
    @contextmanager
    def started(cls, workspace):
        """Yield a new run; when the block ends, or was killed, all of it is removed.

        A run holds the lock in its folder: a run whose lock is free was killed.
        """
        run = cls(workspace, secrets.token_hex(4))
        with locked(workspace.folders.root / "runs.lock"):
            for folder in workspace.folders.runs.iterdir():
                cls(workspace, folder.name)._remove_if_dead()
            run.folder.mkdir()
            lock = os.open(run.folder / "lock", os.O_CREAT | os.O_WRONLY)
            try_lock(lock)
        try:
            run.write_configuration()
            yield run
        finally:
            run._remove()
            os.close(lock)

    @property
    def odoo(self):
        """The command that starts an Odoo server; options may follow."""
        return [*self.workspace.odoo, "-c", str(self.configuration)]

    def environ(self):
        """Environment of the processes of this run.

        `QBD_ODOO_COMMAND` is a JSON list. A test that needs a database names it with
        `QBD_DATABASE_PREFIX`, so that it is dropped even if the test is killed.
        """
        return {
            **self.workspace.environ(),
            "ODOO_RC": str(self.configuration),
            "QBD_ODOO_COMMAND": json.dumps(self.odoo),
            "QBD_PYTHON": str(self.workspace.python),
            "QBD_DATABASE_PREFIX": self.prefix,
        }

    def create_database(self, suffix):
        """Create a database with the addon installed; return its name."""
        name = self.prefix + suffix
        self.cluster.copy(databases.base(self), name)
        databases.install_addon(self, name)
        return name

    def copy_database(self, template, suffix):
        """Copy a database that is not in use; return the name of the copy."""
        name = self.prefix + suffix
        self.cluster.copy(template, name)
        return name

    def write_configuration(self):
        text = CONFIGURATION.format(
            addons=self.workspace.addons_path,
            data=self.folder / "data",
            **self.cluster.environ,
        )
        self.configuration.write_text(text, encoding="utf-8")

    def _remove_if_dead(self):
        with suppress(FileNotFoundError, NotADirectoryError):
            with open(self.folder / "lock") as lock:
                if not try_lock(lock):
                    return
        self._remove()

    def _remove(self):
        for name in self.cluster.databases(self.prefix):
            self.cluster.drop(name)
        shutil.rmtree(self.folder, ignore_errors=True)
