"""Declare the elements of an answer that no field carries, each with its treatment.

A mapping declares all elements that QuickBooks can show of its types: *carried* by a
field, or here. One that stays in QuickBooks is never written, survives a Mod of ours,
and is shown to users. One that changes the meaning of the object, e.g. its currency,
is a reason to leave the whole object alone, unless its value is a plain one::

    ELEMENTS = Elements(
        kept={"ClassRef": "Class", "FOB": "FOB"},
        meanings=(Meaning("IsFinanceCharge", "finance charge", ("false",), "…"),),
        passed=("BillAddressBlock",),
    )

The declaration of an element covers all elements inside it.
"""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property

KEPT = "KeptInQuickBooks"
"""Path, in a canonical object, of {path: text} of the elements that stay there."""

MEANINGS = "Meanings"
"""Path, in a canonical object, of [[path, text]] of values that are not plain ones."""

HOME = "home currency"
"""Stands, among plain values, for the names of the home currency."""

ALWAYS = (
    "ListID",
    "TxnID",
    "TimeCreated",
    "TimeModified",
    "EditSequence",
    "TxnNumber",
    "FullName",
    "Sublevel",
)
"""Elements that the engine reads, or that follow from others, in whatever object."""


@dataclass(frozen=True)
class Meaning:
    """An element that changes the meaning of the others.

    :param str path: of the element
    :param label: what a bookkeeper calls it
    :param tuple plain: values that change nothing, besides none at all; may hold `HOME`
    :param todo: a sentence that says what to do
    """

    path: str
    label: str
    plain: tuple = ()
    todo: str = ""


@dataclass(frozen=True, eq=False)
class Elements:
    """The elements of one object, or of one line, that no field carries.

    :param dict kept: {path: label} of elements that stay in QuickBooks
    :param tuple meanings: `Meaning` of each element that changes the others' meaning
    :param tuple passed: paths of elements that follow from others, that only print or
        send something, or that are too private to be stored
    """

    kept: dict = field(default_factory=dict)
    meanings: tuple = ()
    passed: tuple = ()

    def __add__(self, other):
        return Elements(
            {**self.kept, **other.kept},
            self.meanings + other.meanings,
            self.passed + other.passed,
        )

    @property
    def paths(self):
        """All declared paths, as a list: one that is declared twice is in it twice."""
        return [*self.kept, *(one.path for one in self.meanings), *self.passed]

    def look(self, element, found, prefix=""):
        """Note the values of an object or line.

        :param found: `Found`, which is added to
        :param str prefix: of the paths that are noted, e.g. ``"InvoiceLine/"``
        """
        for child in element:
            if child.tag in self._noted:
                self._note(child.tag, child, found, prefix)
        for path in self._deep:
            for child in element.iterfind(path):
                self._note(path, child, found, prefix)

    @cached_property
    def _noted(self):
        """The paths of the elements whose values are noted."""
        return frozenset((*self.kept, *(one.path for one in self.meanings)))

    @cached_property
    def _deep(self):
        """Those of them that are inside of another element."""
        return tuple(path for path in self._noted if "/" in path)

    def _note(self, path, element, found, prefix):
        note = found.keep if path in self.kept else found.decisive
        note(f"{prefix}{path}", text_of(element))


class Found:
    """The values that were found in one object.

    :param kept: {path: text}; the texts of several elements are joined
    :param meanings: [[path, text]]
    """

    def __init__(self):
        self.kept, self.meanings = {}, []

    def keep(self, path, text):
        """Note a text; nothing that is empty or a plain no."""
        if text in ("", "false", "0"):
            return
        known = self.kept.setdefault(path, [])
        if text not in known:
            known.append(text)

    def decisive(self, path, text):
        if text and [path, text] not in self.meanings:
            self.meanings.append([path, text])

    def texts(self):
        """Return {path: text} of what stays in QuickBooks."""
        return {path: "; ".join(texts) for path, texts in self.kept.items()}


def read(element, elements, lists=()):
    """Return what an object has besides its fields.

    :param element: the Ret
    :param elements: its `Elements`
    :param lists: the `Lines` of the object
    :return: `Found`
    """
    found = Found()
    elements.look(element, found)
    for lines in lists:
        if lines.elements:
            _look_at_lines(element, lines, found)
    return found


def _look_at_lines(element, lines, found):
    for row in element.iterchildren(*lines.shown_as):
        lines.elements.look(row, found, f"{lines.qb}/")
    for group in element.iterchildren(f"{lines.group}Ret") if lines.group else ():
        if lines.group_elements:
            lines.group_elements.look(group, found, f"{lines.group}/")
        for row in group.iterchildren(*lines.shown_as):
            lines.elements.look(row, found, f"{lines.qb}/")


def text_of(element):
    """Return the text of an element: a name, one value, or the values inside it."""
    if not len(element):
        return (element.text or "").strip()
    name = element.findtext("FullName") or element.findtext("ListID")
    if name:
        return name.strip()
    if element.findtext("DataExtName"):
        value = element.findtext("DataExtValue") or ""
        return f"{element.findtext('DataExtName')}: {value}"
    texts = ((one.text or "").strip() for one in element.iter() if not len(one))
    return ", ".join(text for text in texts if text)


def is_plain(text, plain):
    """Tell whether a text is one of the plain values; numbers are compared as such."""
    if any(text.casefold() == one.casefold() for one in plain):
        return True
    number = _number(text)
    return number is not None and any(_number(one) == number for one in plain)


def _number(text):
    try:
        return Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        return None
