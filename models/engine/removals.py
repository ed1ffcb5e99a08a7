from odoo import models

from ...core.sync import planner
from ...core.sync.operations import Deletion


class QbdEngineRemovals(models.AbstractModel):
    """Handles deleted and deactivated objects, and guards against mass removals."""

    _name = "qbd.engine.removals"
    _description = "QuickBooks Engine: Removals"

    # -- deleted objects ------------------------------------------------------

    def _apply_deleted(self, stream, elements):
        mapping = stream._mapping()
        self._remember_deleted(stream, elements)
        links = self.env["qbd.link"]._by_qb_ids(
            stream.connection_id,
            mapping._space,
            [self._id_of(element) for element in elements],
        )
        links = [
            link
            for link in links.values()
            if (link.stream_id == stream or mapping._reads_for(link))
            and not self._deletion_known(link.state, link.reason, link.deleted_in_odoo)
        ]
        self._deleted_by_list(links)

    def _deleted_by_list(self, links):
        """Handle deleted objects, each as one of the list that has its link."""
        links = self.env["qbd.link"].union(*links)
        for owner, some in links.grouped("stream_id").items():
            self._quickbooks_deleted(owner, list(some))

    def _take_back_sequence(self, link):
        """Spare an object of a refused request from being read again.

        It is as it was: what was read of it would be sent, and refused, once more.
        """
        before = (link.pending_request or {}).get("edit_sequence")
        if before and not link.edit_sequence:
            link.edit_sequence = before

    def _words_of_missing(self, link, entry):
        """Say which other object a write named; "" if it named its own alone."""
        mapping = link.stream_id._mapping()
        return mapping._words_of_missing(entry["op"], entry.get("sent") or {})

    def _advice_on_refusal(self, link, entry, outcome):
        """Return the advice of a refusal, with what else may be in the way."""
        mapping = link.stream_id._mapping()
        words = mapping._words_of_obstacle(entry["op"], link)
        return f"{outcome.advice} {words}".strip() if words else outcome.advice

    def _quickbooks_deleted(self, stream, links):
        """Handle objects deleted in QuickBooks. An edit in Odoo beats it (rule 10)."""
        links = [link for link in links if not link.held]  # until its release
        links = self._without_remade(stream, links) if links else links
        if not links or self._stops_mass_change(stream, len(links), "quickbooks"):
            return
        vanished = [link.qb_id for link in links]
        self._remember_vanished(stream, links)
        mapping = stream._mapping()

        def work(part):
            ids = [link.record_id for link in part if link.record_id]
            states = mapping._canonical_records(mapping._browse(ids).exists())
            for link in part:
                self._carry_deletion(mapping, link, states.get(link.record_id))

        def bad(link, error):
            link._park("deleted_in_quickbooks", self._words(error, mapping))

        self._guarded(links, work, bad)
        self._read_referring_again(stream, vanished)

    def _carry_deletion(self, mapping, link, state):
        image = link.odoo_image or {}
        edited = state is not None and mapping._is_edited(link, state, image)
        decision = mapping._object_deleted(link, state, edited)
        if decision == Deletion.BRING_BACK:
            link._forget_object()
        elif decision == Deletion.CARRIED:
            link.write(
                {"state": "gone", "reason": "deleted_in_odoo", "pending_request": False}
            )
        elif decision == Deletion.RECORD:
            self._cancel_too(mapping, link)
        elif decision == Deletion.ASK:
            link._park(**mapping._deletion_question(link))
        else:
            link.odoo_image = {**image, **(state or {})}
            self._gone_in_quickbooks(link)

    def _gone_in_quickbooks(self, link):
        link.write(
            {
                "state": "gone",
                "reason": "deleted_in_quickbooks",
                "message": self.env._("Deleted in QuickBooks."),
                "pending_request": False,
            }
        )

    def _cancel_too(self, mapping, link):
        """Deactivate or cancel the record of an object deleted in QuickBooks."""
        record = mapping._browse(link.record_id)
        mapping._deactivate_record(record)
        self.env.flush_all()
        state = mapping._canonical_records(record)[record.id]
        link.odoo_image = {**(link.odoo_image or {}), **state}
        self._gone_in_quickbooks(link)

    # -- a plan that takes much away stops and asks ---------------------------

    def _stops_mass_change(self, stream, number, side):
        """Return whether this number of removals needs a user's confirmation first.

        :param number: links that would be deactivated, voided or deleted
        :param side: the side of the deletions: "odoo" or "quickbooks"
        """
        connection = stream.connection_id
        if stream.id in (connection.question_data or {}).get("allowed", []):
            return False
        if not planner.mass_change(number, 0):
            return False  # so few are not asked about, however short the list
        total = self.env["qbd.link"].search_count(
            [("stream_id", "=", stream.id), ("state", "!=", "gone")]
        )
        share = connection.mass_change_percent / 100
        if not planner.mass_change(number, total, share=share):
            return False
        self._ask_mass_change(stream, number, total, side)
        return True

    def _odoo_removals(self, stream, mapping):
        """Return the number of waiting links with a deleted or archived record."""
        links = self.env["qbd.link"].search(
            [
                ("stream_id", "=", stream.id),
                ("state", "=", "dirty"),
                ("qb_id", "!=", False),
            ]
        )
        deleted = links.filtered("deleted_in_odoo")
        if len(links) <= 10 or "active" not in mapping._browse([])._fields:
            return len(deleted)
        records = [link.record_id for link in links - deleted]
        archived = set(
            mapping._browse([])
            .search([("id", "in", records), ("active", "=", False)])
            .ids
        )
        leaving = [
            link
            for link in links
            if link.record_id in archived
            and (link.quickbooks_image or {}).get("IsActive")
        ]
        return len(deleted) + len(leaving)

    def _judge_removals(self, message_set, responses):
        """Ask before a large part of a list is deactivated at once, as for deletions.

        The answer is judged before any of it is applied, together with the pages before
        it. A stopped stream is read again: its watermark stays.
        """
        session, found = message_set.session_id, False
        windows = dict((session.reading or {}).get("windows", {}))
        entries = message_set.requests or []
        for entry in entries:
            response, key = responses.get(entry["id"]), str(entry.get("stream"))
            if response is None or key not in windows or entry["op"] == "deleted":
                continue
            stream = self.env["qbd.stream"].browse(entry["stream"])
            window = windows[key]
            leaving = self._count_leaving(stream, response.objects)
            if not leaving:
                continue
            found = True
            window["leaving"] = window.get("leaving", 0) + leaving
            if self._stops_mass_change(stream, window["leaving"], "quickbooks"):
                window["failed"] = "stopped by a question"
                entry["stopped"] = True
        if found:
            session.reading = {**session.reading, "windows": windows}
            message_set.requests = entries

    def _count_leaving(self, stream, elements):
        ids = [self._id_of(e) for e in elements if e.findtext("IsActive") == "false"]
        links = self.env["qbd.link"]._by_qb_ids(
            stream.connection_id, stream._mapping()._space, ids
        )
        return sum(
            (link.quickbooks_image or {}).get("IsActive") is True
            for link in links.values()
        )
