from odoo import fields, models


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "qbd.sync.mixin"]

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
