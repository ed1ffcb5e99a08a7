from odoo import fields, models
from odoo.tools.misc import format_datetime


class QbdConnectionAhead(models.AbstractModel):
    """The preview of the next session, a pause, and the go-ahead for new writes."""

    _name = "qbd.connection.ahead"
    _inherit = "qbd.buttons"
    _description = "QuickBooks Connection: Ahead"

    paused_until = fields.Datetime(
        copy=False,
        help="No session starts before. Changes are kept, and compared afterwards.",
    )
    is_paused = fields.Boolean(compute="_compute_is_paused")
    unconfirmed_lists = fields.Char(
        compute="_compute_unconfirmed_lists",
        help="Record types that are written to QuickBooks as soon as a user says so.",
    )

    def _compute_is_paused(self):
        now = fields.Datetime.now()
        for connection in self:
            until = connection.paused_until
            connection.is_paused = bool(until and until > now)

    def _compute_unconfirmed_lists(self):
        for connection in self:
            lists = connection.stream_ids.filtered(lambda one: one._waits_for_go())
            connection.unconfirmed_lists = ", ".join(lists.mapped("label"))

    def action_resume(self):
        """End the pause."""
        self._require_manager()
        self.paused_until = False

    def action_preview(self):
        """Show the changes that the next session makes in QuickBooks."""
        self.ensure_one()
        self._require_user()
        self.check_access("read")
        return self.env["qbd.preview"]._of(self)._shown()

    def confirm_writing(self):
        """Let the lists be written to QuickBooks that waited for a go-ahead."""
        self.ensure_one()
        self._require_manager()
        self.sudo().stream_ids.filtered("confirm_writing").confirm_writing = False
        return True

    def _pause_words(self):
        return self.env._(
            "Paused until %(time)s. Changes are kept, and compared afterwards.",
            time=format_datetime(self.env, self.paused_until),
        )
