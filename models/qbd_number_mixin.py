from odoo import api, models
from odoo.fields import Domain

from ..core.qbxml.numbers import BILL_LENGTH, LENGTH, short_number


class QbdNumberMixin(models.AbstractModel):
    """The number that a record has in QuickBooks, or is to get there."""

    _name = "qbd.number.mixin"
    _inherit = "qbd.sync.mixin"
    _description = "QuickBooks Number"

    _qbd_numbered_lists = ()  # mappings whose links show the number

    def _qbd_own_number(self):
        """Return the whole number in Odoo, "" for none."""
        raise NotImplementedError

    def _qbd_has_long_number(self):
        """Return whether QuickBooks has room for the number of a bill or payment."""
        return False

    def _qbd_number_length(self):
        return BILL_LENGTH if self._qbd_has_long_number() else LENGTH

    def _qbd_short_number(self):
        """Return the number in the form in which QuickBooks takes it, if any."""
        return short_number(self._qbd_own_number(), self._qbd_number_length())

    def _qbd_numbers(self):
        """Return [(record, the number that QuickBooks has, else that it will get)]."""
        agreed, found = self._qbd_agreed_numbers(), []
        for record in self:
            own = record._qbd_short_number()
            sent, shown = agreed.get(record._origin.id, (None, None))
            same = sent in (own, record._qbd_own_number())  # or by an earlier version
            number = shown if same and shown else own
            found.append((record, number or False))
        return found

    def _qbd_agreed_numbers(self):
        """Return {id: (number of Odoo, number of QuickBooks)} as last agreed."""
        links = self.env["qbd.link"].search(
            [
                ("res_model", "=", self._name),
                ("record_id", "in", self._origin.ids),
                ("qb_id", "!=", False),
                ("stream_id.mapping", "in", self._qbd_numbered_lists),
            ]
        )
        return {
            link.record_id: tuple(
                (image or {}).get("RefNumber")
                for image in (link.odoo_image, link.quickbooks_image)
            )
            for link in links
        }

    @api.model
    def _search_qbd_number(self, operator, value):
        """Find records by the number that QuickBooks has, or is to have.

        Of a negative operator Odoo negates the answer to the positive one.
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if operator != "in" or all(value):
            return self._qbd_number_domain(operator, value)
        found = self._qbd_number_domain("in", [one for one in value if one])
        return found | ~self._qbd_number_domain("!=", False)

    @api.model
    def _qbd_number_domain(self, operator, value):
        """Return the domain of records whose number in QuickBooks fits, once sent."""
        links = self.env["qbd.link"].sudo()
        sent = links._search(
            self._qbd_links_domain()
            & Domain("stream_id.mapping", "in", self._qbd_numbered_lists)
            & Domain("qb_name", operator, value)
        )
        return Domain("id", "in", sent.subselect("record_id"))
