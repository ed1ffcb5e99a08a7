import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class QbdInventoryUpdate(models.TransientModel):
    """Asks which values of QuickBooks come into Odoo's file."""

    _name = "qbd.inventory.update"
    _inherit = "qbd.write.checks"
    _description = "Inventory Update"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    odoo_file_id = fields.Many2one(
        "qbd.inventory.file",
        "Odoo's file",
        domain="[('company_id', '=', company_id), ('kind', 'in', ('odoo', 'update'))]",
        help="Empty: all products are exported now.",
    )
    source = fields.Selection(
        [
            ("connection", "Data read by the sync"),
            ("file", "A file of QuickBooks' products"),
            ("upload", "QuickBooks' own export (Excel, CSV, IIF)"),
        ],
        "New values from",
        required=True,
        default=lambda self: self._default_source(),
    )
    connection_id = fields.Many2one(
        "qbd.connection",
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self._default_connection(),
    )
    quickbooks_file_id = fields.Many2one(
        "qbd.inventory.file",
        "QuickBooks' file",
        domain="[('company_id', '=', company_id), ('kind', '=', 'quickbooks')]",
    )
    upload = fields.Binary("File", attachment=False)
    upload_name = fields.Char()
    take_sales_price = fields.Boolean("Sales price", default=True)
    take_cost = fields.Boolean("Cost", default=True)
    take_sales_description = fields.Boolean("Sales description")
    take_purchase_description = fields.Boolean("Purchase description")
    take_barcode = fields.Boolean("Barcode")
    take_part_number = fields.Boolean("Manufacturer's part number")
    take_income_account = fields.Boolean("Income account")
    take_expense_account = fields.Boolean("Expense account")
    take_taxable = fields.Boolean("Taxable")
    take_preferred_vendor = fields.Boolean("Preferred vendor")
    take_reorder_point = fields.Boolean("Reorder point")
    take_active = fields.Boolean("Active")
    add = fields.Boolean("Add items that exist only in QuickBooks as new products")

    @api.model
    def _default_connection(self):
        connections = self.env["qbd.connection"]
        return connections.search([("company_id", "=", self.env.company.id)], limit=1)

    @api.model
    def _default_source(self):
        return "connection" if self._default_connection() else "upload"

    def _taken(self):
        """Return names of the fields that QuickBooks gives."""
        return [
            name.removeprefix("take_").replace("_", "-")
            for name in self._fields
            if name.startswith("take_") and self[name]
        ]

    def action_update(self):
        self.ensure_one()
        files = self.env["qbd.inventory.file"]
        odoo = self.odoo_file_id or files._export(self.company_id)
        found = files._update(
            self.company_id,
            odoo.attachment_id,
            self._quickbooks_source(),
            self._taken(),
            self.add,
        )
        return found._open()

    def _quickbooks_source(self):
        files = self.env["qbd.inventory.file"]
        if self.source == "connection" and self.connection_id:
            return files._export_quickbooks(self.connection_id).attachment_id
        if self.source == "file" and self.quickbooks_file_id:
            return self.quickbooks_file_id.attachment_id
        if self.source == "upload" and self.upload:
            return base64.b64decode(self.upload)
        raise UserError(self.env._("Choose the source of the new values."))
