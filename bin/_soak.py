"""`bin/soak`: random edits and faults on both sides, and the figures at the end."""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from environment import command_line
from environment.tests import run_tests

TEST = Path(__file__).resolve().parents[1] / "tests" / "test_soak.py"


def main():
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(os.path.abspath(options.json or Path(folder) / "figures.json"))
        figures.unlink(missing_ok=True)
        started = time.monotonic()
        code = run_tests([str(TEST), "-q"], _environ(options, figures))
        if figures.exists():
            _show(json.loads(figures.read_text()), time.monotonic() - started)
    return code


def _options():
    parser = argparse.ArgumentParser(prog="bin/soak", description=__doc__)
    parser.add_argument("--seeds", type=int, default=25, metavar="N")
    parser.add_argument("--first-seed", type=int, default=1, metavar="S")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too")
    return parser.parse_args()


def _environ(options, figures):
    return {
        "QBD_SOAK_SEEDS": str(options.seeds),
        "QBD_SOAK_FIRST_SEED": str(options.first_seed),
        "QBD_SOAK_JSON": str(figures),
    }


def _show(figures, seconds):
    for what, numbers in figures.items():
        print(what)
        for name, number in numbers.items():
            print(f"  {name:12}{number:>10}")
    print(f"{'seconds':14}{round(seconds):>10}")


if __name__ == "__main__":
    sys.exit(command_line("bin/soak", main))
