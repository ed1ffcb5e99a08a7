"""Default values of many new records."""


class Defaults:
    """The default values of records that are created together.

    Odoo asks for them record by record, before any is stored. Those that were the same
    for two records are the same for all; the next number of a sequence never is.
    """

    def __init__(self):
        self._found = {}

    def of(self, model, names, ask):
        """Return the default values of one more record.

        :param model: name of its model
        :param names: of the fields
        :param ask: Odoo's `default_get`, called with the names
        """
        found = self._found.setdefault((model, tuple(names)), [])
        if len(found) == 2 and found[0] == found[1]:
            return {**found[0]}
        values = ask(names)
        if len(found) < 2:
            found.append({**values})
        return values
