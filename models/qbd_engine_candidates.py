from odoo import models
from odoo.fields import Datetime
from odoo.tools import SQL

from ..core.sync import planner

HINT_LOCK = (0x71626453, 0)


class QbdEngineCandidates(models.AbstractModel):
    """Which records may have changed: hints, records referred to, rotating sweep."""

    _name = "qbd.engine.candidates"
    _description = "QuickBooks Engine: Candidates"

    def _collect_hints(self):
        """Turn hints into candidates of every stream they concern.

        All connections at once, also those that are switched off: a hint is read, and
        deleted, only once.
        """
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s, %s)", *HINT_LOCK))
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
        """Records with a link, and those of the stream without one, become dirty.

        :param edited: False where nobody saved them, they are only looked at again
        """
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
        """Records were deleted in Odoo, seen by their `unlink`.

        What is on its way stays so: the deletion follows when the answer is there.
        """
        for link in self.env["qbd.link"]._by_records(stream, ids).values():
            link.deleted_in_odoo = True
            if link.state in ("sent", "unknown"):
                link.again = True
            elif link.state != "gone":
                link.state = "dirty" if link.qb_id else "gone"

    def _sweep(self, stream, limit=500):
        """Look at the next records of a stream, whatever the hints say.

        :return: whether the sweep is finished
        """
        mapping = stream._mapping()
        domain = [("id", ">", stream.sweep_position), *mapping._sweep_domain()]
        ids = mapping._browse([]).search(domain, order="id", limit=limit).ids
        values = {}
        if not stream.sweep_position:
            values["sweep_started"] = Datetime.now()
        if ids:
            self._candidates(stream, mapping, ids, edited=False)
        finished = len(ids) < limit
        values["sweep_position"] = 0 if finished else ids[-1]
        if finished:
            values["sweep_finished"] = Datetime.now()
        stream.write(values)
        return finished

    # -- a plan that takes much away stops and asks ---------------------------

    def _stops_mass_change(self, stream, number, side):
        """Whether so many removals of a list need a person's word first.

        :param number: links that would be deactivated, voided or deleted
        :param side: where they are gone: "odoo" or "quickbooks"
        """
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

    def _odoo_removals(self, stream, mapping):
        """:return: how many waiting links are deleted or archived in Odoo"""
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
