"""Databases with Odoo in them: the base that all are copied from, and the addon."""

import re
from contextlib import suppress

from .console import SetupError, execute, step
from .folders import NAME, locked, short_hash

BASE_MODULES = "account,stock,sale_management,purchase"
# Odoo's own way to create a database has it; without it, it has no index for texts.
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
# Attachments in the database: a copy of the database is then a copy of everything.
STORE_IN_DATABASE = """\
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
"""
ENTRY = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+):")
SHOWN_LINES = 60
SHOWN_COLUMNS = 300


def base(run):
    """Name of the database with the modules that the addon is used with.

    It is made once for each Odoo, without demo data, and only ever copied.
    """
    parts = (BASE_MODULES, EXTENSION, STORE_IN_DATABASE)
    key = short_hash(run.workspace.source.key, *parts)
    name = f"qbd_base_{key}"
    with locked(run.workspace.folders.root / "base.lock", "waiting for the database"):
        if name not in run.cluster.databases(name):
            step(f"creating a database with {BASE_MODULES} (a minute, once)")
            fresh = run.prefix + "base"
            run.cluster.copy("template0", fresh)
            with suppress(SetupError):  # Odoo goes without it, too
                run.cluster.query(EXTENSION, fresh)
            install(run, fresh, BASE_MODULES)
            _keep_attachments_inside(run, fresh)
            run.cluster.query(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
    return name


def install(run, database, modules):
    """Install modules, given as a list with commas; return the log."""
    log = run.workspace.folders.logs / f"install-{short_hash(modules)}.log"
    options = ["-d", database, "-i", modules, "--stop-after-init", "--no-http"]
    problem = f"installing {modules} failed"
    try:
        return execute(
            [*run.odoo, *options], problem, log, env=run.environ(), cwd=run.folder
        )
    except SetupError as error:
        lines = find_problems(error.output) or error.output.splitlines()
        _show(lines[-SHOWN_LINES:])
        raise SetupError(f"{problem} as shown above (all of it: {log})") from None


def install_addon(run, database):
    """Install the addon. A warning in the log is an error here."""
    problems = find_problems(install(run, database, NAME))
    if problems:
        _show(problems[:SHOWN_LINES])
        raise SetupError(f"installing {NAME} must log no warning; see above")


def find_problems(log):
    """Return lines of the entries in `log` that are warnings or worse, with tracebacks.

    Deprecations among Python libraries are left out.
    """
    found, keeps = [], False
    for line in log.splitlines():
        entry = ENTRY.match(line)
        if entry:
            keeps = entry["level"] in {"WARNING", "ERROR", "CRITICAL"}
            keeps = keeps and (entry["logger"] != "py.warnings" or NAME in line)
        if keeps:
            found.append(line)
    return found


def _keep_attachments_inside(run, database):
    command = [*run.workspace.odoo, "shell", "-d", database, "--no-http"]
    execute(
        [*command, "-c", run.configuration],
        "moving the attachments into the database failed",
        env=run.environ(),
        cwd=run.folder,
        stdin=None,
        input=STORE_IN_DATABASE,
    )


def _show(lines):
    for line in lines:
        print(line[:SHOWN_COLUMNS])
