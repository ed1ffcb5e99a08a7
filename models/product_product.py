from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "qbd.item.mixin"]

    qbd_parent_id = fields.Many2one(
        "product.product",
        "Subitem of",
        index="btree_not_null",
        ondelete="restrict",
        help="The item above it in QuickBooks; both are of one type.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_parent(self):
        """Say in words which items are below one that is to be deleted."""
        variants = self.with_context(active_test=False).sudo()
        below = variants.search(
            [("qbd_parent_id", "in", self.ids), ("id", "not in", self.ids)], limit=1
        )
        if below:
            raise UserError(
                self.env._(
                    "“%(below)s” is a subitem of “%(product)s” in QuickBooks. Choose"
                    " another “Subitem of” there first, or archive the product.",
                    below=below.display_name,
                    product=below.qbd_parent_id.display_name,
                )
            )

    qbd_part_number = fields.Char("Manufacturer's part number")
    qbd_reorder_point = fields.Float("Reorder point in QuickBooks")
    qbd_valued_quantity = fields.Float(
        "Own quantity",
        compute="_compute_qbd_valued_quantity",
        compute_sudo=True,
        groups="quickbooks_desktop.group_qbd_user",
        help="The pieces that another cost revalues: those of the company itself, also "
        "between its warehouses.",
    )

    def _qbd_in_stock(self, connection):
        """Return the products whose stock a connection counts, in its context.

        Products that Odoo values itself, those with lots or serial numbers, and those
        in a unit of several pieces are left alone.
        """
        place = connection.item_stock_location_id
        counted = self.with_context(
            allowed_company_ids=connection.company_id.ids,
            location=place.id or False,
        )
        return counted.filtered(
            lambda product: product.active
            and product.is_storable
            and product.tracking == "none"
            and product.valuation != "real_time"
            and not product._qbd_in_other_units()
        )

    def _qbd_in_other_units(self):
        """Return whether the unit of a product is several pieces, e.g. a dozen."""
        piece = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        unit = self.uom_id
        return bool(piece) and unit != piece and unit._has_common_reference(piece)

    def _get_remaining_moves(self):
        """Ask once which of many new products have moves; Odoo asks for each.

        It does so to note the first cost of a product.
        """
        if not self.env.context.get("qbd_creates") or len(self) < 2:
            return super()._get_remaining_moves()
        moves = self.env["stock.move"].sudo()
        rows = moves._read_group([("product_id", "in", self.ids)], ["product_id"])
        moved = self.browse([product.id for (product,) in rows])
        return super(ProductProduct, moved)._get_remaining_moves()

    # -- goods ----------------------------------------------------------------------

    def _qbd_all_goods(self):
        """Return the quants of these products at all places in use.

        Of all companies and owners: an archived product hides them all.
        """
        found = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("product_id", "in", self.ids),
                    ("location_id.usage", "in", ("internal", "transit")),
                    ("location_id.active", "=", True),
                    ("quantity", "!=", 0),
                ]
            )
        )
        warehouses = found.location_id.warehouse_id
        archived = warehouses.filtered(lambda one: not one.active)
        return found.filtered(lambda one: one.location_id.warehouse_id not in archived)

    def _qbd_goods(self):
        """Return how many pieces Odoo has of a product, whoever owns them."""
        if not self or not self.is_storable:
            return 0.0
        quantities = self._qbd_all_goods().mapped("quantity")
        return sum(quantities) or max(quantities, default=0.0)

    @api.depends("stock_quant_ids.quantity")
    @api.depends_context("company")
    def _compute_qbd_valued_quantity(self):
        company = self.env.company
        groups = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", self.ids),
                ("location_id.company_id", "=", company.id),
                ("location_id.usage", "in", ("internal", "transit")),
                ("owner_id", "in", [False, company.partner_id.id]),
            ],
            ["product_id"],
            ["quantity:sum"],
        )
        found = {product.id: quantity for product, quantity in groups}
        for product in self:
            own = found.get(product._origin.id, 0.0)
            product.qbd_valued_quantity = own if product.is_storable else 0.0

    def _qbd_variant_name(self):
        """Return the attribute values that tell a variant from its siblings."""
        values = self.product_template_attribute_value_ids
        return values._get_combination_name() or self.display_name

    # -- the cost: one definition, for the sync and for the inventory file ----------

    def _qbd_main_seller(self, company):
        """Return the vendor's price that Odoo selects for one unit today, or none."""
        sellers = self.seller_ids
        if not sellers:
            return sellers
        selected = self.with_company(company)._select_seller(quantity=1)
        return sellers.browse(selected.ids)

    def _qbd_cost_holder(self, company):
        """Return the record whose price is the cost of the product, None for none.

        The selected vendor's price, which has to be in the currency of the company;
        else the product, which has a cost of its own.
        """
        seller = self._qbd_main_seller(company)
        if not seller:
            return self
        return seller if seller.currency_id == company.currency_id else None

    def _qbd_cost(self, company):
        """Return the cost of one unit, net of discount; None if there is none.

        The own cost stands in for a vendor's price that was not entered.
        """
        holder = self._qbd_cost_holder(company)
        if holder is None:
            return None
        if holder != self and holder.price:
            return holder.price_discounted
        own = self.with_company(company).standard_price
        is_free = own and holder != self and self._qbd_zero_counts(holder, company)
        return 0.0 if is_free else own

    def _qbd_zero_counts(self, seller, company):
        """Return whether a vendor's price of 0 counts.

        It took the place of another price, or both sides agreed on 0 before.
        """
        return seller.qbd_is_free or "0" in self._qbd_agreed(company, "PurchaseCost")

    @api.constrains("qbd_parent_id")
    def _check_qbd_parent(self):
        if self._has_cycle("qbd_parent_id"):
            raise ValidationError(self.env._("A product cannot be its own parent."))
