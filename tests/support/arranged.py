"""The state that all tests of a class begin with, made once for them."""

import copy
from datetime import date
from random import Random

from odoo.models import BaseModel

from ...simulator.clock import Clock
from ...simulator.wire.web_connector import WebConnector

_SHARED = (str, int, float, bool, bytes, date, frozenset, type(None), BaseModel)
_COPIED = (list, dict, set, Clock, Random)


class Arranged:
    """The state that `arrange` of a test made.

    The rows of Odoo stay in the transaction of the class. Each test gets a company
    file, a clock and attributes of its own.
    """

    def __init__(self, before, after):
        """Keep the attributes that `arrange` added to a test.

        :param before: the attributes of a test before `arrange`, as a dict
        :param after: those after it
        :raise TypeError: for a value that tests would share, and could change
        """
        given = {name: after[name] for name in after if name not in before}
        self.clock = copy.copy(given.pop("clock"))
        self.company = given.pop("company").copy()
        given = {n: v for n, v in given.items() if not isinstance(v, WebConnector)}
        for name, value in given.items():
            self._check(name, value)
        self.values = {name: self._copied(value) for name, value in given.items()}

    def _check(self, name, value):
        inside = [value]
        while inside:
            one = inside.pop()
            if isinstance(one, dict):
                inside += [*one, *one.values()]
            elif isinstance(one, list | tuple | set):
                inside += one
            elif not isinstance(one, (*_SHARED, *_COPIED)):
                raise TypeError(f"{name} is a {type(one).__name__}: make it in setUp")

    def _copied(self, value):
        """Return a copy of lists, dicts and sets, however deep; of all else itself."""
        if isinstance(value, dict):
            return {self._copied(k): self._copied(v) for k, v in value.items()}
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*map(self._copied, value))
        if isinstance(value, list | tuple | set):
            return type(value)(map(self._copied, value))
        return copy.copy(value) if isinstance(value, Clock | Random) else value

    def give(self, test):
        """Give a test the arranged state, and a Web Connector for its company file."""
        for name, value in self.values.items():
            setattr(test, name, self._copied(value))
        test.clock = copy.copy(self.clock)
        test.company = self.company.copy(clock=test.clock)
        test.clock.now = self.clock.now  # a new file looks at the clock
        test.connector = test.new_connector()
