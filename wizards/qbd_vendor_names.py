from odoo import fields, models


class QbdVendorNames(models.TransientModel):
    """Shows the names of the vendors that have another name in QuickBooks."""

    _name = "qbd.vendor.names"
    _inherit = "qbd.names.preview"
    _description = "QuickBooks Names of Vendors"

    _mapping_name = "vendor"
    _record_field = "partner_id"

    vendor_suffix = fields.Char("Ending", trim=False)
    number = fields.Integer("Vendors", readonly=True)
    line_ids = fields.One2many("qbd.vendor.names.line", "wizard_id", readonly=True)

    def _title(self):
        return self.env._("Names of vendors in QuickBooks")

    def _rule(self):
        """Return the ending.

        :raise UserError: if QuickBooks would not take it
        """
        self.connection_id._check_suffix(self.vendor_suffix)
        return self.vendor_suffix


class QbdVendorNamesLine(models.TransientModel):
    """One vendor with another name in QuickBooks."""

    _name = "qbd.vendor.names.line"
    _inherit = "qbd.write.checks"
    _description = "QuickBooks Name of a Vendor"

    wizard_id = fields.Many2one("qbd.vendor.names", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Vendor", readonly=True)
    own_name = fields.Char("In Odoo", readonly=True)
    qb_name = fields.Char("In QuickBooks", readonly=True)
    problem = fields.Text("Reason", readonly=True)
