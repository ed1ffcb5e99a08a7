"""Which account a name in a report means.

Reports hold no id of an account. A row names its account by the full name; where
account numbers are on, perhaps by number and name. So a name is looked up in the list
of accounts that was read with the report, never in names that were stored.
"""

import re

_NUMBERED = re.compile(r"^(?P<number>[\w.\-/]+)(?: · |\s*:|\s+-\s+|\s+)(?P<name>.+)$")
_NUMBER_OF_PART = re.compile(r"^[\w.\-/]+ · ")


class AccountNames:
    """The accounts of a company file, by the names that a report may give them.

    :param elements: the AccountRet of an answer, with FullName and AccountNumber
    """

    ELEMENTS = ("ListID", "FullName", "AccountType", "AccountNumber")
    """The elements of an AccountRet that are looked at."""

    def __init__(self, elements):
        self.names, self.kinds = {}, {}
        self._by_name, self._by_number = {}, {}
        for one in elements:
            list_id, name = one.findtext("ListID"), one.findtext("FullName") or ""
            self.names[list_id] = name
            self.kinds[list_id] = one.findtext("AccountType")
            self._by_name.setdefault(name.casefold(), set()).add(list_id)
            number = one.findtext("AccountNumber")
            if number:
                self._by_number.setdefault(number, set()).add(list_id)

    def find(self, label):
        """Return the ListID of the account that a name of a report means.

        :return: None if it is none of the accounts, or more than one
        """
        label = (label or "").strip()
        for found in self._candidates(label):
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None

    def _candidates(self, label):
        yield self._by_name.get(label.casefold())
        parts = [_NUMBER_OF_PART.sub("", part) for part in label.split(":")]
        yield self._by_name.get(":".join(parts).casefold())
        last = label.rsplit(":", 1)[-1] if " · " in label else label
        numbered = _NUMBERED.match(last)
        if numbered:
            yield self._named(numbered["number"], numbered["name"])

    def _named(self, number, name):
        """Return the accounts of a number whose own name is the one given."""
        return {
            one
            for one in self._by_number.get(number, ())
            if self.names[one].casefold() == name.casefold()
            or self.names[one].rsplit(":", 1)[-1].casefold() == name.casefold()
        }
