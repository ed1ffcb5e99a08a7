"""Odoo 19 as Debian's unstable suite has it, unpacked, not installed.

apt-get works on directories of its own, so the system's lists, sources and packages
stay as they are. The mirror is the one that the system's own sources name.
"""

import os
import shutil
from pathlib import Path

from .console import SetupError, execute, step
from .folders import built

PACKAGE = "odoo-19/unstable"
# Files in Odoo's web assets are links to these. Unstable has other versions of the
# last two than the links were made for.
ASSETS = (
    "fonts-roboto-unhinted/unstable",
    "fonts-montserrat/unstable",
    "fonts-ocr-b/unstable",
    "libjs-jquery/unstable",
    "libjs-underscore/unstable",
    "libjs-jquery-form/unstable",
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
)
KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
)
PYTHON_PATH = Path("usr/lib/python3/dist-packages")


def fetch(target):
    """Make `target`, the folder that holds the Python package `odoo`'s root.

    :return: the folder for ``sys.path``, inside `target`
    """
    keyring = next((path for path in KEYRINGS if path.exists()), None)
    if not (keyring and shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise SetupError("no Debian archive is set up here")
    with built(target) as fresh:
        work = fresh / "apt"
        _prepare(work)
        mirror = _mirror(work)
        # A mirror may stand still; what it has is signed all the same.
        options = f"[signed-by={keyring} check-valid-until=no]"
        sources = "".join(
            f"deb {options} {mirror} {suite} main\n"
            for suite in ("unstable", "bookworm")
        )
        (work / "sources.list").write_text(sources)
        _unpack(work, fresh)
        shutil.rmtree(work)
    _repoint_links(target)
    return target / PYTHON_PATH


def _prepare(work):
    """Write an apt configuration in which only the keys and proxies are shared."""
    (work / "lists" / "partial").mkdir(parents=True)
    (work / "cache" / "archives" / "partial").mkdir(parents=True)
    (work / "debs").mkdir()
    lines = [
        f'Dir::State::Lists "{work}/lists";',
        f'Dir::Cache "{work}/cache";',
        'Acquire::Languages "none";',
        'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";',
        'Acquire::Retries "2";',
        'Acquire::http::Timeout "30";',
    ]
    if os.geteuid() == 0:
        lines.append('APT::Sandbox::User "root";')
    (work / "apt.conf").write_text("\n".join(lines) + "\n")


def _apt_get(work, *arguments, own_sources=True, **options):
    command = ["apt-get", "-q", *arguments]
    if own_sources:
        sources = f"Dir::Etc::SourceList={work}/sources.list"
        command[1:1] = ["-o", sources, "-o", "Dir::Etc::SourceParts=/dev/null"]
        command[1:1] = ["-o", "APT::Update::Error-Mode=any"]
    environment = {**os.environ, "APT_CONFIG": str(work / "apt.conf"), "LC_ALL": "C"}
    problem = f"apt-get {arguments[0]} failed"
    return execute(command, problem, env=environment, **options)


def _mirror(work):
    """Address of the Debian mirror in the system's own sources."""
    found = _debian_targets(execute(_TARGETS, "apt-get indextargets failed"))
    if not found:
        # A new machine has no lists yet; fetch them, but not into its own folder.
        _apt_get(work, "update", own_sources=False)
        found = _debian_targets(_apt_get(work, *_TARGETS[1:], own_sources=False))
    if not found:
        raise SetupError("apt's sources name no Debian mirror")
    return found[0]


_TARGETS = [
    "apt-get",
    "indextargets",
    "--format",
    "$(ORIGIN)|$(LABEL)|$(REPO_URI)",
    "Created-By: Packages",
]


def _debian_targets(listing):
    rows = (line.split("|") for line in listing.splitlines())
    return [row[2] for row in rows if row[:2] == ["Debian", "Debian"]]


def _unpack(work, root):
    step("fetching Odoo 19 from Debian's unstable suite")
    _apt_get(work, "update")
    _apt_get(work, "download", PACKAGE, *ASSETS, cwd=work / "debs")
    step("unpacking Odoo 19")
    for package in sorted((work / "debs").glob("*.deb")):
        execute(["dpkg-deb", "-x", package, root], f"unpacking {package.name} failed")


def _repoint_links(root):
    """Make links that are meant for / lead into `root`."""
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            if os.path.islink(path) and os.path.isabs(os.readlink(path)):
                inside = f"{root}{os.readlink(path)}"
                os.unlink(path)
                os.symlink(inside, path)
