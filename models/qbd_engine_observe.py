import logging
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.errors import AnswerRefused
from ..core.qbxml import messages, status, times
from .qbd_engine_apply import BATCH, Pair

_logger = logging.getLogger(__name__)

READABLE = ("ok", "empty", "warning", "missing")
"""Outcomes of a query whose objects, if any, are all there is."""


class QbdEngineObserve(models.AbstractModel):
    """Reading what QuickBooks changed: windows, pages, deleted objects.

    A session's `reading` holds the windows of one round:
    ``{"windows": {stream id: {"from", "done", "iterating", "iterator", "seen",
    "failed"}}, "complete": bool}``. A round starts with one message set for all
    streams; only a stream whose page came back full is iterated, one at a time.
    """

    _name = "qbd.engine.observe"
    _description = "QuickBooks Engine: Observe"

    # -- asking -------------------------------------------------------------------

    def _start_round(self, session):
        streams = self._streams_to_read(session.connection_id)
        session.reading = {
            "complete": not streams,
            "windows": {
                str(stream.id): {"from": self._window_start(stream)}
                for stream in streams
            },
        }

    def _streams_to_read(self, connection):
        """Streams that read, and those with a write whose outcome is to be found."""
        unknown = self.env["qbd.message.set"]._open(connection, "unknown")
        needed = {
            entry.get("stream")
            for message_set in unknown
            for entry in message_set.requests or []
        }
        return connection.stream_ids.filtered(
            lambda stream: stream._reads()
            or (stream._writes() and stream._mapping()._reads_back())
            or stream.id in needed
        ).sorted("sequence")

    def _window_start(self, stream):
        return times.window_start(stream.watermark) if stream.watermark else None

    def _observe_request(self, session):
        """:return: the next message set of the round, None where it is complete"""
        if not session.reading:
            self._start_round(session)
        reading = session.reading
        if reading["complete"]:
            if session.connection_id.state != "connected" or session.ids_done:
                return None
            return self._sweep_ids(session)
        iterating = [
            key for key, window in reading["windows"].items() if window.get("iterating")
        ]
        if iterating:
            return self._page_request(session, int(iterating[0]))
        return self._first_request(session)

    def _sweep_ids(self, session):
        """After the first round of a session: comparisons of ids that are due.

        One that is merely due for its turn goes alone; wanted ones all go.
        """
        while True:
            if "ids" not in session.reading:
                state = self._plan_id_sweep(session.connection_id)
                session.reading = {**session.reading, "ids": state}
            text = self._ids_request(session)
            if text:
                return text
            due = self._id_sweep_due(session.connection_id)
            if not session.reading["ids"] or not due.filtered("id_sweep_wanted"):
                session.ids_done = True
                return None
            if session.reading["ids"].get("failed"):
                session.ids_done = True
                return None
            session.reading = {
                key: value for key, value in session.reading.items() if key != "ids"
            }

    def _first_request(self, session):
        requests, entries = [], []
        for key, window in session.reading["windows"].items():
            if window.get("done"):
                continue
            if window.get("alone") and entries:
                break
            stream = self.env["qbd.stream"].browse(int(key))
            for op, element in self._stream_queries(stream, window):
                number = str(len(entries) + 1)
                requests.append(messages.Request(number, element))
                entries.append({"id": number, "op": op, "stream": stream.id})
        names = len({entry["stream"] for entry in entries})
        return self._hand_out(
            session,
            "read",
            "observe",
            self.env._("Changes in %(number)s lists", number=names),
            requests,
            entries,
        )

    def _stream_queries(self, stream, window):
        mapping = stream._mapping()
        paged = {"MaxReturned": stream.page_size} if mapping._pages else {}
        yield (
            "query",
            mapping._request_query(
                ActiveStatus="All", FromModifiedDate=window["from"], **paged
            ),
        )
        deleted_from = stream.deleted_watermark or stream.watermark
        if mapping._deleted_types and deleted_from:
            yield (
                "deleted",
                messages.query(
                    "ListDeletedQuery",
                    ListDelType=list(mapping._deleted_types),
                    FromDeletedDate=times.window_start(deleted_from),
                ),
            )

    def _page_request(self, session, stream_id):
        stream = self.env["qbd.stream"].browse(stream_id)
        window = session.reading["windows"][str(stream_id)]
        iterator = window.get("iterator")
        element = stream._mapping()._request_query(
            iterator="Continue" if iterator else "Start",
            iterator_id=iterator,
            MaxReturned=stream.page_size,
            ActiveStatus="All",
            FromModifiedDate=window["from"],
        )
        entry = {"id": "1", "op": "page", "stream": stream_id}
        return self._hand_out(
            session,
            "read",
            "observe",
            self.env._("A page of %(name)s", name=stream.label),
            [messages.Request("1", element)],
            [entry],
        )

    # -- applying an answer -----------------------------------------------------------

    def _apply_read(self, message_set, deadline):
        """Apply a read answer as far as the time goes.

        :return: whether all of it is applied
        """
        try:
            answer = messages.read_answer(message_set.response or "")
        except AnswerRefused as error:
            return self._unreadable(message_set, error)
        responses = answer.by_id()
        if message_set.purpose in ("ids", "fetch"):
            return self._apply_id_answer(message_set, responses.get("1"))
        todo = self._flat(message_set, responses)
        position = message_set.position
        while position < len(todo):
            if position and self._clock() > deadline:
                message_set.position = position
                return False
            position += self._apply_slice(message_set, todo, position)
        self._finish_windows(message_set, responses)
        message_set._advance("apply", position=position)
        return True

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
        """:return: [(entry, object element)] of the answer, in its order"""
        return [
            (entry, element)
            for entry in message_set.requests or []
            if entry["id"] in responses
            for element in responses[entry["id"]].objects
        ]

    def _apply_slice(self, message_set, todo, position):
        """Apply up to BATCH objects of one stream and one kind."""
        entry = todo[position][0]
        end = position
        while end < len(todo) and end < position + BATCH and todo[end][0] is entry:
            end += 1
        elements = [element for _entry, element in todo[position:end]]
        stream = self.env["qbd.stream"].browse(entry["stream"])
        engine = self.with_context(qbd_session=message_set.session_id.id)
        if entry["op"] == "deleted":
            engine._apply_deleted(stream, elements)
        else:
            engine._apply_objects(stream, elements)
            message_set.session_id._count(read=len(elements))
        return end - position

    def _apply_objects(self, stream, elements):
        """Upsert objects of QuickBooks: known and unchanged ones cost nothing."""
        mapping = stream._mapping()
        found = {self._id_of(element): element for element in elements}
        links = self.env["qbd.link"]._by_qb_ids(
            stream.connection_id, mapping._space, found
        )
        pairs, unlinked = [], []
        for qb_id, element in found.items():
            link = links.get(qb_id)
            edit_sequence = element.findtext("EditSequence")
            if link and self._is_known(link, edit_sequence):
                continue
            if link and link.stream_id != stream:
                continue
            pair = self._pair(mapping, element, link)
            (pairs if link else unlinked).append(pair)
        pairs += self._find_partners(stream, mapping, unlinked)
        pairs = [pair for pair in pairs if self._settle_pair(stream, mapping, pair)]
        self._reconcile(stream, pairs)

    def _is_known(self, link, edit_sequence):
        return link.edit_sequence == edit_sequence and link.state not in (
            "sent",
            "unknown",
        )

    def _pair(self, mapping, element, link):
        quickbooks = mapping._canonical_object(element)
        return Pair(
            link=link,
            quickbooks=quickbooks,
            qb_id=self._id_of(element),
            edit_sequence=element.findtext("EditSequence"),
            qb_type=element.tag.removesuffix("Ret"),
            name=mapping._object_name(quickbooks),
            record_id=link.record_id if link else None,
        )

    @staticmethod
    def _id_of(element):
        return element.findtext("ListID") or element.findtext("TxnID")

    # -- whose is an object without a link? ----------------------------------------------

    def _find_partners(self, stream, mapping, pairs):
        """By our ExternalGUID, else by the natural key; ambiguous ones are parked.

        :return: the pairs to reconcile, with link or record where one was found
        """
        if not pairs:
            return []
        self._find_by_guid(stream, mapping, pairs)
        open_pairs = {pair.qb_id: pair for pair in pairs if not pair.link}
        proposals = mapping._match(
            {qb_id: pair.quickbooks for qb_id, pair in open_pairs.items()}
        )
        taken, result = set(), [pair for pair in pairs if pair.link]
        for qb_id, pair in open_pairs.items():
            ids = [one for one in proposals.get(qb_id, []) if one not in taken]
            if len(proposals.get(qb_id, [])) > 1 or (proposals.get(qb_id) and not ids):
                self._park_ambiguous(stream, mapping, pair, proposals[qb_id])
                continue
            if ids:
                pair.record_id = ids[0]
                taken.add(ids[0])
            result.append(pair)
        self._adopt_links(stream, result)
        return result

    def _find_by_guid(self, stream, mapping, pairs):
        guids = {
            pair.quickbooks.get("ExternalGUID"): pair
            for pair in pairs
            if pair.quickbooks.get("ExternalGUID")
        }
        if not guids:
            return
        links = self.env["qbd.link"].search(
            [("stream_id", "=", stream.id), ("guid", "in", list(guids))]
        )
        for link in links.filtered(lambda link: not link.qb_id):
            pair = guids[link.guid]
            pair.link, pair.record_id = link, link.record_id

    def _adopt_links(self, stream, pairs):
        """A record that was about to be added has its link already."""
        wanted = {p.record_id: p for p in pairs if p.record_id and not p.link}
        links = self.env["qbd.link"]._by_records(stream, wanted)
        for record_id, link in links.items():
            if not link.qb_id:
                wanted[record_id].link = link

    def _park_ambiguous(self, stream, mapping, pair, ids):
        names = mapping._browse(ids).mapped("display_name")
        pair.record_id = None
        self._park_pair(
            stream,
            pair,
            "ambiguous",
            self.env._(
                "Several records could be “%(name)s” of QuickBooks: %(records)s. Rename"
                " or merge them in Odoo, then press Try again.",
                name=pair.name,
                records=", ".join(names),
            ),
        )

    # -- deleted objects -------------------------------------------------------------

    def _apply_deleted(self, stream, elements):
        mapping = stream._mapping()
        links = self.env["qbd.link"]._by_qb_ids(
            stream.connection_id,
            mapping._space,
            [self._id_of(element) for element in elements],
        )
        links = [
            link
            for link in links.values()
            if link.state != "gone" and link.stream_id == stream
        ]
        self._quickbooks_deleted(stream, links)

    def _quickbooks_deleted(self, stream, links):
        """Objects are gone in QuickBooks. An edit in Odoo beats it (rule 10)."""
        if not links or self._stops_mass_change(stream, len(links), "quickbooks"):
            return
        mapping = stream._mapping()
        states = mapping._canonical_records(
            mapping._browse(
                [link.record_id for link in links if link.record_id]
            ).exists()
        )

        def work(part):
            for link in part:
                self._carry_deletion(stream, mapping, link, states.get(link.record_id))

        def bad(link, error):
            link._park("deleted_in_quickbooks", self._words(error))

        self._guarded(links, work, bad)

    def _carry_deletion(self, stream, mapping, link, state):
        compared = mapping._compared()
        image = link.odoo_image or {}
        edited = state is not None and any(
            state[path] != image.get(path) for path in state.keys() & compared
        )
        if edited and stream._writes():
            self._forget_object(link)
            return
        if state is not None and stream._reads():
            mapping._deactivate_record(mapping._browse(link.record_id))
            self.env.flush_all()
            state = mapping._canonical_records(mapping._browse(link.record_id))
            link.odoo_image = state[link.record_id]
        link.write(
            {
                "state": "gone",
                "reason": "deleted_in_quickbooks",
                "message": self.env._("Deleted in QuickBooks."),
            }
        )

    def _forget_object(self, link):
        """The object is gone and the record lives: it will be added as a new one."""
        link.write(
            {
                "qb_id": False,
                "edit_sequence": False,
                "guid": False,
                "odoo_image": False,
                "quickbooks_image": False,
                "quickbooks_seen": False,
                "state": "dirty",
                "reason": False,
                "message": False,
            }
        )

    # -- windows ------------------------------------------------------------------------

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
        reading["complete"] = all(w.get("done") for w in reading["windows"].values())
        session.reading = dict(reading)
        self._move_watermarks(message_set, reading, responses)

    def _finish_page(self, entry, window, response):
        stream = self.env["qbd.stream"].browse(entry["stream"])
        if response is None or self._outcome(response).outcome not in READABLE:
            self._page_failed(entry, window, response)
            return
        moments = [e.findtext("TimeModified") or "" for e in response.objects]
        newest = max((times.wall_clock(m) for m in moments if m), default="")
        window["seen"] = max(window.get("seen") or "", newest)
        if entry["op"] == "query":
            full = len(response.objects) >= stream.page_size
            window["iterating"] = full and stream._mapping()._pages
            window["done"] = not window["iterating"]
        else:
            window["iterator"] = response.iterator_id
            window["done"] = not response.remaining
            window["iterating"] = not window["done"]

    def _page_failed(self, entry, window, response):
        """An iterator that died restarts its window, twice; then the round goes on."""
        window["restarts"] = window.get("restarts", 0) + 1
        window.pop("iterator", None)
        if entry["op"] == "page" and window["restarts"] <= 2:
            return
        words = response.message if response is not None else "no answer"
        window.update(done=True, iterating=False, failed=words)

    def _outcome(self, response):
        return status.outcome(response.code, response.severity, response.message)

    def _move_watermarks(self, message_set, reading, responses):
        clock = self._quickbooks_clock(message_set)
        for key, window in reading["windows"].items():
            if not window.get("done") or window.get("failed") or window.get("moved"):
                continue
            stream = self.env["qbd.stream"].browse(int(key))
            new = max(window.get("seen") or "", clock, stream.watermark or "")
            if new and new != stream.watermark:
                stream.watermark = new
            window["moved"] = True
        session = message_set.session_id
        session.reading = dict(reading)
        self._move_deleted_watermarks(message_set, responses)

    def _quickbooks_clock(self, message_set):
        """The wall clock of the QuickBooks PC when the read was handed out, or "".

        Known only once a write was answered: the answer shows how the clocks differ.
        """
        connection = message_set.connection_id
        if not connection.clock_known or not message_set.handed_out_on:
            return ""
        moment = message_set.handed_out_on + timedelta(
            seconds=connection.clock_offset - 60
        )
        return times.from_utc(moment, connection._zone())

    def _move_deleted_watermarks(self, message_set, responses):
        for entry in message_set.requests or []:
            response = responses.get(entry["id"])
            if entry["op"] != "deleted" or response is None:
                continue
            if self._outcome(response).outcome not in READABLE:
                continue
            stream = self.env["qbd.stream"].browse(entry["stream"])
            moments = [e.findtext("TimeDeleted") or "" for e in response.objects]
            newest = max((times.wall_clock(m) for m in moments if m), default="")
            new = max(newest, stream.deleted_watermark or "", stream.watermark or "")
            if new and new != stream.deleted_watermark:
                stream.deleted_watermark = new

    def _measure_clock(self, message_set, element):
        """Learn from a written object how far QuickBooks' clock is ahead of ours."""
        text = element.findtext("TimeModified")
        if not text or not message_set.answered_on:
            return
        connection = message_set.connection_id
        theirs = datetime.fromisoformat(times.wall_clock(text))
        ours = datetime.fromisoformat(
            times.from_utc(message_set.answered_on, connection._zone())
        )
        offset = int((theirs - ours).total_seconds())
        if not connection.clock_known or abs(connection.clock_offset - offset) > 120:
            connection.write({"clock_offset": offset, "clock_known": True})

    # -- is there anything new in an answer? ---------------------------------------------

    def _nothing_new(self, session, message_set):
        """Whether a stored, not yet applied read answer holds nothing unknown."""
        try:
            answer = messages.read_answer(message_set.response or "")
        except AnswerRefused:
            return True
        responses = answer.by_id()
        asked = {str(entry.get("stream")) for entry in message_set.requests or []}
        windows = (session.reading or {}).get("windows", {})
        if any(not w.get("done") and key not in asked for key, w in windows.items()):
            return False
        return all(
            self._entry_known(entry, responses.get(entry["id"]))
            for entry in message_set.requests or []
        )

    def _entry_known(self, entry, response):
        if response is None or "stream" not in entry:
            return response is not None
        stream = self.env["qbd.stream"].browse(entry["stream"])
        mapping = stream._mapping()
        if entry["op"] == "query" and mapping._pages:
            if len(response.objects) >= stream.page_size:
                return False
        if entry["op"] == "page" and response.remaining:
            return False
        return self._objects_known(stream, mapping, entry["op"], response.objects)

    def _objects_known(self, stream, mapping, op, objects):
        ids = {self._id_of(e): e.findtext("EditSequence") for e in objects}
        if not ids:
            return True
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT qb_id, edit_sequence, state FROM qbd_link"
                " WHERE connection_id = %s AND space = %s AND qb_id = ANY(%s)",
                stream.connection_id.id,
                mapping._space,
                list(ids),
            )
        )
        rows = self.env.cr.fetchall()
        if op == "deleted":
            return all(state == "gone" for _id, _sequence, state in rows)
        known = {
            qb_id
            for qb_id, sequence, state in rows
            if sequence == ids[qb_id] and state not in ("sent", "unknown")
        }
        return len(known) == len(ids)

    @api.model
    def _clock(self):
        return fields.Datetime.now().timestamp()
