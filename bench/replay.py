"""Record the values that a pull creates, and create them in Odoo's own ways."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command

from .stored import stored_one_by_one


class Recording:
    """The calls of `create` during a pull, to be repeated in other ways.

    Referenced records are made in an earlier round, and a parent's number stands in
    place of its id.

    :param what: the `pull.List`
    """

    def __init__(self, what):
        self._what = what
        self._numbers, self._rounds = {}, {}
        self._round_of = {}

    @contextmanager
    def of(self, env):
        """Record the records created while the block runs."""
        model = type(env[self._what.model])
        original = model.create
        defaults = env[self._what.model].default_get(list(model._fields))

        def create(records, vals_list):
            rows = [vals_list] if isinstance(vals_list, dict) else vals_list
            copies = [_without(defaults, values) for values in rows]
            created = original(records, vals_list)
            for record, values in zip(created, copies, strict=True):
                self._add(record.id, values)
            return created

        with patch.object(model, "create", create):
            yield self

    def _add(self, record_id, values):
        parent = self._numbers.get(values.get(self._what.parent))
        number = self._numbers[record_id] = len(self._numbers)
        level = 0 if parent is None else self._round_of[parent] + 1
        self._round_of[number] = level
        if parent is not None:
            values[self._what.parent] = parent
        self._rounds.setdefault(level, []).append((number, values))

    def play(self, env, create):
        """Create all again.

        :param create: callable(model, list of values) -> ids in the same order
        :return: {number: id}
        """
        ids = {}
        for level in sorted(self._rounds):
            numbers = [number for number, _values in self._rounds[level]]
            rows = [dict(values) for _number, values in self._rounds[level]]
            for row in rows if level else ():
                row[self._what.parent] = ids[row[self._what.parent]]
            made = create(env[self._what.model], rows)
            ids.update(zip(numbers, made, strict=True))
        env.cr.flush()
        return ids

    def by_quiet_create(self, model, rows):
        """Create all in one call, with those of Odoo's context keys that a pull uses.

        Without this addon's, which spare the pull some of Odoo's work.
        """
        mapping = model.env[f"qbd.mapping.{self._what.mapping}"]
        keys = {k: v for k, v in mapping._unlogged().items() if k[:4] != "qbd_"}
        return model.with_context(**keys).create(rows).ids

    def stored(self, model):
        """Return what is stored of the recorded records; see `stored_one_by_one`."""
        return stored_one_by_one(model.browse(self._numbers))


def _without(defaults, values):
    """Return the values without those that Odoo would set by default."""
    return {
        name: value
        for name, value in values.items()
        if name not in defaults or defaults[name] != value
    }


def by_create(model, rows):
    """Create all in one call."""
    return model.create(rows).ids


def one_by_one(model, rows):
    """Create each record by a call of its own, saved before the next."""
    ids = []
    for row in rows:
        ids += model.create([row]).ids
        model.env.cr.flush()
    return ids


def by_load(model, rows):
    """Import all as Odoo imports files, with the ids of referenced records."""
    names = sorted({name for row in rows for name in row})
    columns = [_column(model, name) for name in names]
    defaults = model.default_get(names)
    data = [[_cell(row.get(one, defaults.get(one))) for one in names] for row in rows]
    result = model.load(columns, data)
    if not result["ids"]:
        raise RuntimeError(f"load refused the values: {result['messages'][:3]}")
    return result["ids"]


def _column(model, name):
    field = model._fields[name]
    return f"{name}/.id" if field.type in ("many2one", "many2many") else name


def _cell(value):
    if value is True:
        return "1"
    if isinstance(value, list):  # commands of a many2many
        linked = [str(one[1]) for one in value if one[0] == Command.LINK]
        return ",".join(linked)
    return "" if value is None or value is False else str(value)
