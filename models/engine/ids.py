from odoo import fields, models
from odoo.tools import SQL

PAGE = 1000
FETCH = 100
TAKEN = 300
"""So many records are changed at once by what a comparison shows."""


class QbdEngineIds(models.AbstractModel):
    """Compares the full set of ids periodically.

    Deleted-object queries reach back about 90 days and never show merges, so each list
    is read now and then with ids and EditSequences alone. Objects that the windows
    missed are read in full; those that are absent were deleted or merged. A filtered
    list never proves a deletion.
    """

    _name = "qbd.engine.ids"
    _description = "QuickBooks Engine: Comparison of Ids"

    def _id_sweep_due(self, connection):
        """Return the streams whose ids are to be compared, the most urgent first."""
        now = fields.Datetime.now()
        streams = connection.stream_ids.filtered(
            lambda s: (
                s._is_read()
                and (s.watermark or s.id_sweep_wanted)
                and not s._cannot_be_read()
                and not s._refused_lately("ids", "fetch")
            )
        )
        for stream in streams.filtered(lambda s: not s.id_sweep_time):
            stream.id_sweep_time = now  # its first window was the full list
        return streams.filtered(
            lambda s: s.id_sweep_wanted
            or s.id_sweep_time < now - s._mapping()._between_id_sweeps()
        ).sorted(lambda s: (not s.id_sweep_wanted, s.id_sweep_time))

    def _ids_left(self, session):
        """Return the due streams with no comparison that failed in this round."""
        failed = (session.reading or {}).get("ids_failed", [])
        due = self._id_sweep_due(session.connection_id)
        return due.filtered(lambda stream: stream.id not in failed)

    def _plan_ids(self, session):
        """Return the state of a sweep of the stream that waits longest, or None."""
        stream = self._ids_left(session)[:1]
        if not stream:
            return None
        stream.id_sweep_number += 1
        return {"stream": stream.id, "number": stream.id_sweep_number, "missed": []}

    def _ids_request(self, session):
        """Return the next request of the sweep, None if it is done."""
        state = session.reading.get("ids")
        if not state or state.get("done"):
            return None
        stream = self.env["qbd.stream"].browse(state["stream"])
        if state["missed"] and (state.get("read") or len(state["missed"]) >= FETCH):
            return self._fetch_request(session, stream, state)
        if state.get("read"):
            state = self._next_query(stream, state)
            if not state:
                self._finish_id_sweep(session, stream, session.reading["ids"])
                return None
            session.reading = {**session.reading, "ids": state}
        return self._id_page_request(session, stream, state)

    def _next_query(self, stream, state):
        """Return the sweep's state for its next query, or None after the last query."""
        number = state.get("query", 0) + 1
        if number >= len(stream._mapping()._queries()):
            return None
        return {**state, "query": number, "read": False, "iterator": None}

    def _current_query(self, mapping, state):
        return mapping._queries()[state.get("query", 0)]

    def _id_page_request(self, session, stream, state):
        mapping = stream._mapping()
        options, query = {}, self._current_query(mapping, state)
        if mapping._is_paged(query):
            options["MaxReturned"] = mapping._ids_per_page(PAGE)
            options["iterator"] = "Continue" if state.get("iterator") else "Start"
            options["iterator_id"] = state.get("iterator")
        element = mapping._request_query(
            query,
            IncludeRetElement=[mapping._id_tag, *mapping._id_elements],
            **options,
        )
        return self._hand_out(
            session,
            "read",
            "ids",
            self.env._("All ids of %(name)s", name=stream.label),
            [({"op": "ids", "stream": stream.id}, element)],
        )

    def _fetch_request(self, session, stream, state):
        """Request the missed objects, by the query that showed their ids."""
        mapping = stream._mapping()
        ids = state["missed"][:FETCH]
        query = self._current_query(mapping, state)
        element = mapping._request_query(query, **{mapping._id_tag: ids})
        return self._hand_out(
            session,
            "read",
            "fetch",
            self.env._("Missed changes of %(name)s", name=stream.label),
            [({"op": "fetch", "stream": stream.id, "ids": ids}, element)],
        )

    # -- answers --------------------------------------------------------------

    def _apply_ids(self, message_set, response):
        """Note the ids that exist, and those that the windows have missed."""
        session = message_set.session_id
        state = dict((session.reading or {}).get("ids") or {})
        if not state or state.get("done"):
            return
        self._note_answer(message_set.requests[0], response)
        if response is None or self._outcome(response).outcome not in ("ok", "empty"):
            # an incomplete list proves nothing: next time
            state.update(done=True, failed=True)
        else:
            stream = self.env["qbd.stream"].browse(state["stream"])
            if self._shows_older(stream, response.objects):
                return
            state["missed"] += self._compare_ids(stream, state, response.objects)
            self._notice(stream, response.objects)
            state["iterator"] = response.iterator_id
            state["read"] = not response.remaining
        session.reading = {**session.reading, "ids": state}

    def _compare_ids(self, stream, state, objects):
        ids = {self._id_of(e): e.findtext("EditSequence") for e in objects}
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE qbd_link SET last_id_sweep = %s"
                " WHERE connection_id = %s AND space = %s"
                " AND qb_id = ANY(%s) RETURNING qb_id, edit_sequence",
                state["number"],
                stream.connection_id.id,
                stream._mapping()._space,
                list(ids),
            )
        )
        known = dict(self.env.cr.fetchall())
        self.env["qbd.link"].invalidate_model(["last_id_sweep"])
        mapping = stream._mapping()._for_batch()
        skipped = self.env["qbd.link"]._each(
            objects,
            lambda one: self._id_of(one) if mapping._skips_object(one) else None,
            lambda one, error: None,  # it is fetched, and parked with its name
        )
        missed = (ids.keys() - set(skipped)) | known.keys()
        return [
            one
            for one, sequence in ids.items()
            if known.get(one) != sequence and one in missed
        ]

    def _notice(self, stream, objects):
        """Take other values that such a list shows, for example quantities on hand."""
        mapping = stream._mapping()
        parts = self._gather(
            objects,
            mapping._notice,
            lambda one, error: self.env["qbd.link"]._park_object(
                stream, self._id_of(one), error
            ),
        )
        self._guarded(
            [one for part in parts for one in part],
            mapping._take_noticed,
            lambda one, error: mapping._park_noticed(one, self._words(error)),
        )

    def _apply_fetched(self, message_set, response):
        session = message_set.session_id
        state = dict((session.reading or {}).get("ids") or {})
        entry = message_set.requests[0]
        stream = self.env["qbd.stream"].browse(entry["stream"])
        self._note_answer(entry, response)
        if not self._was_read(response):
            state.update(done=True, failed=True)
            session.reading = {**session.reading, "ids": state}
            return
        self._apply_objects(stream, response.objects)
        state["missed"] = [one for one in state["missed"] if one not in entry["ids"]]
        session.reading = {**session.reading, "ids": state}

    def _finish_id_sweep(self, session, stream, state):
        """Treat links absent from the list as deleted, now that it is complete."""
        gone = self.env["qbd.link"].search(
            [
                *stream._mapping()._swept_domain(),
                ("qb_id", "!=", False),
                ("state", "not in", ("gone", "sent", "unknown")),
                ("last_id_sweep", "!=", state["number"]),
            ]
        )
        recompare = stream.connection_id.recompare
        if recompare:
            for owner, some in gone.grouped("stream_id").items():
                self._missing_after_restore(owner, some, recompare)
        else:
            news = [
                link
                for link in gone
                if not self._deletion_known(
                    link.state, link.reason, link.deleted_in_odoo
                )
            ]
            self._deleted_by_list(news)
        if stream.connection_id.state == "question":
            stream.id_sweep_wanted = True  # to be judged again once it is allowed
            session.reading = {**session.reading, "ids": {**state, "done": True}}
            return
        if self._misses_unsettled(stream, state["number"]):
            stream.id_sweep_wanted = True  # next time their outcome is settled
            self._give_ids_up(session)
            return
        self._note_read(stream, "fetch:")
        self._take_compared(stream)
        stream.write({"id_sweep_time": fields.Datetime.now(), "id_sweep_wanted": False})
        session.reading = {**session.reading, "ids": {**state, "done": True}}
        self._end_recompare(stream.connection_id)

    def _take_compared(self, stream):
        """Act on what the complete comparison shows, e.g. quantities on hand."""
        mapping, found = stream._mapping(), []
        self._note_read(stream, "compare:")
        self._guarded(
            [stream],
            lambda _streams: found.extend(mapping._ids_compared()),
            lambda _stream, error: self._note_read(
                stream, "compare:", self._words(error)
            ),
        )
        for start in range(0, len(found), TAKEN):
            self._guarded(
                found[start : start + TAKEN],
                mapping._take_compared,
                lambda one, error: mapping._park_noticed(one, self._words(error)),
            )

    def _misses_unsettled(self, stream, number):
        """Return whether an object is absent whose change has no known outcome yet."""
        domain = [
            ("stream_id", "=", stream.id),
            ("qb_id", "!=", False),
            ("state", "=", "sent"),
            ("last_id_sweep", "!=", number),
        ]
        return bool(self.env["qbd.link"].search_count(domain, limit=1))

    # -- after a restore ------------------------------------------------------

    def _missing_after_restore(self, stream, links, policy):
        """Handle links whose objects a restored file lacks; Odoo deletes nothing.

        But records that are never anything but QuickBooks' own follow it, and an object
        that was no record yet is nowhere now.
        """
        nowhere = links.filtered(lambda link: not link.record_id)
        nowhere.unlink()
        links -= nowhere
        if stream._is_read_only():
            self._quickbooks_deleted(stream, links)
            return
        for link in links:
            if policy == "odoo" and stream._writes():
                link._forget_object()
            else:
                link._park(
                    "lost_by_restore",
                    self.env._(
                        "“%(name)s” is not in the restored company file. Press Try"
                        " again to send it from Odoo, or unlink the pair.",
                        name=link.qb_name,
                    ),
                )
                link.write(
                    {
                        **{"qb_id": False, "edit_sequence": False, "guid": False},
                        # of an object that is lost: another one of its name is new
                        **{"odoo_image": False, "quickbooks_image": False},
                    }
                )

    def _end_recompare(self, connection):
        waiting = connection.stream_ids.filtered(
            lambda stream: stream.id_sweep_wanted and stream._is_read()
        )
        if connection.recompare and not waiting:
            connection.recompare = False
