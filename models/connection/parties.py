from odoo import api, fields, models
from odoo.exceptions import ValidationError

VENDOR_SUFFIX = " (V)"
LONGEST_SUFFIX = 15
"""Characters; the name in front of it keeps at least 26 of its 41."""


class QbdConnectionParties(models.AbstractModel):
    """Holds the settings of a connection for customers and vendors."""

    _name = "qbd.connection.parties"
    _description = "QuickBooks Connection: Customers and Vendors"

    vendor_suffix = fields.Char(
        "Ending of vendors that are customers",
        default=VENDOR_SUFFIX,
        trim=False,
        help="Customers and vendors share one list of names in QuickBooks: a contact"
        " that is both has its name there as a customer, and with this ending as a"
        " vendor. Empty: the vendor gets a number. A change renames such vendors.",
    )

    @api.constrains("vendor_suffix")
    def _check_vendor_suffix(self):
        for connection in self:
            connection._check_suffix(connection.vendor_suffix)

    @api.model
    def _check_suffix(self, suffix):
        """Check an ending of vendors.

        :raise ValidationError: if QuickBooks could not hold it as it is
        """
        suffix = suffix or ""
        usable = suffix.isprintable() and suffix.isascii() and ":" not in suffix
        if not usable or len(suffix) > LONGEST_SUFFIX or suffix != suffix.rstrip():
            raise ValidationError(
                self.env._(
                    "The ending of vendors has at most %(number)s plain characters, "
                    "no colon, and no space at its end.",
                    number=LONGEST_SUFFIX,
                )
            )

    def write(self, vals):
        """Compare all vendors once their ending is another one."""
        changed = self.filtered(
            lambda one: (one.vendor_suffix or "") != (vals.get("vendor_suffix") or "")
        )
        result = super().write(vals)
        if "vendor_suffix" in vals and changed:
            streams = changed.stream_ids.filtered(lambda one: one.mapping == "vendor")
            streams.sudo().write({"sweep_position": 0, "sweep_finished": False})
        return result

    def action_preview_vendor_names(self):
        """Open the preview of the names that the ending gives."""
        self.ensure_one()
        self._require_manager()
        wizard = self.env["qbd.vendor.names"].create(
            {"connection_id": self.id, "vendor_suffix": self.vendor_suffix}
        )
        return wizard._action_open()
