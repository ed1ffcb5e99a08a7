"""Reads the worked cases in ``cases/``; ``cases/README.md`` explains how they look.

Strict: what cannot be understood is a `CaseError` that says file and line.
"""

import re
from pathlib import Path

from .case_cells import cells, day, money
from .case_kinds import KINDS, of_role
from .case_lines import account, named, read_line
from .case_lists import LISTS
from .case_model import BUTTONS, ODOO, QUICKBOOKS, Applied, Case, CaseError, Edit, Step
from .case_words import read_expected

FOLDER = Path(__file__).parents[1] / "cases"

DOCUMENTS = of_role("debt", "credit")
SUBJECTS = tuple(KINDS)
_SUBJECT = re.compile(rf"({'|'.join(SUBJECTS)}) (\S+)")
_STEP = re.compile(r"(\d{4}-\d\d-\d\d)\s+(.+)")
_FIELD = re.compile(r"([A-Za-z][A-Za-z /-]*?)(?: (\d+))?(?: after (\d+))?:(?:\s+(.*))?")
_ONLY = re.compile(r"(quickbooks|odoo) - (\S.*)")

SETTINGS = {
    "cut-off date": day,
    "account for open items": str,
    "product for lines without one": str,
    "Odoo rounds taxes": {
        "line by line": "round_per_line",
        "once per document": "round_globally",
    }.__getitem__,
    "deletions": {"are carried over": "carry", "are asked about": "ask"}.__getitem__,
}
HEADINGS = {
    "Settings": None,
    "Then": None,
    "Then, made in Odoo": ODOO,
    "Then, made in QuickBooks": QUICKBOOKS,
}
_HEADER = ("tax", "terms", "due", "number", "memo", "tax code")
FIELDS = {
    "document": (*_HEADER, "pending"),
    "change": (*_HEADER, "date", "customer", "pending"),
    "payment": ("to", "method", "number", "memo", "amount", "date"),
    "use": ("amount",),
    "press": (),
    "none": (),
}
_OF_STEP = ("only", "side", "session")


def case_paths():
    """:return: the files of all cases, sorted"""
    return sorted(FOLDER.glob("*.txt"))


def read_case(path):
    """:raises CaseError: for the first thing that cannot be understood"""
    return parse_case(path.read_text(encoding="utf-8"), path.stem, path.name)


def parse_case(text, name="case", file="case.txt"):
    """:param file: what an error calls the text"""
    return _Reader(text, name, file).whole()


class _Reader:
    """Reads one case; `self.at` is the number of the line it looks at."""

    def __init__(self, text, name, file):
        self.rows = text.splitlines()
        self.at = 0
        self.file = file
        self.case = Case(name, "")
        self.section = None
        self.step = None
        self.made = None
        self.labels = set()

    @property
    def where(self):
        return f"{self.file}, line {self.at}"

    def whole(self):
        take = self._title()
        for at, row in enumerate(self.rows, 1):
            self.at = at
            if at <= take or not row.strip() or row.startswith("#"):
                continue
            try:
                self._row(row)
            except ValueError as error:
                if isinstance(error, CaseError):
                    raise
                raise CaseError(self.where, error) from error
        self._check()
        return self.case

    def _title(self):
        """What the case shows: the lines above the first blank one, or `only`.

        :return: how many lines that are
        """
        words = []
        for row in self.rows:
            if not row.strip() or row.startswith("only: "):
                break
            words.append(row.strip())
        if not words or words[0] in (*LISTS, *HEADINGS):
            self.at = 1
            raise CaseError(self.where, "the first line says what the case shows")
        self.case.title = " ".join(words)
        return len(words)

    def _row(self, row):
        if row[0] == "\t":
            raise ValueError("indent with spaces, not with tabs")
        if row[0] != " ":
            self.section = self._heading(row.rstrip())
        elif self.section is None:
            raise ValueError("nothing can be indented here")
        else:
            self.section(row.strip())

    def _heading(self, row):
        """:return: the method that reads what is indented below the row"""
        step = _STEP.fullmatch(row)
        if step:
            return self._step(day(step[1]), step[2])
        if row.startswith("only: "):
            self.case.only = self._only(row[len("only: ") :])
            return None
        if row in LISTS:
            return self._list(row)
        if row == "Settings":
            return self._setting
        if row not in HEADINGS:
            raise ValueError(f"“{row}” is no heading and no step")
        if not self.case.steps:
            raise ValueError("something must be done before Then")
        self.made = HEADINGS[row]
        return self._expected

    def _only(self, text):
        match = _ONLY.fullmatch(text)
        if not match:
            raise ValueError("write “only: odoo - why” or “only: quickbooks - why”")
        return match[1]

    def _list(self, heading):
        kind, read = LISTS[heading]
        held = getattr(self.case, kind)

        def section(row):
            entry = read(cells(row))
            if entry.name in {other.name for other in held}:
                raise ValueError(f"“{entry.name}” is there twice")
            held.append(entry)

        return section

    def _setting(self, row):
        name, _colon, value = row.partition(": ")
        if name not in SETTINGS or not value:
            raise ValueError(f"settings are {', '.join(SETTINGS)}")
        try:
            self.case.settings[name] = SETTINGS[name](value.strip())
        except KeyError:
            raise ValueError(f"“{value}” is not known as {name}") from None

    def _expected(self, row):
        expected = read_expected(cells(row), self.where, self.case, self.labels)
        expected.made = self.made
        self.case.script.append(expected)

    # -- steps ----------------------------------------------------------------

    def _step(self, date_, text):
        for pattern, start in _VERBS:
            match = pattern.fullmatch(text)
            if match:
                self.step = Step(self.where, date_, start)
                self._begin(match.groupdict())
                self.case.script.append(self.step)
                return self._detail
        raise ValueError(f"“{text}” is nothing that can be done")

    def _begin(self, found):
        step = self.step
        if "label" in found:
            step.subject = (found["kind"], found["label"])
            self._label(step)
        if "party" in found:
            step.party = self._customer(found["party"])
        if found.get("amount"):
            step.amount = money(found["amount"])
        if found.get("target"):
            step.applied = [Applied(self._known(found["debt"], found["target"]), None)]
        if "button" in found:
            step.fields["button"] = _button(found["button"])
        if "book" in found:
            until = found["until"]
            step.subject = (found["book"].lower(), day(until) if until else "")

    def _label(self, step):
        if step.verb == "add":
            if step.subject in self.labels:
                raise ValueError(f"there is a {' '.join(step.subject)} already")
            self.labels.add(step.subject)
        else:
            self._known(*step.subject)

    def _known(self, kind, label):
        if (kind, label) not in self.labels:
            raise ValueError(f"there is no {kind} {label} yet")
        return kind, label

    def _customer(self, name):
        if name not in {customer.full_name for customer in self.case.customers}:
            raise ValueError(f"“{name}” is not among the customers")
        return name

    def _detail(self, row):
        match = None if row.startswith('"') else _FIELD.fullmatch(row)
        step = self.step
        if match and match[1] in _OF_STEP:
            self._of_step(match[1], match[4] or "")
        elif match:
            self._field(match[1], match[2], match[3], match[4] or "")
        elif step.subject and step.subject[0] == "payment":
            self._applied(cells(row))
        elif step.verb == "add" and step.subject[0] in DOCUMENTS:
            step.lines.append(read_line(cells(row), self.case))
        else:
            raise ValueError(f"“{row}” has no place here")

    def _of_step(self, name, value):
        step = self.step
        if name == "only":
            step.only = self._only(value)
        elif (name, value) == ("side", "other"):
            step.other = True
        elif (name, value) == ("session", "none"):
            step.silent = True
        else:
            raise ValueError("write “side: other” or “session: none”")

    def _field(self, name, line, after, value):
        step = self.step
        if name in _EDITS and step.verb == "change" and step.subject[0] in DOCUMENTS:
            step.edits.append(_EDITS[name](self, line, after, value))
            return
        allowed = FIELDS[_fields_of(step)]
        if name not in allowed or line or after:
            raise ValueError(f"“{name}” is not one of: {', '.join(allowed)}")
        if name in step.fields:
            raise ValueError(f"“{name}” is there twice")
        step.fields[name] = self._value(name, value)

    def _value(self, name, value):
        if name == "amount":
            return money(value)
        if name in ("due", "date"):
            return day(value)
        if name == "customer":
            return self._customer(value)
        if name == "tax" and value:
            return named(value, self.case.taxes, "sales taxes")
        if name == "pending":
            return {"yes": "true", "no": "false"}[value]
        if name == "to":
            return account(value, self.case)
        return value

    def _applied(self, row):
        step = self.step
        step.applied = step.applied if step.applied is not None else []
        if row == ["nothing applied"] and not step.applied:
            return
        match = _SUBJECT.fullmatch(row[0])
        if not match or len(row) not in (2, 3):
            raise ValueError("write “invoice 1001   50.00” or “nothing applied”")
        discount = row[2].removeprefix("discount ") if len(row) == 3 else "0.00"
        document = self._known(match[1], match[2])
        step.applied.append(Applied(document, money(row[1]), money(discount)))

    # -- changed lines --------------------------------------------------------

    def _changed(self, line, after, value):
        if not line or after:
            raise ValueError("write “line 2:” and then how the line is")
        return Edit("change", int(line), read_line(cells(value), self.case))

    def _new(self, line, after, value):
        if line:
            raise ValueError("write “new line:” or “new line after 2:”")
        place = int(after) if after else None
        return Edit("new", place, read_line(cells(value), self.case))

    def _without(self, line, after, value):
        return Edit("remove", int(value))

    def _order(self, line, after, value):
        return Edit("order", order=tuple(int(one) for one in value.split(", ")))

    # -- the whole ------------------------------------------------------------

    def _check(self):
        self.at = len(self.rows)
        if not self.case.steps:
            raise CaseError(self.where, "the case has no step")
        if len(self.case.steps) == len(self.case.script):
            raise CaseError(self.where, "the case expects nothing: add a Then")


_EDITS = {
    "line": _Reader._changed,
    "new line": _Reader._new,
    "without line": _Reader._without,
    "order": _Reader._order,
}
_ANY = rf"(?P<kind>{'|'.join(SUBJECTS)}) (?P<label>\S+)"
_OWED = rf"(?P<kind>{'|'.join(DOCUMENTS)}) (?P<label>\S+)"
_PAID = rf"(?P<kind>{'|'.join(of_role('payment'))}) (?P<label>\S+)"
_CREDIT = rf"(?P<kind>{'|'.join(of_role('credit'))}) (?P<label>\S+)"
_DEBT = rf"(?P<debt>{'|'.join(of_role('debt'))}) (?P<target>\S+)"
_VERBS = [
    (re.compile(pattern), verb)
    for pattern, verb in (
        (rf"{_OWED} to (?P<party>.+)", "add"),
        (rf"{_PAID} of (?P<amount>\S+) from (?P<party>.+)", "add"),
        (rf"change {_ANY}", "change"),
        (rf"void {_ANY}", "void"),
        (rf"delete {_ANY}", "delete"),
        (rf"use {_CREDIT} for {_DEBT}", "use"),
        (rf"press (?P<button>.+) on {_ANY}", "press"),
        (r"lock (?P<book>Odoo|QuickBooks) until (?P<until>\S+)", "lock"),
        (r"unlock (?P<book>Odoo|QuickBooks)(?P<until>)", "lock"),
    )
]


def _fields_of(step):
    kind = (step.subject or ("",))[0]
    if kind in of_role("payment") and step.verb in ("add", "change"):
        return "payment"
    if kind in DOCUMENTS and step.verb in ("add", "change", "use"):
        return {"add": "document"}.get(step.verb, step.verb)
    return "none"


def _button(name):
    if name not in BUTTONS:
        raise ValueError(f"buttons are {', '.join(BUTTONS)}")
    return name
