from collections import namedtuple
from datetime import timedelta

from odoo import fields, models

from ....core.qbxml.values import price, quantity
from .fields import STOCK

Noticed = namedtuple("Noticed", "link quantity cost")
"""A link of an item in stock, and what a comparison of ids shows of it: canonical."""

MOVED_PER_PAGE = 300
REASON = "stock"
"""Why a link is parked whose item is in step, and whose stock Odoo refused."""


class QbdItemStock(models.AbstractModel):
    """Shows stock on hand, and syncs it if a policy says who owns it.

    QuickBooks moves quantities without touching an item's EditSequence. So they come
    with the comparison of ids, which then runs more often.
    """

    _name = "qbd.item.stock"
    _description = "QuickBooks Items: Stock on Hand"

    _id_elements = ("EditSequence", "QuantityOnHand", "AverageCost")

    def _between_id_sweeps(self):
        connection = self._stream().connection_id
        if connection.item_stock_policy == "off":
            return super()._between_id_sweeps()
        return timedelta(hours=max(connection.item_stock_hours, 1))

    def _ids_per_page(self, usual):
        """Limit a page: Odoo moves 100 products a second, and a call has 20 seconds."""
        follows = self._stream().connection_id.item_stock_policy == "quickbooks"
        return min(usual, MOVED_PER_PAGE) if follows else usual

    # -- what a comparison of ids shows ---------------------------------------

    def _notice(self, elements):
        """Return [Noticed] of the stock items that are linked to products."""
        shown = {one.findtext("ListID"): one for one in elements}
        stocked = [
            qb_id
            for qb_id, element in shown.items()
            if element.find("QuantityOnHand") is not None
        ]
        links = self.env["qbd.link"]._by_qb_ids(
            self._stream().connection_id, self._space, stocked
        )
        return [
            Noticed(
                link,
                quantity.read(shown[qb_id], "QuantityOnHand") or "0",
                price.read(shown[qb_id], "AverageCost"),
            )
            for qb_id, link in links.items()
            if link.stream_id == self._stream()
            and link.qb_type in STOCK
            and link.record_id
            and link.state != "gone"
        ]

    def _take_noticed(self, noticed):
        """Store the quantities seen; apply those of the side that owns the stock."""
        for one in noticed:
            image = one.link.quickbooks_image or {}
            seen = {"QuantityOnHand": one.quantity, "AverageCost": one.cost}
            if any(image.get(path) != value for path, value in seen.items()):
                one.link.quickbooks_image = {**image, **seen}
            if one.link.state == "parked" and one.link.reason == REASON:
                one.link._release()
        connection = self._stream().connection_id
        if connection.item_stock_policy == "off" or connection.recompare:
            return
        if not connection._stock_place():
            return
        products = self._counted_products(noticed)
        differences = self._stock_differences(products, noticed)
        if connection.item_stock_policy == "quickbooks":
            self._adjust_products(differences)
        else:
            stream = self._stream()._sibling("inventory_adjustment")
            if stream:
                stream._mapping()._adjust(products, differences)

    def _park_noticed(self, one, words):
        """Park a synced item whose stock Odoo refused to adjust."""
        if one.link.state in ("ok", "dirty"):
            one.link._park(
                REASON,
                self.env._(
                    "The stock of this product could not be made %(quantity)s as"
                    " QuickBooks has it: %(words)s",
                    quantity=one.quantity,
                    words=words,
                ),
            )

    def _counted_products(self, noticed):
        """Return the products whose stock is compared now.

        Products of documents not yet sent are left out: these move QuickBooks' stock.
        """
        products = self._browse([one.link.record_id for one in noticed]).exists()
        products = products._qbd_in_stock(self._stream().connection_id)
        under_way = self._under_way(products)
        return products.filtered(lambda product: product.id not in under_way)

    def _under_way(self, products):
        """Return the ids of products of documents that are not sent yet."""
        documents = self.env["qbd.link"].search(
            [
                ("connection_id", "=", self._stream().connection_id.id),
                ("res_model", "=", "account.move"),
                ("state", "in", ("dirty", "sent", "retry", "unknown")),
            ]
        )
        lines = self.env["account.move.line"]._read_group(
            [
                ("move_id", "in", documents.mapped("record_id")),
                ("product_id", "in", products.ids),
            ],
            ["product_id"],
        )
        return {product.id for (product,) in lines}

    def _stock_differences(self, products, noticed):
        """Return [(product, on hand in Odoo, on hand in QuickBooks)] that differ."""
        known = {one.link.record_id: float(one.quantity) for one in noticed}
        return [
            (product, product.qty_available, known[product.id])
            for product in products
            if product.uom_id.compare(product.qty_available, known[product.id])
        ]

    # -- QuickBooks owns the stock --------------------------------------------

    def _adjust_products(self, differences):
        """Adjust Odoo's stock, by moves dated now from or to the inventory loss."""
        place = self._stream().connection_id._stock_place()
        products = self._browse([product.id for product, *_rest in differences])
        held, counting = self._held(products, place)
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        found = quants.create(
            [
                {
                    "product_id": product.id,
                    "location_id": place.id,
                    "inventory_quantity": held.get(product.id, 0) + theirs - ours,
                }
                for product, ours, theirs in differences
                if product.id not in counting
            ]
        )
        result = found.action_apply_inventory(fields.Datetime.now())
        if isinstance(result, dict):  # somebody moved it meanwhile: what counts is now
            found._apply_inventory(fields.Datetime.now())

    def _held(self, products, place):
        """Read the stock that an adjustment changes: without package or owner.

        :return: {product id: quantity at the place itself}, and ids of products that
            a user is counting there by hand
        """
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", products.ids),
                ("location_id", "=", place.id),
                ("lot_id", "=", False),
                ("package_id", "=", False),
                ("owner_id", "=", False),
            ]
        )
        held = {}
        for quant in quants:
            product_id = quant.product_id.id
            held[product_id] = held.get(product_id, 0) + quant.quantity
        return held, set(quants.filtered("inventory_quantity_set").product_id.ids)
