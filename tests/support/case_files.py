"""Reads the worked cases in ``cases/``; ``cases/README.md`` explains how they look.

Strict: what cannot be understood is a `CaseError` that says file and line.
"""

import re
from pathlib import Path

from .case_cells import cells, day, money
from .case_kinds import KINDS, is_payment, of_role, subject_pattern, subjects
from .case_lines import account, named, read_line
from .case_lists import LISTS
from .case_model import BUTTONS, ODOO, QUICKBOOKS, Applied, Case, CaseError, Edit, Step
from .case_words import read_expected

FOLDER = Path(__file__).parents[1] / "cases"

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
_HEADER = ("terms", "due", "number", "memo")
FIELDS = {
    "document": _HEADER,
    "change": (*_HEADER, "date"),
    "payment": ("method", "number", "memo", "amount", "date"),
    "use": ("amount",),
    "press": (),
    "none": (),
}
_OF_STEP = ("only", "side", "session")


def case_paths():
    """Return the files of all cases, sorted."""
    return sorted(FOLDER.glob("*.txt"))


def read_case(path):
    """Return the `Case` of a file.

    :raise CaseError: for the first thing that cannot be understood
    """
    return parse_case(path.read_text(encoding="utf-8"), path.stem, path.name)


def parse_case(text, name="case", file="case.txt"):
    """Return the `Case` of a text.

    :param file: its name in errors
    :raise CaseError: for the first thing that cannot be understood
    """
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
        self.verbs = _verbs()

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
        """Take the title of the case: the lines above the first blank one, or `only`.

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
        """Return the method that reads what is indented below the row."""
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
        for pattern, start in self.verbs:
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
            step.party = self._party(found["party"])
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

    def _party(self, name):
        side = KINDS[self.step.subject[0]].side
        if name not in {party.full_name for party in self.case.parties(side)}:
            raise ValueError(f"“{name}” is not among the {side.parties}")
        return name

    def _detail(self, row):
        match = None if row.startswith('"') else _FIELD.fullmatch(row)
        step = self.step
        if match and match[1] in _OF_STEP:
            self._of_step(match[1], match[4] or "")
        elif match:
            self._field(match[1], match[2], match[3], match[4] or "")
        elif step.subject and step.verb != "lock" and is_payment(step.subject):
            self._applied(cells(row))
        elif step.verb == "add" and _is_document(step.subject):
            step.lines.append(self._line(row))
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
        if name in _EDITS and step.verb == "change" and _is_document(step.subject):
            step.edits.append(_EDITS[name](self, line, after, value))
            return
        allowed = _fields_of(step)
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
        if name == KINDS[self.step.subject[0]].side.party:
            return self._party(value)
        if name == "tax" and value:
            return named(value, self.case.taxes, "sales taxes")
        if name == "pending":
            return {"yes": "true", "no": "false"}[value]
        if name in ("to", "from", "payable"):
            return account(value, self.case)
        return value

    def _applied(self, row):
        step = self.step
        step.applied = step.applied if step.applied is not None else []
        if row == ["nothing applied"] and not step.applied:
            return
        match = subject_pattern().fullmatch(row[0])
        if not match or len(row) not in (2, 3):
            raise ValueError("write “invoice 1001   50.00” or “nothing applied”")
        discount = row[2].removeprefix("discount ") if len(row) == 3 else "0.00"
        document = self._known(match[1], match[2])
        step.applied.append(Applied(document, money(row[1]), money(discount)))

    # -- changed lines --------------------------------------------------------

    def _line(self, row):
        side = KINDS[self.step.subject[0]].side
        return read_line(cells(row), self.case, side)

    def _changed(self, line, after, value):
        if not line or after:
            raise ValueError("write “line 2:” and then how the line is")
        return Edit("change", int(line), self._line(value))

    def _new(self, line, after, value):
        if line:
            raise ValueError("write “new line:” or “new line after 2:”")
        place = int(after) if after else None
        return Edit("new", place, self._line(value))

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


def _new(word):
    """Return the pattern of a step that makes a document or payment of this kind."""
    amount = r" of (?P<amount>\S+)" if KINDS[word].role == "payment" else ""
    head = rf"(?P<kind>{word}) (?P<label>\S+){amount}"
    return rf"{head} {KINDS[word].word} (?P<party>.+)"


def _verbs():
    """Return [(pattern of a step, its verb)] for the kinds that there are."""
    any_one = rf"(?P<kind>{'|'.join(subjects())}) (?P<label>\S+)"
    credit = rf"(?P<kind>{'|'.join(of_role('credit'))}) (?P<label>\S+)"
    debt = rf"(?P<debt>{'|'.join(of_role('debt'))}) (?P<target>\S+)"
    found = (
        *((_new(word), "add") for word in subjects()),
        (rf"change {any_one}", "change"),
        (rf"void {any_one}", "void"),
        (rf"delete {any_one}", "delete"),
        (rf"use {credit} for {debt}", "use"),
        (rf"press (?P<button>.+) on {any_one}", "press"),
        (r"lock (?P<book>Odoo|QuickBooks) until (?P<until>\S+)", "lock"),
        (r"unlock (?P<book>Odoo|QuickBooks)(?P<until>)", "lock"),
    )
    return [(re.compile(pattern), verb) for pattern, verb in found]


def _is_document(subject):
    """Return whether a subject has lines."""
    return subject[0] in KINDS and not is_payment(subject)


def _fields_of(step):
    """Return the fields that a step may have."""
    subject = step.subject or ("",)
    if _is_document(subject) and step.verb in ("add", "change", "use"):
        side = KINDS[subject[0]].side
        fields = FIELDS[{"add": "document"}.get(step.verb, step.verb)]
        own = side.header if step.verb != "use" else ()
        party = (side.party,) if step.verb == "change" else ()
        return (*fields, *own, *party)
    is_money = subject[0] in KINDS and is_payment(subject)
    if not is_money or step.verb not in ("add", "change"):
        return FIELDS["none"]
    return (KINDS[subject[0]].side.way, *FIELDS["payment"])


def _button(name):
    if name not in BUTTONS:
        raise ValueError(f"buttons are {', '.join(BUTTONS)}")
    return name
