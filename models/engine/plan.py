from odoo import fields, models
from odoo.tools import SQL

from ...core.errors import ValueRefused
from ...core.qbxml import messages
from ...core.sync import documents
from ...core.sync.operations import OPERATIONS
from .apply import BATCH
from .write_plan import WritePlan

GENERATION = "OdooSyncGeneration"
"""Name of our counter, a data extension on the company (rule 8)."""


class QbdEnginePlan(models.AbstractModel):
    """Plans Adds and Mods, and hands them out."""

    _name = "qbd.engine.plan"
    _description = "QuickBooks Engine: Plan"

    def _write_request(self, session, deadline):
        """Plan until a message set is full.

        :return: its text, None if nothing is to be written
        """
        connection = session.connection_id
        self.env.cr.flush()
        self._collect_hints()
        self._release_retries(connection)
        self._release_wanted_names(connection)
        unread = self._unread_streams(session)
        plan = self._plan(connection, unread, deadline)
        if plan.needs and not plan.requests:  # what was needed first can go now
            plan = self._plan(connection, unread, deadline)
        if not plan.requests or connection.state != "connected":
            return None
        return self._hand_out_plan(session, plan)

    def _unread_streams(self, session):
        """Return streams whose list could not be read, so that Adds must wait."""
        windows = (session.reading or {}).get("windows", {})
        failed = [int(key) for key, window in windows.items() if window.get("failed")]
        return self.env["qbd.stream"].browse(failed)

    def _plan(self, connection, unread, deadline, plan=None):
        plan = plan or WritePlan()
        streams = connection.stream_ids.filtered(lambda one: one.direction != "off")
        if plan.confirmed_only:
            streams = streams.filtered(lambda one: not one._waits_for_go())
        busy = self._streams_with_work(streams)
        for stream in (streams - unread).sorted("sequence"):
            if not stream.sweep_finished and stream._writes():
                self._sweep_all(stream, deadline)
                busy = self._streams_with_work(streams)
            if stream not in busy:
                continue
            mapping = stream._mapping()
            removals = self._odoo_removals(stream, mapping)
            removals = removals if stream._writes() else 0
            if removals and self._stops_mass_change(stream, removals, "odoo"):
                break
            self._plan_stream(stream, mapping, plan, deadline)
            if plan.full(stream._batch()):
                break
            busy = self._streams_with_work(streams)  # others may have some by it
        return plan

    def _sweep_all(self, stream, deadline):
        while not stream.sweep_finished:
            if self._sweep(stream) or self._clock() > deadline:
                break

    def _streams_with_work(self, streams):
        """Return those of the streams with links that are neither synced nor gone."""
        links = self.env["qbd.link"]
        links.flush_model(["state", "stream_id"])
        states = [one for one, _label in links._fields["state"].selection]
        self.env.cr.execute(
            SQL(
                "SELECT s FROM unnest(%s) s WHERE EXISTS (SELECT 1 FROM qbd_link"
                " WHERE stream_id = s AND state IN %s AND state != 'ok')",
                streams.ids,
                tuple(one for one in states if one not in ("ok", "gone")),
            )
        )
        return streams.browse([row[0] for row in self.env.cr.fetchall()])

    def _release_retries(self, connection):
        due = self.env["qbd.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "retry"),
                ("next_try", "<=", fields.Datetime.now()),
            ]
        )
        due.write({"state": "dirty", "next_try": False})

    def _plan_stream(self, stream, mapping, plan, deadline):
        """Compare the dirty links of a stream and add their changes to the plan."""
        self._prepare_plan(stream, mapping)
        held = self._look_at_ambiguous(stream, mapping)
        self._release_answered(stream)
        last = 0
        while not plan.full(stream._batch()) and self._clock() < deadline:
            links = self.env["qbd.link"].search(
                [
                    ("stream_id", "=", stream.id),
                    ("state", "=", "dirty"),
                    ("held", "=", False),
                    ("id", ">", last),
                ],
                order="id",
                limit=BATCH,
            )
            if not links:
                return
            last = links[-1].id
            self._plan_links(stream, mapping, links, plan, held)

    def _prepare_plan(self, stream, mapping):
        """Bring records up to date before they are planned; they stay as they are if
        that fails."""
        if stream._writes():
            self._guarded(
                [mapping], lambda _all: mapping._prepare_plan(), lambda *_bad: None
            )

    def _look_at_ambiguous(self, stream, mapping):
        """Match parked objects again: a merge or a new name may have settled them.

        :return: {record id: words} of records that could be an existing object
        """
        links = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                ("state", "=", "parked"),
                ("reason", "=", "ambiguous"),
            ]
        )
        seen = {link.qb_id: link for link in links if link.quickbooks_seen}
        objects = {qb_id: link.quickbooks_seen for qb_id, link in seen.items()}
        proposals = self._matches(mapping, objects)
        held = {}
        for qb_id, ids in proposals.items():
            if len(ids) == 1:
                seen[qb_id]._release()
            for one in ids if len(ids) > 1 else ():
                held[one] = self.env._(
                    "Several records match “%(name)s” in QuickBooks.",
                    name=seen[qb_id].qb_name,
                )
        return held

    def _plan_links(self, stream, mapping, links, plan, held):
        """Plan what becomes of links; one that cannot be worked out is parked alone."""

        def work(part):
            before = plan.snapshot()
            try:
                self._plan_part(stream, mapping, part, plan, held)
                self.env.flush_all()
            except Exception:
                plan.restore(before)  # what was planned with the bad one is undone
                raise

        self._guarded(
            list(links),
            work,
            lambda bad, error: bad._park_failed("cannot_send", error),
        )

    def _plan_part(self, stream, mapping, links, plan, held):
        mapping = mapping._for_batch()
        ids = [link.record_id for link in links if link.record_id]
        alive = set(mapping._browse(ids).exists().ids)
        adds, known = [], []
        for link in links:
            unwanted = link.deleted_in_odoo and link.record_id not in alive
            if unwanted or (link.record_id and link.record_id not in alive):
                self._plan_missing(stream, mapping, link, plan)
            elif link.reason == "deleted_in_quickbooks":
                self._revive(mapping, link)
            elif link.reason == "delete_too":
                self._delete_too(mapping, link)
            elif link.reason == "to_replace" and mapping._can_replace(link):
                self._plan_replacement(stream, mapping, link, plan)
            elif link.qb_id:
                known.append(link)
            elif link.record_id in held:
                self._wait(link, held[link.record_id])
            elif stream._writes():
                adds.append(link)
        if stream._writes():
            plan.needs += self._need_references(mapping, links, alive)
        known = self._without_waiting(mapping, known)
        self._plan_mods(stream, mapping, known, plan)
        self._plan_adds(stream, mapping, adds, plan)

    def _plan_replacement(self, stream, mapping, link, plan):
        """Delete an object that is then added again, as the user decided.

        One whose Add would be refused stays in QuickBooks, and is parked.
        """
        if plan.full(stream._batch()) or self._parked_as_impossible(mapping, link):
            return
        state = mapping._canonical_records(mapping._browse(link.record_id))
        reason = mapping._record_refused_because(state[link.record_id], link)
        if reason:
            raise ValueRefused(reason)
        op, element, sent = mapping._request_replacement(link)
        plan.add(link, op, element, sent, None)

    def _delete_too(self, mapping, link):
        """Cancel in Odoo a document deleted in QuickBooks, as the user decided."""
        self._guarded(
            [link],
            lambda part: self._cancel_too(mapping, part[0]),
            lambda bad, error: bad._park("refused_by_odoo", self._words(error)),
        )

    def _need_references(self, mapping, links, alive):
        """Make candidates of referenced records that have no link.

        :return: number of new candidates
        """
        number = 0
        records = mapping._browse([x.record_id for x in links if x.record_id in alive])
        for name, ids in mapping._referred(records).items():
            new = sorted(ids - mapping._links_of(name, ids).keys())
            for target in mapping._siblings(name):
                if new and target._writes() and target._creates_objects():
                    number += self._need(target, new)
        return number

    def _need(self, stream, ids):
        """Make candidates of these records; return how many were added."""
        mapping = stream._mapping()
        domain = [("id", "in", ids), *mapping._records_domain()]
        new = mapping._browse([]).search(domain, order="id").ids
        self.env["qbd.link"]._create_for_records(stream, new)
        return len(new)

    # -- changes --------------------------------------------------------------

    def _plan_mods(self, stream, mapping, links, plan):
        """Compare links, and plan the changes that QuickBooks lacks.

        As many are compared at once as the message set has room for: others would be
        compared again for the next one. If few have a change, the parts grow.
        """
        paired = [link for link in links if link.record_id]
        size = 0
        while paired and not plan.full(stream._batch()):
            before = len(plan.requests)
            size = size or stream._batch() - before
            part, paired = paired[:size], paired[size:]
            self._plan_part_of_mods(stream, mapping, part, plan)
            few = len(plan.requests) - before < len(part) / 2
            size = 2 * size if few else 0
        if not plan.full(stream._batch()):
            others = [link for link in links if not link.record_id]
            self._plan_part_of_mods(stream, mapping, others, plan)

    def _plan_part_of_mods(self, stream, mapping, links, plan):
        pairs = [self._pair_of_link(link) for link in links]
        without = [p for p in pairs if not p.record_id and p.quickbooks is not None]
        found = self._find_partners(stream, mapping, without)
        pairs = [p for p in pairs if p not in without] + found
        pairs = self._reconcile(stream, pairs)

        def work(part):
            before = plan.snapshot()
            try:
                for pair in part:
                    if pair.link.state == "dirty" and not plan.full(stream._batch()):
                        self._plan_mod(mapping, pair, plan)
                self.env.flush_all()
            except Exception:
                plan.restore(before)  # what was planned with the bad one is undone
                raise

        def bad(pair, error):
            words = self._words(error, mapping)
            self._park_pair(stream, pair, "cannot_send", words)

        self._guarded(pairs, work, bad)

    def _park_cannot(self, mapping, pair):
        labels = mapping._labels()
        fields = ", ".join(labels[path] for path in pair.merged.push)
        if mapping._can_replace(pair.link):
            words = self.env._(
                "QuickBooks cannot change an existing payment of this kind "
                "(%(fields)s). Replace it there, or undo the change in Odoo.",
                fields=fields,
            )
        else:
            words = self.env._(
                "QuickBooks cannot change existing %(type)s (%(fields)s). Change it "
                "there manually, or undo the change in Odoo.",
                type=mapping._type_title(),
                fields=fields,
            )
        pair.link._park("cannot_change", words)

    def _plan_mod(self, mapping, pair, plan):
        link = pair.link
        if self._parked_as_impossible(mapping, link):
            return
        unready = mapping._record_waits_for(mapping._browse(pair.record_id))
        if unready:
            self._wait(link, unready)
            return
        op, changed = mapping._choose_operation(pair.merged.push, pair)
        if op == "mod" and not mapping._can_do(link.qb_type, op):
            self._park_cannot(mapping, pair)
            return
        if OPERATIONS[op].sends_record:
            reason = mapping._record_refused_because(pair.odoo, link)
            if reason:
                raise ValueRefused(reason)
        if op != "mod":
            element = mapping._request_other(op, link, changed, pair)
            plan.add(link, op, element, changed, None)
            return
        if not link.edit_sequence:  # its present state has to be known
            if not mapping._reads_again:
                link.stream_id.id_sweep_wanted = True
            self._wait(
                link, self.env._("The record is read again from QuickBooks first.")
            )
            return
        names = self._names_taken(mapping, link, plan)
        named = documents.named(changed, mapping._line_keys())
        element, name = mapping._request_mod(link, named, pair.quickbooks, names)
        state = {**pair.quickbooks, **named}
        full_name = mapping._full_name(name, link, state)
        wanted = names.wanted(full_name)
        plan.add(link, op, element, changed, full_name, wanted=wanted)

    # -- handing out ----------------------------------------------------------

    def _hand_out_plan(self, session, plan):
        connection = session.connection_id
        counting = self._generation_requests(connection)
        session.write({"wrote": True, "phase": "write"})
        text = self._hand_out(
            session,
            "write",
            "write",
            self.env._("Changes: %(number)s", number=len(plan.requests)),
            [*counting, *plan.requests],
            generation=connection.generation_out,
        )
        self._mark_sent(plan)
        return text

    def _mark_sent(self, plan):
        ids = [entry["link"] for entry, _element in plan.requests]
        links = self.env["qbd.link"].browse(ids)
        for link, (entry, _element) in zip(links, plan.requests, strict=True):
            values = {
                "state": "sent",
                "pending_request": entry,
                "edited_meanwhile": False,
            }
            if entry["name"]:
                values["qb_name"] = entry["name"]
                values["wanted_name"] = entry["wanted"]
            if OPERATIONS[entry["op"]].read_again:
                before = {"edit_sequence": link.edit_sequence}
                values["pending_request"] = {**entry, **before}
                values["edit_sequence"] = False
            link.write(values)

    def _generation_requests(self, connection):
        """Return the requests of our counter (rule 8).

        It travels first in each writing message set.

        :return: [(entry, element)]
        """
        value = max(connection.generation_out, connection.generation) + 1
        connection.generation_out = value
        owner = connection.owner_id
        if connection.generation_defined:
            change = messages.data_ext_mod(owner, GENERATION, str(value))
            steps = [("generation", change)]
        else:
            steps = [
                ("define", messages.data_ext_def_add(owner, GENERATION)),
                ("generation", messages.data_ext_add(owner, GENERATION, str(value))),
            ]
        return [({"op": op, "value": value}, element) for op, element in steps]
