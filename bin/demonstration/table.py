"""The tables that the demo prints."""

from collections import Counter
from dataclasses import astuple

from .documents import LISTINGS
from .picture import NEEDS_PERSON, WAITING

# What can happen: on which side, and what.
CHANGES = {
    ("quickbooks", "added"): "added to QuickBooks",
    ("quickbooks", "changed"): "changed in QuickBooks",
    ("odoo", "added"): "added to Odoo",
    ("odoo", "changed"): "changed in Odoo",
}
CROSSED_HEAD = (
    ("added to", "changed in", "added", "changed"),
    ("QuickBooks", "QuickBooks", "to Odoo", "in Odoo"),
)
SESSIONS_HEAD = (
    ("", "", "", *CROSSED_HEAD[0]),
    ("session", "seconds", "calls", *CROSSED_HEAD[1]),
)
LISTS_HEAD = (
    ("", "in", "in", *CROSSED_HEAD[0], "", "needs"),
    ("list", "Odoo", "QuickBooks", *CROSSED_HEAD[1], "waiting", "a person"),
)
MONEY_HEAD = (("account", "Odoo", "QuickBooks"),)
MONEY_WIDTHS = (24, 14, 14)
TRIAL_HEAD = (("trial balances", "Odoo", "QuickBooks", "difference"),)
TRIAL_WIDTHS = (40, 14, 14, 12)
MATCHES_HEAD = (
    ("", "accepted", "looked at,", "looked at,", "paired", "only in", "only"),
    (
        "first match",
        "as sure",
        "the same",
        "not so",
        "by hand",
        "QuickBooks",
        "in Odoo",
    ),
)
MATCHES_WIDTHS = (24, 10, 12, 12, 9, 12, 9)
PRICES_HEAD = (("prices by XML", ""),)
PRICES_WIDTHS = (24, 9)
WIDTHS = (24, 9, 12, 12, 12, 9, 9, 9, 10)


def trial_table(verified, rows):
    """Return lines: both trial balances side by side, as they were verified."""
    sides = ("ours", "theirs", "difference")
    cells = [
        ((row["name"] or row["qb_name"])[:39], *(f"{row[x]:,.2f}" for x in sides))
        for row in sorted(rows, key=lambda row: row["name"])
    ]
    sums = [f"{abs(round(sum(row[x] for row in rows), 2)):,.2f}" for x in sides]
    cells.append(("debits less credits", *sums))
    said = [x for x in (verified["state_words"], verified["notes"]) if x]
    return [*_lines(TRIAL_HEAD, cells, TRIAL_WIDTHS), *said]


def sessions_table(outcomes):
    """Return lines: how long each session took, and its results."""
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
    """Return lines: the state of each list, and the records that crossed."""
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


def money_table(figures, parties):
    """Return lines: the balances of both sides.

    :param parties: {label: [Figure]} of those with an open balance
    """
    rows = [(one.label, *_money(one)) for one in figures]
    for label, owing in parties.items():
        agree = sum(one.agrees for one in owing)
        rows.append((label, len(owing), f"{agree} the same"))
    return _lines(MONEY_HEAD, rows, MONEY_WIDTHS)


def _money(figure):
    return (f"{figure.odoo:,.2f}", f"{figure.quickbooks:,.2f}")


def prices_table(prices):
    """Return lines: the use of QuickBooks' prices in Odoo's file of products."""
    figures = prices.figures
    values = figures["values"]
    rows = [
        ("Products exported", figures["products"]),
        ("Items of QuickBooks", figures["items"]),
        ("Paired", figures["paired"]),
        ("Sales prices updated", values["sales-price"]),
        ("Costs updated", values["cost"]),
        ("Products changed in Odoo", prices.applied),
        ("Needs attention", figures["left"]),
    ]
    return _lines(PRICES_HEAD, rows, PRICES_WIDTHS)


def matches_table(matched):
    """Return lines: the bookkeeper's decisions before the first write."""
    return _lines(MATCHES_HEAD, map(astuple, matched), MATCHES_WIDTHS)


def crossed(outcome):
    """Return the results of one session in words."""
    parts = [
        f"{number} {words}"
        for change, words in CHANGES.items()
        if (number := _total(outcome, change))
    ]
    return ", ".join(parts) or "nothing written"


def _total(outcome, change):
    return sum(outcome.counts[(one.mapping, *change)] for one in LISTINGS)


def _lines(head, rows, widths=WIDTHS):
    lines = [_line(cells, widths) for cells in (*head, *rows)]
    return [*lines[: len(head)], "-" * len(lines[0]), *lines[len(head) :]]


def _line(cells, widths):
    label, *others = cells
    text = f"{label:{widths[0]}}"
    for cell, width in zip(others, widths[1:], strict=False):
        text += f"{cell:>{width}}"
    return text
