from odoo import models

from ...core.errors import ValueRefused
from ...core.qbwc.credentials import new_guid
from ...core.qbxml.names import name_key
from ...core.sync import documents


class QbdEngineAdds(models.AbstractModel):
    """Plans the Adds of records that QuickBooks does not have yet."""

    _name = "qbd.engine.adds"
    _description = "QuickBooks Engine: Adds"

    def _plan_adds(self, stream, mapping, links, plan):
        """Plan the Adds of these links, in parts that fit into the message set.

        The canonical forms of others would be worked out again for the next one.
        """
        while links and not plan.full(stream._batch()):
            room = stream._batch() - len(plan.requests)
            self._plan_part_of_adds(stream, mapping, links[:room], plan)
            links = links[room:]

    def _plan_part_of_adds(self, stream, mapping, links, plan):
        links = self._possible(mapping, links)
        waiting, links = self._waiting_for_add(mapping, links)
        for link in links:
            if waiting.get(link.record_id):
                self._wait(link, waiting[link.record_id])
        met = self._meet_waiting_objects(stream, mapping, links)
        ready = [
            link
            for link in links
            if link.record_id not in waiting and link.record_id not in met
        ]
        ready = self._refuse_strangers(stream, mapping, ready)
        ready = self._hold_asked_elsewhere(stream, mapping, ready)
        ready = self._hold_similar_records(stream, mapping, ready)
        states = self._states_of(mapping, ready)
        self._plan_states(
            stream, mapping, [x for x in ready if x.record_id in states], states, plan
        )

    def _plan_states(self, stream, mapping, links, states, plan):
        """Add the Adds of these links to the plan, as far as there is room for them.

        :param states: {record id: canonical form}
        """
        room = max(0, stream._batch() - len(plan.requests))
        known = self._names_known(mapping, links[:room], states)

        def work(part):
            before = plan.snapshot()
            try:
                for link in part:
                    if plan.full(stream._batch()):
                        break
                    self._plan_add(mapping, link, states[link.record_id], plan, known)
                self.env.flush_all()
            except Exception:
                plan.restore(before)  # what was planned with the bad one is undone
                raise

        self._guarded(
            links, work, lambda bad, error: bad._park_failed("cannot_send", error)
        )

    def _possible(self, mapping, links):
        """Return the links without those that QuickBooks has nothing like: parked."""
        parts = self._gather(
            links,
            lambda part: [
                one for one in part if not self._parked_as_impossible(mapping, one)
            ],
            lambda bad, error: bad._park_failed("cannot_send", error),
        )
        return [link for part in parts for link in part]

    def _parked_as_impossible(self, mapping, link):
        """Tell whether QuickBooks has nothing like the record; then it is parked."""
        words = mapping._record_impossible_because(mapping._browse(link.record_id))
        if words:
            link._park("cannot_send", words)
        return bool(words)

    def _without_waiting(self, mapping, links):
        """Return the links whose records refer to nothing whose Add comes first.

        One that refers to something new without a counterpart waits, or is parked.
        """
        records = mapping._browse([link.record_id for link in links if link.record_id])
        waiting = mapping._records_waiting_for_add(records.exists())
        lost = records.browse([one for one, words in waiting.items() if words])
        states = mapping._canonical_records(lost) if lost else {}
        stay = []
        for link in links:
            words = waiting.get(link.record_id, None)
            if words is None or (
                words and not mapping._refers_anew(link, states[link.record_id])
            ):
                stay.append(link)
            elif words and not self._parked_as_impossible(mapping, link):
                self._wait(link, words)
        return stay

    def _states_of(self, mapping, links):
        """Return the canonical forms of the records of links, by record id.

        A record of which a value cannot be built is parked.
        """
        parts = self._gather(
            links,
            lambda part: mapping._canonical_records(
                mapping._browse([link.record_id for link in part])
            ),
            lambda bad, error: bad._park_failed("cannot_send", error),
        )
        return {key: state for part in parts for key, state in part.items()}

    def _waiting_for_add(self, mapping, links):
        """Return {record id: words} of what waits, and the links without bad ones."""
        bad = []

        def park(link, error):
            link._park_failed("cannot_send", error)
            bad.append(link)

        parts = self._gather(
            links,
            lambda part: mapping._records_waiting_for_add(
                mapping._browse([link.record_id for link in part])
            ),
            park,
        )
        waiting = {key: words for part in parts for key, words in part.items()}
        return waiting, [link for link in links if link not in bad]

    def _refuse_strangers(self, stream, mapping, links):
        """Park records that are not, or no longer, of the list: they are not sent.

        Whatever way a link came about, no record of another company leaves by it.

        :return: the other links; objects that QuickBooks had once are sent again
        """
        fresh = [link for link in links if not link.synced_on]
        own = mapping._own_ids({link.record_id for link in fresh})
        strangers = [link for link in fresh if link.record_id not in own]
        stay = [link for link in links if link not in strangers]
        for link in strangers:
            self._refuse_stranger(mapping, link)
        return stay

    def _refuse_stranger(self, mapping, link):
        """Let a draft wait until it is posted; park any other record.

        The link of a document that was cancelled before it was sent goes: posted again,
        it is a new one.
        """
        record = mapping._browse(link.record_id)
        if not link.qb_id and mapping._is_withdrawn(record):
            link.unlink()
            return
        waits = mapping._record_waits_for(record)
        if waits:
            self._wait(link, waits)
            return
        words = self.env._(
            "The record does not belong to the record type “%(list)s”, or belongs to "
            "another company: it is not sent.",
            list=link.stream_id.label,
        )
        link._park("cannot_send", words)

    def _meet_waiting_objects(self, stream, mapping, links):
        """Find unmatched objects already read that match the records about to be added.

        :return: ids of the matched records; their links are compared before any Add
        """
        records = mapping._browse([link.record_id for link in links])
        names = filter(None, mapping._record_names(records))
        objects = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                ("record_id", "in", [False, 0]),
                ("state", "=", "ok"),
                ("qb_id", "!=", False),
                ("kept_unpaired", "=", False),
            ]
        )
        wanted = set().union(*map(mapping._keys_of_name, names))
        seen = {
            link.qb_id: link
            for link in objects
            if link.quickbooks_seen
            and name_key(mapping._last_name(link.qb_name or "")) in wanted
        }
        met = set()
        objects = {qb_id: link.quickbooks_seen for qb_id, link in seen.items()}
        for qb_id, ids in self._matches(mapping, objects).items():
            if len(ids) == 1:
                seen[qb_id]._release()
                met |= set(ids)
        return met

    def _plan_add(self, mapping, link, state, plan, known):
        unready = mapping._record_waits_for(mapping._browse(link.record_id))
        if unready:
            self._wait(link, unready)
            return
        reason = mapping._record_refused_because(state, link)
        if reason:
            raise ValueRefused(reason)
        if mapping._has_guid and not link.guid:
            link.guid = new_guid().lower()
        names = self._names_taken(mapping, link, plan, known)
        element, name = mapping._request_add(link, state, names)
        full_name = mapping._full_name(name, link, state)
        carried = mapping._part_of_add(state)
        sent = documents.as_sent(carried, mapping._line_keys())
        wanted = names.wanted(full_name) if mapping._can_do("", "mod") else None
        more = {"more": carried != state, "wanted": wanted}
        plan.add(link, "add", element, sent, full_name, **more)
