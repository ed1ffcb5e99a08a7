from odoo import models

from ...core.sync.operations import OPERATIONS, Deletion


class QbdEngineMissing(models.AbstractModel):
    """Plans the fate of objects whose records no longer exist."""

    _name = "qbd.engine.missing"
    _description = "QuickBooks Engine: Missing Records"

    def _plan_missing(self, stream, mapping, link, plan):
        """Sync a deletion seen by `unlink`; park a record lost in any other way."""
        if link.deleted_in_odoo:
            self._plan_deletion(stream, mapping, link, plan)
        elif link.qb_id:
            link._park(
                "record_missing",
                self.env._(
                    "The Odoo record was deleted outside the sync (for example in "
                    "SQL). Unlink the pair, or deactivate “%(name)s” in QuickBooks "
                    "manually.",
                    name=link.qb_name,
                ),
            )
        else:
            link.write({"state": "gone", "reason": "record_missing"})

    def _plan_deletion(self, stream, mapping, link, plan):
        """Plan a deletion made in Odoo. An edit in QuickBooks beats it (rule 10)."""
        edited = self._edited(mapping, link, link.quickbooks_seen)
        decision = mapping._record_deleted(link, edited)
        if decision == Deletion.BRING_BACK:
            link.write({"record_id": False, "deleted_in_odoo": False})
            pair = self._pair_of_link(link)
            self._reconcile(stream, self._find_partners(stream, mapping, [pair]))
        elif decision == Deletion.ASK:
            link._park(**mapping._deletion_question(link, edited))
        elif decision == Deletion.LINK:
            link.write({"state": "gone", "reason": "deleted_in_odoo"})
        elif not plan.full(stream._batch()):
            op, element, sent = mapping._request_removal(link)
            name = link.qb_name if OPERATIONS[op].returns else None
            plan.add(link, op, element, sent, name)

    def _revive(self, mapping, link):
        """Add the record again if it was edited after its object was deleted."""
        record = mapping._browse(link.record_id)
        state = mapping._canonical_records(record)[record.id]
        image = link.odoo_image or {}
        edited = mapping._holds_more(link, state, image)
        if mapping._is_wanted_again(record, state, edited):
            link._forget_object()
        else:
            link.write({"state": "gone", "odoo_image": {**image, **state}})
