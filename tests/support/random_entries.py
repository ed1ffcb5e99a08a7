"""Whoever writes journal entries on both sides, at random."""

import random
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from .case_entries import EntryLine, EntryStep

ACCOUNTS = ("Rent", "Wages", "Checking", "Other Expenses")
OWED = {"Accounts Payable": ("Mill", "Wood"), "Accounts Receivable": ("Ann", "Bo")}


class Writers:
    """Whoever writes entries on both sides; none is touched twice at once."""

    def __init__(self, seed, accounts=ACCOUNTS, owed=MappingProxyType(OWED)):
        self.chance = random.Random(seed)
        self.accounts, self.owed = accounts, owed
        self.alive, self.touched, self.number = {}, set(), 0

    def steps(self, count):
        found = [self.step() for _number in range(count)]
        found[-1].silent = False
        return found

    def step(self):
        free = sorted(self.alive.keys() - self.touched)
        verb = self.chance.choice(("add", "add", "change", "change", "change", "end"))
        if verb == "end":
            verb = self.chance.choice(("void", "delete"))
        if verb != "add" and not free:
            verb = "add"
        day = f"2026-0{self.chance.randint(4, 6)}-{self.chance.randint(1, 28):02}"
        step = EntryStep("random", day, verb)
        step.label = f"R{self.number}" if verb == "add" else self.chance.choice(free)
        getattr(self, f"_{verb}")(step)
        step.other = self.chance.random() < 0.5
        step.silent = self.chance.random() < 0.6
        self.touched = self.touched | {step.label} if step.silent else set()
        return step

    def _amount(self):
        return Decimal(self.chance.randint(1, 99999)) / 100

    def _line(self, amount):
        text = self.chance.choice((None, f"Words {self.chance.randint(1, 99)}"))
        first = [names[0] for names in self.owed.values()]
        name = self.chance.choice((None, None, *first))
        return EntryLine(self.chance.choice(self.accounts), amount, text, name)

    def _add(self, step):
        self.number += 1
        sign = self.chance.choice((1, -1))
        lines = [self._line(sign * self._amount())]
        if self.chance.random() < 0.4:
            account = self.chance.choice(sorted(self.owed))
            name = self.chance.choice(self.owed[account])
            lines[0] = replace(lines[0], account=account, name=name)
        for _number in range(self.chance.randint(0, 3)):
            lines.append(self._line(self.chance.choice((1, -1)) * self._amount()))
        lines.append(self._line(-sum(line.amount for line in lines)))
        self.alive[step.label] = step.lines = lines

    def _change(self, step):
        lines = self.alive[step.label] = [*self.alive[step.label]]
        kind = self.chance.choice(
            ("words", "account", "amounts", "new", "gone", "head")
        )
        number = self.chance.randrange(1, len(lines))
        more = self._amount()
        if kind == "head":
            step.fields["number"] = step.label + "x"
        elif kind in ("words", "account"):
            other = self._line(lines[number].amount)
            self._replace(step, number, other)
        elif kind == "gone" and len(lines) > 2:
            gone = lines[number]
            self._replace(step, 0, self._more(lines[0], gone.amount))
            step.edits.append(("without", number + 1, None))
            del lines[number]
        else:
            self._replace(step, 0, self._more(lines[0], more))
            if kind == "new":
                lines.append(self._line(-more))
                step.edits.append(("new", None, lines[-1]))
            else:
                self._replace(step, number, self._more(lines[number], -more))

    @staticmethod
    def _more(line, amount):
        return replace(line, amount=line.amount + amount)

    def _replace(self, step, number, line):
        self.alive[step.label][number] = line
        step.edits.append(("line", number + 1, line))

    def _void(self, step):
        del self.alive[step.label]

    _delete = _void
