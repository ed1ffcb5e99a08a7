from odoo import fields, models

OPENING = {"cut_off_date", "opening_account_id"}
"""Decide whether, and against what, old documents come as open items."""


class QbdConnectionDocuments(models.AbstractModel):
    """Holds the choices that a user makes before documents are synced."""

    _name = "qbd.connection.documents"
    _description = "QuickBooks Connection: Documents"

    cut_off_date = fields.Date(
        "Documents from",
        help="Documents dated before are not carried over, but for those that are still"
        " open in QuickBooks: they come as open items. Empty: all of them.",
    )
    invoice_journal_id = fields.Many2one(
        "account.journal",
        "Sales journal",
        domain="[('type', '=', 'sale'), ('company_id', '=', company_id)]",
        check_company=True,
        help="Where invoices of QuickBooks are posted. Empty: the first sales journal.",
    )
    numbers_from_quickbooks = fields.Boolean(
        "Use QuickBooks' numbers",
        help="Documents of QuickBooks keep their number in Odoo, too. Choose a journal"
        " of its own for that: a sequence goes on from the last number.",
    )
    opening_account_id = fields.Many2one(
        "account.account",
        "Account for open items",
        check_company=True,
        help="The other side of items from before the cut-off date that are still open;"
        " as a rule the account of the opening entry.",
    )
    default_item_id = fields.Many2one(
        "product.product",
        "Product for lines without one",
        check_company=True,
        help="QuickBooks wants an item on each line with an amount.",
    )

    def write(self, vals):
        """What was in the way of documents may be gone: they are looked at again."""
        result = super().write(vals)
        if not vals.keys().isdisjoint(OPENING):
            parked = self.env["qbd.link"].search(
                [
                    ("connection_id", "in", self.ids),
                    ("state", "=", "parked"),
                    ("reason", "=", "impossible"),
                ]
            )
            parked.sudo()._release()
        return result
