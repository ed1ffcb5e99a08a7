from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from . import reasons
from .shown import NEEDS_ATTENTION

FIELDS = {
    "can_choose": reasons.CHOOSE[0],
    "can_delete_too": reasons.ABOUT_DELETION[0],
    "can_bring_back": reasons.ABOUT_DELETION[1],
    "can_take_figures": "action_take_figures",
    "can_say_if_there": reasons.IS_IT_THERE[0],
    "can_say_not_there": reasons.IS_IT_THERE[1],
    "can_create_anyway": "action_create_anyway",
    "can_remove_copy": reasons.ABOUT_COPY[0],
    "can_keep_copy": reasons.ABOUT_COPY[1],
    "can_replace": reasons.REPLACE,
    "can_try_again": reasons.TRY_AGAIN,
    "can_unlink": reasons.UNLINK,
}
"""Field → the action it is about; views show the action's button by it."""

ODOO, QUICKBOOKS = "odoo", "quickbooks"
"""The side that an action writes."""

NAMED = 5
"""So many of the links that were left as they are get named."""


class QbdLinkAllowed(models.AbstractModel):
    """Knows the actions that a link offers and the words of its reason."""

    _name = "qbd.link.allowed"
    _description = "QuickBooks Link: Allowed Actions"

    reason_title = fields.Char("Reason in words", compute="_compute_reason_words")
    advice = fields.Char(compute="_compute_reason_words")
    help_link = fields.Html("Help", compute="_compute_reason_words", sanitize=False)
    can_choose = fields.Boolean(compute="_compute_allowed")
    can_delete_too = fields.Boolean(compute="_compute_allowed")
    can_bring_back = fields.Boolean(compute="_compute_allowed")
    can_take_figures = fields.Boolean(compute="_compute_allowed")
    can_say_if_there = fields.Boolean(compute="_compute_allowed")
    can_say_not_there = fields.Boolean(compute="_compute_allowed")
    can_create_anyway = fields.Boolean(compute="_compute_allowed")
    can_remove_copy = fields.Boolean(compute="_compute_allowed")
    can_keep_copy = fields.Boolean(compute="_compute_allowed")
    can_replace = fields.Boolean(compute="_compute_allowed")
    can_try_again = fields.Boolean(compute="_compute_allowed")
    can_unlink = fields.Boolean(compute="_compute_allowed")

    @api.depends(
        "state", "reason", "deleted_in_odoo", "record_id", "stream_id.direction"
    )
    def _compute_allowed(self):
        for link in self:
            for name, action in FIELDS.items():
                link[name] = link._allows(action)

    def _allows(self, action):
        """Return whether the state, the reason and the direction allow an action."""
        return reasons.allows(
            action, self.state, self.reason
        ) and self._direction_allows(action)

    def _direction_allows(self, action):
        """Return whether a list is set up to write the side that an action writes."""
        stream = self.sudo().stream_id
        if action == reasons.REPLACE and not stream._mapping()._can_replace(self):
            return False
        left = QUICKBOOKS if self.deleted_in_odoo else ODOO
        written = {
            "action_take_figures": ODOO,
            "action_is_not_there": QUICKBOOKS,
            "action_create_anyway": QUICKBOOKS if self.record_id else ODOO,
            "action_delete_too": left,
            "action_remove_copy": QUICKBOOKS,
            "action_keep_copy": ODOO,
            "action_replace": QUICKBOOKS,
            "action_bring_back": ODOO if self.deleted_in_odoo else QUICKBOOKS,
        }.get(action)
        if written == ODOO and action == "action_bring_back":
            stream = stream._mapping()._stream_to_bring_back(self)
        if written == ODOO:
            return stream._reads()
        return stream._writes() if written == QUICKBOOKS else True

    @api.depends("state", "reason")
    @api.depends_context("lang")
    def _compute_reason_words(self):
        for link in self:
            row = reasons.find(link.reason)
            advised = row.advice and link.state in row.states
            link.reason_title = str(row.title) if link.reason else False
            link.help_link = self.env["qbd.help"]._about(link.reason)
            link.advice = str(row.advice) if advised else link._advice_to_replace()

    @api.model
    def _attention_by_reason(self, connection):
        """Return {title of the reason: number of links that need attention}."""
        groups = self._read_group(
            [
                ("connection_id", "=", connection.id),
                ("shown_state", "in", NEEDS_ATTENTION),
            ],
            ["reason"],
            ["__count"],
        )
        titles = Counter()
        for reason, number in groups:
            titles[str(reasons.find(reason or "").title)] += number
        return titles

    def _advice_to_replace(self):
        """Return a sentence about the button Replace, if it is there."""
        if not self._allows(reasons.REPLACE):
            return False
        return self.env._(
            "Replace in QuickBooks deletes the payment there and adds it again as it "
            "is in Odoo."
        )

    def _that_allow(self, action):
        """Return those of the links that offer an action now.

        :param action: name of the method
        :raise UserError: if there are links, and none of them offers the action
        """
        allowed = self.filtered(lambda link: link._allows(action))
        if self and not allowed:
            raise UserError(
                self.env._(
                    "This cannot be done now: %(states)s. Open the record again to "
                    "see the possible actions.",
                    states=", ".join(dict.fromkeys(self._states_in_words())),
                )
            )
        return allowed

    def _settled(self, done):
        """Return the notification after a decision about several links, else None.

        :param done: those of these links that were settled
        """
        left = self - done
        why = self.env._(
            "Not possible for the others: %(states)s.",
            states=", ".join(left[:NAMED]._states_in_words())
            + ("…" if len(left) > NAMED else ""),
        )
        return self.env["qbd.buttons"]._bulk_answer(len(self), len(done), why)

    def _states_in_words(self):
        """Return a text for each link: its name and its reason or state."""
        states = dict(self._fields["shown_state"]._description_selection(self.env))
        return [
            self.env._(
                "“%(name)s” is “%(state)s”",
                name=link.display_label or "",
                state=link.reason_title or states[link.shown_state],
            )
            for link in self
        ]
