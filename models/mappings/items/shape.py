from odoo import models

from ....core.errors import ValueRefused
from ....core.words import for_reader
from .accounts import EXPENSE, INCOME
from .fields import BOTH, ONE, PURCHASE, WITH_SIDES
from .matching import UNSET


class QbdItemShape(models.AbstractModel):
    """Gives an item with one price the other side, once its product has one.

    An item has one price, text and account for all, or those of the sale and of the
    purchase. In Odoo a product gets a cost, or a sales price, at any time.
    """

    _name = "qbd.item.shape"
    _description = "QuickBooks Items: One Side or Both"

    def _other_side(self, variant):
        """Return the names that an item with one side lacks."""
        return set(PURCHASE if variant.bought else PURCHASE.values())

    def _gets_other_side(self, product, variant):
        """Return whether a product has data that its item has no place for."""
        if variant.qb_type not in WITH_SIDES or variant.sides != ONE:
            return False
        if variant.percent:
            return False
        if variant.bought:
            return product.sale_ok and product.lst_price not in (0, UNSET)
        own = product.property_account_expense_id
        return product.purchase_ok and bool(
            product.seller_ids
            or product.description_purchase
            or self._cost(product)
            or (own and own != product.property_account_income_id)
        )

    def _remember_all(self, pairs):
        """Let what an item lacks by its shape be blank, so that it can be filled."""
        for pair in pairs:
            shown = pair.quickbooks
            if shown and shown.get("Sides") == ONE and not shown.get("PricePercent"):
                names = PURCHASE if shown.get("Bought") else PURCHASE.values()
                pair.quickbooks = {**dict.fromkeys(names), **shown}
        return super()._remember_all(pairs)

    def _refuse_fixed(self, values):
        """Say how a person makes an item one in stock: only its window can do that."""
        if values.get("Kind") == "stock":
            raise ValueRefused(
                for_reader(self.env)._(
                    "QuickBooks cannot change the type of an item from here."
                ),
                "Kind",
                for_reader(self.env)._(
                    "In QuickBooks, open the item and change its type to Inventory "
                    "Part: the product is then synced. Or undo the change in Odoo."
                ),
            )
        return super()._refuse_fixed(values)

    def _widened(self, link, variant, values):
        """Return a variant with both sides if values need the other one.

        :return: (variant, values with the account that QuickBooks requires then)
        """
        if variant.sides == BOTH:
            return variant, values
        added = self._other_side(variant) & values.keys()
        if not any(values[name] for name in added):
            return variant, {k: v for k, v in values.items() if k not in added}
        product, path = self._browse(link.record_id), EXPENSE
        if variant.bought:
            path = INCOME
        variant = variant._replace(sides=BOTH, bought=False)
        if not values.get(path):
            found = self._accounts_to_add(product, variant)
            if path not in found:
                account = self._needed_accounts(product, variant)[path]
                raise ValueRefused(self._words_for_account(path, account), path)
            values = {**values, path: found[path]}
        return variant, values
