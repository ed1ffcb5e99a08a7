from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...core.qbxml import times
from ...core.qbxml.children import child_text

NEWEST = 5
"""How many objects of each list are looked at again."""

VANISHED = 3
"""So many vanished names at once are no merges."""

FAR_BACK = timedelta(days=120)
"""Farther than QuickBooks remembers deletions, however wrong a clock is."""

REMEMBERED = timedelta(days=80)
"""How long QuickBooks surely remembers a deletion (it is about 90 days)."""

JUST_NOW = timedelta(minutes=5)
"""By how much the end of the last reading may be estimated too early."""

NAMING = ("query", "namesakes")
"""Requests whose objects may be those that are missing, under new ids."""


class QbdEngineNewest(models.AbstractModel):
    """Notices a restored company file by the changes that it has lost.

    The counter in the file tells only of restores to before a write of ours. So each
    session also asks, by their ids, for the objects that others changed last. If one is
    as it was read, nothing that was read before it is lost. If it is in an older state,
    or is gone although QuickBooks tells of no deletion, the file was restored.

    `newest_seen` of a connection is ``{stream id: [{"id", "type", "name", "sequence",
    "time", "session", "first"}, …]}``, oldest first; "first" was in a first reading.
    Times of the PC are compared within one session only: its clock may be set.
    """

    _name = "qbd.engine.newest"
    _description = "QuickBooks Engine: Newest Changes"

    # -- remembering ----------------------------------------------------------

    def _sequences(self, elements):
        """Return the EditSequences of objects that their links know, in one query.

        :param elements: {stream id: list of elements}
        :return: {stream id: ({id: EditSequence}, ids of those with a request on its
            way, ids of those that only other lists know)} of the streams with any
        """
        wanted = {}
        for stream in self.env["qbd.stream"].browse(elements):
            of_stream = stream.connection_id.id, stream._mapping()._space
            for one in elements[stream.id]:
                key = (*of_stream, self._id_of(one))
                wanted.setdefault(key, []).append(stream.id)
        found = {}
        for link in self._stored_sequences(wanted) if wanted else ():
            *key, sequence, is_out, of_stream = link
            for stream_id in wanted.get(tuple(key), ()):
                sequences, out, others = found.setdefault(stream_id, ({}, set(), set()))
                if of_stream != stream_id:
                    others.add(key[-1])
                    continue
                sequences[key[-1]] = sequence
                if is_out:
                    out.add(key[-1])
        return found

    def _stored_sequences(self, wanted):
        """Return what the links of objects know, in one query.

        Each column is asked for on its own, so that the index of ids is used: for a
        join PostgreSQL would go by statistics, which a first sync outruns.

        :param wanted: (connection id, name space, QuickBooks id) of each object
        :return: [(*these three, EditSequence, whether a request is on its way,
            stream id)], perhaps of further objects
        """
        self.env["qbd.link"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT connection_id, space, qb_id, edit_sequence,"
                " state IN ('sent', 'unknown'), stream_id FROM qbd_link"
                " WHERE connection_id = ANY(%s) AND space = ANY(%s)"
                " AND qb_id = ANY(%s)",
                *(list(set(column)) for column in zip(*wanted, strict=True)),
            )
        )
        return self.env.cr.fetchall()

    def _sequences_in(self, stream, elements):
        """Return {id: EditSequence} of objects of one stream, as their links know."""
        found = self._sequences({stream.id: elements}) if elements else {}
        return found[stream.id][0] if stream.id in found else {}

    def _remember_newest(self, session, stream, elements, before):
        """Keep the newest of the objects that were read in a new state.

        :param before: {id: EditSequence} before they were applied
        """
        vanishing = stream._mapping()._vanishing_types
        changed = [
            element
            for element in elements
            if child_text(element, "EditSequence")
            not in ("", before.get(self._id_of(element)))
            and element.tag.removesuffix("Ret") not in vanishing
        ]
        after = self._sequences_in(stream, changed)
        window = (session.reading or {}).get("windows", {}).get(str(stream.id), {})
        found = []
        for element in changed:
            one, moment = self._id_of(element), self._modified(element)
            sequence = child_text(element, "EditSequence")
            if sequence and moment and after.get(one) == sequence:
                found.append((moment, one, sequence, element))
        if not found:
            return
        found.sort(key=lambda one: one[0])
        new = [
            {
                **{"id": one, "sequence": sequence, "time": moment},
                "type": element.tag.removesuffix("Ret"),
                "name": self._name_of(element),
                "session": session.id,
                "first": not window.get("from"),
            }
            for moment, one, sequence, element in found[-NEWEST:]
        ]
        seen = dict(stream.connection_id.newest_seen or {})
        read = {one for _moment, one, _sequence, _element in found}
        known = [one for one in seen.get(str(stream.id), []) if one["id"] not in read]
        rows = sorted(
            [*known, *new],
            key=lambda one: (0 if one["first"] else one["session"], one["time"]),
        )
        seen[str(stream.id)] = rows[-NEWEST:]
        if seen != stream.connection_id.newest_seen:
            stream.connection_id.newest_seen = seen

    def _modified(self, element):
        return self._wall_clock(child_text(element, "TimeModified"))

    # -- asking ---------------------------------------------------------------

    def _newest_known(self, connection, reading):
        """Return the newest objects to look at again: {stream id: (changed, deleted)}.

        :param reading: of the session; once in each they are looked at
        """
        if reading.get("newest_known") or connection.recompare:
            return {}
        seen, deleted = connection.newest_seen or {}, connection.deleted_seen or {}
        return {
            key: (seen.get(key, []), deleted.get(key, []))
            for key in {**seen, **deleted}
        }

    def _newest_queries(self, stream, reading, known):
        """Yield the requests that show the newest objects as they are now.

        :param known: of `_newest_known`, empty if there is nothing to look at
        :return: of ({"op", "query"}, element)
        """
        mapping, by_query = stream._mapping(), {}
        rows, deleted = known or ((), ())
        for one in (*rows, *deleted):
            by_query.setdefault(mapping._query_of(one["type"]), []).append(one)
        wanted = [mapping._id_tag, "TimeModified", "EditSequence"]
        for query, some in by_query.items():
            ids = {mapping._id_tag: [one["id"] for one in some]}
            element = mapping._request_query(query, **ids, IncludeRetElement=wanted)
            yield {"op": "newest", "query": query}, element
            names = [one["name"] for one in some if one["name"] and one in rows]
            if reading.get("far_back") and names and mapping._has_unique_names:
                by_name = {"FullName": names, "ActiveStatus": None}
                element = mapping._request_query(query, **by_name)
                yield {"op": "namesakes", "query": query}, element

    # -- judging --------------------------------------------------------------

    def _suspects(self, connection, entries, responses):
        """Return what is not as it was read, and what nothing newer clears.

        :return: [(stream, what was seen, "older" or "gone", element or None)]
        """
        found = list(self._newest_now(connection, entries, responses))
        same = [one for _stream, one, state, _now in found if state == "same"]
        return [
            (stream, one, state, now)
            for stream, one, state, now in found
            if state in ("older", "gone", "replaced")
            and not any(self._came_later(other, one) for other in same)
        ]

    @staticmethod
    def _came_later(other, one):
        """Return whether an object's change was read later, or in a row with the other.

        The order of a first reading is that of the times.
        """
        if other["session"] == one["session"] or other["first"]:
            return other["time"] > one["time"]
        return other["session"] > one["session"]

    def _newest_now(self, connection, entries, responses):
        """Yield (stream, what was seen, how it is now, element) of each object."""
        all_seen = connection.newest_seen or {}
        for entry in entries:
            response = responses.get(entry["id"])
            if entry["op"] != "newest" or not self._was_read(response):
                continue
            stream = self.env["qbd.stream"].browse(entry["stream"])
            mapping = stream._mapping()
            shown = {self._id_of(element): element for element in response.objects}
            seen = [
                one
                for one in all_seen.get(str(stream.id), [])
                if mapping._query_of(one["type"]) == entry["query"]
            ]
            gone = any(one["id"] not in shown for one in seen)
            excused = self._excused(stream, entries, responses) if gone else ()
            changed = [
                shown[one["id"]]
                for one in seen
                if one["id"] in shown
                and child_text(shown[one["id"]], "EditSequence") != one["sequence"]
            ]
            known = self._sequences_in(stream, changed)
            for one in seen:
                now = shown.get(one["id"])
                if now is None:
                    yield stream, one, self._why_missing(mapping, one, excused), None
                else:
                    linked = known.get(one["id"])
                    yield stream, one, self._compared(stream, one, linked, now), now

    @staticmethod
    def _why_missing(mapping, one, excused):
        if not mapping._deleted_types or one["id"] in excused:
            return "deleted"
        return "replaced" if (one["name"] or "").casefold() in excused else "gone"

    def _excused(self, stream, entries, responses):
        """Return ids of deleted objects, and names of those that replace others."""
        found = set()
        for entry in entries:
            response = responses.get(entry["id"])
            if entry.get("stream") != stream.id or not self._was_read(response):
                continue
            if entry["op"] == "deleted":
                found |= {self._id_of(element) for element in response.objects}
            elif entry["op"] in NAMING and stream._mapping()._has_unique_names:
                names = map(self._name_of, response.objects)
                found |= {name.casefold() for name in names if name}
        return found

    def _compared(self, stream, one, linked, now):
        """Return how an object is against what was seen: "same", "newer" or "older".

        EditSequences are numbers that grow, as far as any was recorded. A change that
        was made since the last reading is none of a backup, whatever the PC's clock
        says.
        """
        sequence, moment = child_text(now, "EditSequence") or "", self._modified(now)
        if sequence == one["sequence"]:
            return "same"
        if sequence == linked:
            return "newer"  # by a write of ours
        numbers = sequence.isdecimal() and one["sequence"].isdecimal()
        pair = (sequence, one["sequence"]) if numbers else (moment, one["time"])
        if numbers:
            pair = tuple(map(int, pair))
        limit = times.window_start(stream.watermark or one["time"], -JUST_NOW)
        return "older" if pair[0] < pair[1] and moment < limit else "newer"

    def _finds_restored(self, message_set, responses):
        """Judge the newest objects of an answer before any of it is applied.

        :return: "" to go on; "again" to repeat the round, with all deletions;
            "question" if a restored file was found
        """
        session, entries = message_set.session_id, message_set.requests or []
        connection = message_set.connection_id
        if connection.recompare or connection.state != "connected":
            return ""
        certain = self._back_again(connection, entries, responses)
        missing = self._suspects(connection, entries, responses)
        suspects = [one for one in missing if one[2] != "replaced"]
        gone = [one for one in suspects if one[2] == "gone"]
        far_back = (session.reading or {}).get("far_back")
        if gone == suspects and gone and not (certain or far_back):
            return "again"
        certain += [one for one in suspects if one[2] == "older"]
        certain += [one for one in gone if self._is_remembered(one[0])]
        if len(gone) >= VANISHED:
            certain = suspects
        if certain:
            self._ask_restored(connection, certain)
            return "question"
        if missing:
            self._look_for(connection, missing)
        if any(entry["op"] == "newest" for entry in entries):
            session.reading = {**(session.reading or {}), "newest_known": True}
        return ""

    def _is_remembered(self, stream):
        """Return whether QuickBooks would tell of a deletion since the last reading.

        What has a name of its own may have been merged, and of that it tells nothing.
        """
        if stream._mapping()._has_unique_names or not stream.watermark:
            return False
        now = self._their_clock(stream.connection_id, fields.Datetime.now())
        return stream.watermark > times.window_start(now, REMEMBERED)

    def _look_for(self, connection, gone):
        """Have the ids of lists compared at once in which objects are missing."""
        seen = dict(connection.newest_seen or {})
        for stream, one, _state, _now in gone:
            stream.id_sweep_wanted = True
            seen[str(stream.id)] = [
                other for other in seen[str(stream.id)] if other["id"] != one["id"]
            ]
        connection.newest_seen = seen

    def _ask_restored(self, connection, certain):
        """Stop the connection and ask which side is right.

        :param certain: of `_suspects`; the newest is named
        """
        stream, one, state, now = max(
            certain, key=lambda found: (found[1]["session"], found[1]["time"])
        )
        dates = {
            "list": stream.label,
            "name": one["name"] or one["id"],
            "seen": one["time"].replace("T", " "),
            "shown": (self._modified(now) if now is not None else "").replace("T", " "),
            "now": fields.Datetime.now(),
            "number": len(certain),
        }
        if state == "older":
            text = self.env._(
                "The company file is older than the state that Odoo has read from "
                "it: “%(name)s” (%(list)s) was changed on %(seen)s, and today, "
                "%(now)s, the file shows its state of %(shown)s. Records affected so "
                "far: %(number)s. The file was probably restored from a backup. "
                "Choose which side is right; until then nothing is read or written.",
                **dates,
            )
        elif state == "back":
            text = self._words_of_back(dates)
        else:
            text = self.env._(
                "The company file lacks a record that Odoo has read from it: "
                "“%(name)s” (%(list)s), saved on %(seen)s, is not there today, "
                "%(now)s, and QuickBooks reports no deletion. Records affected so "
                "far: %(number)s. The file was probably restored from a backup. "
                "Choose which side is right; until then nothing is read or written.",
                **dates,
            )
        self._ask_again_from(connection, text)

    def _words_of_back(self, dates):
        return self.env._(
            "The company file has “%(name)s” (%(list)s) again, which was deleted or "
            "merged in QuickBooks. Records affected so far: %(number)s. The file was "
            "probably restored from a backup. Choose which side is right; until then "
            "nothing is read or written.",
            **dates,
        )

    def _shows_older(self, stream, elements):
        """Ask if a list of ids shows what was deleted, or older states than were read.

        :return: whether the connection was stopped by it
        """
        connection = stream.connection_id
        if connection.recompare or connection.state != "connected":
            return False
        known = self._sequences_in(stream, elements)
        older = [
            self._id_of(element)
            for element in elements
            if self._is_older(
                child_text(element, "EditSequence"), known.get(self._id_of(element))
            )
        ]
        back = self._links_back_again(stream, list(map(self._id_of, elements)))
        space = stream._mapping()._space
        links = self.env["qbd.link"]._by_qb_ids(connection, space, older)
        names = [link.qb_name or qb_id for qb_id, link in links.items()]
        if not older and not back:
            return False
        dates = {
            "number": len(older) or len(back),
            "list": stream.label,
            "name": min(names or back.mapped(lambda one: one.qb_name or one.qb_id)),
        }
        if older:
            text = self.env._(
                "The company file is older than the state that Odoo has read from "
                "it: the comparison of all ids shows %(number)s of %(list)s in an "
                "older state, such as “%(name)s”. The file was probably restored "
                "from a backup. Choose which side is right; until then nothing is "
                "read or written.",
                **dates,
            )
        else:
            text = self._words_of_back(dates)
        self._ask_again_from(connection, text)
        return True

    @staticmethod
    def _is_older(sequence, known):
        """Return whether an EditSequence is before another one; both are numbers."""
        numbers = (sequence or "").isdecimal() and (known or "").isdecimal()
        return numbers and int(sequence) < int(known)

    def _ask_again_from(self, connection, text):
        defined = connection.generation_defined
        data = {"generation": connection.generation if defined else None}
        self._ask(connection, "older_quickbooks", text, data)
