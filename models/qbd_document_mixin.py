from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.qbxml.numbers import BILL_LENGTH, LENGTH, short_number

NUMBERED = {
    "out_invoice": LENGTH,
    "out_refund": LENGTH,
    "in_invoice": BILL_LENGTH,
    "in_refund": BILL_LENGTH,
}
"""{move_type of a document with a number in QuickBooks: characters that it may have}"""

LISTS = ("invoice", "credit_memo", "bill", "vendor_credit")


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
        help="QuickBooks allows 11 characters, and 20 in the reference of a bill. A "
        "number that fits is sent whole; of a longer number the century is dropped "
        "first, then zeros and signs: INV/2026/00001 is INV/26/0001 there, and "
        "RINV/2026/00001 is RINV26/0001. Enter a different number to use it in "
        "QuickBooks; empty the field to use the shortened number.",
    )

    def _qbd_own_number(self):
        """Return the number in Odoo, "" if the document has none yet.

        A bill has the number of its vendor, in the field for the reference.
        """
        if NUMBERED.get(self.move_type) == BILL_LENGTH:
            return self.ref or ""
        return self.name if self.name and self.name != "/" else ""

    def _qbd_short_number(self):
        """Return the number in the form in which QuickBooks takes it, if any."""
        length = NUMBERED.get(self.move_type, LENGTH)
        return short_number(self._qbd_own_number(), length)

    @api.depends("name", "ref", "move_type", "qbd_ref_number")
    def _compute_qbd_number(self):
        """Show the number that QuickBooks has, else the one that it will get."""
        documents = self.filtered(lambda move: move.move_type in NUMBERED)
        (self - documents).qbd_number = False
        agreed = documents._qbd_agreed_numbers()
        for move in documents:
            own = move._qbd_short_number()
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
            length = NUMBERED.get(move.move_type, LENGTH)
            if len(number) > length:
                raise UserError(
                    self.env._(
                        "QuickBooks allows %(length)s characters in the number of a "
                        "document; “%(number)s” is longer.",
                        length=length,
                        number=number,
                    )
                )
            own = move._qbd_short_number()
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
