from odoo import models
from odoo.fields import Datetime
from odoo.tools import SQL

HINT_LOCK = (0x71626453, 0)
"""Our advisory lock of the process that takes hints, for all connections."""


class QbdEngineCandidates(models.AbstractModel):
    """Finds records that may have changed: by hints, references, a rotating sweep."""

    _name = "qbd.engine.candidates"
    _description = "QuickBooks Engine: Candidates"

    def _lock_all(self, connection):
        """Take the locks of a connection and of the hints, if both are free.

        :return: whether there are hints; None if another process has one of them
        """
        return self._lock_hints() if self._lock(connection) else None

    def _lock_hints(self):
        """Take the lock that lets a single process take hints, if there are any.

        No call waits inside of PostgreSQL for it: the process that has it may be at
        work for another connection until its call ends.

        :return: whether there are hints; None if another process has the lock
        """
        if not self.env["qbd.hint"].sudo()._any():
            return False
        self.env.cr.execute(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", *HINT_LOCK))
        return True if self.env.cr.fetchone()[0] else None

    def _collect_hints(self):
        """Turn hints into candidates of every stream they concern.

        All connections are handled at once, even those that are switched off: a hint is
        read, and deleted, only once. The caller has the lock, or sees only hints of its
        own transaction.
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
                self._candidates(stream, mapping, self._concerned(stream, model, ids))
            elif model == mapping._odoo_model:
                self._odoo_deleted(stream, ids)

    def _concerned(self, stream, model, ids):
        """Return which records of a stream a change of these records concerns.

        If a record of another model fails, the records concerned are unknown: the
        sweep will find what changed.
        """
        mapping = stream._mapping()

        def bad(one, error):
            if model == mapping._odoo_model:
                self.env["qbd.link"]._park_record(stream, one, error)

        parts = self._gather(
            ids, lambda part: list(mapping._records_concerned(model, part)), bad
        )
        return [one for part in parts for one in part]

    def _candidates(self, stream, mapping, record_ids, edited=True):
        """Mark linked records dirty, and others if the stream creates objects.

        :param edited: False if the records were not saved, only selected for a check
        """
        link_model = self.env["qbd.link"]
        have = set(link_model._by_records(stream, record_ids))
        new = [one for one in record_ids if one not in have]
        if new and stream._writes() and stream._creates_objects():
            domain = [("id", "in", new), *mapping._records_domain()]
            new = mapping._browse([]).search(domain, order="id").ids
        else:
            new = []
        link_model._mark_dirty(stream, sorted({*have, *new}), edited)

    def _odoo_deleted(self, stream, ids):
        """Note records that were deleted in Odoo through `unlink`.

        A link with a write under way keeps its state: the deletion follows the answer.
        """
        for link in self.env["qbd.link"]._by_records(stream, ids).values():
            link.deleted_in_odoo = True
            if link.state in ("sent", "unknown"):
                link.edited_meanwhile = True
            elif link.state != "gone":
                link.state = "dirty" if link.qb_id else "gone"

    def _sweep(self, stream, limit=500):
        """Make candidates of the next records of a stream, regardless of hints.

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
