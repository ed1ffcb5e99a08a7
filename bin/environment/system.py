"""The parts of the system: its environment, and packages, installed only if missing."""

import os
import shutil
import subprocess
import sys

from .console import SetupError, execute, step

# Settings of the caller that would lead a process to another server, Odoo or Python.
FOREIGN = ("PG", "PYTHON", "PYTEST_", "ODOO_", "OPENERP_")


def own_environ():
    """Return the caller's environment without variables for other programs."""
    return {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}


def install(packages, purpose):
    """`apt-get install` the packages, with sudo where needed.

    Raise :class:`SetupError` if that is impossible.
    """
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise SetupError(
            f"{purpose} is missing and this system has no apt-get: install what "
            f"Debian calls {names}, then run again"
        )
    step(f"installing {names}")
    apt_get = [*_as_root(names), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    problem = f"{purpose} could not be installed; try `apt-get install {names}`"
    # An old list names versions that the mirror no longer has.
    subprocess.run(
        [*apt_get, "-q", "update"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    execute(
        [*apt_get, "-q", "-y", "--no-install-recommends", "install", *packages], problem
    )


def _as_root(names):
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        quiet = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        # Without a terminal the password cannot be typed.
        if not quiet.returncode or sys.stdin.isatty():
            return ["sudo"]
    raise SetupError(f"run `apt-get install {names}` as root, then run again")


def require_command(command, package):
    """Make sure that `command` is on the PATH."""
    if not shutil.which(command):
        install([package, "ca-certificates"], command)
