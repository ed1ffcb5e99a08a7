from odoo import fields, models


class QbdStreamAhead(models.AbstractModel):
    """Asks once before a list is written that was not written before."""

    _name = "qbd.stream.ahead"
    _description = "QuickBooks Stream: Ahead"

    confirm_writing = fields.Boolean(
        "Waits for a go-ahead",
        readonly=True,
        copy=False,
        help="A user has the record type written to QuickBooks, too: nothing is sent"
        " before a manager has confirmed the preview.",
    )

    def write(self, vals):
        """Wait for a go-ahead when a user changes the direction of a running list."""
        before = self.filtered(lambda one: one._writes())
        result = super().write(vals)
        if "direction" in vals and not self.env.su:
            begun = (self - before).filtered(
                lambda one: one._writes() and one.connection_id.sudo().host_time
            )
            begun.sudo().confirm_writing = True
        return result

    def _waits_for_go(self):
        """Return whether nothing of the list is sent before a user says so."""
        self.ensure_one()
        return self.confirm_writing and self._writes()

    def action_export_records(self):
        """Download the records of this list, as both sides have them."""
        self.ensure_one()
        self.env["qbd.buttons"]._require_manager()
        self.check_access("read")
        return self.connection_id._records_url(self)
