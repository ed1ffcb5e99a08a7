from decimal import ROUND_HALF_UP, Decimal

from odoo import models

from ....core.money import money
from ....core.words import for_reader

ONE = Decimal(1)


class QbdDocumentLinesUnits(models.AbstractModel):
    """Quantities of lines: QuickBooks counts in the unit of the product.

    A line of Odoo has a unit of its own, and its quantity has few decimals (“Product
    Unit”); QuickBooks' has up to five.
    """

    _name = "qbd.document.lines.units"
    _description = "QuickBooks Lines of Documents: Units"

    def _factor(self, line):
        """Return how many units of its product one unit of a line is, a Decimal."""
        return self._units_in(line.product_uom_id, line.product_id)

    @staticmethod
    def _units_in(unit, product):
        own = product.uom_id
        if not unit or not own or unit == own:
            return ONE
        return money(unit.factor) / money(own.factor)

    def _quantity_shown(self, line):
        """Return the quantity in the unit of the product, a Decimal."""
        return money(line.quantity) * self._factor(line)

    def _rate(self, line, value):
        """Return the price per unit of the product, net of discount or included tax.

        :param value: the amount of the line
        """
        included = line.tax_ids.filtered("price_include")
        quantity = self._quantity_shown(line)
        if (line.discount or included) and quantity:
            return money(value) / quantity
        return money(line.price_unit) / self._factor(line)

    def _words_of_units(self, move):
        """Name a line whose unit cannot be converted to that of its product."""
        for _lines, line in self._listed(move):
            unit, own = line.product_uom_id, line.product_id.uom_id
            if not unit or not own or unit._has_common_reference(own):
                continue
            return for_reader(self.env)._(
                "The line “%(line)s” is in %(unit)s, but “%(product)s” is counted in"
                " %(own)s, and neither can be converted to the other. Change the unit"
                " of the line.",
                line=(line.name or "")[:60],
                unit=unit.name,
                product=line.product_id.display_name,
                own=own.name,
            )
        return ""

    # -- to Odoo --------------------------------------------------------------

    def _unit_for(self, line, product, counted):
        """Return the unit of a line that QuickBooks counts, and how much it holds.

        A line keeps its unit, unless only that of the product can hold the quantity.

        :param line: the line in Odoo, or none
        :param counted: QuickBooks' quantity, a Decimal
        :return: (unit, as `_factor`)
        """
        own = product.uom_id
        unit = line.product_uom_id if line and line.product_id == product else own
        if not (unit and own and unit._has_common_reference(own)):
            return own, ONE
        factor = self._units_in(unit, product)
        lost = self._held(counted / factor) * factor != counted
        if lost and self._held(counted) == counted:
            return own, ONE
        return unit, factor

    def _held(self, quantity):
        """Return a quantity as Odoo will round it, a Decimal."""
        digits = self._cached_in_batch(
            "decimals of quantities",
            lambda: self.env["decimal.precision"].precision_get("Product Unit"),
        )
        return quantity.quantize(ONE.scaleb(-digits), ROUND_HALF_UP)
