from odoo import api, models
from odoo.tools import SQL

GROWTH = 4
"""A table is analyzed again as soon as it has so many times its pages of last time."""

SMALL = 25
"""Pages of a table that PostgreSQL reads fast whatever it knows of it."""


class QbdStatistics(models.AbstractModel):
    """Keeps what PostgreSQL knows of tables that a sync fills."""

    _name = "qbd.link.statistics"
    _description = "QuickBooks Link: Statistics"

    @api.model
    def _keep_up(self, tables):
        """Run ANALYZE on the tables that have grown much since the last time.

        A first sync fills them within seconds. Until autovacuum sees to them, a query
        for a few rows would read all, page after page.

        :param tables: names of tables
        """
        self.env.cr.execute(
            "SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[])"
            " AND pg_relation_size(oid)"
            " > %s * greatest(relpages, %s) * current_setting('block_size')::bigint",
            [list(tables), GROWTH, SMALL],
        )
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(SQL("ANALYZE (SKIP_LOCKED) %s", SQL.identifier(table)))
