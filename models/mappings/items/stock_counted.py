from collections import namedtuple

from odoo import fields, models

Change = namedtuple("Change", "product location difference")
"""So many pieces more, or fewer, of a product at one place."""


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
        quants = self._loose_quants(products)
        by_product = quants.grouped("product_id")
        changes = []
        for product, ours, wanted in differences:
            own = by_product.get(product, quants.browse())
            changes += self._spread(product, own, wanted - ours)
        self._apply_counts(quants, changes)

    def _loose_quants(self, products):
        """Return the quants that an adjustment changes: no lot, package or owner."""
        places = self._stream().connection_id._stock_places()
        return self.env["stock.quant"].search(
            [
                ("product_id", "in", products.ids),
                ("location_id", "in", places.ids),
                ("location_id.usage", "=", "internal"),
                ("lot_id", "=", False),
                ("package_id", "=", False),
                ("owner_id", "=", False),
            ]
        )

    def _spread(self, product, quants, difference):
        """Return the changes that make a difference.

        What is to go goes from the place that stock comes from, then from those below
        it that have any; only what no place has makes it negative there.
        """
        place = self._stream().connection_id._stock_place()
        if difference > 0:
            return [Change(product, place, difference)]
        missing, changes = -difference, []
        for quant in quants.sorted(
            lambda one: (one.location_id != place, -one.quantity)
        ):
            taken = min(missing, max(quant.quantity, 0))
            if taken:
                changes.append(Change(product, quant.location_id, -taken))
                missing -= taken
        if not product.uom_id.is_zero(missing):
            changes.append(Change(product, place, -missing))
        return changes

    def _apply_counts(self, quants, changes):
        """Apply changes of quantities as counts of the places."""
        held = {}
        for quant in quants:
            key = quant.product_id, quant.location_id
            held[key] = held.get(key, 0) + quant.quantity
        wanted = {}
        for product, location, difference in changes:
            key = product, location
            wanted[key] = wanted.get(key, held.get(key, 0)) + difference
        counted = self.env["stock.quant"].with_context(inventory_mode=True)
        found = counted.create(
            [
                {
                    "product_id": product.id,
                    "location_id": location.id,
                    "inventory_quantity": quantity,
                }
                for (product, location), quantity in wanted.items()
            ]
        )
        result = found.action_apply_inventory(fields.Datetime.now())
        if isinstance(result, dict):  # moved by a user since then: it counts now
            found._apply_inventory(fields.Datetime.now())

    def _move_goods(self, product, target):
        """Move the goods of one product to another, place by place.

        Goods with a lot, in a package or of an owner stay where they are.
        """
        quants = self._loose_quants(product | target)
        changes = []
        for quant in quants.filtered(lambda one: one.product_id == product):
            changes.append(Change(product, quant.location_id, -quant.quantity))
            changes.append(Change(target, quant.location_id, quant.quantity))
        if changes:
            self._apply_counts(quants, changes)
