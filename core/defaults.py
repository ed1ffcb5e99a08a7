"""Default values of many new records."""


class Defaults:
    """The default values of records that are created together.

    Odoo asks for them record by record, before any is stored, and for the fields that
    each one lacks. Values that were the same for two records are the same for all; the
    next number of a sequence never is. They are kept for each company, and for the
    defaults that the context gives.
    """

    def __init__(self):
        self._found = {}

    def of(self, records, names, ask):
        """Return the default values of one more record.

        :param records: of its model, with the environment that it is created in
        :param names: of the fields
        :param ask: Odoo's `default_get`, called with the names
        """
        context = records.env.context
        given = {k: repr(v) for k, v in context.items() if k.startswith("default_")}
        where = (records._name, records.env.company.id, *sorted(given.items()))
        known = self._found.setdefault(where, _Known())
        if known.names.issuperset(names):
            wanted = {*names}
            return {name: one for name, one in known.values.items() if name in wanted}
        values = ask(names)
        if values.keys() <= {*names}:
            known.note(names, values)
        return values


class _Known:
    """The default values that were the same for two records.

    :param set names: of the fields that were asked for twice
    :param dict values: {name: value} of those that have one
    """

    def __init__(self):
        self.names, self.values = set(), {}
        self._first = {}

    def note(self, names, values):
        """Note the values that one record got for these fields."""
        for name in names:
            value = values.get(name, _NONE)
            if name not in self._first:
                self._first[name] = value
            elif self._first[name] != value:
                self._first[name] = object()  # such as a number: asked for each time
                self.names.discard(name)
                self.values.pop(name, None)
            elif name not in self.names:
                self.names.add(name)
                if value is not _NONE:
                    self.values[name] = value


_NONE = object()
"""The field has no default value."""
