from odoo import api, fields, models
from odoo.exceptions import UserError

from .failures import MAY_BE_THERE

SIMILAR = "similar"
KEPT_UNPAIRED = "kept_unpaired"
"""Reasons of links that a person is asked about, or has left without a partner."""


class QbdLinkQuestions(models.AbstractModel):
    """Answers questions about similar records, and keeps records left unpaired."""

    _name = "qbd.link.questions"
    _description = "QuickBooks Link: Questions"

    kept_unpaired = fields.Boolean(
        readonly=True,
        help="A user left this record unmatched: it is not created on the other side.",
    )
    question_ids = fields.One2many(
        "qbd.match.pair",
        "asked_link_id",
        "May be the same",
        domain=[("state", "=", "open")],
    )

    def action_create_anyway(self):
        """Create the record or object: none of the similar candidates is the same."""
        links = self._for_user()._that_allow("action_create_anyway")
        named = links.filtered(lambda link: link.reason == MAY_BE_THERE)
        named.create_requested = True  # it is not asked about again
        named._release()
        links.question_ids._reject()
        links._settle_questions()  # also those whose look-alike is gone

    def _settle_questions(self):
        """Compare links again that have no similar candidates left."""
        self.env["qbd.match.pair"].flush_model()
        asked = self.exists().filtered(
            lambda link: link.state == "parked" and link.reason == SIMILAR
        )
        asked.invalidate_recordset(["question_ids"])
        asked.filtered(lambda link: not link.question_ids)._release()
        (asked.filtered("question_ids") | asked._asking_about())._note_same_questions()

    def _take_apart(self):
        """Undo this pair: the object has no record any more, and stays unpaired.

        Nothing is deleted, archived or written on either side.

        :raise UserError: while a request is on its way
        """
        for link in self:
            if link.state in ("sent", "unknown"):
                raise UserError(
                    self.env._(
                        "A request is being sent for “%(name)s”. Wait for its "
                        "answer, then unpair.",
                        name=link.qb_name,
                    )
                )
            record_id = link.record_id
            link.write(link._apart_values())
            link.flush_recordset()
            self._leave_records(link.stream_id, [record_id])

    def _apart_values(self):
        empty = (
            *("record_id", "odoo_image", "quickbooks_image", "conflicts", "overruled"),
            *("pending_request", "message", "next_try", "create_requested"),
            *("deleted_in_odoo", "edited_meanwhile"),
        )
        return {
            **dict.fromkeys(empty, False),
            "quickbooks_seen": self.quickbooks_seen or self.quickbooks_image,
            "state": "ok",
            "reason": "only_in_quickbooks",
            "attempts": 0,
            "kept_unpaired": True,
        }

    @api.model
    def _leave_records(self, stream, record_ids):
        """Leave these records without an object, as a user chose: they are not added.

        Their links are ignored until a user pairs or creates them.
        """
        known = self._by_records(stream, record_ids)
        links = self.union(*known.values()).filtered(lambda link: not link.qb_id)
        links.write(self._left_values())
        mapping = stream._mapping()
        return self._insert(
            [
                {
                    "stream_id": stream.id,
                    "connection_id": stream.connection_id.id,
                    "space": mapping._space,
                    "res_model": mapping._odoo_model,
                    "record_id": record_id,
                    **self._left_values(),
                }
                for record_id in record_ids
                if record_id not in known
            ]
        )

    def _left_values(self):
        return {
            "state": "gone",
            "reason": KEPT_UNPAIRED,
            "kept_unpaired": True,
            "message": self.env._(
                "Not matched to a QuickBooks record yet. Pair or create it on the "
                "page of the first match."
            ),
        }
