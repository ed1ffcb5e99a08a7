from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ....core.words import for_reader

STATES = [
    ("equal", "Synced"),
    ("moved", "Adjusted"),
    ("held", "Sending"),
    ("asked", "Decision needed"),
    ("stopped", "Confirmation needed"),
    ("removed", "Item removed"),
    ("given", "Goods moved"),
]
OPEN = ("held", "asked", "stopped", "removed")


class QbdStockLevel(models.Model):
    """The quantity of one product on both sides, as they were compared last.

    Made by the sync where a side owns the stock. It remembers whether both sides ever
    agreed, and holds the questions about quantities with both figures.
    """

    _name = "qbd.stock.level"
    _inherit = ["qbd.write.checks", "qbd.bulk.insert"]
    _description = "QuickBooks Stock Level"
    _order = "state, id"
    _rec_name = "product_id"
    _settings = frozenset({"target_id"})

    connection_id = fields.Many2one(
        "qbd.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(STATES, required=True, default="equal", index=True)
    message = fields.Text("Reason")
    odoo_quantity = fields.Float("On hand in Odoo", digits=(16, 5))
    quickbooks_quantity = fields.Float("On hand in QuickBooks", digits=(16, 5))
    value = fields.Float("Value of the difference")
    qb_id = fields.Char(help="The item with which the quantity was agreed.")
    agreed_link = fields.Integer(
        help="The newest link when both sides had the same quantity; 0 for never."
    )
    decision = fields.Selection(
        [("odoo", "Odoo's quantity"), ("quickbooks", "QuickBooks' quantity")],
        help="The quantity that a user chose; it holds until both sides agree.",
    )
    target_id = fields.Many2one(
        "product.product",
        "Product with the goods",
        help="The product that has the goods of a removed item now.",
    )

    _product_uniq = models.UniqueIndex("(connection_id, product_id)")

    @api.model
    def _of(self, connection, products):
        """Return {product id: level}, without those of other connections."""
        domain = Domain("connection_id", "=", connection.id)
        found = self.search(domain & Domain("product_id", "in", products.ids))
        return {level.product_id.id: level for level in found}

    # -- a person decides -----------------------------------------------------

    def action_take_odoo(self):
        """Let Odoo's quantity count for these products, from the next session on."""
        self._decide("odoo")

    def action_take_quickbooks(self):
        """Let QuickBooks' quantity count for these products, likewise."""
        self._decide("quickbooks")

    def _decide(self, side):
        levels = self._asked(OPEN[:3])
        levels.write({"decision": side})
        levels._compare_again()

    def action_move_goods(self):
        """Move the goods of removed items to the chosen products, and archive them."""
        levels = self._asked(("removed",))
        for level in levels:
            if not level._is_target_possible():
                raise UserError(
                    for_reader(self.env)._(
                        "Choose another product of this company, in use and tracked in"
                        " stock, that gets the goods of “%(product)s”.",
                        product=level.product_id.display_name,
                    )
                )
            stream = level._item_stream().with_user(SUPERUSER_ID)  # as the sync does
            stream.with_company(level.company_id)._mapping()._move_goods(
                level.product_id, level.target_id
            )
            level._link().filtered(lambda link: link.state == "parked")._delete_too()
            level._give_to(level.target_id)
        levels._compare_again()

    def _is_target_possible(self):
        target, company = self.target_id, self.company_id
        return (
            target
            and target != self.product_id
            and target.active
            and target.is_storable
            and target.company_id in (company, company.browse())
        )

    def _give_to(self, target):
        """Note that a product has the goods of this one, and of those before it."""
        given = [("state", "=", "given"), ("target_id", "=", self.product_id.id)]
        levels = self | self.search(
            [*given, ("connection_id", "=", self.connection_id.id)]
        )
        levels.write({"state": "given", "message": False, "target_id": target.id})

    def _heirs(self, connection, products):
        """Return {product: the product among these that has its goods now}.

        These products themselves are among the keys.
        """
        given = self.search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "given"),
                ("target_id", "in", products.ids),
            ]
        )
        heirs = {level.product_id: level.target_id for level in given}
        return {**heirs, **{product: product for product in products}}

    def _asked(self, states):
        """Return these levels as the sync writes them, if the user may decide.

        :raise UserError: if there is nothing to decide (any more)
        """
        self.check_access("read")
        if not self.env.user.has_group("quickbooks_desktop.group_qbd_user"):
            raise UserError(
                for_reader(self.env)._("Only a QuickBooks user can decide this.")
            )
        found = self.sudo().filtered(lambda level: level.state in states)
        if not found:
            raise UserError(
                for_reader(self.env)._(
                    "This cannot be done now: there is nothing to decide."
                )
            )
        return found

    def _item_stream(self):
        streams = self.connection_id.stream_ids
        return streams.filtered(lambda one: one.mapping == "item")

    def _compare_again(self):
        self._item_stream().write({"id_sweep_wanted": True})

    def _link(self):
        return self.env["qbd.link"].search(
            [
                ("stream_id", "=", self._item_stream().id),
                ("record_id", "=", self.product_id.id),
            ]
        )
