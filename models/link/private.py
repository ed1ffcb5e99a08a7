from odoo import api, fields, models
from odoo.tools import SQL


class QbdLinkPrivate(models.Model):
    """Holds values of objects that managers alone may see, e.g. tax ids.

    They are in no image of a link, which all QuickBooks users may read, and on no
    record of Odoo.
    """

    _name = "qbd.link.private"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Private Value"
    _log_access = False

    connection_id = fields.Many2one("qbd.connection", required=True, ondelete="cascade")
    space = fields.Char(required=True)
    qb_id = fields.Char(required=True)
    path = fields.Char(required=True)
    value = fields.Char()

    _object_uniq = models.UniqueIndex("(connection_id, space, qb_id, path)")

    @api.model
    def _store(self, stream, path, values):
        """Store the values that objects show at a path, in a single statement.

        :param values: {QuickBooks id: text}; objects that show none are left out, and
            keep the value that they showed last
        """
        if not values:
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO qbd_link_private"
                " (connection_id, space, qb_id, path, value)"
                " SELECT %s, %s, v.qb_id, %s, v.value"
                " FROM unnest(%s::text[], %s::text[]) AS v(qb_id, value)"
                " ON CONFLICT (connection_id, space, qb_id, path)"
                " DO UPDATE SET value = EXCLUDED.value"
                " WHERE qbd_link_private.value IS DISTINCT FROM EXCLUDED.value",
                stream.connection_id.id,
                stream._mapping()._space,
                path,
                list(values),
                list(values.values()),
            )
        )
        self.invalidate_model(["value"])

    @api.model
    def _of_records(self, model, ids, path):
        """Return {record id: text} of the linked objects of records.

        Only connections of the companies that the user works in count.
        """
        links = self.env["qbd.link"].search(
            [
                ("res_model", "=", model),
                ("record_id", "in", ids),
                ("qb_id", "!=", False),
                ("state", "!=", "gone"),
                ("connection_id.company_id", "in", self.env.companies.ids),
            ]
        )
        rows = self.search(
            [("path", "=", path), ("qb_id", "in", links.mapped("qb_id"))]
        )
        known = {(row.connection_id, row.space, row.qb_id): row.value for row in rows}
        found = {}
        for link in links:
            value = known.get((link.connection_id, link.space, link.qb_id))
            if value:
                found.setdefault(link.record_id, value)
        return found
