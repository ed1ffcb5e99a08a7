from odoo import models


class QbdEngineMissing(models.AbstractModel):
    """Planning what becomes of objects whose records are not there any more."""

    _name = "qbd.engine.missing"
    _description = "QuickBooks Engine: Missing Records"

    def _plan_missing(self, stream, mapping, link, plan):
        """Only an `unlink` that was seen is carried over."""
        if link.deleted_in_odoo:
            self._plan_deletion(stream, mapping, link, plan)
        elif link.qb_id:
            link._park(
                "record_missing",
                self.env._(
                    "The Odoo record is gone and nobody saw it being deleted. Unlink"
                    " the pair, or deactivate “%(name)s” in QuickBooks by hand.",
                    name=link.qb_name,
                ),
            )
        else:
            link.write({"state": "gone", "reason": "record_missing"})

    def _plan_deletion(self, stream, mapping, link, plan):
        """The record was deleted in Odoo. An edit in QuickBooks beats it (rule 10)."""
        if mapping._space == "transaction":
            self._plan_document_deletion(stream, mapping, link, plan)
            return
        seen = link.quickbooks_seen
        edited = self._edited(mapping, link, seen)
        can = stream._writes() and mapping._can_do(link.qb_type, "inactivate")
        if not link.qb_id or not can:
            link.write({"state": "gone", "reason": "deleted_in_odoo"})
        elif edited and stream._reads():
            link.write({"record_id": False, "deleted_in_odoo": False})
            self._reconcile(stream, [self._pair_of_link(link)])
        elif not plan.full(stream._batch()):
            element, _name = mapping._request_mod(
                link, {"IsActive": False}, link.quickbooks_image or {}, None
            )
            plan.add(link, "inactivate", element, {"IsActive": False}, link.qb_name)

    def _plan_document_deletion(self, stream, mapping, link, plan):
        """For transactions a deletion is a question, or what the stream says."""
        voided = (link.quickbooks_image or {}).get("Void")
        edited = self._edited(mapping, link, link.quickbooks_seen)
        if not link.qb_id or not stream._writes() or voided:
            link.write({"state": "gone", "reason": "deleted_in_odoo"})
        elif link.reason != "delete_too" and (edited or stream.deletions != "carry"):
            link._park(
                "document_deleted",
                self.env._(
                    "“%(name)s” was deleted in Odoo. Press Delete on both sides to"
                    " delete it in QuickBooks, or Bring it back to have it in Odoo"
                    " again.",
                    name=link.qb_name,
                ),
            )
        elif not plan.full(stream._batch()):
            plan.add(link, "delete", mapping._request_delete(link), {}, None)

    def _revive(self, mapping, link):
        """The object is gone; was the record taken up again since, or is it as left?"""
        state = mapping._canonical_records(mapping._browse(link.record_id))
        state = state[link.record_id]
        image = link.odoo_image or {}
        if mapping._is_alive(state) and any(state[k] != image.get(k) for k in state):
            link._forget_object()
        else:
            link.state = "gone"
