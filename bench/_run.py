"""Set up missing parts for `bench/run`, then measure in a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

import arguments
import clock

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bin"))

import against

from environment import Run, Workspace, command_line

ENVIRON = {"PGOPTIONS": "-c max_parallel_workers_per_gather=0"}
"""A backend works alone: the CPU time of its helpers could not be seen."""


def main():
    """Measure this checkout, or this one and another in turns."""
    options = arguments.parse()
    commit = against.resolve(options.against) if options.against is not None else None
    with Workspace.prepared() as workspace, Run.started(workspace) as run:
        if commit:
            return _compare(run, commit, options)
        template, names = run.create_database("bench"), options.names
        copies = [run.copy_database(template, f"bench{at}") for at in range(len(names))]
        command = [str(workspace.python), "-c", BOOT, *sys.argv[1:]]
        environ = {
            **run.environ(),
            **ENVIRON,
            "QBD_BENCH_DATABASE": ",".join(copies),
            "QBD_PROCESS_TEMPLATE": template,
        }
        done = subprocess.run(command, env=environ, cwd=os.getcwd(), check=False)
        return done.returncode


def _compare(run, commit, options):
    command = [str(run.workspace.python), "-c", ONCE + BOOT]
    with against.checkout(run, commit, options.names) as other:
        ways = {
            name: _way(command, options, side)
            for name, side in ((against.OURS, run), (against.THEIRS, other))
        }
        found = list(against.rows(clock.in_turns(options.rounds, ways)))
    print(against.as_text(found))
    if options.json:
        path = Path(options.json)
        path.write_text(against.json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


def _way(command, options, run):
    database = run.create_database("bench")
    return lambda: against.measure(command, options, run, database, ENVIRON)


BOOT = """\
import os
from odoo.tools import config
config.parse_config(["-c", os.environ["ODOO_RC"], "--no-http"], setup_logging=False)
import sys
from odoo.addons.quickbooks_desktop.bench.inside import main; sys.exit(main())
"""

ONCE = """\
import os
from odoo.tools import config
config.parse_config(["-c", os.environ["ODOO_RC"], "--no-http"], setup_logging=False)
from odoo.addons.quickbooks_desktop.bench import idle, invoice_pull, invoices, pull
for module in (idle, invoice_pull, invoices, pull):
    module.REPEATS = 1
"""
"""The rounds repeat: older commits take the best of several, this one the median."""


if __name__ == "__main__":
    sys.exit(command_line("bench/run", main))
