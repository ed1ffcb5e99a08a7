from odoo import api, fields, models


class QbdQbxml(models.TransientModel):
    """Shows the qbXML of both sides of a record, side by side."""

    _name = "qbd.qbxml"
    _inherit = ["qbd.write.checks", "qbd.buttons"]
    _description = "QuickBooks qbXML of Both Sides"

    link_id = fields.Many2one("qbd.link", required=True, ondelete="cascade")
    quickbooks = fields.Text("As QuickBooks shows it", readonly=True)
    odoo = fields.Text("As Odoo would send it", readonly=True)

    @api.model
    def _of(self, link):
        """Return the qbXML of both sides of a link.

        :param link: as superuser; the user may see it
        """
        shown = self.sudo().create(
            {
                "link_id": link.id,
                "quickbooks": link._qbxml_of_quickbooks(),
                "odoo": self.env["qbd.engine"].sudo()._qbxml_of_odoo(link),
            }
        )
        return shown.sudo(False)
