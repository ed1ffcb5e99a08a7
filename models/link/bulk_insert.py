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
        columns = [
            SQL("%s %s", SQL.identifier(name), SQL(self._fields[name].column_type[1]))
            for name in names
        ]
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT * FROM json_to_recordset(%s) AS r(%s)"
                " RETURNING id",
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, names)),
                Json([self._as_columns(names, row) for row in rows], dumps=AS_JSON),
                SQL(", ").join(columns),
            ),
            log_exceptions=not self.env.context.get(REPEATED),
        )
        self.invalidate_model(flush=False)
        return self.browse([row_id for (row_id,) in self.env.cr.fetchall()])

    def _as_columns(self, names, row):
        """Return {name of a column: its value} as JSON has it, for one row."""
        return {name: self._as_column(name, row.get(name), row) for name in names}

    def _as_column(self, name, value, row):
        field = self._fields[name]
        if field.type == "json":
            return value or None
        return field.convert_to_column_insert(value, self, row)
