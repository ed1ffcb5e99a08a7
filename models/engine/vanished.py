from odoo import models

from ...core.errors import ValueRefused
from ...core.qbxml import times

DELETED = 5
"""How many of the objects of each list that were deleted last are looked at again."""


class QbdEngineVanished(models.AbstractModel):
    """Notices a restored company file by the deletions that it has lost.

    QuickBooks never gives an id a second time. So an object that was deleted, or merged
    into another one, and is there again, is that of a backup.

    `deleted_seen` of a connection is ``{stream id: [{"id", "type", "name", "session",
    "time"}, …]}``, in the order in which the deletions were read.
    """

    _name = "qbd.engine.vanished"
    _description = "QuickBooks Engine: Lost Deletions"

    # -- remembering ----------------------------------------------------------

    def _remember_deleted(self, stream, elements):
        """Keep what a query for deleted objects shows."""
        rows = [
            {
                "id": self._id_of(element),
                "type": element.findtext("ListDelType")
                or element.findtext("TxnDelType"),
                "name": self._name_of(element),
                "time": self._wall_clock(element.findtext("TimeDeleted")),
            }
            for element in elements
        ]
        self._keep_deleted(stream, rows)

    def _remember_vanished(self, stream, links):
        """Keep what a comparison of ids did not show: it was merged, or deleted."""
        rows = [
            {
                **{"id": link.qb_id, "type": link.qb_type, "name": link.qb_name},
                "time": stream.watermark or "",
            }
            for link in links
        ]
        self._keep_deleted(stream, rows)

    def _keep_deleted(self, stream, rows):
        connection, key = stream.connection_id, str(stream.id)
        deleted = (connection.deleted_seen or {}).get(key, [])
        rows = {one["id"]: {**one, "session": 0} for one in (*rows, *deleted)}
        newest = sorted(rows.values(), key=lambda one: one["time"])[-DELETED:]
        if newest != deleted:
            connection.deleted_seen = {**(connection.deleted_seen or {}), key: newest}
        changed = (connection.newest_seen or {}).get(key, [])
        left = [one for one in changed if one["id"] not in rows]
        if left != changed:
            connection.newest_seen = {**connection.newest_seen, key: left}

    @staticmethod
    def _wall_clock(text):
        try:
            return times.wall_clock(text or "")
        except ValueRefused:
            return ""

    @staticmethod
    def _name_of(element):
        names = ("FullName", "Name", "RefNumber")
        return next(filter(None, map(element.findtext, names)), None)

    # -- judging --------------------------------------------------------------

    def _back_again(self, connection, entries, responses):
        """Return deleted objects that an answer shows.

        :return: [(stream, what was deleted, "back", element)]
        """
        found = []
        for entry in entries:
            response = responses.get(entry["id"])
            if entry["op"] != "newest" or not self._was_read(response):
                continue
            stream = self.env["qbd.stream"].browse(entry["stream"])
            shown = {self._id_of(element): element for element in response.objects}
            found += [
                (stream, one, "back", shown[one["id"]])
                for one in (connection.deleted_seen or {}).get(str(stream.id), [])
                if one["id"] in shown
            ]
        return found

    def _links_back_again(self, stream, ids):
        """Return links of objects that are gone, which a list of ids shows."""
        return self.env["qbd.link"].search(
            [
                ("connection_id", "=", stream.connection_id.id),
                ("space", "=", stream._mapping()._space),
                *[("qb_id", "in", ids), ("stream_id", "=", stream.id)],
                *[("state", "=", "gone"), ("reason", "=", "deleted_in_quickbooks")],
            ],
            order="id",
        )
