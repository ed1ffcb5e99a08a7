"""The page of numbers: figures of the benchmarks and of a soak, as Markdown."""

import json
import platform
from datetime import date
from pathlib import Path

from . import table

INTRODUCTION = """\
# Numbers

Made by `bench/run --report docs/numbers.md` on {day}: {machine}.
Ratios are CPU time of Python and PostgreSQL together, ours against Odoo's own ways with
the same values, in the same run; *to create* above 1 is faster than Odoo's batch
`create` (documents: create and post). None of it was measured with a real QuickBooks:
the answers come from recordings and from the simulated company file.
"""
SOAK = """\
## Faults

`bin/soak --json FILE`: random edits and faults on both sides from numbered seeds.
What was duplicated, lost or left different would have failed a seed.
"""


def write(rows, path, soak=None):
    """Write the page.

    :param rows: of the benchmarks, with all keys of `table.KEYS`
    :param soak: file of figures that `bin/soak --json` wrote, None for none
    """
    day = f"{date.today():%Y-%m-%d}"
    parts = [INTRODUCTION.format(day=day, machine=machine()), _benchmarks(rows)]
    if soak:
        figures = json.loads(Path(soak).read_text(encoding="utf-8"))
        parts += [SOAK, _soak(figures)]
    Path(path).write_text("\n".join(parts), encoding="utf-8")


def machine():
    """Return processors, memory and system in a few words."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    memory = Path("/proc/meminfo")
    kilobytes = int(memory.read_text().split()[1]) if memory.exists() else 0
    processor = f"{len(models)} × {models[0]}" if models else platform.machine()
    python = platform.python_version()
    return f"{processor}, {kilobytes / 1024**2:.0f} GB, Python {python}"


def _benchmarks(rows):
    used = [key for key in table.KEYS if any(row[key] is not None for row in rows)]
    lines = [[table.KEYS[key] for key in used], ["---"] * len(used)]
    lines += [[table.words(key, row[key]) for key in used] for row in rows]
    return "## Benchmarks\n\n" + _as_table(lines)


def _soak(figures):
    names = list(
        dict.fromkeys(name for numbers in figures.values() for name in numbers)
    )
    lines = [["", *names], ["---"] * (len(names) + 1)]
    lines += [
        [what, *(str(numbers.get(name, "")) for name in names)]
        for what, numbers in figures.items()
    ]
    return _as_table(lines)


def _as_table(lines):
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
