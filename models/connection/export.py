from odoo import models
from odoo.tools import SQL

from ...core.qbxml.pretty import write_records

PAGE = 1000
"""So many records are read at once."""


class QbdConnectionExport(models.AbstractModel):
    """Exports the records of lists, as both sides have them, as one XML file."""

    _name = "qbd.connection.export"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Connection: Export"

    def action_export_records(self):
        """Download the records of all lists that are on."""
        self.ensure_one()
        self._require_manager()
        self.check_access("read")
        return self._records_url()

    def _records_url(self, stream=None):
        """Return the action that downloads the file.

        :param stream: the only list in it
        """
        chosen = f"?stream={stream.id}" if stream else ""
        return {
            "type": "ir.actions.act_url",
            "url": f"/qbd/connection/{self.id}/records{chosen}",
            "target": "download",
        }

    def _export_records(self, out, stream_id=None):
        """Write the file, a page of records at a time.

        :param out: a binary file
        :param stream_id: of the only list in it
        """
        self.ensure_one()
        self._require_manager()
        streams = self.stream_ids.filtered(
            lambda one: one.id == stream_id if stream_id else one.direction != "off"
        )
        lists = ((one.label, self._records_of(one)) for one in streams)
        write_records(out, self.qb_company_name or self.name, lists)

    def _records_of(self, stream):
        """Yield the records of a list, as `write_records` takes them."""
        last = 0
        self.env["qbd.link"].flush_model()
        while True:
            self.env.cr.execute(
                SQL(
                    "SELECT id, qb_name, qb_id, shown_state,"
                    " coalesce(quickbooks_seen, quickbooks_image), odoo_image"
                    " FROM qbd_link WHERE stream_id = %s AND id > %s"
                    " ORDER BY id LIMIT %s",
                    stream.id,
                    last,
                    PAGE,
                )
            )
            rows = self.env.cr.fetchall()
            if not rows:
                return
            last = rows[-1][0]
            for _id, name, qb_id, state, quickbooks, odoo in rows:
                yield {
                    "name": name,
                    "id": qb_id,
                    "state": state,
                    "quickbooks": quickbooks,
                    "odoo": odoo,
                }
