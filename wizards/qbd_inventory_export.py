from odoo import Command, api, fields, models


class QbdInventoryExport(models.TransientModel):
    """Asks for the content of an inventory file."""

    _name = "qbd.inventory.export"
    _inherit = "qbd.write.checks"
    _description = "Inventory Export"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    source = fields.Selection(
        [("odoo", "Odoo"), ("quickbooks", "QuickBooks, as the sync has read it")],
        "Products of",
        required=True,
        default="odoo",
    )
    connection_id = fields.Many2one(
        "qbd.connection",
        domain="[('company_id', '=', company_id)]",
        compute="_compute_connection",
        store=True,
        readonly=False,
    )
    product_ids = fields.Many2many(
        "product.product", string="Selection", context={"active_test": False}
    )
    form = fields.Selection(
        [("xml", "XML"), ("xlsx", "Excel (.xlsx)"), ("csv", "CSV")],
        "Format",
        required=True,
        default="xml",
        help="Excel and CSV files are edited in a spreadsheet and imported again. Keep"
        " the first two lines and the columns Odoo ID and Checksum.",
    )
    archived = fields.Boolean("Archived products as well", default=True)

    @api.model
    def default_get(self, fields_list):
        """Take over the products or variants selected when the action was run."""
        values = super().default_get(fields_list)
        model, ids = (
            self.env.context.get("active_model"),
            self.env.context.get("active_ids"),
        )
        if ids and model in ("product.product", "product.template"):
            records = self.env[model].with_context(active_test=False).browse(ids)
            if model == "product.template":
                records = records.product_variant_ids
            values["product_ids"] = [Command.set(records.ids)]
        return values

    @api.depends("company_id", "source")
    def _compute_connection(self):
        for wizard in self:
            wizard.connection_id = wizard.source == "quickbooks" and self.env[
                "qbd.connection"
            ].search([("company_id", "=", wizard.company_id.id)], limit=1)

    def action_export(self):
        self.ensure_one()
        files = self.env["qbd.inventory.file"]
        if self.source == "quickbooks":
            return files._export_quickbooks(self.connection_id)._open()
        domain = [("id", "in", self.product_ids.ids)] if self.product_ids else []
        archived = self.archived or bool(self.product_ids)
        found = files._export(self.company_id, domain, archived, self.form)
        return found._open()
