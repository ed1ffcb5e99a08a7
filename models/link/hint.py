from odoo import api, fields, models
from odoo.tools import SQL


class QbdHint(models.Model):
    """Notes that a record may have changed: an inserted row, nothing more.

    Rows are only ever inserted by users' transactions and deleted by id by the engine,
    so that neither waits for the other.
    """

    _name = "qbd.hint"
    _description = "QuickBooks Change Hint"
    _log_access = False

    model = fields.Char(required=True)
    record_id = fields.Integer(required=True)
    deleted = fields.Boolean()

    @api.model
    def _insert(self, model, ids, deleted=False):
        """Insert hints in a single statement, whatever the number of records."""
        if ids:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO qbd_hint (model, record_id, deleted)"
                    " SELECT %s, unnest(%s::int[]), %s",
                    model,
                    list(ids),
                    deleted,
                )
            )

    @api.model
    def _take(self, limit=5000):
        """Read hints and delete exactly the rows that were read.

        :return: [(model, record id, deleted)], each combination once
        """
        self.env.cr.execute(
            SQL(
                "DELETE FROM qbd_hint WHERE id IN"
                " (SELECT id FROM qbd_hint ORDER BY id LIMIT %s)"
                " RETURNING model, record_id, deleted",
                limit,
            )
        )
        return sorted(set(self.env.cr.fetchall()))

    @api.model
    def _any(self):
        """Return whether there is a hint."""
        self.env.cr.execute("SELECT 1 FROM qbd_hint LIMIT 1")
        return bool(self.env.cr.fetchone())
