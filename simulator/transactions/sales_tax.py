"""Sales tax of US editions: one tax item or group per document.

A line says by its tax code whether it is taxable; the customer's tax code Non makes the
whole document untaxed. Each tax item is charged on the taxable subtotal and rounded by
itself, half up.
"""

from ..wire.messages import space_of
from ..wire.money import ZERO, amount_text, money, rounded
from .line_items import ITEM_SPACE, line_amount


class SalesTax:
    """Computes the sales tax of the documents of a company file."""

    def __init__(self, store):
        self.store = store

    def fields(self, document, lines):
        """Return SalesTaxPercentage and SalesTaxTotal of a document with these (flat)
        lines, as text."""
        rates = self.rates(document.fields.get("ItemSalesTaxRef"))
        total = self.total(document, lines)
        return {
            "SalesTaxPercentage": amount_text(sum(rates, ZERO)),
            "SalesTaxTotal": amount_text(total),
        }

    def total(self, document, lines):
        """Return the tax of a document (Decimal)."""
        if not self._is_taxable(document.fields.get("CustomerSalesTaxCodeRef"), True):
            return ZERO
        base = self.taxable(lines)
        rates = self.rates(document.fields.get("ItemSalesTaxRef"))
        return sum((rounded(base * rate / 100) for rate in rates), ZERO)

    def taxable(self, lines):
        """Return the sum of the taxable lines."""
        return sum(
            (
                line_amount(line)
                for line in lines
                if self._is_taxable(line.get("SalesTaxCodeRef"), False)
            ),
            ZERO,
        )

    def rates(self, reference):
        """Return the rates in percent of a tax item, or of the items of a tax group."""
        item = reference and self.store.find(ITEM_SPACE, reference["ListID"])
        if not item:
            return []
        if item.type == "ItemSalesTax":
            return [money(item.fields.get("TaxRate"))]
        parts = item.fields.get("ItemSalesTaxRef", ())
        return [rate for part in parts for rate in self.rates(part)]

    def _is_taxable(self, reference, default):
        code = reference and self.store.find(
            space_of("SalesTaxCode"), reference["ListID"]
        )
        return code.fields.get("IsTaxable") == "true" if code else default
