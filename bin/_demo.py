"""`bin/demo`: install missing parts, start Odoo, then let the demonstration run."""

import argparse
import shutil
import subprocess
import sys
from contextlib import ExitStack, suppress

from demonstration.signals import RESTART_REQUEST, RESTARTED

from environment import OdooServer, Run, Workspace, command_line
from environment.processes import end
from environment.server import require_free

PORT = 8069
TIME_ZONE = "America/New_York"
CRON_THREADS = ["--max-cron-threads=1"]


def main():
    options = _options()
    port = options.port or (None if options.once else PORT)
    if port:
        require_free(port)
    with Workspace.prepared() as workspace, Run.started(workspace) as run:
        database = run.create_database("demo")
        with ExitStack() as stack:
            servers = [
                stack.enter_context(OdooServer(run, database, one, CRON_THREADS))
                for one in ((port, None) if options.full else (port,))
            ]
            code = _wait(_start(run, database, servers, options), options, servers, run)
            if code == 1:
                _keep_log(servers[0], workspace.folders.logs / "demo.log")
            return code


def _options():
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument(
        "--once", action="store_true", help="do not stay; exit 0 if both sides agree"
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help="every kind of record, created, changed and taken back on both sides, with"
        " faults and two servers; ends with a report",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="of the faults of --full (1)"
    )
    parser.add_argument(
        "--tamper",
        action="store_true",
        help="with --full: change one cent behind the back of the sync, to be found",
    )
    parser.add_argument(
        "--port", type=int, help=f"port of Odoo ({PORT}; with --once any free one)"
    )
    return parser.parse_args()


def _start(run, database, servers, options):
    """Start the demonstration, in the Python that has its requirements."""
    folders = run.workspace.folders
    recorded = folders.repository.parent / "shared" / "reference" / "responses"
    arguments = {
        "--url": f"http://localhost:{servers[0].port}",
        "--database": database,
        "--folder": run.folder,
        "--log": servers[0].log,
        "--recorded": recorded if recorded.is_dir() else None,
    }
    command = [str(run.workspace.python), "-m", "demonstration"]
    for name, value in arguments.items():
        command += [name, str(value)] if value else []
    command += ["--once"] if options.once else []
    if options.full:
        second = f"http://localhost:{servers[1].port}"
        report = folders.logs / "full"
        command += ["--full", str(report), "--second-url", second]
        command += ["--seed", str(options.seed)]
        command += ["--tamper"] if options.tamper else []
    # The clock of the simulated PC is local time.
    environ = {**run.environ(), "TZ": TIME_ZONE}
    environ["PYTHONPATH"] = f"{folders.repository}:{folders.repository / 'bin'}"
    return subprocess.Popen(command, env=environ, cwd=run.folder)


def _keep_log(server, target):
    shutil.copyfile(server.log, target)
    print(f"bin/demo: the log of Odoo is {target}", file=sys.stderr)


def _wait(process, options, servers, run):
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(0.2)
            _restart_if_asked(run.folder, servers)
    except KeyboardInterrupt:
        return 130 if options.once else 0
    finally:
        end(process)


def _restart_if_asked(folder, servers):
    request = folder / RESTART_REQUEST
    if request.exists():
        request.unlink()
        servers[-1].kill()
        servers[-1].start()
        (folder / RESTARTED).touch()


if __name__ == "__main__":
    sys.exit(command_line("bin/demo", main))
