"""Show the figures, for people and for programs."""

import json

KEYS = {
    "name": "measured",
    "size": "size",
    "rate": "per second",
    "ms": "CPU ms",
    "wall": "wall s",
    "ratio_to_create": "to create",
    "ratio_to_load": "to load",
    "ratio_to_one_by_one": "to 1 by 1",
    "ratio_to_odoo": "to Odoo's",
    "ratio_to_export": "to export",
    "overhead": "overhead",
    "precision": "precision",
    "recall": "recall",
    "memory": "MiB",
    "minutes_for": "minutes for all",
    "queries": "queries",
    "message_sets": "sets",
    "target": "target",
    "met": "met",
}
"""The keys of a row and their headings; None where a key makes no sense."""

PERCENT = ("overhead",)
SHARES = ("precision", "recall")


def complete(row):
    """Return the row with all keys, in their order."""
    unknown = row.keys() - KEYS.keys()
    if unknown:
        raise KeyError(f"no column for {sorted(unknown)}")
    return {key: row.get(key) for key in KEYS}


def as_text(rows):
    """Return the rows as a table for a terminal."""
    if not rows:
        return "no figures"
    used = [key for key in KEYS if any(row[key] is not None for row in rows)]
    lines = [[KEYS[key] for key in used]]
    lines += [[words(key, row[key]) for key in used] for row in rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(used))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells, widths):
    first, *rest = (
        cell.ljust(width) if number == 0 else cell.rjust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *rest]).rstrip()


def words(key, value):
    """Return a figure as people read it."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if key in PERCENT:
        return f"{value:.1%}"
    if key in SHARES:
        return f"{value:.4f}"
    if isinstance(value, float):
        return f"{value:,.2f}" if value < 10 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def write_json(rows, path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=2)
        file.write("\n")
