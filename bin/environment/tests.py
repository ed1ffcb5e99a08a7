"""The tests, through pytest-odoo, with databases of their own."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from . import browser, databases
from .arguments import for_pytest
from .folders import locked
from .processes import wait
from .run import Run
from .workspace import Workspace

WORKERS = min(os.cpu_count() or 1, 4)
"""Processes that all tests are run in, each with a copy of the database."""

PARALLEL = ("-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder")
"""The tests of a file stay together. Few slow tests are not left for the end."""

SAME_VALUES = ("--hypothesis-profile=ci",)
"""A run of all tests can be repeated: Hypothesis draws the same values each time.

With arguments, which name some of the tests, it draws others in each run.
"""


def run_tests(arguments, environ=None):
    """Install missing parts, run pytest, and return its exit code.

    :param arguments: a person's arguments for pytest
    :param environ: environment variables for the tests
    """
    with Workspace.prepared() as workspace, Run.started(workspace) as run:
        with ThreadPoolExecutor(1) as beside:  # one of them waits for the network
            axe = beside.submit(_browser, workspace)
            template = run.create_database("template")
        database = run.copy_database(template, "test")
        command = _pytest_command(workspace, run, database, arguments)
        variables = {
            **run.environ(),
            "QBD_PROCESS_TEMPLATE": template,
            "QBD_BASE_DATABASE": databases.base(run),
            "QBD_AXE": str(axe.result()),
            **(environ or {}),
        }
        reference = workspace.folders.repository.parent / "shared" / "reference"
        if reference.is_dir():
            variables["QBD_REFERENCE"] = str(reference)
        return wait(subprocess.Popen(command, env=variables, cwd=run.folder))


def _browser(workspace):
    with locked(workspace.folders.root / "setup.lock"):
        return browser.prepare(workspace.folders, workspace.python)


def _pytest_command(workspace, run, database, arguments):
    folders = workspace.folders
    whole = () if arguments else (*PARALLEL, *SAME_VALUES)
    arguments = for_pytest(arguments, folders.repository, folders.link, os.getcwd())
    return [
        *(str(workspace.python), "-m", "pytest"),
        *("--odoo-config", str(run.configuration)),
        *("--odoo-database", database, "--odoo-http"),
        *("-o", f"cache_dir={folders.checkout / 'pytest'}"),
        *whole,
        *arguments,
    ]
