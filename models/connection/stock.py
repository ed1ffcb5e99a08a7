from odoo import api, fields, models
from odoo.fields import Domain

STOCK_POLICIES = [
    ("off", "Each side keeps its own"),
    ("quickbooks", "QuickBooks counts, Odoo follows"),
    ("odoo", "Odoo counts, QuickBooks follows"),
]

DECIDES = {"item_stock_policy", "item_stock_account_id", "item_cogs_account_id"}
"""Settings that adjustments go by which are not sent yet."""


class QbdConnectionStock(models.AbstractModel):
    """Decides whose stock counts, and warns of settings in Odoo that contradict it."""

    _name = "qbd.connection.stock"
    _description = "QuickBooks Connection: Stock on Hand"

    item_stock_policy = fields.Selection(
        STOCK_POLICIES,
        "Stock on hand",
        required=True,
        default="off",
        help="Whose quantities count. Only one side may post the value of stock.",
    )
    item_stock_hours = fields.Integer(
        "Compare stock every (hours)",
        default=24,
        help="QuickBooks does not tell when a quantity changes: all are read again.",
    )
    item_stock_location_id = fields.Many2one(
        "stock.location",
        "Where stock is counted",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        help="With all places below it. Empty: all places of the company; what comes or"
        " goes does so at the stock of its first warehouse.",
    )
    item_stock_account_id = fields.Many2one(
        "account.account",
        "Account for stock adjustments",
        check_company=True,
        help="What QuickBooks posts the value of an adjustment to.",
    )
    item_stock_warning = fields.Text(compute="_compute_item_stock_warning")

    @api.depends("item_stock_policy", "item_stock_account_id", "company_id")
    def _compute_item_stock_warning(self):
        for connection in self:
            words = []
            if connection.item_stock_policy != "off":
                words = [
                    *connection._stock_value_warnings(),
                    *connection._stock_left_alone_warnings(),
                ]
            connection.item_stock_warning = "\n".join(words) or False

    def write(self, vals):
        """Compare quantities in the next session once the owner of stock is chosen."""
        policy = vals.get("item_stock_policy") or "off"
        chosen = self.filtered(lambda one: policy not in ("off", one.item_stock_policy))
        result = super().write(vals)
        chosen._streams_of("item").sudo().write({"id_sweep_wanted": True})
        if not vals.keys().isdisjoint(DECIDES):
            for stream in self._streams_of("inventory_adjustment").sudo():
                stream._mapping()._follow_settings()
        return result

    def _streams_of(self, mapping):
        return self.stream_ids.filtered(lambda one: one.mapping == mapping)

    def action_compare_stock(self):
        """Show the quantities of both sides, before either follows the other."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_compare_stock"
        )
        place = self.sudo().item_stock_location_id
        action["context"] = {"location": place.id} if place else {}
        return action

    # -- what a policy goes by ------------------------------------------------

    def _stock_place(self):
        """Return the location that stock comes from and goes to.

        None if Odoo counts no stock for the company: a branch without a warehouse has
        nothing on hand, whatever is in the warehouses of the company above it.
        """
        self.ensure_one()
        warehouses = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        place = warehouses.lot_stock_id
        return place and (self.item_stock_location_id or place)

    def _stock_account(self):
        return (
            self.item_stock_account_id
            or self.item_cogs_account_id
            or self.company_id.expense_account_id
        )

    # -- where Odoo's settings contradict it ----------------------------------

    def _stock_value_warnings(self):
        """Yield warnings where Odoo would post, or compute, a stock value itself."""
        posted = self._number_stored(
            self._categories_domain("inventory_valuation", ("real_time",))
        )
        if posted:
            yield self.env._(
                "Perpetual valuation (products: %(number)s). Odoo posts their value"
                " itself, and so does QuickBooks: it would be in the books twice. Their"
                " stock is left alone. Set their categories to periodic valuation.",
                number=posted,
            )
        if self._closes_by_itself():
            yield self.env._(
                "Closing of stock. Odoo posts its value at the end of each period by"
                " itself, and QuickBooks all the time. Set the inventory period of the"
                " company to manual, and keep the value in one of the two only."
            )
        costed = self._number_stored(
            self._categories_domain("cost_method", ("fifo", "average"))
        )
        if costed:
            yield self.env._(
                "FIFO or average cost (products: %(number)s). Odoo works their cost out"
                " from its own receipts, QuickBooks has an average cost of its own: the"
                " two values of the stock will differ. Use standard price, or go by the"
                " value in QuickBooks.",
                number=costed,
            )

    def _stock_left_alone_warnings(self):
        """Yield warnings about stock that is not synced."""
        if not self._stock_place():
            yield self.env._(
                "%(company)s has no warehouse of its own: Odoo counts no stock for it,"
                " and none is synced. Create a warehouse in Inventory, Configuration.",
                company=self.company_id.display_name,
            )
        if self.item_stock_policy == "odoo" and not self._stock_account():
            yield self.env._(
                "Choose the account for stock adjustments: without it nothing is sent."
            )
        tracked = self._number_stored(Domain("tracking", "!=", "none"))
        if tracked:
            yield self.env._(
                "Lots or serial numbers (products: %(number)s). QuickBooks does not"
                " tell them. Their stock is left alone: adjust it by hand.",
                number=tracked,
            )

    def _closes_by_itself(self):
        company = self.company_id
        periodic = company.inventory_valuation != "real_time"
        return periodic and company.inventory_period != "manual"

    def _number_stored(self, domain):
        """Return the number of products in stock of this company within a domain."""
        stored = Domain("is_storable", "=", True)
        stored &= Domain("company_id", "in", [False, *self.company_id.parent_ids.ids])
        return self.env["product.product"].search_count(stored & domain)

    def _categories_domain(self, name, values):
        """Return the domain of products whose category, or company, has given values.

        :param name: the setting of the company; the category's overrules it
        """
        default = self.company_id[name]
        own = {
            "inventory_valuation": "property_valuation",
            "cost_method": "property_cost_method",
        }[name]
        categories = self.env["product.category"].with_company(self.company_id)
        found = categories.search([("id", "!=", False)]).filtered(
            lambda one: (one[own] or default) in values
        )
        domain = Domain("categ_id", "in", found.ids)
        return domain | Domain("categ_id", "=", False) if default in values else domain
