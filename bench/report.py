"""The page of numbers: figures of the benchmarks and of a soak, as Markdown."""

import json
import platform
from collections import Counter
from datetime import date
from pathlib import Path

from . import table

PULL = """\
*To create* is Odoo's `create` in one batch, of documents create and post; *to load* is
Odoo's import; *to 1 by 1* is `create` one record at a time. A pull also parses the
answer, looks for the record, and stores the link with both images.
"""
PUSH = """\
From records that people made in Odoo to the last acknowledgement. *To export* is Odoo's
own export of the same records with their external ids, which sends nothing and knows
nothing of later edits. *Queries* are those for each record.
"""
IDLE = """\
A session that finds no change, by the number of links that are synced.
"""
FIRST = """\
Everything is read for the first time. The sizes grow fourfold; if the rate holds, the
full size takes the time under *minutes for all*, in CPU time. *MiB* is the growth of a
process that also holds the simulated company file.
"""
GROWTH = """\
One connection with so many synced customers, and as many contacts, while a thousand
products wait for an account. *CPU ms* are those of the whole session, or of all that
the web client reads for a page; of five kinds of pages the slowest filter is shown.
"""
CONNECTIONS = """\
Sessions without changes over HTTP, served by one Odoo with two worker processes. The
simulated Web Connectors run on the same machine, and their time is part of *wall s*:
that of one round in which each connection polls once.
"""
HINTS = """\
A user's `create` and `write` of contacts, with change detection and without it.
"""

INTRODUCTION = """\
# Numbers

Made by `bench/run --report docs/numbers.md` on {day}: {machine}. None of it was
measured with a real QuickBooks: the answers come from recordings and from the simulated
company file, whose own time does not count.

*Per second* counts the CPU time of Python and PostgreSQL together; *wall s* is the time
on the clock, and other work on the machine makes it longer. Ratios compare ours with
Odoo's own ways with the same values, in the same run: above 1 ours is faster.
"""

SMALLER = """\
**The sizes of this page are smaller than the usual ones**, which the targets are meant
for: what each run costs at its beginning outweighs the records.
"""

SECTIONS = (
    ("push", "To QuickBooks", PUSH),
    ("idle", "Idle poll", IDLE),
    ("first sync", "First sync", FIRST),
    ("growth", "Growth", GROWTH),
    ("connections", "Many connections", CONNECTIONS),
    ("hints", "Users' own edits", HINTS),
    ("documents", "First match of documents", ""),
    ("matching", "First match of lists", ""),
    ("inventory", "Inventory file", ""),
    ("", "From QuickBooks", PULL),
)
"""Beginning of the rows' names, heading and words of each table; the last is for all
others. The first one that fits counts."""

ORDER = ("From QuickBooks", "To QuickBooks")
"""Headings that come before the others."""

TOGETHER = {
    "faults": "faults injected",
    "edits": "edits",
    "sessions": "sessions",
    "restores": "restored backups",
    "duplicates": "duplicates",
    "lost_edits": "lost edits",
    "cents": "cents of difference",
}
"""Figures of a soak that are added up, with their words."""

SOAK = """\
## Faults

`bin/soak --json FILE`: random edits and faults on both sides from numbered seeds.
What was duplicated, lost or left different would have failed a seed.
"""


def write(rows, path, soak=None, smaller=False):
    """Write the page.

    :param rows: of the benchmarks, with all keys of `table.KEYS`
    :param soak: file of figures that `bin/soak --json` wrote, None for none
    :param smaller: whether the sizes are others than the usual ones
    """
    day = f"{date.today():%Y-%m-%d}"
    parts = [INTRODUCTION.format(day=day, machine=machine())]
    parts += [SMALLER] if smaller else []
    parts += _sections(rows)
    if soak:
        figures = json.loads(Path(soak).read_text(encoding="utf-8"))
        parts += [SOAK, _soak(figures), _together(figures)]
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


def _sections(rows):
    """Yield the text of each section that has rows, those of `ORDER` first."""
    found = {}
    for row in rows:
        heading = next(one for prefix, one, _words in SECTIONS if _fits(row, prefix))
        found.setdefault(heading, []).append(row)
    about = {heading: words for _prefix, heading, words in SECTIONS}
    for heading in dict.fromkeys((*ORDER, *about)):
        if heading in found:
            words = f"{about[heading]}\n" if about[heading] else ""
            yield f"## {heading}\n\n{words}{_benchmarks(found[heading])}"


def _fits(row, prefix):
    return row["name"].startswith(prefix)


def _benchmarks(rows):
    used = [key for key in table.KEYS if any(row[key] is not None for row in rows)]
    lines = [[table.KEYS[key] for key in used], ["---"] * len(used)]
    lines += [[table.words(key, row[key]) for key in used] for row in rows]
    return _as_table(lines)


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


def _together(figures):
    """Return a sentence about all worlds of a soak."""
    total = Counter()
    for numbers in figures.values():
        total.update(numbers)
    found = [
        f"{total[key]:,} {words}" for key, words in TOGETHER.items() if key in total
    ]
    return f"Together: {', '.join(found)}.\n"


def _as_table(lines):
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
