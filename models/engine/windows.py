import re

from odoo import fields, models
from odoo.tools import SQL

from ...core.errors import AnswerRefused
from ...core.qbxml import messages
from ...core.qbxml.children import child_text

MORE_PAGES = re.compile(r'<\w+QueryRs [^>]*iteratorRemainingCount="[1-9]')

REFUSED = re.compile(r'statusCode="(?![01]")')
"""A code other than those that nearly all answers have."""

MUCH_TO_PARSE = 100_000
"""Characters of a first answer that is read once, where it is applied."""


class QbdEngineWindows(models.AbstractModel):
    """Records how far each stream has been read, in QuickBooks' wall clock.

    A session's `reading` holds the windows of one round:
    ``{"windows": {stream id: {"from", "since", "looks_back", "started", "done",
    "iterating", "queries", "seen", "failed", "moved"}}, "complete": bool,
    "read_back": bool, "newest_known": bool, "far_back": bool}``. A window is read by
    the queries of its mapping, each page by page: ``"queries": {query: {"done",
    "iterating", "iterator", "restarts"}}``.
    """

    _name = "qbd.engine.windows"
    _description = "QuickBooks Engine: Windows"

    def _start_round(self, session):
        streams = self._streams_to_read(session.connection_id)
        session.reading = {
            "complete": not streams,
            "windows": {
                str(stream.id): {
                    **self._window_start(stream),
                    "started": fields.Datetime.to_string(fields.Datetime.now()),
                }
                for stream in streams
            },
        }

    def _streams_to_read(self, connection):
        """Return the streams that read, and those with a write of unknown outcome."""
        unknown = self.env["qbd.message.set"]._open(connection, "unknown")
        needed = {
            entry.get("stream")
            for message_set in unknown
            for entry in message_set.requests or []
        }
        return connection.stream_ids.filtered(
            lambda stream: stream._is_read() or stream.id in needed
        ).sorted("sequence")

    # -- the queries of a window ----------------------------------------------

    def _queries_left(self, mapping, window):
        """Return the queries of a mapping that are not read to their end yet."""
        states = window.get("queries", {})
        return [
            query
            for query in mapping._queries()
            if not states.get(query, {}).get("done")
        ]

    def _iterating_query(self, mapping, window):
        """Return the query whose next page is due, and the id of its iterator."""
        states = window.get("queries", {})
        iterating = [query for query, state in states.items() if state.get("iterating")]
        query = (iterating or mapping._queries())[0]
        return query, states.get(query, {}).get("iterator")

    # -- a page arrived -------------------------------------------------------

    def _finish_windows(self, message_set, responses):
        session = message_set.session_id
        reading = session.reading
        if not reading:
            return
        for entry in message_set.requests or []:
            window = reading["windows"].get(str(entry.get("stream")))
            response = responses.get(entry["id"])
            if entry["op"] in ("deleted", "again", "newest", "namesakes"):
                self._note_answer(entry, response)
            if window is None or entry["op"] not in ("query", "page"):
                continue
            self._finish_page(entry, window, response)
        self._move_watermarks(session.connection_id, reading)
        reading["complete"] = all(w.get("done") for w in reading["windows"].values())
        session.reading = dict(reading)
        self._move_deleted_watermarks(message_set, responses)

    def _finish_page(self, entry, window, response):
        if window.get("done"):  # given up, for another one of its queries
            return
        stream = self.env["qbd.stream"].browse(entry["stream"])
        mapping = stream._mapping()
        query = entry.get("query") or mapping._queries()[0]
        state = window.setdefault("queries", {}).setdefault(query, {})
        if not self._was_read(response):
            self._page_failed(entry, window, state, response)
            return
        self._note_read(stream, f"read:{query}")
        self._note_read(stream, "read:")  # of a window that was given up
        limit = self._sane_limit(stream.connection_id)
        newest = self._newest(response.objects, "TimeModified", limit)
        window["seen"] = max(window.get("seen") or "", newest)
        if entry["op"] == "query":
            full = len(response.objects) >= entry["max"]
            state["iterating"] = full and mapping._is_paged(query)
        else:
            state["iterator"] = response.iterator_id
            state["iterating"] = bool(response.remaining)
        state["done"] = not state["iterating"]
        states = window["queries"].values()
        window["iterating"] = any(one.get("iterating") for one in states)
        window["done"] = not self._queries_left(mapping, window)

    def _page_failed(self, entry, window, state, response):
        """Restart the query of a dead iterator, at most twice; then give it up."""
        state["restarts"] = state.get("restarts", 0) + 1
        state.pop("iterator", None)
        if entry["op"] == "page" and state["restarts"] <= 2:
            return
        self._note_answer(entry, response)
        words = response.message if response is not None else "no answer"
        window.update(done=True, iterating=False, failed=words)

    # -- watermarks -----------------------------------------------------------

    def _move_watermarks(self, connection, reading):
        for key, window in reading["windows"].items():
            if not window.get("done") or window.get("failed") or window.get("moved"):
                continue
            stream = self.env["qbd.stream"].browse(int(key))
            new = self._new_watermark(connection, stream, window)
            first = not stream.watermark
            values = {"watermark": new or False}
            if window.get("looks_back") or not window.get("from"):
                started = fields.Datetime.to_datetime(window["started"])
                values["looked_back_on"] = started
            if stream._mapping()._deleted_types and not stream.deleted_watermark:
                values["deleted_watermark"] = stream.watermark or new or False
            if any(stream[name] != value for name, value in values.items()):
                stream.write(values)
            if first and new:  # what is not in the list now does not come by itself
                self.env["qbd.link"]._wake_referring(stream)
            window["moved"] = True

    # -- was anything refused? ------------------------------------------------

    def _note_refusals(self, message_set):
        """Tell of refused queries as soon as they arrive: the session may end now."""
        text = message_set.response or ""
        self._read_streams(message_set.connection_id)
        known = any(message_set.connection_id.stream_ids.mapped("read_problems"))
        if message_set.kind != "read" or not (known or REFUSED.search(text)):
            return
        try:
            responses = messages.read_answer(text).by_id()
        except AnswerRefused:
            return
        for entry in message_set.requests or []:
            response = responses.get(entry["id"])
            if "stream" in entry and (known or not self._was_read(response)):
                self._note_answer(entry, response)

    # -- is there anything new in an answer? ----------------------------------

    def _nothing_new(self, session, message_set):
        """Return whether a stored, not yet applied read answer holds nothing new."""
        if (
            self._pages_follow(message_set)
            or self._reads_first(session, message_set)
            or self._more_to_ask(session, message_set)
        ):
            return False  # known without a look at the content, which costs a parse
        try:
            answer = messages.read_answer(message_set.response or "")
        except AnswerRefused:
            return True
        responses = answer.by_id()
        entries = message_set.requests or []
        if self._suspects(message_set.connection_id, entries, responses):
            return False
        self._read_streams(message_set.connection_id)
        rows = self._rows_known(message_set.connection_id, entries, responses)
        return all(
            self._entry_known(entry, responses.get(entry["id"]), rows)
            for entry in entries
        )

    def _rows_known(self, connection, entries, responses):
        """Return the links' knowledge of all objects of an answer, in one query.

        :return: {(name space, id): (EditSequence, state, reason, deleted in Odoo)}
        """
        wanted = set()
        for entry in entries:
            objects = getattr(responses.get(entry["id"]), "objects", ())
            stream = self._stream_of(entry) if objects else None
            if stream and entry["op"] not in ("newest", "namesakes"):
                space = stream._mapping()._space
                wanted.update((space, self._id_of(element)) for element in objects)
        if not wanted:
            return {}
        spaces, ids = zip(*wanted, strict=True)
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT l.space, l.qb_id, edit_sequence, state, reason, deleted_in_odoo"
                " FROM unnest(%s::text[], %s::text[]) t(space, qb_id)"
                " JOIN qbd_link l ON l.connection_id = %s"
                " AND l.space = t.space AND l.qb_id = t.qb_id",
                list(spaces),
                list(ids),
                connection.id,
            )
        )
        return {(row[0], row[1]): row[2:] for row in self.env.cr.fetchall()}

    def _more_to_ask(self, session, message_set):
        """Return whether the round has queries that this message set did not ask."""
        asked = {
            (str(entry.get("stream")), entry.get("query"))
            for entry in message_set.requests or []
        }
        windows = (session.reading or {}).get("windows", {})
        return any(
            (key, query) not in asked
            for key, window in windows.items()
            if not window.get("done")
            for query in self._queries_left(
                self.env["qbd.stream"].browse(int(key))._mapping(), window
            )
        )

    def _reads_first(self, session, message_set):
        """Return whether this is much of lists none of which was read before.

        A list that QuickBooks refuses never is: the others then tell.
        """
        if len(message_set.response or "") < MUCH_TO_PARSE or session.idle_rounds:
            return False
        windows = (session.reading or {}).get("windows", {})
        entries = message_set.requests or []
        of_entries = [windows.get(str(entry.get("stream"))) for entry in entries]
        read = [window for window in of_entries if window]
        return bool(read) and not any(window["from"] for window in read)

    def _pages_follow(self, message_set):
        """Return whether more pages follow this page, judged by its first element."""
        return (message_set.requests or [{}])[0].get("op") == "page" and bool(
            MORE_PAGES.search((message_set.response or "")[:2000])
        )

    def _entry_known(self, entry, response, rows):
        if response is None or "stream" not in entry:
            return response is not None
        if entry["op"] in ("newest", "namesakes"):
            return True
        stream = self.env["qbd.stream"].browse(entry["stream"])
        mapping = stream._mapping()
        full = len(response.objects) >= entry.get("max", 0)
        if entry["op"] == "query" and full and mapping._is_paged(entry.get("query")):
            return False
        if entry["op"] == "page" and response.remaining:
            return False
        return self._objects_known(mapping, entry["op"], response.objects, rows)

    def _objects_known(self, mapping, op, objects, rows):
        found = {self._id_of(element): element for element in objects}
        ids = {one: child_text(e, "EditSequence") for one, e in found.items()}
        if not ids:
            return True
        rows = [
            (one, *rows[mapping._space, one])
            for one in ids
            if (mapping._space, one) in rows
        ]
        if op == "deleted":
            return all(
                self._deletion_known(state, reason, deleted)
                for _id, _sequence, state, reason, deleted in rows
            )
        known = {
            qb_id
            for qb_id, sequence, state, reason, _deleted in rows
            if reason == "unlinked"
            or (state == "parked" and reason == "unreadable")  # asked about as it is
            or (sequence == ids[qb_id] and state not in ("sent", "unknown"))
        }
        linked = {row[0] for row in rows}
        return all(
            qb_id in known or (qb_id not in linked and mapping._skips_object(element))
            for qb_id, element in found.items()
        )
