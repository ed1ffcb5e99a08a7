from odoo import api, models
from odoo.tools import SQL


class QbdLinkNames(models.AbstractModel):
    """Tells which full names of a name space of QuickBooks have a link."""

    _name = "qbd.link.names"
    _description = "QuickBooks Link: Names"

    @api.model
    def _name_used(self, link, space, name):
        """Return whether another link of the name space has a full name (any case)."""
        self.flush_model(["qb_name", "state", "connection_id", "space"])
        self.env.cr.execute(
            SQL(
                "SELECT 1 FROM qbd_link WHERE connection_id = %s AND space = %s"
                " AND lower(qb_name) = lower(%s) AND id != %s"
                " AND (state != 'gone' OR reason != 'deleted_in_quickbooks') LIMIT 1",
                link.connection_id.id,
                space,
                name,
                link.id,
            )
        )
        return bool(self.env.cr.fetchone())

    def _names_used(self, space, names):
        """Return {full name: ids of the links of the name space that have it}.

        As `_name_used`, for many names, of the connection of this link.
        """
        self.flush_model(["qb_name", "state", "connection_id", "space"])
        self.env.cr.execute(
            SQL(
                "SELECT name, array_remove(array_agg(l.id), NULL)"
                " FROM unnest(%s::text[]) name LEFT JOIN qbd_link l"
                " ON l.connection_id = %s AND l.space = %s"
                " AND lower(l.qb_name) = lower(name)"
                " AND (l.state != 'gone' OR l.reason != 'deleted_in_quickbooks')"
                " GROUP BY name",
                list(names),
                self.connection_id.id,
                space,
            )
        )
        return {name: {*ids} for name, ids in self.env.cr.fetchall()}
