from odoo import models
from odoo.fields import Domain


class QbdConnectionStockWarnings(models.AbstractModel):
    """Warns of settings in Odoo that contradict the choice, and of goods left alone."""

    _name = "qbd.connection.stock.warnings"
    _description = "QuickBooks Connection: Warnings about Stock"

    def _stock_value_warnings(self):
        """Yield warnings where Odoo would post, or compute, a stock value itself."""
        posted = self._number_stored(
            self._categories_domain("inventory_valuation", ("real_time",))
        )
        if posted:
            yield self.env._(
                "Perpetual valuation (products: %(number)s). Odoo posts their value "
                "itself, and so does QuickBooks: it would be posted twice. Their "
                "stock is left alone. Set their categories to periodic valuation.",
                number=posted,
            )
        if self._closes_by_itself():
            yield self.env._(
                "Closing of stock. Odoo posts its value at the end of each period, "
                "and QuickBooks continuously. Set the inventory period of the "
                "company to manual, and keep the value in only one of the two."
            )
        costed = self._number_stored(
            self._categories_domain("cost_method", ("fifo", "average"))
        )
        if costed:
            yield self.env._(
                "FIFO or average cost (products: %(number)s). Odoo computes their "
                "cost from its own receipts, QuickBooks from an average cost of its "
                "own: the two values of the stock will differ. Use standard price, "
                "or go by the value in QuickBooks.",
                number=costed,
            )

    def _stock_left_alone_warnings(self):
        """Yield warnings about stock that is not synced."""
        if not self._stock_place():
            yield self._words_of_no_place()
        if self.item_stock_policy == "odoo" and not self._stock_account():
            yield self.env._(
                "Choose the account for stock adjustments: without it nothing is sent."
            )
        if self.item_stock_policy == "odoo":
            yield from self._odoo_counts_warnings()
        dozens = self._number_stored(self._other_units_domain())
        if dozens:
            yield self.env._(
                "Counted in dozens, boxes and the like (products: %(number)s)."
                " QuickBooks counts pieces. Their stock is left alone: use a unit of"
                " one piece, or adjust it manually.",
                number=dozens,
            )
        tracked = self._number_stored(Domain("tracking", "!=", "none"))
        if tracked:
            yield self.env._(
                "Lots or serial numbers (products: %(number)s). QuickBooks does not "
                "report them. Their stock is left alone: adjust it manually.",
                number=tracked,
            )

    def _words_of_no_place(self):
        if self.item_stock_location_id and not self.item_stock_location_id.active:
            return self.env._(
                "%(place)s is archived: no stock is synced. Choose another place.",
                place=self.item_stock_location_id.display_name,
            )
        return self.env._(
            "%(company)s has no active warehouse of its own: Odoo counts no stock "
            "for it, and none is synced. Create a warehouse in Inventory, "
            "Configuration.",
            company=self.company_id.display_name,
        )

    def _odoo_counts_warnings(self):
        """Yield warnings where QuickBooks cannot be adjusted, or moves stock itself."""
        streams = self.stream_ids
        adjustments = streams.filtered(lambda s: s.mapping == "inventory_adjustment")
        if not any(one._writes() for one in adjustments):
            yield self.env._(
                "The record type Inventory adjustments is off: nothing is sent. "
                "Switch it on."
            )
        names = ("invoice", "credit_memo", "bill", "vendor_credit", "other_transaction")
        read = streams.filtered(lambda s: s.mapping in names and s._reads())
        if read:
            yield self.env._(
                "Documents entered in QuickBooks (%(lists)s) move the stock there."
                " Their products wait until you deliver or receive them in Odoo.",
                lists=", ".join(read.mapped("label")),
            )

    def _other_units_domain(self):
        """Return the domain of products in a unit that is several pieces."""
        piece = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        if not piece:
            return Domain.FALSE
        return Domain("uom_id", "child_of", piece.id) & Domain("uom_id", "!=", piece.id)

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
