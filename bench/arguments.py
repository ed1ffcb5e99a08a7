"""The command line of `bench/run`, read before anything is set up."""

import argparse

NAMES = (
    *("bills", "connections", "customers", "documents", "entries", "first-sync"),
    *("growth", "hints", "idle", "idle-http", "inventory-xml", "invoices"),
    *("matching", "others", "products", "push", "vendors"),
)
"""The benchmarks. Each is a module of this folder with `run(env, size)` -> rows."""

ROUNDS = 5


def parse(arguments=None):
    """Return the parsed arguments; end the process if they make no sense."""
    parser = argparse.ArgumentParser(
        prog="bench/run",
        description="Measure the sync, each time against a baseline in the same run.",
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="name",
        help=f"which ones: {', '.join(NAMES)} (default: all)",
    )
    parser.add_argument("--json", metavar="FILE", help="write the figures as JSON, too")
    parser.add_argument(
        "--report", metavar="FILE", help="write docs/numbers.md or the like"
    )
    parser.add_argument(
        "--soak", metavar="FILE", help="figures of `bin/soak --json`, for --report"
    )
    parser.add_argument("--size", type=_size, metavar="N", help="how many records")
    parser.add_argument(
        "--scale",
        type=float,
        default=1,
        metavar="F",
        help="this part of the usual sizes, e.g. 0.1",
    )
    parser.add_argument("--profile", metavar="FILE", help="write a cProfile of ours")
    parser.add_argument(
        "--against", metavar="COMMIT", help="run that commit in turns with this one"
    )
    parser.add_argument(
        *("--rounds", "-r"),
        type=_size,
        default=ROUNDS,
        metavar="N",
        help=f"of --against: how often each side runs (default: {ROUNDS})",
    )
    found = parser.parse_args(arguments)
    unknown = sorted(set(found.names) - set(NAMES))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; try {', '.join(NAMES)}")
    if found.against is not None and found.profile:
        parser.error("--profile and --against exclude each other")
    found.names = found.names or list(NAMES)
    return found


def _size(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
