from functools import partial

from odoo import models


class QbdEngineFirstMatch(models.AbstractModel):
    """Handles lists whose pairs a user confirms before anything is written."""

    _name = "qbd.engine.first.match"
    _description = "QuickBooks Engine: First Match"

    def _prepare_first_matches(self, connection):
        """Start comparing the lists that were just read, for a user to review.

        Documents are compared as soon as it is confirmed who their parties are.
        """
        waiting = connection.stream_ids._confirm_what_is_empty()
        for stream in waiting.filtered("watermark"):
            if stream._matched_after() & waiting:
                continue
            match = self.env["qbd.match"]._for_stream(stream)
            if match.state == "waiting":
                match._begin()
                self.env.ref("quickbooks_desktop.cron_match")._trigger()

    def _matches(self, mapping, objects, on_bad=None):
        """As `_match` of a mapping, but for pairs that a person has rejected.

        :param objects: {qb id: canonical}
        :param on_bad: callable(qb id, error); by default an object that fails is parked
        :return: {qb id: ids of records}
        """
        stream = mapping._stream()
        parts = self._gather(
            objects,
            lambda part: mapping._match({one: objects[one] for one in part}),
            on_bad or partial(self.env["qbd.link"]._park_object, stream),
        )
        found = {qb_id: ids for part in parts for qb_id, ids in part.items() if ids}
        rejected = self._rejected(mapping, found)
        return {
            qb_id: [one for one in ids if (qb_id, one) not in rejected]
            for qb_id, ids in found.items()
        }

    def _rejected(self, mapping, qb_ids):
        """Return {(qb id, record id)} of rejected pairs with these objects."""
        if not qb_ids or not mapping._matcher():
            return set()
        rows = self.env["qbd.match.pair"].search_fetch(
            [
                ("stream_id", "=", mapping._stream().id),
                ("state", "=", "rejected"),
                ("link_id.qb_id", "in", list(qb_ids)),
            ],
            ["link_id", "record_id"],
        )
        return {(row.link_id.qb_id, row.record_id) for row in rows}
