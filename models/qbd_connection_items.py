from odoo import fields, models

NAME_RULES = [
    ("reference", "Name ↔ internal reference, description ↔ name"),
    ("name", "Name ↔ name, description ↔ sales description"),
]


class QbdConnectionItems(models.AbstractModel):
    """What a connection settles about items."""

    _name = "qbd.connection.items"
    _description = "QuickBooks Connection: Items"

    item_name_rule = fields.Selection(
        NAME_RULES,
        "Items in QuickBooks ↔ products",
        required=True,
        default="reference",
        help="What the name of an item, of 31 characters at most, is in Odoo.",
    )
    item_income_account_id = fields.Many2one(
        "account.account",
        "Income account",
        check_company=True,
        help="New items post here whose product has no account of its own.",
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
        help="QuickBooks asks for one with every new inventory item.",
    )
