"""Changes that an inventory import would make: one field of one product a line."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.inventory.fields import FIELDS

STATES = [
    ("change", "Change"),
    ("suggested", "Suggested by the assistant"),
    ("jump", "Unusual price change"),
    ("shared", "Shared by variants"),
    ("stock", "Affects goods in stock"),
    ("code", "Code changed by a spreadsheet"),
    ("check", "Unusual value"),
    ("conflict", "Changed in Odoo as well"),
    ("unknown", "Without checksum"),
    ("new", "New product"),
    ("similar", "New, similar to another product"),
    ("meanwhile", "Changed in Odoo only"),
    ("told", "For information"),
    ("impossible", "Not possible"),
]
BULK = ("change", "new")
"""Accepted together with all others; the rest one by one."""

DECIDED = (
    *("change", "jump", "shared", "stock", "code", "check", "conflict", "unknown"),
    *("new", "similar", "suggested"),
)
"""What a person may accept."""

LABELS = [(field.name, field.label) for field in FIELDS]


class QbdInventoryLine(models.Model):
    _name = "qbd.inventory.line"
    _inherit = "qbd.write.checks"
    _description = "Inventory Import Line"
    _order = "import_id desc, id"
    _rec_name = "product_label"

    import_id = fields.Many2one(
        "qbd.inventory.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True)
    import_state = fields.Selection(related="import_id.state")
    file_line = fields.Integer("Line", help="The line of the product in the file.")
    product_id = fields.Many2one(
        "product.product", ondelete="set null", index="btree_not_null"
    )
    product_label = fields.Char("Product of the file")
    field_name = fields.Selection(LABELS, "Field")
    old = fields.Text("In Odoo", help="The value when the file was read.")
    new = fields.Text("In the file")
    source = fields.Char(help="The origin of the value; empty: a user.")
    pair = fields.Char("Paired by")
    sure = fields.Float("Certainty", digits=(3, 2))
    state = fields.Selection(STATES, "Kind of change", required=True)
    accepted = fields.Boolean()
    applied = fields.Boolean(readonly=True)
    message = fields.Char("Remarks")
    values = fields.Json(prefetch=False, help="Of a new product: {field: text}")

    @api.model
    def _accept_domain(self):
        return [("state", "in", DECIDED), ("import_id.state", "=", "ready")]

    def _decide(self, accepted):
        """Accept these lines, or leave them out, for a user who may do so.

        :return: a notification about several lines, else None
        """
        self.env["qbd.inventory.file"]._check_user()
        self.check_access("read")
        lines = self.filtered_domain(self._accept_domain())
        if self and not lines:
            raise UserError(
                self.env._(
                    "There is nothing to accept: these lines are only for information."
                )
            )
        lines.sudo().accepted = accepted
        why = self.env._(
            "Some lines are only for information, or their import is applied."
        )
        return self.env["qbd.buttons"]._bulk_answer(len(self), len(lines), why)

    def action_accept(self):
        return self._decide(True)

    def action_leave_out(self):
        return self._decide(False)

    def action_open_product(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.product",
            "res_id": self.product_id.id,
            "view_mode": "form",
        }
