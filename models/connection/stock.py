from odoo import api, fields, models
from odoo.fields import Domain

from ...core.sync.stock import Limits

STOCK_POLICIES = [
    ("off", "Each side keeps its own"),
    ("quickbooks", "QuickBooks counts, Odoo follows"),
    ("odoo", "Odoo counts, QuickBooks follows"),
]

DECIDES = {"item_stock_policy", "item_stock_account_id", "item_cogs_account_id"}
"""Settings that adjustments go by which are not sent yet."""

CHOICE = {"item_stock_policy", "item_stock_location_id"}
"""Settings with which both sides start anew: nothing was agreed under them."""


class QbdConnectionStock(models.AbstractModel):
    """Decides whose stock counts, and warns of settings in Odoo that contradict it."""

    _name = "qbd.connection.stock"
    _inherit = "qbd.connection.stock.warnings"
    _description = "QuickBooks Connection: Stock on Hand"

    item_stock_policy = fields.Selection(
        STOCK_POLICIES,
        "Stock on hand",
        required=True,
        default="off",
        help="The side whose quantities count. Only one side may post the value of "
        "stock.",
    )
    item_stock_hours = fields.Integer(
        "Compare stock every (hours)",
        default=24,
        help="QuickBooks does not report when a quantity changes: all quantities are "
        "read again.",
    )
    item_stock_location_id = fields.Many2one(
        "stock.location",
        "Stock location",
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        check_company=True,
        help="Includes its child locations. Empty: all locations of the company; "
        "moves then use the stock of its first warehouse.",
    )
    item_stock_account_id = fields.Many2one(
        "account.account",
        "Account for stock adjustments",
        check_company=True,
        help="The account to which QuickBooks posts the value of an adjustment.",
    )
    item_stock_products = fields.Integer(
        "Ask above (products)",
        default=100,
        help="Before more products are adjusted at once, the sync asks. 0: no limit.",
    )
    item_stock_value = fields.Float(
        "Ask above (value)",
        default=10000,
        help="Before goods of a higher value are adjusted at once, the sync asks, in"
        " the currency of the company. 0: no limit.",
    )
    item_stock_percent = fields.Float(
        "Ask above (% of all pieces)",
        default=25,
        help="Before a larger share of all pieces on the following side is adjusted "
        "at once, for more than ten products, the sync asks. 0: no limit.",
    )
    item_stock_since = fields.Integer(
        readonly=True,
        copy=False,
        help="The newest link when the side that counts was chosen.",
    )
    stock_level_ids = fields.One2many("qbd.stock.level", "connection_id")
    item_stock_question = fields.Text(compute="_compute_item_stock_question")
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
        """Compare quantities in the next session once the owner of stock is chosen.

        Nothing counts as agreed under the new choice, but for the pairs that exist: it
        is made with the figures of both sides in view.
        """
        chosen = self.filtered(lambda one: one._is_stock_chosen(vals))
        result = super().write(vals)
        if chosen:
            chosen.sudo().stock_level_ids.unlink()
            newest = self.env["qbd.link"].sudo().search([], order="id desc", limit=1)
            super(QbdConnectionStock, chosen.sudo()).write(
                {"item_stock_since": newest.id}
            )
        counting = chosen.filtered(lambda one: one.item_stock_policy != "off")
        counting._streams_of("item").sudo().write({"id_sweep_wanted": True})
        if not vals.keys().isdisjoint(DECIDES):
            for stream in self._streams_of("inventory_adjustment").sudo():
                stream._mapping()._follow_settings()
        return result

    def _is_stock_chosen(self, vals):
        """Return whether values change whose stock counts, or where it is counted."""
        present = {
            "item_stock_policy": self.item_stock_policy,
            "item_stock_location_id": self.item_stock_location_id.id,
        }
        return any(
            (vals[name] or False) != (present[name] or False)
            for name in CHOICE & vals.keys()
        )

    def _streams_of(self, mapping):
        return self.stream_ids.filtered(lambda one: one.mapping == mapping)

    def action_compare_stock(self):
        """Show the quantities of both sides, before either follows the other."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_compare_stock"
        )
        connection = self.sudo()
        places = connection._stock_places().filtered(
            lambda place: place.usage == "internal"
        )
        owners = [False, connection.company_id.partner_id.id]
        action["context"] = {"location": places.ids, "owners": owners}
        return action

    # -- the question before much changes -------------------------------------

    def _stock_limits(self):
        """Return the changes of quantities that go without a question."""
        return Limits(
            self.item_stock_products,
            self.item_stock_value,
            self.item_stock_percent / 100,
        )

    @api.depends("stock_level_ids.state", "item_stock_policy")
    def _compute_item_stock_question(self):
        for connection in self:
            levels = connection.sudo().stock_level_ids
            stopped = levels.filtered(lambda one: one.state == "stopped")
            words = False
            if stopped and connection.item_stock_policy != "off":
                words = connection._stock_question(stopped)
            connection.item_stock_question = words

    def _stock_question(self, stopped):
        side = dict(self._fields["item_stock_policy"]._description_selection(self.env))
        return self.env._(
            "Stock on hand: %(side)s. Quantities would be adjusted (products:"
            " %(number)s). Odoo has %(ours)s pieces of them, QuickBooks has %(theirs)s;"
            " the differences are worth %(value)s. Nothing of it is adjusted before"
            " you confirm.",
            side=side[self.item_stock_policy],
            number=len(stopped),
            ours=f"{sum(stopped.mapped('odoo_quantity')):g}",
            theirs=f"{sum(stopped.mapped('quickbooks_quantity')):g}",
            value=self.company_id.currency_id.format(
                sum(abs(value) for value in stopped.mapped("value"))
            ),
        )

    def action_adjust_stock(self):
        """Adjust the quantities that were asked about, with the next session."""
        self._require_manager()
        for connection in self.sudo():
            levels = connection.stock_level_ids
            levels = levels.filtered(lambda one: one.state == "stopped")
            if connection.item_stock_policy == "odoo":
                levels.action_take_odoo()
            else:
                levels.action_take_quickbooks()

    def action_stock_levels(self):
        """Show the products whose quantities are in question, with both figures."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quickbooks_desktop.action_qbd_stock_level"
        )
        action["domain"] = [("connection_id", "=", self.id)]
        return action

    # -- what a policy goes by ------------------------------------------------

    def _stock_place(self):
        """Return the location that stock comes from and goes to.

        None if Odoo counts no stock for the company: a branch without a warehouse has
        nothing on hand, whatever is in the warehouses of the company above it.
        """
        self.ensure_one()
        warehouses = self.env["stock.warehouse"].with_context(active_test=True)
        place = warehouses.search(
            [("company_id", "=", self.company_id.id)], limit=1
        ).lot_stock_id
        chosen = self.item_stock_location_id or place
        return chosen if place and chosen.active else place.browse()

    def _stock_places(self):
        """Return the locations whose goods count, as the company's books have them.

        The chosen one and those below it, else all of the company, with those between
        warehouses. Archived ones, and those of archived warehouses, do not count.
        """
        self.ensure_one()
        locations = self.env["stock.location"].with_context(active_test=True)
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("usage", "in", ("internal", "transit"))
        if self.item_stock_location_id:
            domain &= Domain("id", "child_of", self.item_stock_location_id.ids)
        found = locations.search(domain)
        return found.filtered(
            lambda place: not place.warehouse_id or place.warehouse_id.active
        )

    def _stock_account(self):
        return (
            self.item_stock_account_id
            or self.item_cogs_account_id
            or self.company_id.expense_account_id
        )
