"""Where Odoo 19 comes from: ODOO_SRC, the cache, Debian's unstable suite, git."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .console import SetupError, execute, step
from .folders import built, short_hash
from .system import require_command

SERIES = (19, 0)
GIT_URL = "https://github.com/odoo/odoo.git"
GIT_BRANCH = "19.0"


@dataclass(frozen=True)
class OdooSource:
    """A folder whose Python package `odoo` is importable."""

    path: Path

    @property
    def addons(self):
        """Folders with addons besides `odoo/addons`: one in a git checkout."""
        if (self.path / "odoo/addons/account/__manifest__.py").exists():
            return []
        return [self.path / "addons"]

    @property
    def key(self):
        """Changes when the code does: database templates are kept by it."""
        release = self._release.stat()
        head = self.path / ".git/HEAD"
        branch = head.read_text() if head.is_file() else ""
        reference = self.path / ".git" / branch.removeprefix("ref: ").strip()
        commit = reference.read_text() if reference.is_file() else branch
        return short_hash(self.path, release.st_mtime_ns, commit)

    @property
    def _release(self):
        return self.path / "odoo" / "release.py"

    @property
    def is_complete(self):
        """Return whether this folder holds Odoo at all."""
        return self._release.is_file()

    def require_series(self):
        """Raise :class:`SetupError` unless this is Odoo 19.0."""
        text = self._release.read_text(encoding="utf-8")
        found = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
        if not found or (int(found[1]), int(found[2])) != SERIES:
            version = f"{found[1]}.{found[2]}" if found else "of an unknown version"
            raise SetupError(f"{self.path} is Odoo {version}; Odoo 19.0 is needed")
        return self


def find(folders):
    """Return the :class:`OdooSource` to use, fetched if there is none yet."""
    given = os.environ.get("ODOO_SRC")
    if given:
        return _given(Path(given).expanduser().resolve())
    for path in (folders.odoo / "debian" / debian.PYTHON_PATH, folders.odoo / "git"):
        if OdooSource(path).is_complete:
            return OdooSource(path).require_series()
    folders.require_space()
    return _fetch(folders).require_series()


def _given(path):
    if not OdooSource(path).is_complete:
        raise SetupError(
            f"ODOO_SRC={path} holds no Odoo: it must be a checkout of Odoo's git, or "
            "the folder that contains the Python package `odoo`"
        )
    return OdooSource(path).require_series()


def _fetch(folders):
    reasons = []
    for method, name in ((debian.fetch, "debian"), (_clone, "git")):
        try:
            return OdooSource(method(folders.odoo / name))
        except SetupError as error:
            reasons.append(f"{name}: {error}")
    raise SetupError(
        "Odoo 19 could not be fetched; check the network, or set ODOO_SRC to a folder "
        f"that holds it [{'; '.join(reasons)}]"
    )


def _clone(target):
    step("fetching Odoo 19 from its git repository")
    require_command("git", "git")
    command = ["git", "clone", "--quiet", "--depth", "1", "--branch", GIT_BRANCH]
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    with built(target) as fresh:
        execute([*command, GIT_URL, fresh], "git clone failed", env=environment)
    return target
