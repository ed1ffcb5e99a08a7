from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.qbxml.numbers import LENGTH, short_number

NUMBERED = ("out_invoice", "out_refund")
"""The documents that have a number of their own in QuickBooks."""

LISTS = ("invoice", "credit_memo")


class QbdDocumentMixin(models.AbstractModel):
    """The fields of a document that show its number in QuickBooks."""

    _name = "qbd.document.mixin"
    _inherit = "qbd.sync.mixin"
    _description = "QuickBooks Document"

    qbd_ref_number = fields.Char(
        "Own Number in QuickBooks",
        copy=False,
        index="btree_not_null",
        help="Set if QuickBooks has a different number from the one that Odoo would "
        "send.",
    )
    qbd_number = fields.Char(
        "QuickBooks Number",
        compute="_compute_qbd_number",
        inverse="_inverse_qbd_number",
        search="_search_qbd_number",
        compute_sudo=True,
        groups="quickbooks_desktop.group_qbd_user",
        help="QuickBooks allows 11 characters. A number that fits is sent whole; of a "
        "longer number the century is dropped first, then zeros and signs: "
        "INV/2026/00001 is INV/26/0001 there, and RINV/2026/00001 is "
        "RINV26/0001. Enter a different number to use it in QuickBooks; empty "
        "the field to use the shortened number.",
    )

    def _qbd_own_number(self):
        """Return the number in Odoo, "" if the document has none yet."""
        return self.name if self.name and self.name != "/" else ""

    @api.depends("name", "move_type", "qbd_ref_number")
    def _compute_qbd_number(self):
        """Show the number that QuickBooks has, else the one that it will get."""
        documents = self.filtered(lambda move: move.move_type in NUMBERED)
        (self - documents).qbd_number = False
        agreed = documents._qbd_agreed_numbers()
        for move in documents:
            own = short_number(move._qbd_own_number())
            sent, shown = agreed.get(move._origin.id, (None, None))
            number = shown if sent == own and shown else own
            move.qbd_number = move.qbd_ref_number or number or False

    def _qbd_agreed_numbers(self):
        """Return {id: (number of Odoo, number of QuickBooks)} as last agreed."""
        links = self.env["qbd.link"].search(
            [
                ("res_model", "=", self._name),
                ("record_id", "in", self._origin.ids),
                ("qb_id", "!=", False),
                ("stream_id.mapping", "in", LISTS),
            ]
        )
        return {
            link.record_id: tuple(
                (image or {}).get("RefNumber")
                for image in (link.odoo_image, link.quickbooks_image)
            )
            for link in links
        }

    def _inverse_qbd_number(self):
        """Keep a number of QuickBooks' own, unless the rule gives the same.

        :raise UserError: for a number that QuickBooks has no room for
        """
        for move in self:
            number = (move.qbd_number or "").strip()
            if len(number) > LENGTH:
                raise UserError(
                    self.env._(
                        "QuickBooks allows %(length)s characters in the number of a "
                        "document; “%(number)s” is longer.",
                        length=LENGTH,
                        number=number,
                    )
                )
            own = short_number(move._qbd_own_number())
            move.qbd_ref_number = number if number != own else False

    @api.model
    def _search_qbd_number(self, operator, value):
        """Find documents by the number that QuickBooks has, or is to have."""
        links = self.env["qbd.link"].search_fetch(
            [
                ("res_model", "=", self._name),
                ("stream_id.mapping", "in", LISTS),
                ("qb_name", operator, value),
            ],
            ["record_id"],
        )
        return Domain("id", "in", links.mapped("record_id")) | Domain(
            "qbd_ref_number", operator, value
        )
