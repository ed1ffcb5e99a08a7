from odoo import models

from ...core.qbxml.transactions import POSTING_TYPES, any_of_type


class QbdEngineUnread(models.AbstractModel):
    """Names the transactions that QuickBooks posts and that no list reads.

    They are asked for together with the balances of accounts, which differ by them.
    """

    _name = "qbd.engine.unread"
    _description = "QuickBooks Engine: Unread Types"

    def _unread_types(self, connection):
        """Return the types of QuickBooks that no list which is on reads."""
        read = set()
        streams = connection.stream_ids.filtered(
            lambda one: one._is_read() or one in self._report_stream(connection)
        )
        for stream in streams:
            read.update(stream._mapping()._types_read())
        return [kind for kind in POSTING_TYPES if kind not in read]

    def _unread_requests(self, connection):
        """Return the requests that show whether there are any of these types.

        A request for each: one that the user of QuickBooks may not see is refused.

        :return: [(entry, element)]
        """
        date = connection.cut_off_date
        since = date.isoformat() if date else ""
        return [
            ({"op": "unread", "type": kind}, any_of_type(kind, since))
            for kind in self._unread_types(connection)
        ]

    def _unread_words(self, message_set, responses):
        """Return in words the types that there are, "" for none."""
        found = []
        for entry in message_set.requests:
            response = responses.get(entry["id"])
            if entry["op"] == "unread" and response is not None and response.objects:
                found.append(entry["type"])
        if not found:
            return ""
        return self.env._(
            "QuickBooks has posted transactions that no record type reads: "
            "%(types)s. They are part of the differences.",
            types=", ".join(found),
        )
