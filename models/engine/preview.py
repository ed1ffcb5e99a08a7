from odoo import models
from odoo.exceptions import UserError

from ...core.errors import QbdError
from ...core.qbxml.pretty import pretty_element
from ...core.sync.operations import OPERATIONS
from .plan import WritePlan

SHOWN = 500
"""So many changes are shown; more would be read by nobody."""

PREVIEW_SECONDS = 20
"""How long a plan may take that a person waits for."""


class PreviewPlan(WritePlan):
    """Collects all that would be written, not only one message set full of it."""

    confirmed_only = False

    def full(self, count):
        return len(self.requests) >= SHOWN

    def _fits(self, link):
        return True


class QbdEnginePreview(models.AbstractModel):
    """Plans the next session without doing anything of it."""

    _name = "qbd.engine.preview"
    _description = "QuickBooks Engine: Preview"

    def _preview(self, connection):
        """Return the changes that the next session would make in QuickBooks.

        The plan is made as a session makes it, and then undone.

        :return: {"rows": [{"link", "record_id", "stream", "operation", "name",
            "changes"}], "question": asked before any write, "more": whether not all
            is shown}
        :raise UserError: if a session is running
        """
        savepoint = self.env.cr.savepoint()
        try:
            if self._lock_all(connection) is None:
                raise UserError(
                    self.env._("A session is running now. Look again in a minute.")
                )
            return self._preview_now(connection)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def _preview_now(self, connection):
        plan = PreviewPlan()
        deadline = self._clock() + PREVIEW_SECONDS
        self._collect_hints()
        self._release_retries(connection)
        self._release_wanted_names(connection)
        self._plan(connection, self.env["qbd.stream"], deadline, plan)
        asked = connection.state == "question" and connection.question_text
        return {
            "rows": [self._preview_row(entry) for entry, _element in plan.requests],
            "question": asked or False,
            "more": plan.full(0) or self._clock() > deadline,
        }

    def _preview_row(self, entry):
        link = self.env["qbd.link"].browse(entry["link"])
        return {
            "link": link.id,
            "record_id": link.record_id,
            "stream": entry["stream"],
            "operation": entry["op"],
            "name": link.display_label or entry["name"] or "",
            "changes": self._preview_changes(link, entry),
        }

    def _preview_changes(self, link, entry):
        """Return the fields that a request changes in words, one a line."""
        display = self.env["qbd.link.display"]
        before = {} if OPERATIONS[entry["op"]].creates else link.quickbooks_image or {}
        return display._changes_in_words(link, before, entry["sent"] or {})

    def _qbxml_of_odoo(self, link):
        """Return the record as an Add would send it now, for people; nothing is sent.

        :return: qbXML, or why there is none in words
        """
        record, mapping = link._record(), link.stream_id._mapping()
        if record is None:
            return self.env._("There is no record in Odoo.")
        savepoint = self.env.cr.savepoint()
        try:
            state = mapping._canonical_records(record)[record.id]
            names = self._names_taken(mapping, link, PreviewPlan())
            element, _name = mapping._request_add(link, state, names)
            return pretty_element(element)
        except (QbdError, UserError, NotImplementedError) as error:
            return self._words(error, mapping)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
