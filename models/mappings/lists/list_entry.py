from odoo import fields, models

KINDS = [
    ("sales_tax_code", "Sales tax code"),
    ("payment_method", "Payment method"),
]


class QbdListEntry(models.Model):
    """An entry of a small list of QuickBooks without a counterpart in Odoo."""

    _name = "qbd.list.entry"
    _inherit = ["qbd.write.checks", "qbd.sync.mixin"]
    _description = "QuickBooks List Entry"
    _order = "kind, name, id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(KINDS, "List", required=True)
    name = fields.Char(required=True)
    description = fields.Char()
    taxable = fields.Boolean(help="Sales tax is added to lines that have this code.")
    active = fields.Boolean(default=True)

    def _is_used(self):
        """Return whether any of these entries has a link, synced or pending."""
        links = self.env["qbd.link"].sudo()
        domain = [("res_model", "=", self._name), ("record_id", "in", self.ids)]
        return bool(links.search_count(domain, limit=1))
