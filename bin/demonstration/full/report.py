"""The report of the full test, in Markdown and HTML."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from lxml import html
from lxml.html import builder

from .books import PARTY_ACCOUNTS, differences
from .kinds import ODOO, QUICKBOOKS, SIDES, VERBS
from .play import wrong

STYLE = (
    "body { font: 15px/1.5 sans-serif; max-width: 60em; margin: 2em auto; }"
    " table { border-collapse: collapse; margin: 1em 0; }"
    " td, th { border-bottom: 1px solid #ccc; padding: .2em .8em; text-align: left; }"
)


@dataclass
class Section:
    """A heading with paragraphs and at most one table, a list of rows of texts."""

    title: str
    paragraphs: tuple = ()
    head: tuple = ()
    rows: tuple = ()


@dataclass
class Report:
    """The results of a `Full`, and what is wrong with them."""

    problems: list
    sections: list

    @classmethod
    def of(cls, full, seconds):
        table, marks = full.table(), full.books.marks()
        problems = [text for one in full.subjects if (text := wrong(one, marks))]
        problems += differences(full.books)
        problems += _empty_cells(table)
        problems += _not_quiet(full)
        sections = [
            _summary(full, problems, seconds),
            _kinds(table),
            _sessions(full),
            _questions(full),
            _message_sets(full),
            _balances("Trial balances", "Account", full.books.trial_balances()),
        ]
        for account, account_type, label in PARTY_ACCOUNTS:
            rows = full.books.parties(account, account_type)
            sections.append(_balances(f"{label}: {account}", label[:-1], rows))
        return cls(problems, sections)

    def write(self, folder):
        """Write `full.md` and `full.html` into a folder; return their paths."""
        pages = {"full.md": self.markdown(), "full.html": self.html()}
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
        return [folder / name for name in pages]

    def markdown(self):
        """Return the report as Markdown."""
        lines = []
        for number, section in enumerate(self.sections):
            lines += [f"{'#' * min(number + 1, 2)} {section.title}", ""]
            for text in section.paragraphs:
                lines += [text, ""]
            if section.head:
                rows = (section.head, ["---"] * len(section.head), *section.rows)
                lines += [f"| {' | '.join(map(str, row))} |" for row in rows] + [""]
        return "\n".join(lines)

    def html(self):
        """Return the report as a page of HTML."""
        parts = []
        for number, section in enumerate(self.sections):
            heading = builder.H2 if number else builder.H1
            parts.append(heading(section.title))
            parts += [builder.P(text) for text in section.paragraphs]
            if section.head:
                parts.append(_table(section))
        head = builder.HEAD(
            builder.META(charset="utf-8"),
            builder.TITLE(self.sections[0].title),
            builder.STYLE(STYLE),
        )
        page = builder.HTML(head, builder.BODY(*parts))
        return html.tostring(page, doctype="<!DOCTYPE html>", encoding="unicode")


def _table(section):
    rows = [builder.TR(*(builder.TH(str(one)) for one in section.head))]
    rows += [
        builder.TR(*(builder.TD(str(cell)) for cell in row)) for row in section.rows
    ]
    return builder.TABLE(*rows)


def _summary(full, problems, seconds):
    cut = sum(not one.ok for one in full.sessions)
    paragraphs = [
        f"{datetime.now():%Y-%m-%d %H:%M}. {len(full.subjects)} records of all kinds,"
        f" {len(full.sessions)} sessions ({cut} of them cut short),"
        f" {len(full.faults.happened)} faults, {len(full.servers)} Odoo servers,"
        f" {seconds:.0f} seconds, seed {full.seed}.",
    ]
    if not problems:
        text = (
            "Both sides are equal: each record, both trial balances, each customer and"
            " vendor. A further session wrote nothing."
        )
        return Section("Full sync test: passed", (*paragraphs, text))
    return Section("Full sync test: failed", (*paragraphs, *problems))


def _kinds(table):
    kinds = {kind: None for kind, _verb, _side in table}
    head = ("Records", *(f"{verb} in {side}" for verb in VERBS for side in SIDES))
    rows = [(kind.label, *_cells(table, kind)) for kind in kinds]
    text = (
        "Found on both sides as they have to be, of those that people made, changed or"
        " took back. The dash: Odoo only reads them."
    )
    return Section("Kinds and directions", (text,), head, rows)


def _cells(table, kind):
    for verb in VERBS:
        for side in SIDES:
            done, found = table[(kind, verb, side)]
            yield f"{found} of {done}" if side in kind.sides else "–"


def _empty_cells(table):
    return [
        f"{kind.label}: no {verb} in {side} arrived"
        for (kind, verb, side), (_done, found) in table.items()
        if side in kind.sides and not found
    ]


def _not_quiet(full):
    last = full.sessions[-1]
    fine = last.ok and not last.wrote and not last.faults
    return [] if fine else ["The last session wrote something, or did not end well."]


def _sessions(full):
    rows = [
        (
            one.number,
            len(one.calls),
            f"{sum(call.seconds for call in one.calls):.1f}",
            one.end,
            "; ".join(str(fault) for fault in one.faults) or "–",
        )
        for one in full.sessions
    ]
    head = ("Session", "Calls", "Seconds", "End", "Faults")
    return Section("Sessions and faults", (), head, rows)


def _questions(full):
    rows = [
        (reason.replace("_", " "), button.replace("action_", "").replace("_", " "), n)
        for (reason, button), n in sorted(full.asked.items())
    ]
    if not rows:
        return Section("Questions", ("None was asked.",))
    return Section("Questions and answers", (), ("Question", "Answer", "Times"), rows)


def _message_sets(full):
    rows = full.books.rows(
        "SELECT kind, state, count(*) FROM qbd_message_set GROUP BY 1, 2 ORDER BY 1, 2"
    )
    kinds = Counter(str(one).split(" ")[0] for one in full.faults.happened)
    faults = ", ".join(f"{number} × {kind}" for kind, number in sorted(kinds.items()))
    text = (
        f"Faults: {faults or 'none'}. “settled” and “lost”: the answer never came; a"
        " write was then settled by evidence, a read was asked again."
    )
    return Section("Message sets", (text,), ("Kind", "State", "Number"), rows)


def _balances(title, name, rows):
    equal = all(ours == theirs for _name, ours, theirs in rows)
    rows = [
        (label or "(nobody)", f"{ours:,.2f}", f"{theirs:,.2f}")
        for label, ours, theirs in rows
    ]
    text = "Equal to the cent." if equal else "They differ."
    return Section(title, (text,), (name, ODOO, QUICKBOOKS), rows)
