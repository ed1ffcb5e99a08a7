from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from .shown import URGENCY

NOT_SYNCED = [state for state in URGENCY if state != "ok"]


class QbdLinkCount(models.Model):
    """Holds how many links of a stream were added, or fewer there are.

    Rows are only inserted as links come and go, so that no transaction waits for
    another; their sum is the number of links. Once a day the rows are replaced by a
    count of the links.
    """

    _name = "qbd.link.count"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Number of Links"
    _log_access = False

    stream_id = fields.Many2one(
        "qbd.stream", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(required=True)

    @api.model
    def _add(self, numbers):
        """Note that streams have more links.

        :param dict numbers: {stream id: how many more; less than 0 for fewer}
        """
        numbers = {one: number for one, number in numbers.items() if number}
        if numbers:
            self.env.cr.execute(
                "INSERT INTO qbd_link_count (stream_id, number)"
                " SELECT * FROM unnest(%s::int[], %s::int[])",
                [list(numbers), list(numbers.values())],
            )

    @api.autovacuum
    def _recount(self):
        """Replace the rows by a count of all links, as this transaction sees both."""
        self.env["qbd.link"].flush_model(["stream_id"])
        self.env.cr.execute("DELETE FROM qbd_link_count")
        self.env.cr.execute(
            "INSERT INTO qbd_link_count (stream_id, number)"
            " SELECT stream_id, count(*) FROM qbd_link GROUP BY 1"
        )


class QbdLinkCounted(models.AbstractModel):
    """Counts links where they come and go: a dashboard reads no million of them."""

    _name = "qbd.link.counted"
    _description = "QuickBooks Link: Numbers"

    @api.model_create_multi
    def create(self, vals_list):
        links = super().create(vals_list)
        self._count_more(link.stream_id.id for link in links)
        return links

    @api.model
    def _insert(self, rows):
        self._count_more(row["stream_id"] for row in rows)
        return super()._insert(rows)

    def unlink(self):
        left = Counter(link.stream_id.id for link in self)
        result = super().unlink()
        self.env["qbd.link.count"]._add({one: -number for one, number in left.items()})
        return result

    def _count_more(self, stream_ids):
        self.env["qbd.link.count"]._add(Counter(stream_ids))

    @api.model
    def _figures(self, connections):
        """Return {connection id: {shown state: number of links}}."""
        return self._counts("connection_id", connections.ids)

    @api.model
    def _counts(self, name, ids):
        """Count the links of connections, or of streams, by shown state.

        Links that are not synced are counted by an index, the others are all that are
        left.

        :param name: "connection_id", or "id" for streams
        :return: {id: {shown state: number}}
        """
        self.flush_model(["stream_id", "shown_state"])
        streams = SQL(
            "ARRAY(SELECT id FROM qbd_stream WHERE %s = ANY(%s))",
            SQL.identifier(name),
            ids,
        )
        self.env.cr.execute(
            SQL(
                "SELECT s.%(name)s, shown_state, sum(number)::int FROM qbd_stream s"
                " JOIN (SELECT stream_id, 'ok' AS shown_state, number"
                " FROM qbd_link_count WHERE stream_id = ANY(%(streams)s) UNION ALL"
                " SELECT stream_id, shown_state, count(*) FROM qbd_link"
                " WHERE stream_id = ANY(%(streams)s) AND shown_state = ANY(%(others)s)"
                " GROUP BY 1, 2) f ON f.stream_id = s.id GROUP BY 1, 2",
                name=SQL.identifier(name),
                streams=streams,
                others=NOT_SYNCED,
            )
        )
        counts = {}
        for one, state, number in self.env.cr.fetchall():
            counts.setdefault(one, {})[state] = number
        for found in counts.values():
            synced = found.pop("ok", 0) - sum(found.values())
            if synced:
                found["ok"] = synced
        return counts
