"""`bin/package`: build the zip of the addon, install, sync, uninstall, again."""

import argparse
import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from environment import OdooServer, Run, SetupError, Workspace, command_line, step
from environment.console import execute
from environment.databases import base as base_database
from environment.databases import install_addon

NAME = "quickbooks_desktop"
REPOSITORY = Path(__file__).resolve().parents[1]
PARTS = (
    *("__init__.py", "__manifest__.py"),
    *("LICENSE", "README.md", "CHANGELOG.md", "SECURITY.md"),
    *("controllers", "core", "data", "docs", "i18n", "migrations", "models"),
    *("security", "static", "views", "wizards"),
)
"""Files and folders of the addon as it is installed."""

LEFT_OUT = (
    *("bench", "bin", "simulator", "tests"),
    *("CONTRIBUTING.md", "pyproject.toml"),
)
"""Parts of the repository for developers; hidden files are left out, too."""

MADE = ("__pycache__", ".pyc")
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of all files in the zip: the same sources give the same bytes."""

RELEASE = re.compile(r"^## \[(?P<version>[\d.]+)\] - (?P<date>\S+)$", re.MULTILINE)


def main():
    options = _options()
    _check_parts()
    path = build(options.folder / f"{NAME}-{_version()}.zip")
    size = path.stat().st_size / 1024
    step(f"{path}: {size:,.0f} KiB; without {', '.join(LEFT_OUT)}")
    if not options.no_trial:
        _try(path)
    if options.tag:
        _tag()
    return 0


def _options():
    parser = argparse.ArgumentParser(prog="bin/package", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=REPOSITORY / "dist", help="of the zip (dist)"
    )
    parser.add_argument("--no-trial", action="store_true", help="do not install it")
    parser.add_argument(
        "--tag", action="store_true", help="tag the commit as the release, too"
    )
    return parser.parse_args()


def build(path):
    """Write the zip; the addon's folder is its only entry. Return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for source in packaged_files():
            name = f"{NAME}/{source.relative_to(REPOSITORY).as_posix()}"
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read_bytes())
    return path


def packaged_files():
    """Return the paths of all files that belong to the zip, sorted."""
    found = []
    for part in PARTS:
        source = REPOSITORY / part
        found += [source] if source.is_file() else source.rglob("*")
    return sorted(
        path
        for path in found
        if path.is_file() and not any(one in str(path) for one in MADE)
    )


def _check_parts():
    """Refuse to forget a part of the repository that nobody has decided about."""
    there = {path.name for path in REPOSITORY.iterdir() if path.name[0] != "."}
    unknown = there - {*PARTS, *LEFT_OUT, "dist", "__pycache__"}
    if unknown:
        raise SetupError(
            f"{', '.join(sorted(unknown))}: name it in PARTS or LEFT_OUT of"
            " bin/_package.py"
        )


def _version():
    manifest = (REPOSITORY / "__manifest__.py").read_text(encoding="utf-8")
    return ast.literal_eval(manifest)["version"]


def _try(path):
    """Install the zip in a fresh database, sync, uninstall it, and install it again."""
    with Workspace.prepared() as workspace, Run.started(workspace) as run:
        addons = run.folder / "addons"
        with zipfile.ZipFile(path) as source:
            source.extractall(addons)
        run.workspace = workspace.with_addon(addons / NAME)
        run.write_configuration()
        database = run.copy_database(base_database(run), "package")
        step("installing the zip")
        install_addon(run, database)
        with OdooServer(run, database) as server:
            step("sessions, the uninstallation, and all of it once more")
            _smoke(run, database, server)


def _smoke(run, database, server):
    folders = f"{REPOSITORY}:{REPOSITORY / 'bin'}"
    execute(
        [
            *(str(run.workspace.python), "-m", "demonstration.smoke"),
            *("--url", f"http://localhost:{server.port}", "--database", database),
            *("--folder", str(run.folder)),
        ],
        "the package does not work",
        env={**run.environ(), "TZ": "America/New_York", "PYTHONPATH": folders},
        cwd=run.folder,
    )


def _tag():
    """Tag the commit with the newest version of the changelog."""
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = RELEASE.search(text)
    if not newest or newest["date"] == "Unreleased":
        raise SetupError("CHANGELOG.md: give the newest version its date first")
    tag = f"v{newest['version']}"
    command = ["git", "-C", str(REPOSITORY), "tag", "-a", tag, "-m", f"Release {tag}"]
    if subprocess.run(command, check=False).returncode:
        raise SetupError(f"git could not make the tag {tag}; see above")
    step(f"tagged {tag}")


if __name__ == "__main__":
    sys.exit(command_line("bin/package", main))
