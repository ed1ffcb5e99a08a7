from odoo import api, fields, models

from .hold import MOVING

SHOWN = [
    ("ok", "Synced"),
    ("only_in_quickbooks", "Only in QuickBooks"),
    ("only_in_odoo", "Only in Odoo"),
    ("dirty", "Pending"),
    ("sent", "Sending"),
    ("retry", "Waiting to try again"),
    ("asked", "Waiting for an answer"),
    ("held", "On hold"),
    ("parked", "Needs attention"),
    ("unknown", "Unconfirmed"),
    ("gone", "Unlinked"),
]
"""The states that people see, and their words."""

ALONE = ("only_in_quickbooks", "only_in_odoo")
WAITING = ("dirty", "sent", "retry", "asked", "held")
NEEDS_ATTENTION = ("parked", "unknown")
"""Shown states that are counted together. Synced and unlinked stand for themselves."""

URGENCY = ("gone", "ok", *ALONE, *WAITING, *NEEDS_ATTENTION)
"""All shown states; of several links of a record the last one is shown."""

LEFT_ALONE = ("only_in_quickbooks", "kept_unpaired")
"""Reasons of links one side of which has no counterpart, and is not given one."""


def shown_state(state, reason, record_id, qb_id, asked_elsewhere=False, held=False):
    """Return the state of a link as people see it.

    Synced is only a link with both sides that has nothing to be compared.

    :param state: a state of a link
    :param asked_elsewhere: whether its question is also that of another link
    :param held: whether a user holds it back
    :return: a code of `SHOWN`
    """
    if held and state not in (*MOVING, "gone"):
        return "held"
    if (state, reason) == ("parked", "similar") and asked_elsewhere:
        return "asked"
    one_side = not (record_id and qb_id) or reason in LEFT_ALONE
    if state == "ok" and one_side:
        if qb_id and not (record_id and reason == "kept_unpaired"):
            return "only_in_quickbooks"
        return "only_in_odoo" if record_id else "gone"
    if state == "gone" and record_id and not qb_id and reason == "kept_unpaired":
        return "only_in_odoo"
    return state


class QbdLinkShown(models.AbstractModel):
    """The state of a link as people see it, for all views, counts and filters."""

    _name = "qbd.link.shown"
    _description = "QuickBooks Link: Shown State"

    shown_state = fields.Selection(
        SHOWN, "State", compute="_compute_shown_state", store=True
    )
    asked_elsewhere = fields.Boolean(
        readonly=True,
        help="Similar records ask the same question; the answer settles all of them.",
    )

    @api.depends("state", "reason", "record_id", "qb_id", "asked_elsewhere", "held")
    def _compute_shown_state(self):
        for link in self:
            link.shown_state = shown_state(
                link.state,
                link.reason,
                link.record_id,
                link.qb_id,
                link.asked_elsewhere,
                link.held,
            )

    @api.model
    def _insert(self, rows):
        """Insert links, with their shown state in the database."""
        sides = ("state", "reason", "record_id", "qb_id")
        return super()._insert(
            [
                {**row, "shown_state": shown_state(*(row.get(one) for one in sides))}
                for row in rows
            ]
        )

    @api.model
    def _parked_since(self, session):
        """Return how many links a session left for a person."""
        return self.search_count(
            [
                ("connection_id", "=", session.connection_id.id),
                ("shown_state", "in", NEEDS_ATTENTION),
                ("parked_on", ">=", session.started),
            ]
        )

    def _note_same_questions(self):
        """Let one of two links that ask the same question stand for both.

        The object's link asks; that of the record which looks like it waits.
        """
        self.invalidate_recordset(["question_ids"])
        for link in self:
            elsewhere = not link.qb_id and any(
                (one.state, one.reason) == ("parked", "similar")
                for one in link.question_ids.link_id
            )
            if link.asked_elsewhere != elsewhere:
                link.asked_elsewhere = elsewhere

    def _asking_about(self):
        """Return the links that ask whether their record is one of these objects."""
        return self.search([("question_ids.link_id", "in", self.ids)])
