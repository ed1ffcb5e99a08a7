from odoo import api, fields, models
from odoo.fields import Domain

from ..core.words import for_reader
from .mappings.items.fields import TYPES


class QbdItemMixin(models.AbstractModel):
    """The fields of a product that show its item in QuickBooks."""

    _name = "qbd.item.mixin"
    _inherit = "qbd.sync.mixin"
    _description = "QuickBooks Item"

    qbd_item_type = fields.Selection(
        selection="_qbd_item_types",
        string="Type in QuickBooks",
        compute="_compute_qbd_item",
        search="_search_qbd_item_type",
        compute_sudo=True,
        groups="quickbooks_desktop.group_qbd_user",
        help="Discounts, subtotals, groups and payments are read from QuickBooks and"
        " are not changed there from Odoo.",
    )
    qbd_quantity_on_hand = fields.Float(
        "On hand in QuickBooks",
        compute="_compute_qbd_item",
        compute_sudo=True,
        groups="quickbooks_desktop.group_qbd_user",
        help="As read last.",
    )
    qbd_average_cost = fields.Float(
        "Average cost in QuickBooks",
        compute="_compute_qbd_item",
        compute_sudo=True,
        groups="quickbooks_desktop.group_qbd_user",
        help="As read last.",
    )

    @api.model
    def _qbd_item_types(self):
        return [
            ("ItemService", for_reader(self.env)._("Service")),
            ("ItemNonInventory", for_reader(self.env)._("Non-inventory part")),
            ("ItemInventory", for_reader(self.env)._("Inventory part")),
            ("ItemInventoryAssembly", for_reader(self.env)._("Inventory assembly")),
            ("ItemOtherCharge", for_reader(self.env)._("Other charge")),
            ("ItemDiscount", for_reader(self.env)._("Discount")),
            ("ItemSubtotal", for_reader(self.env)._("Subtotal")),
            ("ItemGroup", for_reader(self.env)._("Group")),
            ("ItemPayment", for_reader(self.env)._("Payment")),
        ]

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_qbd_item(self):
        found = self._qbd_links_domain() & Domain("record_id", "in", self.ids)
        links = {one.record_id: one for one in self.env["qbd.link"].search(found)}
        for product in self:
            link = links.get(product._origin.id)
            shown = (link.quickbooks_image or {}) if link else {}
            known = link and link.qb_id and link.qb_type in TYPES
            product.qbd_item_type = link.qb_type if known else False
            product.qbd_quantity_on_hand = float(shown.get("QuantityOnHand") or 0)
            product.qbd_average_cost = float(shown.get("AverageCost") or 0)

    def _qbd_agreed(self, company, path):
        """Return the values of Odoo that were agreed on last, one of each link."""
        links = self.with_context(allowed_company_ids=company.ids)._qbd_links_domain()
        found = (
            self.env["qbd.link"]
            .sudo()
            .search_fetch(
                links & Domain("record_id", "=", self._origin.id), ["odoo_image"]
            )
        )
        return [(link.odoo_image or {}).get(path) for link in found]

    @api.model
    def _search_qbd_item_type(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        links = self.env["qbd.link"].sudo()
        ours = self._qbd_links_domain() & Domain("qb_id", "!=", False)
        types = [one for one in value if one]
        found = links._search(ours & Domain("qb_type", "in", types))
        inside = Domain("id", "in", found.subselect("record_id"))
        if len(types) < len(value):  # also those without one
            linked = links._search(ours).subselect("record_id")
            inside |= Domain("id", "not in", linked)
        return inside if operator == "in" else ~inside
