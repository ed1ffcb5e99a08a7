"""`bin/upgrade`: databases of earlier commits, upgraded to this checkout."""

import argparse
import subprocess
import sys
import tarfile
import time
from io import BytesIO
from pathlib import Path

from environment import OdooServer, Run, SetupError, Workspace, command_line, step
from environment.console import execute
from environment.databases import base as base_database
from environment.databases import find_problems, install

NAME = "quickbooks_desktop"
REPOSITORY = Path(__file__).resolve().parents[1]
TIME_ZONE = "America/New_York"
COMMITS = {
    "00ded21": "the first demo with sales",
    "7887deb": "the first demo with purchases",
    "0ad2ecd": "the first demo with journal entries",
    "f54c7c3": "all kinds",
    "HEAD": "the last commit",
}


def main():
    options = _options()
    failed = []
    with Workspace.prepared() as workspace:
        for commit in options.commits or COMMITS:
            with Run.started(workspace) as run:
                started = time.monotonic()
                step(f"{commit} ({COMMITS.get(commit, 'an earlier commit')})")
                try:
                    _upgrade(run, workspace, commit)
                except SetupError as error:
                    failed.append(commit)
                    print(f"{commit}: {error}\n{error.output}", file=sys.stderr)
                step(f"{commit}: {time.monotonic() - started:.0f} s")
    if failed:
        raise SetupError(f"failed: {', '.join(failed)}; see above")
    return 0


def _options():
    parser = argparse.ArgumentParser(prog="bin/upgrade", description=__doc__)
    parser.add_argument("commits", nargs="*", metavar="COMMIT")
    return parser.parse_args()


def _upgrade(run, workspace, commit):
    before = _checkout(commit, run.folder / "before" / NAME)
    run.workspace = workspace.with_addon(before)
    run.write_configuration()
    database = run.copy_database(base_database(run), "upgrade")
    install(run, database, NAME)
    with OdooServer(run, database, options=["--max-cron-threads=1"]) as server:
        step("its demo fills a database and a company file")
        arguments = ["--log", str(server.log), "--once"]
        _demonstration(run, before, server, database, "demonstration", arguments)
    run.workspace = workspace
    run.write_configuration()
    kept = run.folder / "links.json"
    _upgraded(run, None, database, ["--keep", str(kept)])
    step("the upgrade")
    _update(run, database)
    with OdooServer(run, database, options=["--max-cron-threads=1"]) as server:
        step("sessions")
        print(_upgraded(run, server, database, ["--compare", str(kept)]), end="")


def _checkout(commit, folder):
    """Write the files of a commit into a folder; return it."""
    folder.mkdir(parents=True)
    command = ["git", "-C", str(REPOSITORY), "archive", "--format=tar", commit]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise SetupError(f"the history of the repository does not hold {commit}")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def _update(run, database):
    """Upgrade the addon. A warning in the log is an error here."""
    options = ["-d", database, "-u", NAME, "--stop-after-init", "--no-http"]
    log = run.workspace.folders.logs / "upgrade.log"
    problem = f"the upgrade of {NAME} failed"
    output = execute(
        [*run.odoo, *options], problem, log, env=run.environ(), cwd=run.folder
    )
    problems = find_problems(output)
    if problems:
        raise SetupError(f"{problem}: it logs warnings", "\n".join(problems[:60]))


def _upgraded(run, server, database, arguments):
    return _demonstration(
        run, REPOSITORY, server, database, "demonstration.upgraded", arguments
    )


def _demonstration(run, checkout, server, database, module, arguments):
    """Run a module of the demonstration of a checkout; return its output."""
    address = ["--url", f"http://localhost:{server.port}"] if server else []
    folders = ["--database", database, "--folder", str(run.folder)]
    return execute(
        [str(run.workspace.python), "-m", module, *address, *folders, *arguments],
        f"{module} found problems",
        env={
            **run.environ(),
            "TZ": TIME_ZONE,
            "PYTHONPATH": f"{checkout}:{checkout / 'bin'}",
        },
        cwd=run.folder,
    )


if __name__ == "__main__":
    sys.exit(command_line("bin/upgrade", main))
