from odoo import fields, models

from ...core.sync import documents
from ...core.sync.operations import DIRTY, FORGET, OPERATIONS

MOVED = dict.fromkeys(("odoo_image", "quickbooks_image", "pending_request"))
"""What an acknowledged write changes as a rule: it is not compared first."""


class QbdEngineAcknowledge(models.AbstractModel):
    """Writes to links that QuickBooks has carried out a request, and counts it."""

    _name = "qbd.engine.acknowledge"
    _description = "QuickBooks Engine: Writes That Are Done"

    def _acknowledge(self, mapping, link, entry, element):
        """Move both images of a link whose write QuickBooks carried out (rule 4).

        :param mapping: for the batch of answers that this one is of
        :param element: the object that came back
        """
        image = link.quickbooks_image
        # only lines are looked at; without any, all links share one environment
        sent = {k: v for k, v in entry["sent"].items() if isinstance(v, dict | list)}
        answer = mapping._for_answer(sent)
        returned = answer._read_object(element, image)
        compared = mapping._compared()
        odoo_image, quickbooks_image, assigned = documents.after_push(
            link.odoo_image,
            image,
            entry["sent"],
            returned,
            mapping._line_keys(),
        )
        self._assign_lines(mapping, link, assigned)
        mapping._note_returned(link.record_id, returned)
        self._keep_the_rest(mapping, entry, quickbooks_image, returned)
        unseen = documents.shows_more(
            returned, quickbooks_image, compared, mapping._line_keys()
        )
        values = {
            "qb_id": self._id_of(element),
            "qb_type": element.tag.removesuffix("Ret"),
            "qb_name": mapping._object_name(returned),
            "edit_sequence": element.findtext("EditSequence"),
            "odoo_image": odoo_image,
            "quickbooks_image": quickbooks_image,
            "quickbooks_seen": returned if unseen else False,
            "state": "dirty"
            if unseen or link.edited_meanwhile or entry.get("more") or link.conflicts
            else "ok",
            "edited_meanwhile": False,
            "reason": False,
            "message": False,
            "attempts": 0,
            "pending_request": False,
            "synced_on": fields.Datetime.now(),
        }
        self._check_money(mapping, link.record_id, returned, values)
        link._write_changed(values, MOVED)
        if entry.get("name") and not OPERATIONS[entry["op"]].creates:
            self._rename_below(mapping, link)
        operation = OPERATIONS[entry["op"]]
        if operation.ends:
            link.write({"state": operation.then, "reason": operation.reason})

    def _assign_lines(self, mapping, link, assigned):
        if not any(assigned.values()):
            return
        record = mapping._browse(link.record_id or []).exists()
        if record:
            mapping._lines_assigned(record, assigned)

    def _done_without_object(self, message_set, entry):
        """Settle a link after a void or deletion, or after its credit was used."""
        link = self.env["qbd.link"].browse(entry["link"]).exists()
        if not link or link.state not in ("sent", "unknown"):
            return
        operation = OPERATIONS[entry["op"]]
        self._count_pushed(link.stream_id, operation.creates, message_set.session_id)
        if operation.then == FORGET:
            link._forget_object()
            return
        values = {
            "state": operation.then,
            "reason": operation.reason or False,
            "message": False,
            "attempts": 0,
            "pending_request": False,
        }
        if operation.images:
            values.update(self._images_as_sent(link, entry))
            if link.edited_meanwhile:
                values["state"] = DIRTY
        link.write(values)

    def _images_as_sent(self, link, entry):
        """Return link values for both sides that hold the values sent.

        So does what QuickBooks showed before, lest it be taken for a later change.
        """
        seen = link.quickbooks_seen
        return {
            "quickbooks_seen": {**seen, **entry["sent"]} if seen else False,
            "edited_meanwhile": False,
            "edit_sequence": False,
            "synced_on": fields.Datetime.now(),
            "odoo_image": {**(link.odoo_image or {}), **entry["sent"]},
            "quickbooks_image": {**(link.quickbooks_image or {}), **entry["sent"]},
        }

    def _count_pushed(self, stream, created, session, number=1):
        self._want_books(stream)
        stream.count_pushed += number
        if session:
            session._count(**{"added" if created else "changed": number})
