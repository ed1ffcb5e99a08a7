"""Measure two checkouts in turns: this one, and a commit, by the same clock.

Both sides satisfy a small protocol: a checkout has `bench/clock.py`, which is replaced
by ours, and `bench.inside.main`, which takes names of benchmarks, `--size N` and
`--json FILE`, and writes rows with `name`, `size` and `rate` (per CPU second).
Standard library only: Odoo runs in processes of their own.
"""

import io
import json
import shutil
import subprocess
import tarfile
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from environment import Run, SetupError, step

BENCH = Path(__file__).resolve().parent
NAME = "quickbooks_desktop"
OURS, THEIRS = "this checkout", "the commit"
SHARED = ("bench/clock.py", "bench/inside.py")


def resolve(commit, repository=BENCH.parent):
    """Return the full hash of a commit.

    :raise SetupError: if the repository does not know it
    """
    command = ["rev-parse", "--verify", "--quiet", "--end-of-options"]
    done = _git(repository, *command, f"{commit}^{{commit}}")
    if done.returncode:
        raise SetupError(f"--against {commit}: this repository knows no such commit")
    return done.stdout.decode().strip()


def extract(commit, folder, repository=BENCH.parent):
    """Write the files of a commit to a new folder, with this checkout's clock.

    :raise SetupError: if the commit has no benchmarks that could be compared
    """
    done = _git(repository, "archive", "--format=tar", commit)
    if done.returncode:
        raise SetupError(f"git archive failed: {done.stderr.decode().strip()}")
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder)
    missing = [name for name in SHARED if not (folder / name).is_file()]
    if missing:
        raise SetupError(f"{commit[:10]} cannot be compared: it has no {missing[0]}")
    shutil.copy(BENCH / "clock.py", folder / "bench" / "clock.py")


def require_names(folder, names):
    """Refuse benchmarks that the other checkout lacks, or times by another clock.

    :raise SetupError: naming the first of them
    """
    for name in names:
        path = folder / "bench" / f"{name.replace('-', '_')}.py"
        if not path.is_file():
            raise SetupError(f"{name}: the other commit has no such benchmark")
    catalogues = folder / "bench" / "catalogues.py"
    if "matching" in names and ".clock" not in catalogues.read_text(encoding="utf-8"):
        raise SetupError("matching: the other commit measures it by wall time")


@contextmanager
def checkout(run, commit, names):
    """Yield a run of the commit's addon inside of `run`; remove all of it at the end.

    The files lie in the folder of `run`: the next command removes them if this one is
    killed.
    """
    folder = run.folder / "against" / NAME
    extract(commit, folder)
    require_names(folder, names)
    workspace = run.workspace.with_addon(folder)
    compiled = Path(f"{workspace.folders.pycache}{folder}")
    try:
        with Run.started(workspace) as other:
            yield other
    finally:
        shutil.rmtree(compiled, ignore_errors=True)


def rows(rounds):
    """Compare the rows of both sides, round by round.

    :param rounds: {OURS: [rows of a round], THEIRS: the same}
    :return: dicts of name, size, ratio (CPU time of ours divided by theirs, median over
        the rounds), low and high (of the rounds), ours and theirs (rates per CPU
        second, median)
    """
    for key in _keys(rounds[OURS][0]):
        pairs = [
            (_rate(ours, key), _rate(theirs, key))
            for ours, theirs in zip(rounds[OURS], rounds[THEIRS], strict=True)
        ]
        if all(theirs for _ours, theirs in pairs):
            ratios = [theirs / ours for ours, theirs in pairs]
            yield {
                **{"name": key[0], "size": key[1], "ratio": median(ratios)},
                **{"low": min(ratios), "high": max(ratios)},
                "ours": median(ours for ours, _theirs in pairs),
                "theirs": median(theirs for _ours, theirs in pairs),
            }


def as_text(found):
    """Return the rows as a table for a terminal."""
    lines = [f"{'CPU time, ours / theirs':40} {'size':>7} {'ratio':>6}  spread"]
    lines += [
        f"{row['name']:40} {row['size']:>7} {row['ratio']:6.2f}"
        f"  {row['low']:.2f} to {row['high']:.2f}"
        f"  ({row['ours']:,.1f} and {row['theirs']:,.1f} per CPU second)"
        for row in found
    ]
    return "\n".join(lines)


def measure(command, options, run, database, environ):
    """Run the benchmarks once in a process of their own; return the rows."""
    path = run.folder / "rows.json"
    arguments = [*options.names, "--json", str(path)]
    if options.size:
        arguments += ["--size", str(options.size)]
    variables = {**run.environ(), **environ, "QBD_BENCH_DATABASE": database}
    done = subprocess.run(
        [*command, *arguments],
        env=variables,
        cwd=run.folder,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        print(done.stderr)
        raise SetupError(f"the benchmarks of {run.workspace.folders.link} failed")
    step(f"measured {run.workspace.folders.link}")
    return json.loads(path.read_text(encoding="utf-8"))


def _keys(measured):
    return [(row["name"], row["size"]) for row in measured]


def _rate(measured, key):
    """Return the rate of a row; None if this side lacks a row of that name."""
    for row in measured:
        if (row["name"], row["size"]) == key:
            return row["rate"]
    return None


def _git(repository, *arguments):
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, capture_output=True, check=False)
