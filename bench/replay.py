"""The values that a pull creates partners from, and Odoo's own ways to do the same."""

from contextlib import contextmanager
from unittest.mock import patch

MODEL = "res.partner"


class Recording:
    """The calls of `create` during a pull, to be made again in other ways.

    :param rounds: lists of values; what a round refers to is made in an earlier one,
        and a parent's number stands in place of its id
    """

    def __init__(self):
        self._numbers, self._rounds = {}, {}
        self._round_of = {}

    @contextmanager
    def of(self, env):
        """Record what is created while the block runs."""
        model = type(env[MODEL])
        original = model.create

        def create(records, vals_list):
            rows = [vals_list] if isinstance(vals_list, dict) else vals_list
            copies = [dict(values) for values in rows]
            created = original(records, vals_list)
            for partner, values in zip(created, copies, strict=True):
                self._add(partner.id, values)
            return created

        with patch.object(model, "create", create):
            yield self

    def _add(self, partner_id, values):
        parent = self._numbers.get(values.get("parent_id"))
        number = self._numbers[partner_id] = len(self._numbers)
        level = 0 if parent is None else self._round_of[parent] + 1
        self._round_of[number] = level
        if parent is not None:
            values["parent_id"] = parent
        self._rounds.setdefault(level, []).append((number, values))

    def play(self, env, create):
        """Create all again.

        :param create: callable(model, list of values) -> ids in the same order
        """
        ids = {}
        for level in sorted(self._rounds):
            numbers = [number for number, _values in self._rounds[level]]
            rows = [dict(values) for _number, values in self._rounds[level]]
            for row in rows if level else ():
                row["parent_id"] = ids[row["parent_id"]]
            made = create(env[MODEL], rows)
            ids.update(zip(numbers, made, strict=True))
        env.cr.flush()


def by_create(model, rows):
    """One `create` for all."""
    return model.create(rows).ids


def by_quiet_create(model, rows):
    """One `create`, with the keys of the context that a pull uses, too."""
    mapping = model.env["qbd.mapping.customer"]
    return model.with_context(**mapping._unlogged()).create(rows).ids


def one_by_one(model, rows):
    """A `create` for each, saved before the next one."""
    ids = []
    for row in rows:
        ids += model.create([row]).ids
        model.env.cr.flush()
    return ids


def by_load(model, rows):
    """Odoo's import of files, with the ids of what a row refers to."""
    names = sorted({name for row in rows for name in row})
    columns = [_column(model, name) for name in names]
    data = [[_cell(row.get(name)) for name in names] for row in rows]
    result = model.load(columns, data)
    if not result["ids"]:
        raise RuntimeError(f"load refused the values: {result['messages'][:3]}")
    return result["ids"]


def _column(model, name):
    return f"{name}/.id" if model._fields[name].type == "many2one" else name


def _cell(value):
    if value is True:
        return "1"
    return "" if value is None or value is False else str(value)
