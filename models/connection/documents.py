from odoo import fields, models
from odoo.exceptions import RedirectWarning

OPENING = {"cut_off_date", "opening_account_id"}
"""Decide whether, and against what, old documents come as open items."""

PERIOD = {"cut_off_date", "all_history"}
"""Decide which documents are synced at all."""


class QbdConnectionDocuments(models.AbstractModel):
    """Holds the choices that a user makes before documents are synced."""

    _name = "qbd.connection.documents"
    _description = "QuickBooks Connection: Documents"

    cut_off_date = fields.Date(
        "Documents from",
        help="Older documents are not synced; those still open in QuickBooks are "
        "imported as open items. Leave empty to sync everything.",
    )
    all_history = fields.Boolean(
        "All history",
        copy=False,
        help="Documents of any date are synced. Without a date, documents can only be "
        "switched on after this decision.",
    )
    invoice_journal_id = fields.Many2one(
        "account.journal",
        "Sales journal",
        domain="[('type', '=', 'sale'), ('company_id', 'parent_of', company_id)]",
        check_company=True,
        help="The journal for invoices of QuickBooks. Empty: the first sales journal.",
    )
    bill_journal_id = fields.Many2one(
        "account.journal",
        "Purchase journal",
        domain="[('type', '=', 'purchase'), ('company_id', 'parent_of', company_id)]",
        check_company=True,
        help="The journal for bills of QuickBooks. Empty: the first purchase journal.",
    )
    entry_journal_ids = fields.Many2many(
        "account.journal",
        "qbd_connection_entry_journal",
        string="Journals of entries",
        domain="[('type', '=', 'general'), ('company_id', 'parent_of', company_id)]",
        check_company=True,
        help="Entries made in Odoo in these journals go to QuickBooks as journal"
        " entries. Entries that Odoo makes itself never do, whatever their journal:"
        " payments, bank statement lines, exchange differences, cash basis taxes, the"
        " closing of stock. Empty: no entry of Odoo goes to QuickBooks.",
    )
    entry_journal_id = fields.Many2one(
        "account.journal",
        "Journal for entries",
        domain="[('type', '=', 'general'), ('company_id', 'parent_of', company_id)]",
        check_company=True,
        help="The journal for entries of QuickBooks. Empty: the first of the journals "
        "above, otherwise the first miscellaneous journal.",
    )
    numbers_from_quickbooks = fields.Boolean(
        "Use QuickBooks' numbers",
        help="Documents of QuickBooks keep their number in Odoo, if Odoo's sequence "
        "accepts it; otherwise Odoo counts, and the number is the reference. "
        "Choose a separate journal for this: a sequence continues from the last "
        "number. Numbers of Odoo with more than QuickBooks' 11 characters are "
        "shortened there: INV/2026/00001 is INV/26/0001, see QuickBooks Number "
        "on the document.",
    )
    opening_account_id = fields.Many2one(
        "account.account",
        "Balancing account for open items",
        check_company=True,
        help="Balancing account for open items dated before the cut-off date, usually "
        "Opening Balance Equity.",
    )
    default_item_id = fields.Many2one(
        "product.product",
        "Product for lines without one",
        check_company=True,
        help="QuickBooks requires an item on every line that has an amount.",
    )

    def write(self, vals):
        """Try documents again that waited for a setting; keep the period decided.

        :raise RedirectWarning: if documents are on and their period is taken away
        """
        if vals.get("cut_off_date"):
            vals = {**vals, "all_history": False}
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
        if "entry_journal_ids" in vals:
            self.stream_ids._look_for_records("journal_entry")
        if not vals.keys().isdisjoint(PERIOD):
            self.stream_ids._check_period()
        return result

    # -- switching documents on -----------------------------------------------

    def _has_period(self):
        """Return whether a user decided from which date documents are synced."""
        self.ensure_one()
        return bool(self.cut_off_date or self.all_history)

    def _ask_for_period(self, streams):
        """Refuse to sync documents of all dates without a decision to do so.

        :param streams: those that would be on
        :raise RedirectWarning: with the button that opens the wizard
        """
        self.ensure_one()
        action = self.env.ref("quickbooks_desktop.action_qbd_documents").sudo()
        raise RedirectWarning(
            self.env._(
                "“%(lists)s” can only be switched on with a date from which "
                "documents are synced, or with all history. “Switch documents on” "
                "shows how many documents are affected and which settings are "
                "missing.",
                lists=", ".join(streams.mapped("label")),
            ),
            action.id,
            self.env._("Switch documents on"),
            {"default_connection_id": self.id},
        )

    def _keep_period(self):
        """Note the period of connections whose documents were on before it was asked.

        Called at each update: they took all documents, and go on to do so.
        """
        for connection in self:
            on = connection.stream_ids.filtered(lambda one: one._begins_at_cut_off())
            if on and not connection._has_period():
                connection.all_history = True

    def action_switch_documents_on(self):
        """Open the wizard that switches documents on."""
        self.ensure_one()
        self._require_manager()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_documents"
        )
        action["context"] = {"default_connection_id": self.id}
        return action
