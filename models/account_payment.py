from odoo import api, fields, models


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "qbd.number.mixin"]

    _qbd_numbered_lists = ("receive_payment", "bill_payment")

    qbd_number = fields.Char(
        "QuickBooks Number",
        compute="_compute_qbd_number",
        search="_search_qbd_number",
        compute_sudo=True,
        groups="quickbooks_desktop.group_qbd_user",
        help="QuickBooks allows 20 characters in the number of a customer's payment, "
        "and 11 in that of a check. A longer reference is shortened by the rule for "
        "the numbers of documents; it stays whole in Odoo. A search finds the numbers "
        "that QuickBooks has, not those to be sent.",
    )

    qbd_payment_method_id = fields.Many2one(
        "qbd.list.entry",
        "Payment method in QuickBooks",
        domain="[('kind', '=', 'payment_method'), ('company_id', '=', company_id)]",
        ondelete="restrict",
        copy=False,
    )
    qbd_job_id = fields.Many2one(
        "res.partner",
        "Job in QuickBooks",
        copy=False,
        readonly=True,
        help="The payment counts for the customer, as its invoices do.",
    )
    qbd_settled_before = fields.Json(
        "Settled before the cut-off date",
        copy=False,
        readonly=True,
        help="The part that pays documents that Odoo does not have, or has without "
        "this payment.",
    )
    qbd_opening = fields.Boolean(
        "Open payment of QuickBooks",
        copy=False,
        readonly=True,
        help="The unused amount of an older payment at the cut-off date.",
    )

    _qbd_settled_idx = models.Index("(company_id) WHERE qbd_settled_before IS NOT NULL")

    def _qbd_own_number(self):
        """Return the number of a printed check, else the reference, if any."""
        prints = self.payment_type == "outbound" and "check_number" in self._fields
        return (prints and self.check_number) or self.payment_reference or ""

    def _qbd_has_long_number(self):
        return (self.payment_type, self.partner_type) == ("inbound", "customer")

    @api.depends("payment_reference", "payment_type", "partner_type")
    def _compute_qbd_number(self):
        """Show the number that QuickBooks has, else the one that it will get."""
        for payment, number in self._qbd_numbers():
            payment.qbd_number = number

    def _prepare_move_line_default_vals(self, *args, **kwargs):
        """Let the customer owe, as on its invoices, where a job pays."""
        lines = super()._prepare_move_line_default_vals(*args, **kwargs)
        if self.partner_id.qbd_is_job:
            for line in lines:
                if line.get("partner_id") == self.partner_id.id:
                    line["partner_id"] = self.partner_id.commercial_partner_id.id
        return lines

    def _synchronize_to_moves(self, changed_fields):
        """Where `qbd.posting.payments` gives all lines, nothing is to be computed."""
        if self.env.context.get("qbd_lines_given"):
            return None
        return super()._synchronize_to_moves(changed_fields)
