from odoo import models
from odoo.exceptions import UserError

from ....core.words import for_reader
from .stock_counted import Place

SHOWN = 3
"""So many transfers are named to a user."""


class QbdItemGoodsMoving(models.AbstractModel):
    """Moves the goods of a product whose item was merged into another one.

    All of them, as the product is archived then: those in packages, between warehouses
    and of consignors as well. If some cannot be moved, none are, and the user is told.
    """

    _name = "qbd.item.goods.moving"
    _description = "QuickBooks Items: Moving the Goods of Merged Items"

    def _move_goods(self, product, target):
        """Move the goods of one product to another, place by place.

        :raise UserError: if some of them cannot be moved
        """
        quants = product._qbd_all_goods()
        words = self._words_against_moving(product, target, quants)
        if words:
            raise UserError(words)
        changes = {}
        for quant in quants:
            place = quant.location_id, quant.package_id, quant.owner_id
            for one, quantity in ((product, -quant.quantity), (target, quant.quantity)):
                key = Place(one, *place)
                changes[key] = changes.get(key, 0) + quantity
        self._apply_changes((product | target)._qbd_all_goods(), changes)

    # -- refusals -----------------------------------------------------------------

    def _words_against_moving(self, product, target, quants):
        """Return why the goods of a product cannot be moved, "" if they can."""
        company = self._stream().company_id
        elsewhere = quants.location_id.company_id - company
        both = product | target
        if both._qbd_in_stock(self._stream().connection_id) != both or quants.lot_id:
            return for_reader(self.env)._(
                "The sync does not move goods with lots or serial numbers, with "
                "perpetual valuation, or in dozens and the like. Move the goods of "
                "“%(product)s” in Inventory, and archive the product.",
                product=product.display_name,
            )
        if product.uom_id != target.uom_id:
            return for_reader(self.env)._(
                "“%(product)s” and “%(target)s” have different units. Move the goods "
                "in Inventory, and archive the product.",
                product=product.display_name,
                target=target.display_name,
            )
        if elsewhere:
            return for_reader(self.env)._(
                "%(company)s has “%(product)s” in stock, too. Move these goods first.",
                company=elsewhere[0].display_name,
                product=product.display_name,
            )
        counted = self._in_counts(both, ())
        if counted:
            return next(iter(counted.values()))
        return self._words_of_transfers(product)

    def _words_of_transfers(self, product):
        """Name the transfers that are going to move goods of a product."""
        moves = self.env["stock.move"].search(
            [
                ("product_id", "=", product.id),
                ("state", "not in", ("draft", "done", "cancel")),
            ],
            limit=SHOWN,
        )
        if not moves:
            return ""
        return for_reader(self.env)._(
            "Transfers of “%(product)s” are not done yet: %(transfers)s. Finish or "
            "cancel them first, or change their product.",
            product=product.display_name,
            transfers=", ".join(
                dict.fromkeys(move.reference or move.display_name for move in moves)
            ),
        )
