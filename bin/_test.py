"""`bin/test`: set up what is missing, then run the tests through pytest-odoo."""

import os
import subprocess
import sys

from environment import Run, Workspace, command_line
from environment.arguments import for_pytest


def main():
    with Workspace.prepared() as workspace, Run.started(workspace) as run:
        template = run.create_database("template")
        database = run.copy_database(template, "test")
        command = _pytest_command(workspace, run, database)
        environ = {**run.environ(), "QBD_PROCESS_TEMPLATE": template}
        reference = workspace.folders.repository.parent / "shared" / "reference"
        if reference.is_dir():
            environ["QBD_REFERENCE"] = str(reference)
        return _wait(subprocess.Popen(command, env=environ, cwd=run.folder))


def _pytest_command(workspace, run, database):
    folders = workspace.folders
    arguments = for_pytest(sys.argv[1:], folders.repository, folders.link, os.getcwd())
    return [
        *(str(workspace.python), "-m", "pytest"),
        *("--odoo-config", str(run.configuration)),
        *("--odoo-database", database, "--odoo-http"),
        *("-o", f"cache_dir={folders.checkout / 'pytest'}"),
        *arguments,
    ]


def _wait(process):
    """Wait for pytest, which ends by itself after Ctrl-C, and return its code."""
    try:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue
    finally:
        _end(process)


def _end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(command_line("bin/test", main))
