import base64

from odoo import fields, models
from odoo.exceptions import UserError


class QbdInventoryLoad(models.TransientModel):
    """Asks which inventory file is to be imported."""

    _name = "qbd.inventory.load"
    _inherit = "qbd.write.checks"
    _description = "Inventory Import: File"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file_id = fields.Many2one(
        "qbd.inventory.file",
        "Existing file",
        domain="[('company_id', '=', company_id)]",
    )
    upload = fields.Binary("Upload a file", attachment=False)
    upload_name = fields.Char()
    only_prices = fields.Boolean(
        "Only prices and costs",
        help="For files that an assistant or another program has edited: every other"
        " change is refused, also of products that were not exported.",
    )
    create_new = fields.Boolean("Create products that Odoo does not have")

    def action_load(self):
        self.ensure_one()
        if not self.file_id and not self.upload:
            raise UserError(self.env._("Choose a file."))
        if self.file_id:
            name, content = self.file_id.name, self.file_id.attachment_id
        else:
            content = base64.b64decode(self.upload)
            name = self.upload_name or "inventory.xml"
        imports = self.env["qbd.inventory.import"]
        return imports._create_for(
            self.company_id,
            name,
            content,
            create_new=self.create_new and not self.only_prices,
            only_prices=self.only_prices,
        )._open()
