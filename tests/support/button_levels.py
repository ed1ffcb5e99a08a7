"""Quantities on both sides for `test_buttons`, in each state of a question."""


class LevelStates:
    """Stock levels of a product that has four pieces, and what becomes of them."""

    def be_level(self, state="asked", **values):
        self.connection.item_stock_policy = "quickbooks"
        product = self.env["product.product"].create(
            {"name": "Lamp", "is_storable": True}
        )
        place = self.connection._stock_place()
        self.env["stock.quant"]._update_available_quantity(product, place, 4)
        return self.env["qbd.stock.level"].create(
            {
                "connection_id": self.connection.id,
                "product_id": product.id,
                "odoo_quantity": 4,
                "state": state,
                **values,
            }
        )

    def be_level_equal(self):
        return self.be_level("equal")

    def be_level_removed(self):
        return self.be_level("removed")

    def be_level_with_target(self):
        target = self.env["product.product"].create(
            {"name": "Lamp, new", "is_storable": True}
        )
        return self.be_level("removed", target_id=target.id)

    def be_stock_stopped(self):
        self.be_level("stopped")
        return self.connection

    def then_odoo_counts(self, level, _result):
        self.assertEqual(level.decision, "odoo")
        self.assertTrue(self.item_stream().id_sweep_wanted)

    def then_quickbooks_counts(self, level, _result):
        self.assertEqual(level.decision, "quickbooks")

    def then_goods_moved(self, level, _result):
        self.env.invalidate_all()
        self.assertEqual(level.product_id.qty_available, 0)
        self.assertEqual(level.target_id.qty_available, 4)

    def then_will_be_adjusted(self, connection, _result):
        levels = connection.sudo().stock_level_ids
        self.assertEqual(set(levels.mapped("decision")), {"quickbooks"})
