from odoo import api, fields, models
from odoo.tools.misc import format_datetime

from ...core.qbxml import catalogue, status
from . import reasons

REFUSED = "qb_"
"""How the reason of a refusal begins; the status code of QuickBooks follows."""

PROBLEMS = ("parked", "unknown", "retry")
"""States of a link that has a problem."""


class QbdLinkProblem(models.AbstractModel):
    """The problem of a link in separate fields: code, cause, helper, next step.

    The remedy is the link's `message`, which names fields and values.
    """

    _name = "qbd.link.problem"
    _description = "QuickBooks Link: Problem"

    problem_code = fields.Char("Code", compute="_compute_problem")
    problem_cause = fields.Char("Cause", compute="_compute_problem")
    problem_fixer = fields.Char("Who can fix it", compute="_compute_problem")
    problem_retry = fields.Char("Next step", compute="_compute_problem")

    @api.depends("state", "reason", "next_try", "held")
    @api.depends_context("lang", "tz")
    def _compute_problem(self):
        fixers = self._fixers()
        for link in self:
            has_one = link.state in PROBLEMS and link.reason
            code, cause, fixer = link._problem() if has_one else ("", "", "")
            link.problem_code = code
            link.problem_cause = cause
            link.problem_fixer = fixers.get(fixer, "")
            link.problem_retry = link._retry_words() if has_one else ""

    def _problem(self):
        """Return (code, cause, code of who can fix it)."""
        row = reasons.find(self.reason)
        number = self.reason.removeprefix(REFUSED)
        if self.reason.startswith(REFUSED) and number.lstrip("-").isdigit():
            meaning = status.outcome(number, message=" ", say=self.env._)
            return number, meaning.title, meaning.fixer
        return self.reason, str(row.title), row.fixer

    def _fixers(self):
        """Return {code of who can fix it: words}."""
        return {
            catalogue.NOBODY: self.env._("No action needed"),
            catalogue.BOOKKEEPER: self.env._("Bookkeeper"),
            catalogue.CONSULTANT: self.env._("Consultant"),
            catalogue.ADMIN: self.env._("Administrator of QuickBooks"),
            catalogue.SUPPORT: self.env._("Support"),
        }

    def _retry_words(self):
        """Return when the link is looked at again."""
        if self.held:
            return self.env._("Nothing until it is released.")
        if self.state == "retry" and self.next_try:
            return self.env._(
                "Tried again automatically, by the first session after %(time)s.",
                time=format_datetime(self.env, self.next_try),
            )
        if self.state == "retry":
            return self.env._("Tried again automatically.")
        if reasons.survives_edit(self.state, self.reason):
            return self.env._("It waits for your answer: use the buttons above.")
        if reasons.is_question(self.state, self.reason):
            return self.env._(
                "It waits for your answer, and is compared again after an edit in Odoo."
            )
        return self.env._(
            "Tried again after an edit in Odoo, or when you press “Try again”."
        )
