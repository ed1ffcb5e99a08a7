"""The cache folder: where things are, who may change them, and how they appear."""

import fcntl
import hashlib
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path

from .console import SetupError, step

NAME = "quickbooks_desktop"
NEEDED_BYTES = 4 * 1024**3


def short_hash(*parts):
    """Eight hexadecimal digits that stand for `parts`."""
    text = "\0".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


class Folders:
    """Paths in the cache. One cache serves all checkouts of one user."""

    def __init__(self, repository):
        self.repository = Path(repository)
        self.root = _cache_home() / NAME
        self.odoo = self.root / "odoo"
        self.runs = self.root / "runs"
        self.logs = self.root / "logs"
        self.pycache = self.root / "pycache"
        self.checkout = self.root / "checkouts" / short_hash(self.repository)
        # Odoo names a module after its folder, and a checkout may have any name.
        self.link = self.checkout / "addons" / NAME

    def create(self):
        """Make the folders and the link to the repository."""
        try:
            for folder in (self.odoo, self.runs, self.logs, self.link.parent):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError(
                f"the cache folder cannot be written ({error}); "
                "set XDG_CACHE_HOME to a folder that can"
            ) from error
        with suppress(FileExistsError):
            self.link.symlink_to(self.repository, target_is_directory=True)

    def require_space(self):
        """Refuse to begin a long set-up that the disk cannot hold."""
        free = shutil.disk_usage(self.root).free
        if free < NEEDED_BYTES:
            raise SetupError(
                f"{self.root} needs {NEEDED_BYTES >> 30} GB and has {free >> 20} MB: "
                "free some space or set XDG_CACHE_HOME to a larger disk"
            )


def _cache_home():
    given = os.environ.get("XDG_CACHE_HOME", "")
    return Path(given) if os.path.isabs(given) else Path.home() / ".cache"


@contextmanager
def locked(path, waiting=None):
    """Hold the lock file `path` alone; call `waiting` if another process has it."""
    with open(path, "a") as handle:
        if not try_lock(handle):
            if waiting:
                step(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


def try_lock(handle):
    """Take the lock of an open file alone; False if another process has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def built(target):
    """Yield a new folder that becomes `target` only when the block succeeds."""
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    yield fresh
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
