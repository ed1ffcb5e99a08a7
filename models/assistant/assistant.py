from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.orm.models import NO_ACCESS

from ...core.assistant.address import endpoint
from ...core.errors import ValueRefused
from .endpoint import Endpoint

LIMITS = {
    "time_limit": (1, 100),
    "batch_size": (1, 100),
    "row_limit": (1, 10000),
    "token_limit": (1, 100_000_000),
}
"""{field: smallest and largest value}"""


class QbdAssistant(models.Model):
    """The endpoint of an assistant: a single record, off by default.

    Only system administrators read and write it; nobody reads the key.
    """

    _name = "qbd.assistant"
    _description = "QuickBooks Assistant"

    name = fields.Char(default=lambda self: self.env._("Assistant"), readonly=True)
    enabled = fields.Boolean(
        help="Off: no button is shown, nothing is sent, and requests that are not done"
        " are stopped."
    )
    address = fields.Char(
        help="The base address of an OpenAI-compatible endpoint, e.g."
        " https://api.example.com/v1 or http://localhost:11434/v1."
    )
    model_name = fields.Char("Model", help="The name of the model at this endpoint.")
    api_key = fields.Char(copy=False, groups=NO_ACCESS)
    new_key = fields.Char(
        "Key",
        compute="_compute_new_key",
        inverse="_inverse_new_key",
        help="Stored, and never shown again.",
    )
    has_key = fields.Boolean("Key is stored", compute="_compute_has_key")
    time_limit = fields.Integer("Time limit (seconds)", default=60, required=True)
    batch_size = fields.Integer(
        "Rows per call", default=20, required=True, help="One call sends so many rows."
    )
    row_limit = fields.Integer("Rows per request", default=500, required=True)
    token_limit = fields.Integer(
        "Tokens per request",
        default=200_000,
        required=True,
        help="A request stops when the endpoint has counted so many.",
    )
    price_in = fields.Float(
        "Price of a million tokens sent", help="For the counter of costs."
    )
    price_out = fields.Float("Price of a million tokens received")
    calls = fields.Integer(compute="_compute_totals")
    tokens = fields.Integer(compute="_compute_totals")
    cost = fields.Float(compute="_compute_totals", digits=(16, 4))

    @api.depends("api_key")
    def _compute_has_key(self):
        for assistant in self:
            assistant.has_key = bool(assistant.sudo().api_key)

    def _compute_new_key(self):
        self.new_key = False

    def _inverse_new_key(self):
        for assistant in self.filtered("new_key"):
            assistant.sudo().api_key = assistant.new_key.strip()
        self.invalidate_recordset(["new_key"], flush=False)

    def _compute_totals(self):
        names = ("calls", "tokens_in", "tokens_out", "cost")
        found = self.env["qbd.assistant.request"].sudo()
        calls, sent, received, cost = found._read_group(
            [], aggregates=[f"{name}:sum" for name in names]
        )[0]
        for assistant in self:
            assistant.calls = calls
            assistant.tokens = (sent or 0) + (received or 0)
            assistant.cost = cost

    @api.constrains("enabled", "address", "model_name", *LIMITS)
    def _check_settings(self):
        for assistant in self:
            if assistant.enabled and not (assistant.address and assistant.model_name):
                raise ValidationError(
                    self.env._("Enter the address and the model first.")
                )
            if assistant.address:
                assistant._url()
            for name, (least, most) in LIMITS.items():
                if not least <= assistant[name] <= most:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” has to be between %(least)s and %(most)s.",
                            field=self._fields[name]._description_string(self.env),
                            least=least,
                            most=most,
                        )
                    )

    def _url(self):
        try:
            return endpoint(self.address)
        except ValueRefused as error:
            raise ValidationError(error.said(self.env._)) from error

    def action_forget_key(self):
        """Delete the stored key."""
        self.check_access("write")
        self.sudo().api_key = False

    @api.model
    def _only(self):
        """Return the record, as superuser; empty if it was deleted."""
        return self.sudo().search([], limit=1)

    @api.model
    def _is_on(self):
        return self._only().enabled

    @api.model
    def _require_on(self):
        """Return the record, as superuser.

        :raise UserError: if the assistant is off
        """
        found = self._only()
        if not found.enabled:
            raise UserError(
                self.env._("No assistant is set up. Ask your system administrator.")
            )
        return found

    def _endpoint(self):
        return Endpoint(
            self._url(), self.sudo().api_key or "", self.model_name, self.time_limit
        )

    def _cost_of(self, reply):
        """Return the price of a call."""
        price = reply.tokens_in * self.price_in + reply.tokens_out * self.price_out
        return price / 1_000_000
