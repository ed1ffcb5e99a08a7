from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.words import for_reader

BILLS = ("in_invoice", "in_refund")
NUMBERED = ("out_invoice", "out_refund", *BILLS)
"""Values of move_type of the documents that have a number in QuickBooks."""

ADDON = "odoo.addons.quickbooks_desktop."
ACCOUNT = "odoo.addons.account.models."


class QbdDocumentMixin(models.AbstractModel):
    """The fields of a document that show its number in QuickBooks."""

    _name = "qbd.document.mixin"
    _inherit = "qbd.number.mixin"
    _description = "QuickBooks Document"

    _qbd_numbered_lists = ("invoice", "credit_memo", "bill", "vendor_credit")

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
        "QuickBooks; empty the field to use the shortened number. A search finds the "
        "numbers that QuickBooks has and those entered here, not those to be sent.",
    )

    def _qbd_own_number(self):
        """Return the number in Odoo, "" if the document has none yet.

        A bill has the number of its vendor, in the field for the reference.
        """
        if self._qbd_has_long_number():
            return self.ref or ""
        return self.name if self.name and self.name != "/" else ""

    def _qbd_has_long_number(self):
        return self.move_type in BILLS

    @api.depends("name", "ref", "move_type", "qbd_ref_number")
    def _compute_qbd_number(self):
        """Show the number that QuickBooks has, else the one that it will get."""
        documents = self.filtered(lambda move: move.move_type in NUMBERED)
        (self - documents).qbd_number = False
        for move, number in documents._qbd_numbers():
            move.qbd_number = move.qbd_ref_number or number

    def _inverse_qbd_number(self):
        """Keep a number of QuickBooks' own, unless the rule gives the same.

        :raise UserError: for a number that QuickBooks has no room for
        """
        for move in self:
            number = (move.qbd_number or "").strip()
            length = move._qbd_number_length()
            if len(number) > length:
                raise UserError(
                    for_reader(self.env)._(
                        "QuickBooks allows %(length)s characters in the number of a "
                        "document; “%(number)s” is longer.",
                        length=length,
                        number=number,
                    )
                )
            own = move._qbd_short_number()
            move.qbd_ref_number = number if number != own else False

    @api.model
    def _qbd_number_domain(self, operator, value):
        """Add the documents with a number that a user entered for QuickBooks."""
        sent = super()._qbd_number_domain(operator, value)
        return sent | Domain("qbd_ref_number", operator, value)

    # -- methods of other addons ----------------------------------------------

    @api.model
    def _qbd_is_as_in_account(self, records, *names):
        """Return whether methods are Odoo's own, so that their results are known.

        :param records: a recordset of their model
        :param names: of the methods; those that this addon overrides count as Odoo's
        """
        return all(
            cls.__module__.startswith((ADDON, ACCOUNT))
            for cls in type(records).__mro__
            if not vars(cls).keys().isdisjoint(names)
        )
