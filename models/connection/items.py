from odoo import fields, models

NAME_RULES = [
    ("reference", "Name ↔ internal reference, description ↔ name"),
    ("name", "Name ↔ name, description ↔ sales description"),
]


class QbdConnectionItems(models.AbstractModel):
    """Holds the settings of a connection for items."""

    _name = "qbd.connection.items"
    _description = "QuickBooks Connection: Items"

    item_name_rule = fields.Selection(
        NAME_RULES,
        "Items in QuickBooks ↔ products",
        required=True,
        default="reference",
        help="The Odoo field for the name of an item (31 characters at most).",
    )
    item_income_account_id = fields.Many2one(
        "account.account",
        "Income account",
        check_company=True,
        help="New items post here if their product has no account of its own.",
    )
    item_expense_account_id = fields.Many2one(
        "account.account", "Expense account", check_company=True
    )
    item_cogs_account_id = fields.Many2one(
        "account.account", "Cost of goods sold account", check_company=True
    )
    item_asset_account_id = fields.Many2one(
        "account.account",
        "Inventory asset account",
        check_company=True,
        help="QuickBooks requires an account for every new inventory item.",
    )

    def write(self, vals):
        """Keep names synced under the old rule: a new rule renames nothing."""
        changed = self.filtered(
            lambda one: one.item_name_rule != vals.get("item_name_rule")
        )
        changed = changed if "item_name_rule" in vals else self.browse()
        before = {one.id: one.item_name_rule for one in changed}
        result = super().write(vals)
        for connection in changed:
            stream = connection.stream_ids.filtered(lambda one: one.mapping == "item")
            if stream:
                stream.sudo()._mapping()._follow_name_rule(before[connection.id])
        return result

    def action_preview_item_names(self):
        self.ensure_one()
        self._require_manager()
        wizard = self.env["qbd.item.names"].create(
            {"connection_id": self.id, "item_name_rule": self.item_name_rule}
        )
        return wizard._action_open()
