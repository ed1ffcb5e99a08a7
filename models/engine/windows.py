import re
from datetime import datetime, timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...core.errors import AnswerRefused, ValueRefused
from ...core.qbxml import messages, times

READABLE = ("ok", "empty", "warning", "missing")
"""Outcomes of a query whose objects, if any, are all there is."""

MORE_PAGES = re.compile(r'<\w+QueryRs [^>]*iteratorRemainingCount="[1-9]')

UNKNOWN_CLOCK = timedelta(days=1)
"""How far ahead of ours the clock of the QuickBooks PC may be before it is known."""


class QbdEngineWindows(models.AbstractModel):
    """Records how far each stream has been read, in QuickBooks' wall clock.

    A session's `reading` holds the windows of one round:
    ``{"windows": {stream id: {"from", "started", "done", "iterating", "queries",
    "seen", "failed", "moved"}}, "complete": bool}``. A window is read by the queries of
    its mapping, each page by page: ``"queries": {query: {"done", "iterating",
    "iterator", "restarts"}}``.
    """

    _name = "qbd.engine.windows"
    _description = "QuickBooks Engine: Windows"

    def _start_round(self, session):
        streams = self._streams_to_read(session.connection_id)
        session.reading = {
            "complete": not streams,
            "windows": {
                str(stream.id): {
                    "from": self._window_start(stream),
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

    def _window_start(self, stream):
        return times.window_start(stream.watermark) if stream.watermark else None

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
        if response is None or self._outcome(response).outcome not in READABLE:
            self._page_failed(entry, window, state, response)
            return
        limit = self._sane_limit(stream.connection_id)
        newest = self._newest(response.objects, "TimeModified", limit)
        window["seen"] = max(window.get("seen") or "", newest)
        if entry["op"] == "query":
            full = len(response.objects) >= entry["max"]
            state["iterating"] = full and mapping._pages
        else:
            state["iterator"] = response.iterator_id
            state["iterating"] = bool(response.remaining)
        state["done"] = not state["iterating"]
        states = window["queries"].values()
        window["iterating"] = any(one.get("iterating") for one in states)
        window["done"] = not self._queries_left(mapping, window)

    def _newest(self, elements, name, limit="9999"):
        """Return the latest of the elements' times up to a limit, "" if none.

        An unreadable time, or a time saved while the clock was wrong, is ignored.
        """
        newest = ""
        for element in elements:
            try:
                moment = times.wall_clock(element.findtext(name) or "")
            except ValueRefused:
                continue
            if newest < moment <= limit:
                newest = moment
        return newest

    def _sane_limit(self, connection):
        moment = fields.Datetime.now() + UNKNOWN_CLOCK
        return times.from_utc(moment, connection._zone())

    def _page_failed(self, entry, window, state, response):
        """Restart the query of a dead iterator, at most twice; then give it up."""
        state["restarts"] = state.get("restarts", 0) + 1
        state.pop("iterator", None)
        if entry["op"] == "page" and state["restarts"] <= 2:
            return
        words = response.message if response is not None else "no answer"
        window.update(done=True, iterating=False, failed=words)

    # -- watermarks -----------------------------------------------------------

    def _move_watermarks(self, connection, reading):
        for key, window in reading["windows"].items():
            if not window.get("done") or window.get("failed") or window.get("moved"):
                continue
            stream = self.env["qbd.stream"].browse(int(key))
            new = self._new_watermark(connection, stream, window)
            if new != (stream.watermark or ""):
                first = not stream.watermark
                stream.watermark = new or False
                if first:  # what is not in the list now does not come by itself
                    self.env["qbd.link"]._wake_referring(stream)
            window["moved"] = True

    def _new_watermark(self, connection, stream, window):
        """Return a watermark no later than the QuickBooks PC's clock at the opening.

        So no change made while pages were read, and no object dated in the future, is
        missed. An unknown clock is derived from the times seen, less the time that
        reading took, as pages may have passed by then.
        """
        started = fields.Datetime.to_datetime(window["started"])
        if connection.clock_known:
            offset = timedelta(seconds=connection.clock_offset)
            return times.from_utc(started + offset, connection._zone())
        took = fields.Datetime.now() - started
        seen = self._back(window.get("seen") or "", took)
        return max(seen, stream.watermark or "")

    @staticmethod
    def _back(wall_clock, took):
        if not wall_clock:
            return ""
        return (datetime.fromisoformat(wall_clock) - took).isoformat(timespec="seconds")

    def _move_deleted_watermarks(self, message_set, responses):
        connection = message_set.connection_id
        if connection.state == "question":
            return  # nothing was carried over: it is to be read again
        for entry in message_set.requests or []:
            response = responses.get(entry["id"])
            if entry["op"] != "deleted" or response is None:
                continue
            if self._outcome(response).outcome not in READABLE:
                continue
            stream = self.env["qbd.stream"].browse(entry["stream"])
            limit = self._sane_limit(connection)
            newest = self._newest(response.objects, "TimeDeleted", limit)
            new = max(newest, stream.deleted_watermark or "", stream.watermark or "")
            if new and new != stream.deleted_watermark:
                stream.deleted_watermark = new

    def _measure_clock(self, message_set, element):
        """Learn from a written object how far QuickBooks' clock is ahead of ours."""
        text = self._newest([element], "TimeModified")
        if not text or not message_set.answered_on:
            return
        connection = message_set.connection_id
        theirs = datetime.fromisoformat(text)
        ours = datetime.fromisoformat(
            times.from_utc(message_set.answered_on, connection._zone())
        )
        offset = int((theirs - ours).total_seconds())
        if not connection.clock_known or abs(connection.clock_offset - offset) > 120:
            connection.write({"clock_offset": offset, "clock_known": True})

    # -- is there anything new in an answer? ----------------------------------

    def _nothing_new(self, session, message_set):
        """Return whether a stored, not yet applied read answer holds nothing new."""
        if self._pages_follow(message_set):
            return False
        try:
            answer = messages.read_answer(message_set.response or "")
        except AnswerRefused:
            return True
        responses = answer.by_id()
        if self._more_to_ask(session, message_set):
            return False
        return all(
            self._entry_known(entry, responses.get(entry["id"]))
            for entry in message_set.requests or []
        )

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

    def _pages_follow(self, message_set):
        """Return whether more pages follow this page, judged by its first element."""
        return (message_set.requests or [{}])[0].get("op") == "page" and bool(
            MORE_PAGES.search((message_set.response or "")[:2000])
        )

    def _entry_known(self, entry, response):
        if response is None or "stream" not in entry:
            return response is not None
        stream = self.env["qbd.stream"].browse(entry["stream"])
        mapping = stream._mapping()
        full = len(response.objects) >= entry.get("max", 0)
        if entry["op"] == "query" and mapping._pages and full:
            return False
        if entry["op"] == "page" and response.remaining:
            return False
        return self._objects_known(stream, mapping, entry["op"], response.objects)

    def _objects_known(self, stream, mapping, op, objects):
        found = {self._id_of(element): element for element in objects}
        ids = {one: e.findtext("EditSequence") for one, e in found.items()}
        if not ids:
            return True
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT qb_id, edit_sequence, state, reason FROM qbd_link"
                " WHERE connection_id = %s AND space = %s AND qb_id = ANY(%s)",
                stream.connection_id.id,
                mapping._space,
                list(ids),
            )
        )
        rows = self.env.cr.fetchall()
        if op == "deleted":
            return all(state == "gone" for _id, _sequence, state, _reason in rows)
        known = {
            qb_id
            for qb_id, sequence, state, reason in rows
            if reason == "unlinked"
            or (sequence == ids[qb_id] and state not in ("sent", "unknown"))
        }
        linked = {row[0] for row in rows}
        return all(
            qb_id in known or (qb_id not in linked and mapping._skips_object(element))
            for qb_id, element in found.items()
        )
