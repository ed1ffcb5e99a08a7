from odoo import models

from ...core.errors import AnswerRefused
from ...core.qbxml import messages, times
from ...core.qbxml.children import child_text
from .apply import BATCH
from .newest import FAR_BACK

FEW = 100  # ids of one query

AHEAD = 2000
"""Most objects of an answer whose links are looked up together."""


class QbdEngineObserve(models.AbstractModel):
    """Reads changes from QuickBooks: requests, pages, deleted objects.

    A round starts with a single message set for all streams; only streams with a full
    first page are iterated, one after the other.
    """

    _name = "qbd.engine.observe"
    _description = "QuickBooks Engine: Observe"

    # -- asking ---------------------------------------------------------------

    def _observe_request(self, session):
        """Return the next message set of the round, None if it is complete."""
        if not session.reading:
            self._start_round(session)
        reading = session.reading
        if reading["complete"]:
            return self._after_windows(session)
        iterating = [
            key for key, window in reading["windows"].items() if window.get("iterating")
        ]
        if iterating:
            return self._page_request(session, int(iterating[0]))
        return self._first_request(session)

    def _after_windows(self, session):
        """Return a request of a periodic comparison: ids, and finally open balances."""
        connection = session.connection_id
        if connection.state != "connected":
            return None
        text = None if session.ids_done else self._sweep_ids(session)
        if not text and session.reading.get("read_back") and not session.wrote:
            text = self._books_request(session) or self._ledger_request(session)
            text = text or self._report_request(session)
            text = text or self._verify_request(session)
        return text

    def _sweep_ids(self, session):
        """Request the id comparisons that are due after the first round of a session.

        A sweep that is due by time goes alone; all requested sweeps go.
        """
        while True:
            if "ids" not in session.reading:
                session.reading = {**session.reading, "ids": self._plan_ids(session)}
            text = self._ids_request(session)
            if text:
                return text
            state = session.reading["ids"] or {}
            failed = session.reading.get("ids_failed", [])
            if state.get("failed"):
                failed = [*failed, state["stream"]]
            session.reading = {**session.reading, "ids_failed": failed}
            due = self._ids_left(session)
            if not state.get("failed"):
                due = due.filtered("id_sweep_wanted")
            if not state or not due:
                session.ids_done = True
                return None
            session.reading = {
                key: value for key, value in session.reading.items() if key != "ids"
            }

    def _first_request(self, session):
        todo, reading = [], session.reading
        newest = self._newest_known(session.connection_id, reading)
        for key, window in reading["windows"].items():
            if window.get("done"):
                continue
            if window.get("alone") and todo:
                break
            stream = self.env["qbd.stream"].browse(int(key))
            queries = [
                *self._stream_queries(stream, window),
                *self._newest_queries(stream, reading, newest.get(key, ())),
            ]
            for entry, element in queries:
                entry = {**entry, "stream": stream.id, "max": stream._page()}
                todo.append((entry, element))
        names = len({entry["stream"] for entry, _element in todo})
        return self._hand_out(
            session,
            "read",
            "observe",
            self.env._("Changes in %(number)s record types", number=names),
            todo,
        )

    def _stream_queries(self, stream, window):
        """Yield the requests that read a window, or its first page.

        :return: of ({"op", and "query" of `_queries`}, element)
        """
        mapping = stream._mapping()
        for query in self._queries_left(mapping, window):
            entry = {"op": "query", "query": query}
            since = {"FromModifiedDate": window["from"]}
            most = stream._page() if mapping._is_paged(query) else None
            yield entry, mapping._request_query(query, **since, MaxReturned=most)
        deleted_from = stream.deleted_watermark or stream.watermark
        if mapping._deleted_types and deleted_from:
            looks_back = window.get("looks_back", False)
            since = self._start_behind(stream, deleted_from, looks_back)
            if window.get("far_back"):
                since = times.window_start(since, FAR_BACK)
            yield {"op": "deleted"}, mapping._request_deleted(since)
        for query, ids in self._to_be_read_again(stream, mapping).items():
            entry = {"op": "again", "query": query}
            yield entry, mapping._request_query(query, **{mapping._id_tag: ids})

    def _to_be_read_again(self, stream, mapping):
        """Find documents that changed without a new EditSequence.

        :return: {query: some of their ids}
        """
        if not mapping._reads_again:
            return {}
        links = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                ("edit_sequence", "=", False),
                ("qb_id", "!=", False),
                ("record_id", "!=", False),
                ("state", "in", ("ok", "dirty", "retry", "parked", "sent")),
                ("reason", "!=", "unreadable"),
            ],
            order="id",
            limit=FEW,
        )
        found = {}
        for link in links:
            query = mapping._query_of(link.qb_type)
            found.setdefault(query, []).append(link.qb_id)
        return found

    def _page_request(self, session, stream_id):
        stream = self.env["qbd.stream"].browse(stream_id)
        window = session.reading["windows"][str(stream_id)]
        query, iterator = self._iterating_query(stream._mapping(), window)
        element = stream._mapping()._request_query(
            query,
            iterator="Continue" if iterator else "Start",
            iterator_id=iterator,
            MaxReturned=stream._page(),
            FromModifiedDate=window["from"],
        )
        entry = {
            "op": "page",
            "query": query,
            "stream": stream_id,
            "max": stream._page(),
        }
        return self._hand_out(
            session,
            "read",
            "observe",
            self.env._("A page of %(name)s", name=stream.label),
            [(entry, element)],
        )

    # -- applying an answer ---------------------------------------------------

    def _apply_read(self, message_set, deadline):
        """Apply a read answer as far as time permits.

        :return: whether all of it is applied
        """
        try:
            answer = messages.read_answer(message_set.response or "")
        except AnswerRefused as error:
            return self._unreadable(message_set, error)
        responses = answer.by_id()
        compared = {
            "books": self._apply_books,
            "ledger": self._apply_ledger,
            "report": self._apply_report,
            "verify": self._apply_verify,
        }
        if message_set.purpose in compared:
            compared[message_set.purpose](message_set, responses)
            message_set._advance("apply")
            return True
        if not message_set.objects_applied:
            if self._is_of_restored(message_set, responses):
                message_set._advance("apply")
                return True
            self._judge_removals(message_set, responses)
        if message_set.purpose in ("ids", "fetch"):
            entry = message_set.requests[0]
            return self._apply_id_answer(message_set, responses.get(entry["id"]))
        todo = self._flat(message_set, responses)
        begin, began = message_set.objects_applied, self._clock()
        position, last = begin, began
        known = self._sequences_of(todo[begin:])
        while position < len(todo):
            now = self._clock()
            # the next part takes as long as the last one
            if position > begin and now + (now - last) > deadline:
                self._count_read(message_set, todo, position)
                message_set.objects_applied = position
                return False
            last = now
            position += self._apply_slice(message_set, todo, position, known)
        self._count_read(message_set, todo, position)
        self._finish_windows(message_set, responses)
        message_set._advance("apply", objects_applied=position)
        self._learn_page_size(message_set, len(todo), self._clock() - began)
        return True

    def _is_of_restored(self, message_set, responses):
        """Return whether an answer shows a restored file; then none of it is applied.

        What is gone may have been deleted before the window: then the round is read
        again, with all deletions that QuickBooks remembers.
        """
        found = self._finds_restored(message_set, responses)
        if found == "again":
            session = message_set.session_id
            self._start_round(session)
            windows = session.reading["windows"]
            for window in windows.values():
                window["far_back"] = True
            session.reading = {**session.reading, "windows": windows, "far_back": True}
        return bool(found)

    def _learn_page_size(self, message_set, number, seconds):
        """Adapt the page size of a stream after a full page."""
        entry = message_set.requests[0]
        if len(message_set.requests) == 1 and number and number >= entry.get("max", 0):
            stream = self.env["qbd.stream"].browse(entry["stream"])
            stream._adapt("page", entry["max"], message_set, seconds)

    def _apply_id_answer(self, message_set, response):
        apply = {"ids": self._apply_ids, "fetch": self._apply_fetched}
        apply[message_set.purpose](message_set, response)
        message_set._advance("apply")
        return True

    def _unreadable(self, message_set, error):
        message_set._advance("lose", error_text=str(error)[:500])
        self._log(message_set.session_id, str(error))
        return True

    def _flat(self, message_set, responses):
        """Return [(entry, object element)] of the answer, in its order.

        Deleted documents come first: one that Odoo added since may replace them.
        """
        entries = sorted(message_set.requests or [], key=self._is_not_first)
        return [
            (entry, element)
            for entry in entries
            if entry["id"] in responses
            and not entry.get("stopped")
            and entry["op"] not in ("newest", "namesakes")
            for element in responses[entry["id"]].objects
        ]

    def _is_not_first(self, entry):
        stream = self.env["qbd.stream"].browse(entry.get("stream"))
        deleted = entry["op"] == "deleted"
        return not deleted or stream._mapping()._has_unique_names

    def _sequences_of(self, todo):
        """Return the EditSequences that the links of an answer's objects know.

        :return: as `_sequences`, for each stream id; {} if there are too many to read
            ahead. It holds until the first of them is applied
        """
        elements = {}
        for entry, element in todo if len(todo) <= AHEAD else ():
            if entry["op"] != "deleted":
                elements.setdefault(entry["stream"], []).append(element)
        return self._sequences(elements)

    def _apply_slice(self, message_set, todo, position, known):
        """Apply up to BATCH objects of a stream; all deletions, to judge the number.

        :param known: of `_sequences_of`; emptied as soon as something is applied
        :return: the number of objects
        """
        entry = todo[position][0]
        size = len(todo) if entry["op"] == "deleted" else BATCH
        end = position
        while end < len(todo) and end < position + size and todo[end][0] is entry:
            end += 1
        elements = [element for _entry, element in todo[position:end]]
        stream = self.env["qbd.stream"].browse(entry["stream"])
        engine = self.with_context(qbd_session=message_set.session_id)
        if entry["op"] == "deleted":
            known.clear()
            engine._apply_deleted(stream, elements)
            return end - position
        seen = known or self._sequences({stream.id: elements})
        before, out, others = seen.get(stream.id, ({}, set(), set()))
        if stream._mapping()._takes_over():
            others = ()  # it may become one of this list
        fresh = [one for one in elements if self._is_news(one, before, out, others)]
        if fresh:
            known.clear()
            session = message_set.session_id
            windows = (session.reading or {}).get("windows", {})
            engine._apply_objects(stream, fresh, windows.get(str(stream.id)))
            self._remember_newest(session, stream, fresh, before)
        return end - position

    def _is_news(self, element, before, out, others):
        """Return whether an object is not as its link knows it, see `_sequences`."""
        one = self._id_of(element)
        if one in others:
            return False
        sequence = child_text(element, "EditSequence")
        return one in out or one not in before or before[one] != sequence

    @staticmethod
    def _count_read(message_set, todo, position):
        """Count the objects that this call has applied, once: each count is a write."""
        applied = todo[message_set.objects_applied : position]
        objects = [entry for entry, _element in applied if entry["op"] != "deleted"]
        message_set.session_id._count(read=len(objects))
