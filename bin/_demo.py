"""`bin/demo`: install missing parts, start Odoo, then let the demonstration run."""

import argparse
import shutil
import subprocess
import sys

from environment import OdooServer, Run, Workspace, command_line
from environment.processes import end
from environment.server import require_free

PORT = 8069
TIME_ZONE = "America/New_York"


def main():
    options = _options()
    port = options.port or (None if options.once else PORT)
    if port:
        require_free(port)
    with Workspace.prepared() as workspace, Run.started(workspace) as run:
        database = run.create_database("demo")
        with OdooServer(run, database, port, ["--max-cron-threads=1"]) as server:
            code = _wait(_start(run, database, server, options), options)
            if code == 1:
                _keep_log(server, workspace.folders.logs / "demo.log")
            return code


def _options():
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument(
        "--once", action="store_true", help="do not stay; exit 0 if both sides agree"
    )
    parser.add_argument(
        "--port", type=int, help=f"port of Odoo ({PORT}; with --once any free one)"
    )
    return parser.parse_args()


def _start(run, database, server, options):
    """Start the demonstration, in the Python that has its requirements."""
    folders = run.workspace.folders
    recorded = folders.repository.parent / "shared" / "reference" / "responses"
    arguments = {
        "--url": f"http://localhost:{server.port}",
        "--database": database,
        "--folder": run.folder,
        "--log": server.log,
        "--recorded": recorded if recorded.is_dir() else None,
    }
    command = [str(run.workspace.python), "-m", "demonstration"]
    for name, value in arguments.items():
        command += [name, str(value)] if value else []
    command += ["--once"] if options.once else []
    # The clock of the simulated PC is local time.
    environ = {**run.environ(), "TZ": TIME_ZONE}
    environ["PYTHONPATH"] = f"{folders.repository}:{folders.repository / 'bin'}"
    return subprocess.Popen(command, env=environ, cwd=run.folder)


def _keep_log(server, target):
    shutil.copyfile(server.log, target)
    print(f"bin/demo: the log of Odoo is {target}", file=sys.stderr)


def _wait(process, options):
    try:
        return process.wait()
    except KeyboardInterrupt:
        return 130 if options.once else 0
    finally:
        end(process)


if __name__ == "__main__":
    sys.exit(command_line("bin/demo", main))
