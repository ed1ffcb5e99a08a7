import random
from datetime import timedelta

from lxml import etree

from odoo import fields, models

from ..core.errors import AnswerRefused, ValueRefused
from ..core.qbwc.credentials import new_guid
from ..core.qbxml import messages
from ..core.sync import merge as qbm
from ..core.sync import planner, retry
from .qbd_engine_apply import BATCH, Pair

MAX_BYTES = 500_000
"""Of one writing message set: QuickBooks should be busy for seconds, not minutes."""

GENERATION = "OdooSyncGeneration"


class QbdEngineWrite(models.AbstractModel):
    """Planning and sending Adds and Mods, and reading what became of them."""

    _name = "qbd.engine.write"
    _description = "QuickBooks Engine: Write"

    # -- what may have changed ------------------------------------------------------

    def _collect_hints(self):
        """Turn hints into candidates of every live stream they concern.

        All connections at once: a hint is read, and deleted, only once.
        """
        hints = self.env["qbd.hint"].sudo()._take()
        if not hints:
            return False
        for stream in self.env["qbd.stream"]._live():
            self._collect_for(stream, hints)
        return True

    def _collect_for(self, stream, hints):
        mapping = stream._mapping()
        changed = {}
        for model, record_id, deleted in hints:
            if model in mapping._watch:
                changed.setdefault((model, deleted), []).append(record_id)
        for (model, deleted), ids in changed.items():
            if not deleted:
                self._candidates(stream, mapping, mapping._roots(model, ids))
            elif model == mapping._odoo_model:
                self._odoo_deleted(stream, ids)

    def _candidates(self, stream, mapping, record_ids, edited=True):
        """Records with a link, and those of the stream without one, become dirty."""
        link_model = self.env["qbd.link"]
        have = set(link_model._by_records(stream, record_ids))
        new = [one for one in record_ids if one not in have]
        if new and stream._writes() and stream.create_in_quickbooks:
            domain = [("id", "in", new), *mapping._records_domain()]
            new = mapping._browse([]).search(domain, order="id").ids
        else:
            new = []
        link_model._mark_dirty(stream, sorted({*have, *new}), edited)

    def _odoo_deleted(self, stream, ids):
        links = self.env["qbd.link"]._by_records(stream, ids).values()
        for link in links:
            if link.qb_id:
                link.write({"state": "dirty", "reason": "deleted_in_odoo"})
            elif link.state not in ("sent", "unknown"):
                link.write({"state": "gone", "reason": "deleted_in_odoo"})

    def _sweep(self, stream, limit=500):
        """Look at the next records of a stream, whatever the hints say.

        :return: whether the sweep is finished
        """
        mapping = stream._mapping()
        domain = [("id", ">", stream.sweep_position), *mapping._sweep_domain()]
        ids = mapping._browse([]).search(domain, order="id", limit=limit).ids
        if not stream.sweep_position:
            stream.sweep_started = fields.Datetime.now()
        if ids:
            self._candidates(stream, mapping, ids, edited=False)
        finished = len(ids) < limit
        values = {"sweep_position": 0 if finished else ids[-1]}
        if finished:
            values["sweep_finished"] = fields.Datetime.now()
        stream.write(values)
        return finished

    # -- planning ---------------------------------------------------------------------

    def _write_request(self, session, deadline):
        """Plan until a message set is full.

        :return: its text, None where nothing is to be written
        """
        connection = session.connection_id
        self.env.cr.flush()
        self._collect_hints()
        self._release_retries(connection)
        plan = self._plan(connection, deadline)
        if plan.needs and not plan.requests:  # what was needed first can go now
            plan = self._plan(connection, deadline)
        return self._hand_out_plan(session, plan) if plan.requests else None

    def _plan(self, connection, deadline):
        plan = WritePlan()
        for stream in connection.stream_ids.filtered(
            lambda one: one.direction != "off"
        ).sorted("sequence"):
            while not stream.sweep_finished and stream._writes():
                if self._sweep(stream) or self._clock() > deadline:
                    break
            self._plan_stream(stream, plan, deadline)
            if plan.full(stream.batch_size):
                break
        return plan

    def _release_retries(self, connection):
        due = self.env["qbd.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "retry"),
                ("next_try", "<=", fields.Datetime.now()),
            ]
        )
        due.write({"state": "dirty", "next_try": False})

    def _plan_stream(self, stream, plan, deadline):
        """Compare the dirty links of a stream; what is to be pushed joins the plan."""
        last = 0
        while not plan.full(stream.batch_size) and self._clock() < deadline:
            links = self.env["qbd.link"].search(
                [
                    ("stream_id", "=", stream.id),
                    ("state", "=", "dirty"),
                    ("id", ">", last),
                ],
                order="id",
                limit=BATCH,
            )
            if not links:
                return
            last = links[-1].id
            self._plan_links(stream, links, plan)

    def _plan_links(self, stream, links, plan):
        mapping = stream._mapping()
        ids = [link.record_id for link in links if link.record_id]
        alive = set(mapping._browse(ids).exists().ids)
        adds, known = [], []
        for link in links:
            if link.record_id and link.record_id not in alive:
                self._plan_deletion(stream, mapping, link, plan)
            elif link.reason == "deleted_in_quickbooks":
                self._revive(mapping, link)
            elif link.qb_id:
                known.append(link)
            elif stream._writes():
                adds.append(link)
        plan.needs += self._need_references(mapping, links, alive)
        self._plan_mods(stream, mapping, known, plan)
        self._plan_adds(stream, mapping, adds, plan)

    def _revive(self, mapping, link):
        """The object is gone; was the record taken up again since, or is it as left?"""
        state = mapping._canonical_records(mapping._browse(link.record_id))
        state = state[link.record_id]
        image = link.odoo_image or {}
        if state.get("IsActive") and any(state[k] != image.get(k) for k in state):
            self._forget_object(link)
        else:
            link.state = "gone"

    def _need_references(self, mapping, links, alive):
        """What the candidates refer to becomes a candidate too, if it has no link.

        :return: number of new candidates
        """
        number = 0
        records = mapping._browse([x.record_id for x in links if x.record_id in alive])
        for name, ids in mapping._referred(records).items():
            target = mapping._stream_of(links[0].connection_id, name)
            if not target or not target._writes() or not target.create_in_quickbooks:
                continue
            have = self.env["qbd.link"]._by_records(target, list(ids))
            new = sorted(one for one in ids if one not in have)
            self.env["qbd.link"]._create_for_records(target, new)
            number += len(new)
        return number

    def _plan_mods(self, stream, mapping, links, plan):
        pairs = [
            Pair(
                link=link,
                quickbooks=link.quickbooks_seen or link.quickbooks_image or None,
                qb_id=link.qb_id,
                edit_sequence=link.edit_sequence,
                qb_type=link.qb_type,
                name=link.qb_name,
                record_id=link.record_id,
            )
            for link in links
        ]
        for pair in self._reconcile(stream, pairs):
            if pair.link.state != "dirty" or plan.full(stream.batch_size):
                continue
            if "mod" not in mapping._can:
                self._park_cannot(mapping, pair)
                continue
            self._guarded(
                [pair],
                lambda part: self._plan_mod(mapping, part[0], plan),
                lambda bad, error: self._park_pair(
                    stream, bad, "cannot_send", self._words(error)
                ),
            )

    def _park_cannot(self, mapping, pair):
        labels = mapping._labels()
        pair.link._park(
            "cannot_change",
            self.env._(
                "QuickBooks cannot change %(type)s once they exist (%(fields)s)."
                " Change it there by hand, or take the change back in Odoo.",
                type=mapping._description,
                fields=", ".join(labels[path] for path in pair.merged.push),
            ),
        )

    def _plan_mod(self, mapping, pair, plan):
        link = pair.link
        names = self._names_taken(mapping, link, plan)
        element, name = mapping._request_mod(
            link, pair.merged.push, pair.quickbooks, names
        )
        plan.add(link, "mod", element, pair.merged.push, mapping._full_name(name, link))

    def _plan_adds(self, stream, mapping, links, plan):
        records = mapping._browse([link.record_id for link in links])
        waiting = mapping._waiting(records)
        for link in links:
            if waiting.get(link.record_id):
                self._wait(link, waiting[link.record_id])
        ready = [link for link in links if link.record_id not in waiting]
        states = mapping._canonical_records(
            mapping._browse([link.record_id for link in ready])
        )
        for link in ready:
            if plan.full(stream.batch_size):
                return
            self._guarded(
                [link],
                lambda part: self._plan_add(mapping, part[0], states, plan),
                lambda bad, error: bad._park("cannot_send", self._words(error)),
            )

    def _wait(self, link, words):
        """What the record needs will not be there soon: look again in a while."""
        link.write(
            {
                "state": "retry",
                "reason": "waits",
                "message": words,
                "next_try": fields.Datetime.now() + timedelta(minutes=15),
            }
        )

    def _plan_add(self, mapping, link, states, plan):
        state = states[link.record_id]
        reason = mapping._refuses(state, link)
        if reason:
            raise ValueRefused(reason)
        if mapping._has_guid and not link.guid:
            link.guid = new_guid()
        names = self._names_taken(mapping, link, plan)
        element, name = mapping._request_add(link, state, names)
        full_name = mapping._full_name(name, link, state)
        plan.add(link, "add", element, state, full_name)

    def _names_taken(self, mapping, link, plan):
        """:return: callable that tells whether a full name is taken in the name space

        A name that QuickBooks refused before (3100) counts as taken.
        """
        refused = link.attempts if link.reason == "name_taken" else 0
        proposals = []

        def taken(name):
            if name.casefold() in plan.names:
                return True
            found = self.env["qbd.link"]._name_used(link, mapping._space, name)
            if not found:
                proposals.append(name)
            return found or len(proposals) <= refused

        return taken

    # -- deleted in Odoo ---------------------------------------------------------------

    def _plan_deletion(self, stream, mapping, link, plan):
        """The record was deleted in Odoo. An edit in QuickBooks beats it (rule 10)."""
        seen = link.quickbooks_seen
        edited = bool(seen) and seen != link.quickbooks_image
        if not link.qb_id or not stream._writes() or "inactivate" not in mapping._can:
            link.write({"state": "gone", "reason": "deleted_in_odoo"})
        elif edited:
            link.record_id = False
            pair = Pair(
                link=link,
                quickbooks=seen,
                qb_id=link.qb_id,
                edit_sequence=link.edit_sequence,
                name=link.qb_name,
            )
            self._reconcile(stream, [pair])
        elif not self._stops_mass_change(stream, plan.count_deletions(), "odoo"):
            element, _name = mapping._request_mod(
                link, {"IsActive": False}, link.quickbooks_image or {}, None
            )
            plan.add(link, "inactivate", element, {"IsActive": False}, link.qb_name)

    def _stops_mass_change(self, stream, number, side):
        """Stop and ask before a large part of a list is taken away."""
        connection = stream.connection_id
        if stream.id in (connection.question_data or {}).get("allowed", []):
            return False
        total = self.env["qbd.link"].search_count(
            [("stream_id", "=", stream.id), ("state", "!=", "gone")]
        )
        share = connection.mass_change_percent / 100
        if not planner.mass_change(number, total, share=share):
            return False
        self._ask_mass_change(stream, number, total, side)
        return True

    # -- handing out ---------------------------------------------------------------------

    def _hand_out_plan(self, session, plan):
        connection = session.connection_id
        requests, entries = self._generation_requests(connection)
        for number, (entry, element) in enumerate(plan.requests, len(entries) + 1):
            entry["id"] = str(number)
            requests.append(messages.Request(entry["id"], element))
            entries.append(entry)
        session.wrote = True
        session.phase = "write"
        text = self._hand_out(
            session,
            "write",
            "write",
            self.env._("%(number)s changes", number=len(plan.requests)),
            requests,
            entries,
            generation=connection.generation_out,
        )
        message_set = session.message_set_ids.sorted("id")[-1:]
        self._mark_sent(message_set, plan)
        return text

    def _mark_sent(self, message_set, plan):
        for entry, _element in plan.requests:
            link = self.env["qbd.link"].browse(entry["link"])
            values = {"state": "sent", "sent": {**entry, "set": message_set.id}}
            if entry["name"]:
                values["qb_name"] = entry["name"]
            link.write(values)

    def _generation_requests(self, connection):
        """Rule 8: our counter travels first in each writing message set."""
        value = max(connection.generation_out, connection.generation) + 1
        connection.generation_out = value
        owner = connection.owner_id
        if connection.generation_defined:
            steps = [
                ("generation", messages.data_ext_mod(owner, GENERATION, str(value)))
            ]
        else:
            steps = [
                ("define", messages.data_ext_def_add(owner, GENERATION)),
                ("generation", messages.data_ext_add(owner, GENERATION, str(value))),
            ]
        requests, entries = [], []
        for number, (op, element) in enumerate(steps, 1):
            requests.append(messages.Request(str(number), element))
            entries.append({"id": str(number), "op": op, "value": value})
        return requests, entries

    # -- what became of it -----------------------------------------------------------------

    def _apply_write(self, message_set):
        """Read the answer to a writing message set, request by request."""
        try:
            answer = messages.read_answer(message_set.response or "")
        except AnswerRefused as error:
            message_set._advance("outcome_unknown", error_text=str(error)[:500])
            return
        unanswered = self._apply_responses(message_set, answer.by_id())
        if unanswered:
            message_set.requests = unanswered
            message_set._advance("outcome_unknown")
        else:
            message_set._advance("apply")

    def _apply_responses(self, message_set, responses):
        """:return: entries of records that the answer says nothing about"""
        unanswered, errors = [], 0
        for entry in message_set.requests or []:
            response = responses.get(entry["id"])
            if "link" not in entry:
                self._generation_answered(message_set, entry, response)
                continue
            if response is None:
                unanswered.append(entry)
                continue
            link = self.env["qbd.link"].browse(entry["link"]).exists()
            outcome = self._outcome(response)
            errors += not outcome.done
            if link and link.state in ("sent", "unknown"):
                link.suspect = 0
                self._answered(message_set, link, entry, response, outcome)
        message_set.error_count = errors
        return unanswered

    def _generation_answered(self, message_set, entry, response):
        connection = message_set.connection_id
        if response is None or entry["op"] != "generation":
            return
        done = self._outcome(response).done
        if done:
            connection.write(
                {
                    "generation": max(connection.generation, entry["value"]),
                    "generation_defined": True,
                    "generation_time": fields.Datetime.now(),
                }
            )
        else:
            connection.generation_defined = not connection.generation_defined

    def _answered(self, message_set, link, entry, response, outcome):
        if outcome.done and response.objects:
            element = response.objects[0]
            self._measure_clock(message_set, element)
            self._acknowledge(link, entry, element, message_set.session_id)
        elif outcome.outcome == "stale" and response.objects:
            self._stale(link, entry, response.objects[0])
        elif outcome.outcome == "name_taken":
            self._name_refused(link, entry, outcome)
        elif outcome.outcome == "missing" and entry["op"] != "add":
            link.state = "dirty"
            self._quickbooks_deleted(link.stream_id, [link])
        elif outcome.retry or outcome.done:
            self._again_later(link, outcome)
        else:
            self._refused(link, outcome)

    def _acknowledge(self, link, entry, element, session=None):
        """QuickBooks has it: both images move (rule 4).

        :param element: the object that came back
        """
        mapping = link.stream_id._mapping()
        returned = mapping._canonical_object(element)
        compared = mapping._compared()
        odoo_image, quickbooks_image = qbm.after_push(
            link.odoo_image, link.quickbooks_image, entry["sent"], returned
        )
        for path in returned.keys() - compared:
            quickbooks_image[path] = returned[path]
        unseen = any(
            not qbm.equal(returned[path], quickbooks_image[path])
            for path in compared & returned.keys() & quickbooks_image.keys()
        )
        link.write(
            {
                "qb_id": self._id_of(element),
                "qb_type": element.tag.removesuffix("Ret"),
                "qb_name": mapping._object_name(returned),
                "edit_sequence": element.findtext("EditSequence"),
                "odoo_image": odoo_image,
                "quickbooks_image": quickbooks_image,
                "quickbooks_seen": returned if unseen else False,
                "state": "dirty" if unseen or link.again else "ok",
                "again": False,
                "reason": False,
                "message": False,
                "attempts": 0,
                "sent": False,
                "synced_on": fields.Datetime.now(),
            }
        )
        if entry["op"] == "inactivate":
            link.write({"state": "gone", "reason": "deleted_in_odoo"})
        self._count_pushed(link.stream_id, entry, session)

    def _count_pushed(self, stream, entry, session):
        stream.count_pushed += 1
        if session:
            added = entry["op"] == "add"
            session._count(added=int(added), changed=int(not added))

    def _stale(self, link, entry, element):
        """3200 brings the current object: ours already, or to be merged again."""
        mapping = link.stream_id._mapping()
        current = mapping._canonical_object(element)
        link.write(
            {
                "edit_sequence": element.findtext("EditSequence"),
                "quickbooks_seen": current,
                "state": "dirty",
                "sent": False,
            }
        )

    def _name_refused(self, link, entry, outcome):
        """3100: read again first, it may be ours or a new one; then the next name."""
        link.write(
            {
                "state": "retry",
                "reason": "name_taken",
                "message": outcome.words,
                "attempts": link.attempts + 1,
                "next_try": fields.Datetime.now(),
                "qb_name": False if entry["op"] == "add" else link.qb_name,
                "sent": False,
            }
        )
        if link.attempts > 5:
            self._refused(link, outcome)

    def _again_later(self, link, outcome):
        attempts = link.attempts + 1
        if retry.give_up(attempts):
            self._refused(link, outcome)
            return
        now = fields.Datetime.now()
        link.write(
            {
                "state": "retry",
                "reason": "transient",
                "message": f"{outcome.title}. {outcome.words}",
                "attempts": attempts,
                "next_try": retry.next_try(attempts, now, random.Random())
                if outcome.outcome != "unprocessed"
                else now - timedelta(seconds=1),
                "sent": False,
            }
        )

    def _refused(self, link, outcome):
        link.write({"sent": False})
        link._park(
            f"qb_{outcome.code}",
            f"{outcome.title}. {outcome.advice}\nQuickBooks: {outcome.words}",
        )

    # -- refused as a whole -------------------------------------------------------------

    def _apply_not_run(self, message_set):
        """0x80040400: nothing ran. Bisect until the bad request is alone (rule 3)."""
        if message_set.kind == "read":
            self._ask_apart(message_set)
            return
        entries = [e for e in message_set.requests or [] if "link" in e]
        links = self.env["qbd.link"].browse([e["link"] for e in entries]).exists()
        if not message_set._refused_xml():
            links.write({"state": "dirty", "sent": False})
        elif len(links) == 1:
            links.write({"sent": False, "suspect": 0})
            links._park(
                "not_understood",
                self.env._(
                    "QuickBooks could not read the request for this record and did"
                    " nothing. The journal has the exact text; please report it."
                ),
            )
        else:
            first, second = planner.bisect(list(links.ids))
            for number, half in enumerate((first, second)):
                self.env["qbd.link"].browse(half).write(
                    {
                        "state": "dirty",
                        "sent": False,
                        "suspect": message_set.id * 2 + number,
                    }
                )
        message_set.position = 1

    def _ask_apart(self, message_set):
        """A refused read: ask stream by stream; the one refused alone is left out."""
        message_set.position = 1
        session = message_set.session_id
        keys = {str(e["stream"]) for e in message_set.requests or [] if "stream" in e}
        windows = dict((session.reading or {}).get("windows", {}))
        for key in keys & windows.keys():
            if len(keys) > 1:
                windows[key] = {**windows[key], "alone": True}
            else:
                failed = {"done": True, "iterating": False, "failed": "0x80040400"}
                windows[key] = {**windows[key], **failed}
        complete = all(window.get("done") for window in windows.values())
        session.reading = {"windows": windows, "complete": complete}


class WritePlan:
    """The requests of one writing message set while it is being planned."""

    def __init__(self):
        self.requests, self.names, self.size = [], set(), 0
        self.deletions = self.needs = 0
        self.suspect = None

    def full(self, count):
        return len(self.requests) >= count or self.size >= MAX_BYTES

    def count_deletions(self):
        self.deletions += 1
        return self.deletions

    def add(self, link, op, element, sent, name):
        """Take a request in.

        :param sent: {path: Odoo's canonical value}, as the image will be
        """
        if not self._fits(link):
            return
        self.size += len(etree.tostring(element))
        entry = {
            "op": op,
            "link": link.id,
            "stream": link.stream_id.id,
            "sent": sent,
            "guid": link.guid or None,
            "edit_sequence": link.edit_sequence or None,
            "name": name or None,
        }
        self.requests.append((entry, element))
        if name:
            self.names.add(name.casefold())

    def _fits(self, link):
        """Records of a refused message set travel in halves, apart from others."""
        if not self.requests:
            self.suspect = link.suspect
        return link.suspect == self.suspect
