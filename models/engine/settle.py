from odoo import models

from ...core.errors import AnswerRefused
from ...core.qbxml import messages
from ...core.sync import documents, journal
from ...core.sync.operations import OPERATIONS

TRIES = 3
"""Complete reads that may leave an Add open before a person is asked."""


class QbdEngineSettle(models.AbstractModel):
    """Settles writes whose answer never came (rule 1).

    Evidence, in this order: the status that QuickBooks kept for the message set; the
    normal delta, read to its end from a watermark older than the hand-out, in which
    our ExternalGUID or the natural key appears or does not.
    """

    _name = "qbd.engine.settle"
    _description = "QuickBooks Engine: Settle"

    def _settle_request(self, session):
        """Ask QuickBooks for the kept status of a message set of unknown outcome.

        :return: the request's text, None if all have been asked in this session
        """
        asked = session.settle_asked or []
        unknown = self.env["qbd.message.set"]._open(session.connection_id, "unknown")
        for message_set in unknown:
            if message_set.id in asked or not message_set.set_id:
                continue
            session.settle_asked = [*asked, message_set.id]
            session.phase = "settle"
            return self._hand_out(
                session,
                "read",
                "settle",
                self.env._("Outcome of message set %(id)s", id=message_set.set_id),
                [({"op": "settle", "set": message_set.id}, None)],
                new_id=message_set.set_id,
                old_id=message_set.set_id,
            )
        return None

    def _apply_settle(self, message_set):
        """Apply the kept status: it settles each request that it reports on."""
        target = self.env["qbd.message.set"].browse(message_set.requests[0]["set"])
        try:
            answer = messages.read_answer(message_set.response or "")
        except AnswerRefused:
            message_set._advance("lose")
            return
        message_set._advance("apply")
        if target.state != "unknown" or answer.messages_status:
            return
        self._use_replay(target, answer.by_id())

    def _use_replay(self, target, responses):
        telling, saved = {}, set()
        for entry in target.requests or []:
            response = responses.get(entry["id"])
            if response is None:
                continue
            if response.objects or not self._outcome(response).done:
                telling[entry["id"]] = response
            elif not self._linked_by_recovery(entry, response.element):
                saved.add(entry["id"])
        told = [e for e in target.requests if e["id"] in telling]
        rest = [e for e in target.requests if e["id"] not in telling]
        target.requests = told
        self._apply_responses(target, telling)
        rest = [entry for entry in rest if not entry.get("recovered")]
        for entry in rest:
            entry["replayed"] = "saved" if entry["id"] in saved else None
        target.requests = rest
        if not [entry for entry in rest if "link" in entry]:
            target._advance("settle")

    def _linked_by_recovery(self, entry, element):
        """Link an added object by the id in ErrorRecovery, an element of the schema.

        Its EditSequence dates from the Add: a later value is read as a change.

        :return: whether the object was linked
        """
        recovery = element.find("ErrorRecovery")
        qb_id = self._id_of(recovery) if recovery is not None else None
        link = self.env["qbd.link"].browse(entry.get("link") or 0).exists()
        if not qb_id or not link or link.state != "sent":
            return False
        if not OPERATIONS[entry["op"]].creates:
            return False
        mapping = link.stream_id._mapping()
        self._store_found_add(
            mapping, link, entry, qb_id, recovery.findtext("EditSequence"), {}
        )
        entry["recovered"] = True
        return True

    # -- an object arrives whose link has a write of unknown outcome ----------

    def _settle_pair(self, stream, mapping, pair):
        """Compare with the values that were *sent* before anything is merged.

        :return: whether the pair is to be reconciled now
        """
        link = pair.link
        if (
            not link
            or link.state not in ("sent", "unknown")
            or not link.pending_request
        ):
            return True
        entry = link.pending_request
        operation = OPERATIONS[entry["op"]]
        if operation.creates:
            self._settle_found_add(mapping, pair, entry)
            return True
        stored = self._stored_as_sent(mapping, entry)
        keys = mapping._line_keys()
        verdict = documents.settle_mod(
            entry["sent"],
            link.quickbooks_image or {},
            pair.quickbooks,
            (entry.get("edit_sequence"), pair.edit_sequence),
            stored=stored,
            keys=keys,
        )
        if verdict == "not_applied":
            self._take_back_name(link)
        images = (link.odoo_image, link.quickbooks_image)
        after = (*images, entry["sent"], pair.quickbooks)
        if verdict == "applied":
            *images, assigned = documents.after_push(*after, keys)
            self._assign_lines(mapping, link, assigned)
        elif verdict == "changed_since":
            *images, assigned = documents.after_unknown(*after, stored, keys)
            self._assign_lines(mapping, link, assigned)
        link.write(
            {
                "odoo_image": images[0],
                "quickbooks_image": images[1],
                "quickbooks_seen": pair.quickbooks,
                "edit_sequence": pair.edit_sequence,
                "state": "dirty",
                "pending_request": False,
            }
        )
        if verdict == "applied" and operation.ends:
            link.write({"state": operation.then, "reason": operation.reason})
            return False
        return verdict != "not_applied" and not link.deleted_in_odoo

    def _stored_as_sent(self, mapping, entry):
        """Return a callable that gives the stored form of a sent value.

        Names went out by the name rule.
        """

        def stored(path, value):
            if path == mapping._name_field and entry.get("name"):
                return mapping._last_name(entry["name"])
            return mapping._stored(path, value)

        return stored

    def _settle_found_add(self, mapping, pair, entry):
        """Settle an Add that did run. Edits made since still differ from the image."""
        self._store_found_add(
            mapping, pair.link, entry, pair.qb_id, pair.edit_sequence, pair.quickbooks
        )

    def _store_found_add(self, mapping, link, entry, qb_id, edit_sequence, quickbooks):
        """Store on a link the object that its Add made.

        :param quickbooks: the object's present state, {} if it was not read
        """
        keys = mapping._line_keys()
        odoo_image, image, assigned = documents.found_add(
            entry["sent"], quickbooks, self._stored_as_sent(mapping, entry), keys
        )
        self._assign_lines(mapping, link, assigned)
        self._want_books(link.stream_id)
        to_be_read = keys and not quickbooks  # its lines have ids we do not know
        link.write(
            {
                "qb_id": qb_id,
                "edit_sequence": False if to_be_read else edit_sequence,
                "odoo_image": odoo_image,
                "quickbooks_image": image,
                "quickbooks_seen": quickbooks or False,
                "state": "dirty",
                "reason": False,
                "message": False,
                "pending_request": False,
            }
        )
        self.env["qbd.link"]._wake_waiting(link.stream_id)

    # -- the delta is complete ------------------------------------------------

    def _settle_unknown(self, session):
        """Settle open requests after a complete read, or ask the user."""
        windows = (session.reading or {}).get("windows", {})
        sets = self.env["qbd.message.set"]._open(session.connection_id, "unknown")
        for message_set in sets:
            open_entries = [
                entry
                for entry in message_set.requests or []
                if "link" in entry and not self._settle_entry(entry, windows)
            ]
            if not open_entries:
                message_set._advance("settle")
                continue
            message_set.settle_attempts += 1
            if message_set.settle_attempts >= TRIES:
                self._ask_about(open_entries)
                message_set._advance("park")

    def _settle_adopted(self, connection):
        """Ask again if the object that a user reported as found was not read."""
        links = self.env["qbd.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "unknown"),
                ("reason", "=", "adopt"),
            ]
        )
        for link in links:
            name = (link.pending_request or {}).get("name") or link.qb_name or ""
            link.write(
                {
                    "reason": "unknown_outcome",
                    "message": self.env._(
                        "No customer, vendor or item called “%(name)s” was found in "
                        "QuickBooks. Give it that name there and press Found in "
                        "QuickBooks again, or press Not in QuickBooks.",
                        name=name,
                    ),
                }
            )

    def _settle_entry(self, entry, windows):
        """Return whether this request is settled."""
        link = self.env["qbd.link"].browse(entry["link"]).exists()
        if not link or link.state != "sent":
            return True
        window = windows.get(str(entry["stream"]), {})
        complete = bool(window.get("done")) and not window.get("failed")
        if OPERATIONS[entry["op"]].creates:
            verdict = journal.settle_add(
                journal.Evidence(
                    delta_complete=complete, replayed=entry.get("replayed")
                )
            )
            if verdict != "absent":
                return False
            link._give_guid_up()
            link.write({"state": "dirty", "pending_request": False})
            return True
        if complete:  # not among the changes: it did not run
            self._take_back_name(link)
            link.write({"state": "dirty", "pending_request": False})
        return complete

    def _ask_about(self, entries):
        for entry in entries:
            link = self.env["qbd.link"].browse(entry["link"])
            link.write(
                {
                    "state": "unknown",
                    "reason": "unknown_outcome",
                    "message": self.env._(
                        "The answer of QuickBooks was lost and could not be found "
                        "again. Look for “%(name)s” in QuickBooks, then press Found "
                        "in QuickBooks or Not in QuickBooks.",
                        name=entry.get("name") or link.qb_name or "",
                    ),
                }
            )
