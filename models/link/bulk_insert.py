import json
from functools import partial

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL, json_default

REPEATED = "qbd_repeated"
"""Key of the context: if the rows are there already, the caller repeats its call."""

AS_JSON = partial(json.dumps, ensure_ascii=False, default=json_default)


class QbdBulkInsert(models.AbstractModel):
    """Inserts rows by the thousand."""

    _name = "qbd.bulk.insert"
    _description = "QuickBooks Bulk Insert"

    @api.model
    def _insert(self, rows):
        """Create records as `create` does, in a quarter of the time.

        :param rows: values of columns of this table; defaults are not filled in
        :return: the records, in the order of the rows
        """
        if not rows:
            return self.browse()
        now, user = fields.Datetime.now(), self.env.uid
        log = dict(create_uid=user, write_uid=user, create_date=now, write_date=now)
        rows = [{**row, **log} for row in rows]
        names = sorted({name for row in rows for name in row})
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES %s RETURNING id",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(self._as_columns(names, row) for row in rows),
            ),
            log_exceptions=not self.env.context.get(REPEATED),
        )
        self.invalidate_model(flush=False)
        return self.browse([row_id for (row_id,) in self.env.cr.fetchall()])

    def _as_columns(self, names, row):
        return tuple(self._as_column(name, row.get(name), row) for name in names)

    def _as_column(self, name, value, row):
        """Return a value for SQL; a field for JSON would make a copy of it first."""
        field = self._fields[name]
        if field.type == "json":
            return Json(value, dumps=AS_JSON) if value else None
        return field.convert_to_column_insert(value, self, row)
