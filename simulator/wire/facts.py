"""The facts table: the elements of each qbXML message, in their order.

Read from ``facts.csv`` (see ``make_facts.py``) once and kept. A *content model* is a
list of ``Element`` and ``Choice``, in the order in which they must appear.
"""

import csv
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

UNBOUNDED = 10**9


def parse_version(text):
    """Return ``"16.0"`` as ``(16, 0)``; empty text as ``(1, 0)``. ValueError if
    malformed."""
    if not text:
        return (1, 0)
    major, minor = text.split(".")
    return (int(major), int(minor))


@dataclass
class Element:
    """One element: ``type`` is AGGREGATE or a qbXML type without its TYPE suffix.

    ``most``: how often it may stand; ``length`` in characters or 0 for no limit;
    ``us``: known to US Desktop; ``since``: first qbXML version as a tuple;
    ``default``: the meaning of an empty element.
    """

    name: str
    path: str
    type: str
    required: bool = False
    most: int = 1
    length: int = 0
    us: bool = True
    since: tuple = (1, 0)
    low: int | None = None
    high: int | None = None
    default: str = ""
    enum: frozenset = frozenset()
    model: list = field(default_factory=list)

    @property
    def firsts(self):
        """Return the names with which this part of a model can begin."""
        return {self.name}

    @property
    def is_aggregate(self):
        """Return whether it holds elements rather than text."""
        return self.type == "AGGREGATE"

    def child(self, name):
        """Return the element ``name`` below this one, or None; looks into choices."""
        return self._children().get(name)

    def children(self):
        """Return all elements below this one, in order, choices flattened."""
        return list(self._children().values())

    def _children(self):
        if not hasattr(self, "_by_name"):
            self._by_name = {part.name: part for part in flatten(self.model)}
        return self._by_name


@dataclass
class Choice:
    """One of several branches, each a content model of its own."""

    required: bool
    most: int
    branches: list = field(default_factory=list)

    @property
    def firsts(self):
        """Return the names with which any branch can begin."""
        return {name for branch in self.branches for name in branch_firsts(branch)}

    @property
    def may_be_empty(self):
        """Return whether nothing of it need stand: it is optional, or a whole branch
        is."""
        return not self.required or any(
            not any(part.required for part in branch) for branch in self.branches
        )


@dataclass
class Message:
    """One message. ``attributes``: name → allowed values (empty: any text)."""

    name: str
    root: Element
    attributes: dict = field(default_factory=dict)


def branch_firsts(model):
    """Return the names with which a content model can begin, optional parts skipped."""
    names = set()
    for part in model:
        names |= part.firsts
        if part.required:
            break
    return names


def flatten(model):
    """Yield the elements of a content model in order, whatever choices they stand
    in."""
    for part in model:
        if isinstance(part, Element):
            yield part
        else:
            for branch in part.branches:
                yield from flatten(branch)


class _Group:
    """Collects the rows of one choice into branches."""

    def __init__(self, label):
        most = UNBOUNDED if "*" in label else 1
        self.choice = Choice("?" not in label, 0 if "!" in label else most)
        self.open_branch = None
        self.open_name = None
        self.nested = {}

    def add(self, part, alone, branch_name=""):
        """Append to the running sequence, or as a branch of its own."""
        if alone:
            self.choice.branches.append([part])
            self.open_branch = None
            return
        if self.open_branch is None or branch_name != self.open_name:
            self.open_branch, self.open_name = [], branch_name
            self.choice.branches.append(self.open_branch)
        self.open_branch.append(part)


class _ModelBuilder:
    """Builds one content model out of consecutive rows with their choice labels."""

    def __init__(self):
        self.model = []
        self.groups = {}

    def add(self, element, label, alone):
        """Add an element; ``label`` like ``OR1?>OR2?`` or ``OR1#list``."""
        if not label:
            self.model.append(element)
            return
        outer, _, inner = label.partition(">")
        name, _, branch = outer.partition("#")
        group = self._group(self.groups, name, self.model.append)
        if not inner:
            group.add(element, alone, branch)
            return
        nested = self._group(
            group.nested, inner, lambda choice: group.add(choice, False, branch)
        )
        nested.add(element, alone)

    @staticmethod
    def _group(groups, label, append):
        key = label.rstrip("?*!")
        if key not in groups:
            groups[key] = _Group(label)
            append(groups[key].choice)
        return groups[key]


def _element(row):
    most = row["most"]
    return Element(
        name=row["path"].rpartition("/")[2],
        path=row["path"],
        type=row["type"],
        required=row["required"] in ("Y", "O"),
        most=UNBOUNDED if most == "*" else int(most or 1),
        length=int(row["length"] or 0),
        us=row["us"] != "N",
        since=parse_version(row["since"]),
        low=int(row["low"]) if row["low"] else None,
        high=int(row["high"]) if row["high"] else None,
        default=row["default"],
        enum=frozenset(filter(None, row["enum"].split("|"))),
    )


class Facts:
    """All messages of the facts table.

    ``messages``: name (``CustomerAdd``) → Message. ``known``: names of the messages
    that QuickBooks has, whether or not the simulator serves them.
    """

    def __init__(self, path):
        self.messages = {}
        self.known = set()
        self._builders = {}
        with open(path, encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                self._take(row)
        del self._builders

    def message(self, name):
        """Return the message, or None where the simulator does not serve it."""
        return self.messages.get(name)

    def _take(self, row):
        name, path = row["message"], row["path"]
        self.known.add(name)
        if not path:
            return
        if name not in self.messages:
            root_name = path.partition("/")[0]
            root = Element(root_name, root_name, "AGGREGATE", True)
            self.messages[name] = Message(name, root)
            self._builders[root_name] = (root, _ModelBuilder())
        if "@" in path:
            values = frozenset(filter(None, row["enum"].split("|")))
            self.messages[name].attributes[path.partition("@")[2]] = values
        elif "/" in path:
            self._add_element(row, path)
        else:
            self.messages[name].root.since = parse_version(row["since"])

    def _add_element(self, row, path):
        element = _element(row)
        parent, builder = self._builders[path.rpartition("/")[0]]
        builder.add(element, row["choice"], row["required"] == "O")
        parent.model = builder.model
        if element.is_aggregate:
            self._builders[path] = (element, _ModelBuilder())


@lru_cache(maxsize=1)
def facts():
    """Return the facts table, read once."""
    return Facts(Path(__file__).with_name("facts.csv"))
