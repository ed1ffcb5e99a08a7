from collections import namedtuple

from odoo import fields, models

Place = namedtuple("Place", "product location package owner")
"""Where goods of a product are; records, of which the last two may be empty."""


class QbdItemStockCounted(models.AbstractModel):
    """Counts the goods of the company, and moves them in Odoo.

    They are counted as the books see them: without the goods of consignors, with those
    between two warehouses, without archived places.
    """

    _name = "qbd.item.stock.counted"
    _description = "QuickBooks Items: Quantities in Odoo"

    def _levels(self):
        """Return the model of the quantities on both sides."""
        return self._stream().connection_id.stock_level_ids.browse()

    def _own_goods(self, places=None):
        """Return the domain of the quants that are the company's own goods."""
        connection = self._stream().connection_id
        places = connection._stock_places() if places is None else places
        owners = [False, connection.company_id.partner_id.id]
        return [("location_id", "in", places.ids), ("owner_id", "in", owners)]

    def _on_hand(self, products, places=None):
        """Return {product id: own quantity}; 0 for products without any."""
        groups = self.env["stock.quant"]._read_group(
            [("product_id", "in", products.ids), *self._own_goods(places)],
            ["product_id"],
            ["quantity:sum"],
        )
        found = {product.id: quantity for product, quantity in groups}
        return {product.id: found.get(product.id, 0.0) for product in products}

    def _ever_moved(self, products):
        """Return ids of products of which Odoo knows a quantity, be it 0."""
        groups = self.env["stock.move.line"]._read_group(
            [
                ("product_id", "in", products.ids),
                ("state", "=", "done"),
                ("company_id", "=", self._stream().company_id.id),
            ],
            ["product_id"],
        )
        quants = self.env["stock.quant"]._read_group(
            [("product_id", "in", products.ids), *self._own_goods()], ["product_id"]
        )
        return {product.id for (product,) in (*groups, *quants)}

    # -- moving -----------------------------------------------------------------

    def _adjust_products(self, differences):
        """Adjust Odoo's stock, by moves dated now from or to the inventory loss.

        :param differences: [(product, on hand in Odoo, the quantity to be there)]
        """
        products = self._browse([product.id for product, *_rest in differences])
        quants = self._counted_quants(products)
        by_product = quants.grouped("product_id")
        changes = {}
        for product, ours, wanted in differences:
            own = by_product.get(product, quants.browse())
            changes.update(self._spread(product, own, wanted - ours))
        self._apply_changes(quants, changes)

    def _counted_quants(self, products):
        """Return the quants that an adjustment may change: none with a lot."""
        return self.env["stock.quant"].search(
            [
                ("product_id", "in", products.ids),
                ("location_id.usage", "=", "internal"),
                ("lot_id", "=", False),
                *self._own_goods(),
            ]
        )

    def _spread(self, product, quants, difference):
        """Return the changes that make a difference, as {`Place`: difference}.

        What is to go goes from the place that stock comes from, then from those below
        it that have any, from packages last; only what no place has makes it negative
        there.
        """
        place = self._stream().connection_id._stock_place()
        none = quants.package_id.browse(), quants.owner_id.browse()
        usual = Place(product, place, *none)
        if difference > 0:
            return {usual: difference}
        missing, changes = -difference, {}
        for quant in quants.sorted(lambda one: self._taken_last(one, place)):
            taken = min(missing, max(quant.quantity, 0))
            if taken:
                changes[_place_of(quant)] = changes.get(_place_of(quant), 0) - taken
                missing -= taken
        if not product.uom_id.is_zero(missing):
            changes[usual] = changes.get(usual, 0) - missing
        return changes

    @staticmethod
    def _taken_last(quant, place):
        """Return the key by which quants are taken from in their order."""
        apart = bool(quant.package_id or quant.owner_id)
        return apart, quant.location_id != place, -quant.quantity

    def _apply_changes(self, quants, changes):
        """Apply changes of quantities as counts of the places.

        :param quants: those that are there, at all of these places
        :param changes: {`Place`: so many pieces more, or fewer}
        """
        held = {}
        for quant in quants:
            held[_place_of(quant)] = held.get(_place_of(quant), 0) + quant.quantity
        counted = self.env["stock.quant"].with_context(inventory_mode=True)
        found = counted.create(
            [
                {
                    "product_id": one.product.id,
                    "location_id": one.location.id,
                    "package_id": one.package.id,
                    "owner_id": one.owner.id,
                    "inventory_quantity": held.get(one, 0) + difference,
                }
                for one, difference in changes.items()
            ]
        )
        result = found.action_apply_inventory(fields.Datetime.now())
        if isinstance(result, dict):  # moved by a user since then: it counts now
            found._apply_inventory(fields.Datetime.now())


def _place_of(quant):
    return Place(quant.product_id, quant.location_id, quant.package_id, quant.owner_id)
