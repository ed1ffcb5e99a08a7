from odoo import models

from ....core.sync.operations import Deletion
from ....core.words import for_reader
from .fields import STOCK

GOODS = "goods"
"""Why a link is parked whose item is gone from one side, with goods on the other."""


class QbdItemGoods(models.AbstractModel):
    """Asks before a product that has goods in stock is removed.

    Whatever the removal is: an item that was deleted or merged into another one, or
    made inactive, and the same in Odoo.
    """

    _name = "qbd.item.goods"
    _inherit = "qbd.item.goods.moving"
    _description = "QuickBooks Items: Goods of Removed Products"

    @staticmethod
    def _goods_of_link(link):
        """Return how many pieces QuickBooks has of a linked item, as read last."""
        image = link.quickbooks_image or {}
        stocked = link.qb_type in STOCK and image.get("QuantityOnHand")
        return float(image["QuantityOnHand"]) if stocked else 0.0

    # -- gone -------------------------------------------------------------------

    def _object_deleted(self, link, state, edited):
        decision = super()._object_deleted(link, state, edited)
        if decision != Deletion.RECORD:
            return decision
        goods = self._browse(link.record_id)._qbd_goods()
        return Deletion.ASK if goods else decision

    def _record_deleted(self, link, edited):
        decision = super()._record_deleted(link, edited)
        if decision != Deletion.OBJECT or link.reason == "delete_too":
            return decision
        if not self._goods_of_link(link):
            return decision
        return Deletion.ASK

    def _deletion_question(self, link, edited=False):
        """Ask about the goods, and offer the item that may have them now."""
        if link.deleted_in_odoo:
            words = for_reader(self.env)._(
                "“%(name)s” was deleted in Odoo, and QuickBooks has %(goods)s of it "
                "in stock. Press Delete on both sides to make it inactive there "
                "nevertheless, or Bring back to create it in Odoo again.",
                name=link.qb_name,
                goods=f"{self._goods_of_link(link):g}",
            )
            return {"reason": GOODS, "message": words}
        product = self._browse(link.record_id)
        goods = product._qbd_goods()
        self._note_removed(link, product)
        words = for_reader(self.env)._(
            "“%(name)s” is gone from QuickBooks, deleted or merged, and Odoo has "
            "%(goods)s of it in stock. If another item has these goods now, choose "
            "it under QuickBooks, Stock differences, and press Move goods. Or press "
            "Delete on both sides to archive the product with its goods, or Bring "
            "back to add it to QuickBooks again.",
            name=link.qb_name,
            goods=f"{goods:g}",
        )
        return {"reason": GOODS, "message": words}

    def _note_removed(self, link, product):
        connection = link.connection_id
        levels = self._levels()
        level = levels._of(connection, product).get(product.id) or levels.create(
            {
                "connection_id": connection.id,
                "product_id": product.id,
            }
        )
        words = for_reader(self.env)._(
            "“%(name)s” is gone from QuickBooks. Choose the product that now has its "
            "goods, and move them.",
            name=link.qb_name,
        )
        level.write(
            {
                "state": "removed",
                "message": words,
                "odoo_quantity": self._on_hand(product)[product.id],
                "quickbooks_quantity": 0,
                "decision": False,
            }
        )

    # -- the product that has the goods now ---------------------------------------

    def _gained(self, rows):
        """Hold products of which QuickBooks has more, while goods are without an item.

        One that gained as much as a removed one had is proposed to take the goods.

        :param rows: the products that differ
        :return: {product id: words}
        """
        removed = self._removed_levels()
        gained = [row for row in rows if row.theirs > row.ours]
        for level in removed.filtered(lambda one: not one.target_id):
            same = [
                row.product
                for row in gained
                if not row.product.uom_id.compare(
                    row.theirs - row.ours, level.odoo_quantity
                )
            ]
            if len(same) == 1:
                level.target_id = same[0]
        if not removed:
            return {}
        words = for_reader(self.env)._(
            "This product may have the goods of “%(product)s”, whose item is gone.",
            product=removed[0].product_id.display_name,
        )
        return {row.product.id: words for row in gained}

    def _removed_levels(self):
        """Return the levels of removed products that still have their goods."""
        stream = self._stream()
        levels = self._levels().search(
            [
                ("connection_id", "=", stream.connection_id.id),
                ("state", "=", "removed"),
            ]
        )
        links = self.env["qbd.link"]._by_records(stream, levels.product_id.ids)
        asked = {one.record_id for one in links.values() if one.reason == GOODS}
        over = levels.filtered(
            lambda one: one.product_id.id not in asked
            or not one.product_id._qbd_goods()
        )
        over.unlink()
        return levels - over

    # -- inactive -----------------------------------------------------------------

    def _review_merge(self, pair):
        """Ask before a product is archived, or an item made inactive, with goods."""
        result = super()._review_merge(pair)
        merged, path = pair.merged, "IsActive"
        if self._is_decided(pair, path):
            return result
        goods = 0
        if merged.pull.get(path) is False:
            goods = self._browse(pair.record_id)._qbd_goods()
        elif merged.push.get(path) is False:
            goods = float(pair.quickbooks.get("QuantityOnHand") or 0)
        if goods:
            self._turn_into_question(pair, path)
            self._batch().found["goods", pair.record_id] = goods
        return result

    def _conflict_words(self, pair):
        """Say that goods are in stock, if that is all the question is about."""
        goods = self._batch().found.get(("goods", pair.record_id))
        if not goods or pair.merged.conflicts.keys() != {"IsActive"}:
            return super()._conflict_words(pair)
        if pair.odoo["IsActive"]:
            return for_reader(self.env)._(
                "This item was made inactive in QuickBooks, and Odoo has %(goods)s "
                "in stock. Move or write off the goods first, or choose a side: "
                "Odoo's keeps the product in use, QuickBooks' archives it with its "
                "goods.",
                goods=f"{goods:g}",
            )
        return for_reader(self.env)._(
            "This product was archived in Odoo, and QuickBooks has %(goods)s in "
            "stock. Adjust the quantity there first, or choose a side: Odoo's makes "
            "the item inactive with its goods, QuickBooks' restores the product in "
            "Odoo.",
            goods=f"{goods:g}",
        )
