"""`bench/run`: set up what is missing, then measure in a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

import arguments

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bin"))

from environment import Run, Workspace, command_line

START = "from odoo.addons.quickbooks_desktop.bench.inside import main; main()"


def main():
    arguments.parse()
    with Workspace.prepared() as workspace, Run.started(workspace) as run:
        database = run.create_database("bench")
        command = [str(workspace.python), "-c", BOOT, *sys.argv[1:]]
        environ = {**run.environ(), "QBD_BENCH_DATABASE": database}
        done = subprocess.run(command, env=environ, cwd=os.getcwd(), check=False)
        return done.returncode


BOOT = f"""\
import os
from odoo.tools import config
config.parse_config(["-c", os.environ["ODOO_RC"], "--no-http"], setup_logging=False)
{START}
"""


if __name__ == "__main__":
    sys.exit(command_line("bench/run", main))
