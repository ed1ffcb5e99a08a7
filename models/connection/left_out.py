from odoo import fields, models


class QbdConnectionLeftOut(models.AbstractModel):
    """The documents of Odoo that no list syncs, said on the connection."""

    _name = "qbd.connection.left_out"
    _description = "QuickBooks Connection: Left Out"

    left_out = fields.Text("Documents Not Synced", compute="_compute_left_out")

    def _compute_left_out(self):
        for connection in self:
            streams = connection.stream_ids.sudo().filtered(lambda one: one._writes())
            words = [one._mapping()._records_left_out() for one in streams]
            connection.left_out = "\n".join(filter(None, words)) or False
