"""Reads the worked cases of journal entries in ``cases/entries/``.

Strict: what cannot be understood is a `CaseError` that says file and line.
"""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .case_cells import cells, day, money, words
from .case_files import FOLDER, SETTINGS
from .case_lists import ACCOUNTS, LISTS
from .case_model import BUTTONS, SIDES, Case, CaseError

ENTRIES = FOLDER / "entries"
_STEP = re.compile(r"(\d{4}-\d\d-\d\d)\s+(.+)")
_VERB = re.compile(r"(?:(change|void|delete|reverse) )?entry (\S+)(?: as (\S+))?")
_LOCK = re.compile(
    r"(un)?lock (Odoo|QuickBooks)(?: (sales|purchases))?(?: until (\S+))?"
)
_PRESS = re.compile(r"press (.+) on entry (\S+)")
_ONLY = re.compile(r"(quickbooks|odoo) - (\S.*)")
_FIELDS = ("date", "number", "adjusting")
_FLAGS = {
    "void": {"void": True},
    "gone": {"gone": True},
    "not there": {"gone": True},
    "no number": {"number": ""},
}


@dataclass(frozen=True)
class EntryLine:
    """A line of an entry: a debit is positive, a credit negative."""

    account: str
    amount: Decimal
    text: str | None = None
    name: str | None = None


@dataclass
class EntryStep:
    """One thing that a person does with an entry.

    verb     "add", "change", "void", "delete", "reverse", "press" or "lock"
    edits    [(kind, number or None, EntryLine or None)]: "line", "new", "without"
    other    whether it is done on the other side than the others
    silent   whether no session follows
    """

    where: str
    date: str
    verb: str
    label: str = ""
    other_label: str = ""
    fields: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    edits: list = field(default_factory=list)
    only: str | None = None
    other: bool = False
    silent: bool = False


@dataclass
class EntryExpected:
    """One line below `Then`: of an entry, an account, or a party."""

    where: str
    kind: str
    name: str
    values: dict
    side: str | None = None
    made: str | None = None


def entry_case_paths():
    """Return the files of all cases of entries, sorted."""
    return sorted(ENTRIES.glob("*.txt"))


def read_entry_case(path):
    """Return the `Case` of a file; its script holds EntrySteps and EntryExpecteds."""
    return _Reader(path).whole()


class _Reader:
    def __init__(self, path):
        self.file, self.at = path.name, 0
        self.rows = path.read_text(encoding="utf-8").splitlines()
        self.case = Case(path.stem, self.rows[0])
        self.section, self.step, self.made = None, None, None

    @property
    def where(self):
        return f"{self.file}, line {self.at}"

    def whole(self):
        for at, row in enumerate(self.rows[1:], 2):
            self.at = at
            if not row.strip() or row.startswith("#"):
                continue
            try:
                self._row(row)
            except (ValueError, KeyError) as error:
                raise CaseError(self.where, error) from error
        return self.case

    def _row(self, row):
        if row[0] == " ":
            return self.section(row.strip())
        step = _STEP.fullmatch(row)
        if step:
            self.section = self._detail
            return self._begin(day(step[1]), step[2])
        if row.startswith("only: "):
            self.case.only = self._only(row.removeprefix("only: "))
        elif row == "Settings":
            self.section = self._setting
        elif row in LISTS:
            self.section = self._list(row)
        elif row.startswith("Then"):
            made = row.removeprefix("Then").removeprefix(", made in ").lower()
            self.made = {"": None, **{side: side for side in SIDES}}[made]
            self.section = self._expected
        else:
            raise ValueError(f"“{row}” is no heading and no step")
        return None

    @staticmethod
    def _only(text):
        match = _ONLY.fullmatch(text)
        if not match:
            raise ValueError("write “only: odoo - why” or “only: quickbooks - why”")
        return match[1]

    def _list(self, heading):
        kind, read = LISTS[heading]
        return lambda row: getattr(self.case, kind).append(read(cells(row)))

    def _setting(self, row):
        name, _colon, value = row.partition(": ")
        self.case.settings[name] = SETTINGS[name](value)

    # -- steps ----------------------------------------------------------------

    def _begin(self, date, text):
        entry, lock = _VERB.fullmatch(text), _LOCK.fullmatch(text)
        press = _PRESS.fullmatch(text)
        if entry:
            step = EntryStep(self.where, date, entry[1] or "add", entry[2])
            step.other_label = entry[3] or ""
        elif lock:
            step = EntryStep(self.where, date, "lock", lock[2].lower())
            step.fields = {"of": lock[3], "until": day(lock[4]) if lock[4] else ""}
        elif press:
            step = EntryStep(self.where, date, "press", press[2])
            step.fields = {"button": BUTTONS[press[1]]}
        else:
            raise ValueError(f"“{text}” is nothing that can be done")
        self.step = step
        self.case.script.append(step)

    def _detail(self, row):
        step, (head, _colon, value) = self.step, row.partition(":")
        value = value.strip()
        if row.startswith(("debit ", "credit ")):
            step.lines.append(self._line(row))
        elif head == "only":
            step.only = self._only(value)
        elif (head, value) == ("side", "other"):
            step.other = True
        elif (head, value) == ("session", "none"):
            step.silent = True
        elif head in _FIELDS:
            step.fields[head] = day(value) if head == "date" else value
        else:
            step.edits.append(self._edit(head, value))

    def _edit(self, head, value):
        if head == "new line":
            return "new", None, self._line(value)
        if head == "without line":
            return "without", int(value), None
        word, _space, number = head.partition(" ")
        if word != "line":
            raise ValueError(f"“{head}” has no place here")
        return "line", int(number), self._line(value)

    def _line(self, text):
        side, account, amount, *rest = cells(text)
        known = {*ACCOUNTS, *(one.name for one in self.case.accounts)}
        if side not in ("debit", "credit") or account not in known:
            raise ValueError("write “debit   Rent   25.50” with an account of the case")
        value = money(amount)
        line = EntryLine(account, value if side == "debit" else -value)
        for cell in rest:
            if cell.startswith('"'):
                line = replace(line, text=words(cell))
            else:
                line = replace(line, name=self._party(cell))
        return line

    def _party(self, name):
        parties = (*self.case.customers, *self.case.vendors)
        if name not in {one.full_name for one in parties}:
            raise ValueError(f"“{name}” is neither customer nor vendor")
        return name

    # -- what is expected -----------------------------------------------------

    def _expected(self, row):
        first, *rest = cells(row)
        side = next((s for s in SIDES if first.lower().endswith(f" in {s}")), None)
        if side:
            first = first[: -len(f" in {side}")]
        if first == "nothing is sent to QuickBooks":
            kind, name, values = "quiet", "", {}
        elif first.startswith("entry "):
            kind, name = "entry", first.removeprefix("entry ")
            values = {k: v for cell in rest for k, v in self._value(cell).items()}
        elif rest[0].startswith(("owes ", "is owed ")):
            kind, name = "party", self._party(first)
            values = {"owes": money(rest[0].rpartition(" ")[2])}
        else:
            kind, name, values = "account", first, {"balance": money(rest[0])}
        found = EntryExpected(self.where, kind, name, values, side, self.made)
        self.case.script.append(found)

    @staticmethod
    def _value(cell):
        if cell in _FLAGS:
            return _FLAGS[cell]
        name, _space, value = cell.partition(" ")
        name = name.removesuffix(":")
        if name == "total":
            return {"total": money(value)}
        if name == "lines":
            return {"lines": int(value)}
        if name == "date":
            return {"date": day(value)}
        if name not in ("number", "parked", "kept"):
            raise ValueError(f"“{cell}” says nothing about an entry")
        return {name: value}
