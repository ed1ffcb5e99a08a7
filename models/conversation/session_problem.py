from odoo import api, fields, models

from ...core.qbxml import catalogue, status


class QbdSessionProblem(models.AbstractModel):
    """The error of a session in fields: code, cause, helper, remedy, next step.

    Codes are those of the Web Connector, the question that stopped the connection, or
    one of our own for a QuickBooks that cannot be used.
    """

    _name = "qbd.session.problem"
    _description = "QuickBooks Session: Problem"

    error_code = fields.Char("Code", index="btree_not_null")
    problem_cause = fields.Char("Cause", compute="_compute_problem")
    problem_fixer = fields.Char("Who can fix it", compute="_compute_problem")
    problem_fix = fields.Text("Remedy", compute="_compute_problem")
    problem_retry = fields.Char("Next step", compute="_compute_problem")

    @api.depends("error_code", "last_error")
    def _compute_problem(self):
        fixers = self.env["qbd.link"]._fixers()
        for session in self:
            values = session._problem() if session.error_code else ("", "", "", "")
            session.problem_cause, fixer, session.problem_fix, retry = values
            session.problem_fixer = fixers.get(fixer, "")
            session.problem_retry = retry

    def _problem(self):
        """Return (cause, code of who can fix it, remedy, next step)."""
        if status.is_hresult(self.error_code):
            return self._problem_of_connector()
        later = self.env._("Tried again by the next session.")
        if self.error_code in ("no_host", "unreadable_host", "too_old"):
            cause = self.env._("This QuickBooks cannot be used as it is")
            return cause, catalogue.ADMIN, self.last_error, later
        return (
            self.env._("A question stopped the connection"),
            catalogue.BOOKKEEPER,
            self.last_error,
            self.env._(
                "Nothing is read or written before the question on the connection is"
                " answered."
            ),
        )

    def _problem_of_connector(self):
        found = status.hresult(self.error_code, self.last_error, self.env._)
        later = self.env._("Tried again by the next session.")
        if not found.nothing_ran:
            later = self.env._(
                "The next session finds out what was written, before it sends more."
            )
        fixer = status.hresult_fixer(self.error_code)
        return found.title, fixer, found.advice, later
