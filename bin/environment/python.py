"""The virtual environment that Odoo and the tests run in."""

import ast
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from .console import execute, step
from .folders import short_hash
from .system import install, own_environ

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
MANIFEST = Path(__file__).parents[2] / "__manifest__.py"
LAUNCHER = """\
#!{python}
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
"""


def prepare(folders, source):
    """Return the path of a Python that has Odoo and its requirements.

    There is one environment for each Python, Odoo and list of requirements; the file
    `complete` is written last.
    """
    key = short_hash(sys.version, source.path, REQUIREMENTS.read_text())
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    home = folders.root / f"python-{version}-{key}"
    python = home / "bin" / "python"
    log = folders.logs / "pip.log"
    if (home / "complete").exists() and not _works(python):
        _install(python, log)  # the addon needs a package that it did not need before
    if not ((home / "complete").exists() and _works(python)):
        folders.require_space()
        _create(home, python, source, log)
    return python


def launcher(python):
    """The script that is the command `odoo` of this environment."""
    return python.with_name("odoo")


def _named():
    """Return the packages that the manifest of the addon names."""
    manifest = ast.literal_eval(MANIFEST.read_text(encoding="utf-8"))
    return manifest["external_dependencies"]["python"]


def _works(python):
    command = [python, "-c", f"import {', '.join(['psycopg2', *_named()])}"]
    try:
        return not subprocess.run(command, capture_output=True, check=False).returncode
    except OSError:
        return False


def _create(home, python, source, log):
    if importlib.util.find_spec("ensurepip") is None:
        minor = sys.version_info.minor
        install(["python3-venv", f"python3.{minor}-venv"], "Python's venv module")
    step("installing Odoo's Python requirements")
    shutil.rmtree(home, ignore_errors=True)
    venv = [sys.executable, "-m", "venv", home]
    execute(venv, "python3 -m venv failed", env=own_environ())
    _install(python, log)
    packages = next((home / "lib").glob("python3*")) / "site-packages"
    (packages / "odoo_source.pth").write_text(f"{source.path}\n")
    launcher(python).write_text(LAUNCHER.format(python=python))
    launcher(python).chmod(0o755)
    (home / "complete").touch()


def _install(python, log):
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    execute(
        [*pip, "--quiet", "--prefer-binary", "-r", REQUIREMENTS, *_named()],
        "Odoo's Python requirements could not be installed; check the network",
        log=log,
        env={**own_environ(), "PIP_USER": "0"},
    )
