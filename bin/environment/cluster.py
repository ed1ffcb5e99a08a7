"""A private PostgreSQL: a socket in a folder of its own, no TCP, no durability."""

import fcntl
import os
import pwd
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .console import SetupError, execute, step
from .folders import NAME, locked, short_hash, try_lock
from .system import install, own_environ

USER = "odoo"
OLDEST = 13
SOCKET_LIMIT = 85
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# Everything in here can be made again: speed is worth more than a power failure.
SETTINGS = """\
listen_addresses = ''
port = 5432
unix_socket_directories = '"{socket}"'
unix_socket_permissions = 0700
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
max_connections = 200
shared_buffers = 256MB
jit = off
dynamic_shared_memory_type = mmap
timezone = 'UTC'
log_timezone = 'UTC'
"""


def find_binaries():
    """Folder of the newest PostgreSQL server's programs, installed if missing."""
    found = _newest_binaries()
    if not found:
        install(["postgresql"], "PostgreSQL")
        found = _newest_binaries()
    if not found:
        raise SetupError(f"PostgreSQL {OLDEST} or newer is needed: install it")
    return found


def _newest_binaries():
    versions = {}
    for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        versions[int(initdb.parts[-3])] = initdb.parent
    if not versions and (program := shutil.which("initdb")):
        folder = Path(program).resolve().parent
        versions[_major_version(folder)] = folder
    newest = max(versions, default=0)
    return versions[newest] if newest >= OLDEST else None


def _major_version(folder):
    output = execute([folder / "postgres", "--version"], "postgres --version failed")
    return int(output.split()[2].split(".")[0])


class Cluster:
    """The cluster of one cache folder, shared by everything that runs at a time.

    PostgreSQL refuses to run as root: then it runs as the account `postgres`, in a
    folder that this account can reach.
    """

    def __init__(self, folders):
        self.binaries = find_binaries()
        self.account = _account()
        self.home = self._find_home(folders)
        self.data = self.home / "data"
        self.socket = self._find_socket()
        self._users = folders.root / "postgresql.users"
        self._lock = folders.root / "postgresql.lock"

    @property
    def environ(self):
        """Return libpq's variables for a connection as the owner of all databases."""
        return {"PGHOST": str(self.socket), "PGPORT": "5432", "PGUSER": USER}

    # -- life ---------------------------------------------------------------------

    @contextmanager
    def running(self):
        """Run the cluster for the block; the last one to leave stops it."""
        with open(self._users, "a") as users:
            with locked(self._lock, "waiting for PostgreSQL to be set up"):
                fcntl.flock(users, fcntl.LOCK_SH)
                self._ensure_started()
            try:
                yield self
            finally:
                with locked(self._lock):
                    if try_lock(users):
                        self._control("stop", "-m", "fast")

    def _ensure_started(self):
        if self._is_running():
            return
        if self._lost_power() or not (self.home / "complete").exists():
            self._initialize()
        self._start()

    def _is_running(self):
        command = [self.binaries / "pg_ctl", "status", "-D", self.data]
        done = subprocess.run(
            command, capture_output=True, check=False, **self._identity()
        )
        return done.returncode == 0

    def _lost_power(self):
        """Whether the machine went down under the cluster, which forces no writes."""
        mark = self.home / "boot_id"
        unclean = (self.data / "postmaster.pid").exists()
        return unclean and mark.exists() and mark.read_text() != _boot_id()

    def _initialize(self):
        step("creating a private PostgreSQL cluster")
        shutil.rmtree(self.home, ignore_errors=True)
        self._make_folder(self.home)
        self._execute(
            "initdb",
            *("-D", self.data, "-U", USER, "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )
        (self.home / "complete").touch()

    def _start(self):
        self._make_folder(self.socket)
        socket = str(self.socket).replace("'", "''")
        settings = SETTINGS.format(socket=socket)
        (self.data / "postgresql.conf").write_text(settings)
        (self.home / "boot_id").write_text(_boot_id())
        log = self.home / "log"
        log.unlink(missing_ok=True)
        try:
            self._control("start", "-l", log, "-t", "60")
        except SetupError as error:
            reasons = log.read_text().splitlines() if log.exists() else [str(error)]
            fatal = [line for line in reasons if "FATAL" in line] or reasons
            raise SetupError(
                f"PostgreSQL did not start: {fatal[-1]}; "
                f"remove {self.home} to have it made anew"
            ) from error

    def _control(self, action, *options):
        self._execute("pg_ctl", action, "-w", "-D", self.data, *options)

    # -- databases ----------------------------------------------------------------

    def query(self, statement, database="postgres"):
        """Run one SQL statement and return its rows as lines of text."""
        command = [self.binaries / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1"]
        command += ["-d", database, "-c", statement]
        environment = {**own_environ(), **self.environ}
        return execute(command, "PostgreSQL", env=environment).splitlines()

    def databases(self, prefix):
        """Names of the databases that begin with `prefix`."""
        return [
            name
            for name in self.query("SELECT datname FROM pg_database")
            if name.startswith(prefix)
        ]

    def copy(self, template, name):
        """Create the database `name` as a copy of `template`."""
        self.query(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name):
        """Drop a database, also one that is in use."""
        self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    # -- the account --------------------------------------------------------------

    def _execute(self, program, *arguments):
        command = [self.binaries / program, *arguments]
        execute(command, f"PostgreSQL's {program} failed", **self._identity())

    def _identity(self):
        """Options of :mod:`subprocess` for a program of PostgreSQL."""
        environment = {"env": own_environ()}
        if not self.account:
            return environment
        return {
            **environment,
            "user": self.account.pw_uid,
            "group": self.account.pw_gid,
            "extra_groups": [],
            "cwd": "/",
        }

    def _find_home(self, folders):
        name = f"postgresql-{_major_version(self.binaries)}"
        if self.account and not self._can_enter(folders.root):
            key = short_hash(folders.root)
            return Path("/var/cache") / f"{NAME}-{key}" / name
        return folders.root / name

    def _can_enter(self, folder):
        test = ["test", "-x", str(folder)]
        return not subprocess.run(test, check=False, **self._identity()).returncode

    def _find_socket(self):
        if len(str(self.home)) <= SOCKET_LIMIT:
            return self.home / "socket"
        return Path("/tmp") / f"{NAME}-{short_hash(self.home)}"

    def _make_folder(self, folder):
        """Make a folder of the cluster's account, or accept the one it has."""
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        owner = self.account.pw_uid if self.account else os.geteuid()
        if self.account and folder.stat().st_uid == 0:
            os.chown(folder, owner, self.account.pw_gid)
        if folder.stat().st_uid != owner:
            raise SetupError(f"{folder} belongs to another user: remove it")


def _account():
    """The account to run PostgreSQL as, or None to run it as oneself."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetupError("PostgreSQL cannot run as root: create the user `postgres`")


def _boot_id():
    return BOOT_ID.read_text() if BOOT_ID.exists() else ""
