from odoo import fields, models

FIRST_MATCH = [
    ("none", "Not needed"),
    ("pending", "Waits for confirmation"),
    ("done", "Confirmed"),
]


class QbdStreamMatching(models.AbstractModel):
    """Decides whether a user confirms the matches before anything is created."""

    _name = "qbd.stream.matching"
    _description = "QuickBooks Stream: Matching"

    first_match = fields.Selection(
        FIRST_MATCH,
        "First match",
        required=True,
        default="none",
        help="Until then the list is read and kept up to date, and nothing of it is "
        "created or changed on either side.",
    )
    ask_similar = fields.Boolean(
        "Ask about similar records",
        help="Before a record is created, it is compared with the unmatched records "
        "on the other side; you are asked about similar records.",
    )

    def _is_matched_first(self):
        """Return whether a user must confirm pairs before anything is written."""
        return self.first_match == "pending"

    def _creates_record(self, link):
        """Return whether to create a record for an object without one.

        :param link: the object's link, if it has one
        """
        if link and link.create_requested:
            return True
        kept_unpaired = bool(link) and link.kept_unpaired
        return (
            self.create_in_odoo and not kept_unpaired and not self._is_matched_first()
        )

    def _creates_objects(self):
        """Return whether records without an object are added to QuickBooks."""
        return self.create_in_quickbooks and not self._is_matched_first()

    def _confirm_what_is_empty(self):
        """Complete the first match of streams with an empty side: nothing can match.

        :return: the streams that still wait for a user
        """
        waiting = self.filtered(
            lambda one: one._is_matched_first() and one.direction != "off"
        )
        for stream in waiting:
            if not stream._has_both_sides():
                stream.first_match = "done"
        return waiting.filtered(lambda one: one._is_matched_first())

    def _matched_after(self):
        """Return the streams whose first match comes before that of documents."""
        mapping = self._mapping()
        names = () if mapping._is_matched_by_name() else mapping._depends_on
        return self.connection_id.stream_ids.filtered(lambda one: one.mapping in names)

    def _has_both_sides(self):
        """Return whether both sides hold entries, as far as they have been read."""
        mapping = self._mapping()
        if not mapping._open_records(limit=1):
            return False
        return not self.watermark or bool(mapping._open_objects(limit=1))
