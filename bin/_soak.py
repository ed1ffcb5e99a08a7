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

TESTS = Path(__file__).resolve().parents[1] / "tests"
TEST = TESTS / "test_soak.py"
FIRMS = TESTS / "test_random_books.py"
PURCHASES = TESTS / "test_random_purchases.py"
LEDGERS = TESTS / "test_random_ledgers.py"
TWICE = TESTS / "test_books_kept_twice.py"
PROTOCOL = TESTS / "test_protocol_search.py"
THOROUGH = (
    *("test_cases.py", "test_cases_entries.py", "test_cases_vendors.py"),
    *sorted(path.name for path in TESTS.glob("test_interruptions_*.py")),
    "test_one_bad_record.py",
)


def main():
    options = _options()
    if options.firms:
        return _firms(options)
    if options.twice:
        return _twice(options)
    if options.thorough:
        files = [str(TESTS / name) for name in THOROUGH]
        return run_tests([*files, "-q"], {"QBD_THOROUGH": "1"})
    if options.protocol:
        return run_tests(
            [str(PROTOCOL), "-q", "-s"], {"QBD_PROTOCOL": options.protocol}
        )
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
    parser.add_argument(
        "--firms",
        type=int,
        metavar="N",
        help="instead: the books of N firms with settings that a seed chooses,"
        " compared to the cent",
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help="with --firms: sales, purchases, payments, journal entries and all other"
        " transactions in one book",
    )
    parser.add_argument(
        "--twice",
        type=int,
        metavar="N",
        help="instead: N pairs of books that were kept twice, matched and compared",
    )
    parser.add_argument(
        "--thorough",
        action="store_true",
        help="instead: all worked cases in both directions, and all crash points",
    )
    parser.add_argument(
        "--protocol",
        metavar="EDITS,FAULTS",
        help="instead: every order of events of one record, with so many edits on each"
        " side and so many faults",
    )
    parser.add_argument(
        "--documents", type=int, default=500, metavar="N", help="of each seed"
    )
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


def _firms(options):
    """Run the books of several firms, each in a process and a database of its own."""
    rows, code = [], 0
    for seed in range(options.first_seed, options.first_seed + options.firms):
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            figures = Path(folder) / "figures.json"
            environ = {
                "QBD_BOOKS_SEED": str(seed),
                "QBD_BOOKS_COUNT": str(options.documents),
                "QBD_BOOKS_JSON": str(figures),
            }
            played = [LEDGERS] if options.whole else [FIRMS, PURCHASES]
            failed = run_tests([*map(str, played), "-q"], environ)
            row = (
                json.loads(figures.read_text()) if figures.exists() else {"seed": seed}
            )
        row["failed"] = int(bool(failed))
        row["seconds"] = round(time.monotonic() - started)
        rows.append(row)
        code = code or failed
    _show_firms(rows)
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1))
    return code


def _twice(options):
    """Match the books of several seeds, each in a database of its own."""
    rows = []
    for seed in range(options.first_seed, options.first_seed + options.twice):
        started = time.monotonic()
        environ = {
            "QBD_TWICE_SEED": str(seed),
            "QBD_TWICE_COUNT": str(options.documents),
        }
        failed = run_tests([str(TWICE), "-q", "-s"], environ)
        seconds = round(time.monotonic() - started)
        rows.append({"seed": seed, "failed": int(bool(failed)), "seconds": seconds})
    _show_firms(rows)
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1))
    return int(any(row["failed"] for row in rows))


def _show_firms(rows):
    names = list(max(rows, key=len))
    width = max(len(name) for name in names) + 2
    print("".join(f"{name:>{width}}" for name in names))
    for row in rows:
        print("".join(f"{row.get(name, ''):>{width}}" for name in names))


if __name__ == "__main__":
    sys.exit(command_line("bin/soak", main))
