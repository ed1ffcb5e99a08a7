"""Changes that an inventory import would make: one field of one product a line."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ...core.inventory.fields import BY_NAME, FIELDS, boolean, decimal
from ...core.words import for_reader

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

NUMBER = re.compile(r"-?\d+(\.\d+)?")

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
    old_shown = fields.Text("Value in Odoo", compute="_compute_shown")
    new_shown = fields.Text("Value in the file", compute="_compute_shown")
    source = fields.Char(help="The origin of the value; empty: a user.")
    pair = fields.Char("Paired by")
    sure = fields.Float("Certainty", digits=(3, 2))
    state = fields.Selection(STATES, "Kind of change", required=True)
    accepted = fields.Boolean()
    applied = fields.Boolean(readonly=True)
    message = fields.Char("Remarks")
    values = fields.Json(prefetch=False, help="Of a new product: {field: text}")

    @api.depends("old", "new", "field_name", "company_id")
    @api.depends_context("lang")
    def _compute_shown(self):
        for line in self:
            line.old_shown = line._as_shown(line.old)
            line.new_shown = line._as_shown(line.new)

    def _as_shown(self, text):
        """Return a value as people write it: numbers in their language, yes or no."""
        field, env = BY_NAME.get(self.field_name), for_reader(self.env)
        if field and text in ("true", "false") and field.codec is boolean:
            return env._("Yes") if text == "true" else env._("No")
        if not field or field.codec is not decimal or not NUMBER.fullmatch(text or ""):
            return text
        decimals = len(text.partition(".")[2])
        if field.price:
            decimals = max(decimals, self.company_id.currency_id.decimal_places)
        return formatLang(self.env, float(text), digits=decimals)

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
                for_reader(self.env)._(
                    "There is nothing to accept: these lines are only for information."
                )
            )
        lines.sudo().accepted = accepted
        why = for_reader(self.env)._(
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
