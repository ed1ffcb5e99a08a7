"""Everything that a command needs, prepared once: Odoo, its Python, PostgreSQL."""

import os
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path

from . import odoo_source, python
from .cluster import Cluster
from .folders import Folders, locked
from .system import own_environ

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Workspace:
    """A prepared machine."""

    folders: Folders
    source: odoo_source.OdooSource
    python: Path
    cluster: Cluster

    @classmethod
    @contextmanager
    def prepared(cls):
        """Install missing parts and yield the workspace; PostgreSQL runs in it."""
        folders = Folders(REPOSITORY)
        folders.create()
        waiting = "waiting for another command that is setting up"
        with locked(folders.root / "setup.lock", waiting):
            cluster = Cluster(folders)
            source = odoo_source.find(folders)
            interpreter = python.prepare(folders, source)
        with cluster.running():
            yield cls(folders, source, interpreter, cluster)

    def with_addon(self, folder):
        """Return this workspace with the addon of another folder.

        :param folder: a path whose last part is the name of the addon
        """
        folders = copy(self.folders)
        folders.link = folder
        return replace(self, folders=folders)

    @property
    def addons_path(self):
        """The folders with addons, as Odoo's option of that name takes them."""
        folders = (self.folders.link.parent, *self.source.addons)
        return ",".join(str(folder) for folder in folders)

    @property
    def odoo(self):
        """The command `odoo`, without options."""
        return [str(self.python), str(python.launcher(self.python))]

    def environ(self):
        """Environment of every process that belongs to this workspace."""
        own = own_environ()
        path = [self.python.parent, self.cluster.binaries, own.get("PATH", "")]
        return {
            **own,
            **self.cluster.environ,
            "PATH": os.pathsep.join(str(part) for part in path),
            "PYTHONPYCACHEPREFIX": str(self.folders.pycache),
            "LC_ALL": "C.UTF-8",
        }
