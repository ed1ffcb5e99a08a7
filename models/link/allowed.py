from odoo import api, fields, models
from odoo.exceptions import UserError

from . import reasons

FIELDS = {
    "can_choose": reasons.CHOOSE[0],
    "can_answer_deletion": reasons.ABOUT_DELETION[0],
    "can_take_figures": "action_take_figures",
    "can_say_if_there": reasons.IS_IT_THERE[0],
    "can_create_anyway": "action_create_anyway",
    "can_remove_copy": reasons.ABOUT_COPY[0],
    "can_try_again": reasons.TRY_AGAIN,
    "can_unlink": reasons.UNLINK,
}
"""Field → the action it is about; views show the action's button by it."""


class QbdLinkAllowed(models.AbstractModel):
    """Knows the actions that a link offers and the words of its reason."""

    _name = "qbd.link.allowed"
    _description = "QuickBooks Link: Allowed Actions"

    reason_title = fields.Char("Reason in words", compute="_compute_reason_words")
    advice = fields.Char(compute="_compute_reason_words")
    can_choose = fields.Boolean(compute="_compute_allowed")
    can_answer_deletion = fields.Boolean(compute="_compute_allowed")
    can_take_figures = fields.Boolean(compute="_compute_allowed")
    can_say_if_there = fields.Boolean(compute="_compute_allowed")
    can_create_anyway = fields.Boolean(compute="_compute_allowed")
    can_remove_copy = fields.Boolean(compute="_compute_allowed")
    can_try_again = fields.Boolean(compute="_compute_allowed")
    can_unlink = fields.Boolean(compute="_compute_allowed")

    @api.depends("state", "reason")
    def _compute_allowed(self):
        for link in self:
            for name, action in FIELDS.items():
                link[name] = reasons.allows(action, link.state, link.reason)

    @api.depends("state", "reason")
    @api.depends_context("lang")
    def _compute_reason_words(self):
        for link in self:
            row = reasons.find(link.reason)
            advised = row.advice and link.state in row.states
            link.reason_title = str(row.title) if link.reason else False
            link.advice = str(row.advice) if advised else False

    def _that_allow(self, action):
        """Return those of the links that offer an action now.

        :param action: name of the method
        :raise UserError: if there are links, and none of them offers the action
        """
        allowed = self.filtered(
            lambda link: reasons.allows(action, link.state, link.reason)
        )
        if self and not allowed:
            raise UserError(
                self.env._(
                    "This cannot be done now: %(states)s. Open the record again to see"
                    " what is possible.",
                    states=", ".join(dict.fromkeys(self._states_in_words())),
                )
            )
        return allowed

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
