"""The lines of a journal entry: debits and credits by the names of their elements.

Canonically the amount of a line is signed: a debit is positive, a credit negative. An
Add and a Ret have JournalDebitLine and JournalCreditLine in any order, a Mod has
JournalLineMod with the type of the line inside.
"""

from dataclasses import dataclass

from lxml import etree

from ..money import money
from .fields import NEW_LINE, Lines, _fill_add, _fill_mod

DEBIT, CREDIT = "JournalDebitLine", "JournalCreditLine"
AMOUNT = "Amount"
TYPES = {DEBIT: "Debit", CREDIT: "Credit"}


def turned(amount):
    """Return a canonical amount with the other sign, None for none."""
    value = money(amount)
    return amount if not value else f"{-value:.2f}"


@dataclass(frozen=True)
class JournalLines(Lines):
    """The lines of a journal entry; see `Lines`."""

    @property
    def shown_as(self):
        """Return the names of the elements of a Ret that are lines of this list."""
        return (DEBIT, CREDIT)

    def written_as(self, ending):
        """Return the names of the elements of an "Add" or "Mod" that are its lines."""
        return (f"{self.qb}Mod",) if ending == "Mod" else self.shown_as

    def read_in(self, children):
        """Return the canonical lines of an object of a response; see `Lines`."""
        found = []
        for element in children.element.iterchildren(*self.shown_as):
            row = self._read_line(element)
            if element.tag == CREDIT:
                row[AMOUNT] = turned(row[AMOUNT])
            found.append(row)
        return found or None

    def add(self, parent, canonical, target):
        """Append all lines to an Add."""
        for line in canonical:
            element = etree.SubElement(parent, self._side(line))
            _fill_add(element, self.fields, self._unsigned(line), target)

    def mod(self, parent, canonical, target):
        """Append all lines to a Mod; the type of a line goes along with its amount."""
        for line in canonical or ():
            key = line.get(self.key)
            element = etree.SubElement(parent, f"{self.qb}Mod")
            etree.SubElement(element, self.key).text = key or NEW_LINE
            if AMOUNT in line:
                kind = TYPES[self._side(line)]
                etree.SubElement(element, "JournalLineType").text = kind
            fill = _fill_mod if key else _fill_add
            fill(element, self.fields, self._unsigned(line), target)

    @staticmethod
    def _side(line):
        return CREDIT if money(line.get(AMOUNT)) < 0 else DEBIT

    def _unsigned(self, line):
        values = {path: value for path, value in line.items() if path != self.key}
        if AMOUNT in values and money(values[AMOUNT]) < 0:
            values[AMOUNT] = turned(values[AMOUNT])
        return values
