"""What the demo prints."""

from collections import Counter

from .lists import LISTINGS
from .picture import NEEDS_PERSON, WAITING

# What can happen: on which side, and what.
CHANGES = {
    ("quickbooks", "added"): "added to QuickBooks",
    ("quickbooks", "changed"): "changed in QuickBooks",
    ("odoo", "added"): "added to Odoo",
    ("odoo", "changed"): "changed in Odoo",
}
SESSIONS_HEAD = (
    ("", "", "", "to QuickBooks", "", "to Odoo", ""),
    ("session", "seconds", "calls", "added", "changed", "added", "changed"),
)
LISTS_HEAD = (
    (*("", "in", "in"), *SESSIONS_HEAD[0][3:], "", "needs"),
    (*("list", "Odoo", "QuickBooks"), *SESSIONS_HEAD[1][3:], "waiting", "a person"),
)
WIDTHS = (34, 8, 11, 14, 8, 8, 8, 8, 9)


def sessions_table(outcomes):
    """Return lines: how long each session took, and what it did."""
    rows = [
        (
            f"{one.report.number}  {one.title}",
            f"{one.seconds:.1f}",
            len(one.report.calls),
            *(_total(one, change) for change in CHANGES),
        )
        for one in outcomes
    ]
    return _lines(SESSIONS_HEAD, rows)


def lists_table(picture, outcomes):
    """Return lines: where each list stands, and what crossed."""
    counts = sum((one.counts for one in outcomes), Counter())
    rows = [
        (
            listing.label,
            len(picture.odoo[listing.mapping].rows),
            len(picture.quickbooks[listing.mapping].rows),
            *(counts[(listing.mapping, *change)] for change in CHANGES),
            picture.count(listing.mapping, WAITING),
            picture.count(listing.mapping, NEEDS_PERSON),
        )
        for listing in LISTINGS
    ]
    return _lines(LISTS_HEAD, rows)


def crossed(outcome):
    """What one session did, in words."""
    parts = [
        f"{number} {words}"
        for change, words in CHANGES.items()
        if (number := _total(outcome, change))
    ]
    return ", ".join(parts) or "nothing written"


def _total(outcome, change):
    return sum(outcome.counts[(one.mapping, *change)] for one in LISTINGS)


def _lines(head, rows):
    lines = [_line(cells) for cells in (*head, *rows)]
    return [*lines[: len(head)], "-" * len(lines[-1]), *lines[len(head) :]]


def _line(cells):
    label, *others = cells
    text = f"{label:{WIDTHS[0]}}"
    for cell, width in zip(others, WIDTHS[1:], strict=False):
        text += f"{cell:>{width}}"
    return text
