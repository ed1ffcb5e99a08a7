"""Worked cases of transactions that are read as entries: how they are written.

``cases/README.md`` explains it. All of them are made in QuickBooks.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from .case_cells import cells, day, money
from .case_lists import LISTS
from .case_model import Case, CaseError

FOLDER = Path(__file__).parents[1] / "cases" / "others"

LABEL = r"(?P<label>\S+)"
AMOUNT = r"of (?P<amount>\S+)"
PARTY = r"(?P<party>.+)"
HOW = {
    "check": rf"{LABEL} from (?P<account>.+?)(?: to {PARTY})?",
    "card charge": rf"{LABEL} on (?P<account>.+?)(?: at {PARTY})?",
    "card credit": rf"{LABEL} on (?P<account>.+?)(?: at {PARTY})?",
    "deposit": rf"{LABEL} to (?P<account>.+)",
    "transfer": rf"{LABEL} {AMOUNT} from (?P<account>.+) to (?P<to>.+)",
    "sales tax payment": rf"{LABEL} {AMOUNT} from (?P<account>.+) to {PARTY}",
    "sales receipt": rf"{LABEL}(?: into (?P<account>[^:]+?))?(?: to {PARTY})?",
    "refund": rf"{LABEL} from (?P<account>.+) to {PARTY}",
    "item receipt": rf"{LABEL} from {PARTY}",
    "stock count": rf"{LABEL} on (?P<account>.+)",
    "statement charge": rf"{LABEL} to {PARTY}",
    "paycheck": rf"{LABEL} from (?P<account>.+)",
    "payroll check": rf"{LABEL} from (?P<account>.+)",
    "payroll adjustment": rf"{LABEL} on (?P<account>.+)",
    "build": rf"{LABEL} of (?P<amount>\S+) (?P<item>.+)",
    "vendor credit": rf"{LABEL} from {PARTY}",
    "invoice": rf"{LABEL} to {PARTY}",
    "credit memo": rf"{LABEL} to {PARTY}",
    "payment": rf"{LABEL} {AMOUNT} from {PARTY}",
    "bill payment": rf"{LABEL} {AMOUNT} to {PARTY}",
    "bill": rf"{LABEL} from {PARTY}",
}
"""{word of a kind: how a step goes on that makes one}; longer words stand first."""

KINDS = "|".join(sorted(HOW, key=len, reverse=True))
SUBJECT = re.compile(rf"(?P<kind>{KINDS}) (?P<label>\S+)")
VERBS = (
    (
        "bill it",
        re.compile(
            rf"(?P<kind>bill) {LABEL} for item receipt (?P<of>\S+)"
            r"(?P<new>, with another id)?"
        ),
    ),
    *(
        ("add", re.compile(rf"(?P<kind>{kind}) {HOW[kind]}"))
        for kind in sorted(HOW, key=len, reverse=True)
    ),
    ("change", re.compile(rf"change {SUBJECT.pattern}")),
    ("void", re.compile(rf"void {SUBJECT.pattern}")),
    ("delete", re.compile(rf"delete {SUBJECT.pattern}")),
    ("compare ids", re.compile("compare all ids")),
    (
        "use",
        re.compile(
            r"use (?P<kind>vendor credit|check) (?P<label>\S+) for bill (?P<of>\S+):"
            r" (?P<amount>\S+)"
        ),
    ),
)
REPORTED = ("paycheck", "payroll check", "payroll adjustment", "build")
"""Kinds that only reports show. So are costs of goods: a case with any reads them."""

FIELDS = ("memo", "date", "number", "account", "cash back")
FLAGS = ("synced", "cancelled", "not there", "matched", "not matched", "a bill")


@dataclass
class Step:
    """One thing that a person does at QuickBooks.

    :param found: {name: text} of the words of the step
    :param lines: list of cells, as they are written
    """

    where: str
    verb: str
    date: str
    found: dict
    lines: list = field(default_factory=list)
    fields: dict = field(default_factory=dict)
    silent: bool = False

    @property
    def subject(self):
        return self.found.get("kind"), self.found.get("label")


@dataclass
class Expected:
    """What one line below ``Then`` says about an account, a party or a transaction."""

    where: str
    about: str
    values: list


def case_paths():
    """Return the files of all cases, sorted."""
    return sorted(FOLDER.glob("*.txt"))


def read_case(path):
    """Return (Case with the lists, [Step or Expected]).

    :raise CaseError: for the first row that cannot be understood
    """
    case, script, section = Case(path.stem, ""), [], None
    for at, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}, line {at}"
        if not row.strip():
            continue
        if not case.title:
            case.title = row.strip()
            continue
        try:
            section = _row(row, where, case, script, section)
        except (ValueError, KeyError) as error:
            raise CaseError(where, error) from error
    if not script:
        raise CaseError(path.name, "the case has no step")
    return case, script


def _row(row, where, case, script, section):
    """Take one row; return the heading that it stands under."""
    if not row.startswith(" "):
        if row in LISTS or row == "Then":
            return row
        if section is None:
            case.title += f" {row.strip()}"
            return None
        script.append(_step(row, where))
        return "step"
    if section in LISTS:
        kind, read = LISTS[section]
        getattr(case, kind).append(read(cells(row.strip())))
    elif section == "Then":
        about, *values = cells(row.strip())
        script.append(Expected(where, about, values))
    elif section == "step":
        _detail(script[-1], row.strip())
    else:
        raise ValueError(f"“{row.strip()}” has no place here")
    return section


def _step(row, where):
    date, _space, text = row.partition(" ")
    for verb, pattern in VERBS:
        match = pattern.fullmatch(text.strip())
        if match:
            return Step(where, verb, day(date), match.groupdict())
    raise ValueError(f"“{text.strip()}” is nothing that can be done")


def _detail(step, row):
    name, colon, value = row.partition(":")
    if row == "session: none":
        step.silent = True
    elif colon and name in FIELDS:
        step.fields[name] = value.strip()
    else:
        step.lines.append(cells(row))


def expected_amount(cell):
    """Return the amount of a cell like ``owes 5.00`` or ``-5.00``."""
    return money(cell.rpartition(" ")[2])
