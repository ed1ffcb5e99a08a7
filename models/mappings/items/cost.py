from odoo import models

from ....core.errors import ValueRefused
from ....core.money import money
from ....core.qbxml.values import price as price_codec
from ....core.sync.merge import DIFFERS, is_blank
from ....core.words import for_reader
from .matching import UNSET

PRICES = ("SalesPrice", "PurchaseCost")
NOTHING = {"SalesPrice": (("0", f"{UNSET:g}"), ("0",)), "PurchaseCost": (("0",),) * 2}
"""Prices that nobody entered in Odoo and in QuickBooks, as long as both sides have not
agreed on one. Odoo proposes a sales price of 1.00, and QuickBooks none."""


class QbdItemCost(models.AbstractModel):
    """Reads and writes the cost and the sales price of a product.

    The cost is defined by `product.product` (`_qbd_cost`), for the sync and for the
    inventory file. It is written back by the rule that it is read by, or not at all.
    """

    _name = "qbd.item.cost"
    _description = "QuickBooks Items: Cost and Price"

    # -- the cost -------------------------------------------------------------

    def _cost_holder(self, product):
        """Return the record whose price is the cost of an item; None for none.

        The vendor's price, else the standard price, but only if writing it revalues
        nothing: under the standard cost method, with nothing in stock.
        """
        company = self._stream().company_id
        holder = product._qbd_cost_holder(company)
        if holder != product:
            return holder
        if product.cost_method != "standard":
            return None
        valued = product.with_company(company).qbd_valued_quantity
        return None if valued else product

    def _cost(self, product):
        holder = self._cost_holder(product)
        return None if holder is None else product._qbd_cost(self._stream().company_id)

    def _write_cost(self, product, cost):
        """Write a cost, and refuse it where another one would be read afterwards.

        :raise ValueRefused: if another price of the vendor would apply, or if other
            variants have this price and QuickBooks has another cost for them
        """
        holder = self._cost_holder(product)
        if holder is None:
            return
        self._refuse_for_others(product, holder, cost)
        if holder == product:
            product.standard_price = float(money(cost))
            return
        holder._qbd_set_cost(float(money(cost)))
        self._check_written(product, cost)

    def _check_written(self, product, cost):
        product.product_tmpl_id.invalidate_recordset(["seller_ids"])
        present = price_codec.normalise(self._cost(product))
        if present != price_codec.normalise(cost):
            raise ValueRefused(
                for_reader(self.env)._(
                    "With %(cost)s Odoo would choose a different vendor price, and "
                    "the cost would be %(present)s.",
                    cost=cost,
                    present=present or "-",
                ),
                self._label("PurchaseCost"),
                for_reader(self.env)._(
                    "Change the prices of the vendors on the product."
                ),
            )

    def _refuse_for_others(self, product, holder, cost):
        """Refuse the cost of one variant where its siblings have the same price."""
        if holder == product:
            return
        shared = self._siblings_of(product).filtered(
            lambda one: self._cost_holder(one) == holder
        )
        if self._agree(shared, "PurchaseCost", cost):
            self._release_siblings(shared)
            return
        self._refuse_for_variants("PurchaseCost", cost, self._cost(product))

    # -- the sales price ------------------------------------------------------

    def _is_foreign(self, product):
        """Return whether the sales price is in another currency than the company's."""
        return product.currency_id != self._stream().company_id.currency_id

    def _foreign_words(self, product):
        return for_reader(self.env)._(
            "The sales price of “%(product)s” is in %(theirs)s, because the product "
            "is shared by companies, and the company file is in %(ours)s. Choose the "
            "company of the product, or create a separate product for this company.",
            product=product.display_name,
            theirs=product.currency_id.name,
            ours=self._stream().company_id.currency_id.name,
        )

    def _write_price(self, product, price):
        """Write a price; a variant gets it through an attribute value of its own.

        Where QuickBooks has raised all variants by the same, it is the product's.
        """
        difference = price - product.lst_price
        siblings = self._siblings_of(product)
        if not siblings or self._raised_alike(siblings, difference):
            product.list_price += difference
            self._release_siblings(siblings)
            return
        own = product.product_template_attribute_value_ids.filtered(
            lambda value: not value.ptav_product_variant_ids & siblings
        )
        if not own:
            self._refuse_for_variants("SalesPrice", price, product.lst_price)
        own[0].price_extra += difference

    def _raised_alike(self, siblings, difference):
        """Return whether QuickBooks' price of each differs by the same from Odoo's."""
        shown = self._shown_now(siblings, "SalesPrice")
        return all(
            shown.get(one.id) is not None
            and price_codec.normalise(one.lst_price + difference) == shown[one.id]
            for one in siblings
        )

    # -- what QuickBooks has for the other variants ---------------------------

    def _shown_now(self, products, path):
        """Return {product id: value that QuickBooks has now}, as far as it is known."""
        seen = self._batch().found
        links = self.env["qbd.link"]._by_records(self._stream(), products.ids)
        found = {}
        for product in products:
            link = links.get(product.id)
            shown = link and (link.quickbooks_seen or link.quickbooks_image)
            shown = seen.get(("shown", product.id)) or shown or {}
            found[product.id] = shown.get(path)
        return found

    def _agree(self, products, path, value):
        """Return whether QuickBooks has this value for all of these products."""
        shown = self._shown_now(products, path)
        return all(shown.get(one.id) == value for one in products)

    def _release_siblings(self, siblings):
        """Compare those again that were refused while the others had other values."""
        links = self.env["qbd.link"]._by_records(self._stream(), siblings.ids)
        for link in links.values():
            if link.state == "parked" and link.reason == "refused_by_odoo":
                link._release()

    # -- merging --------------------------------------------------------------

    def _review_merge(self, pair):
        """Note what QuickBooks shows, for the siblings of a variant."""
        self._batch().found["shown", pair.record_id] = pair.quickbooks
        return super()._review_merge(pair)

    def _review_images(self, pair, images):
        """Count a price that was not entered as blank, while there is no agreement."""
        odoo, quickbooks = (dict(image or {}) for image in images)
        self._refuse_foreign_price(pair, quickbooks)
        for path, nothing in NOTHING.items():
            ours, theirs = pair.odoo.get(path), pair.quickbooks.get(path)
            if path in odoo or path in quickbooks or ours == theirs:
                continue
            if path not in pair.odoo or path not in pair.quickbooks:
                continue
            empty = [
                is_blank(one) or one in unset
                for one, unset in zip((ours, theirs), nothing, strict=True)
            ]
            if any(empty):
                odoo[path] = ours if empty[0] else DIFFERS
                quickbooks[path] = theirs if empty[1] else DIFFERS
        return super()._review_images(pair, (odoo or None, quickbooks or None))

    def _refuse_foreign_price(self, pair, image):
        """Refuse a price of QuickBooks that would be written in another currency."""
        shown, path = pair.quickbooks.get("SalesPrice"), "SalesPrice"
        if path in pair.odoo or shown in (None, "0", image.get(path)):
            return
        product = self._browse(pair.record_id)
        if self._is_foreign(product):
            raise ValueRefused(self._foreign_words(product), self._label(path))

    def _record_refused_because(self, state, link):
        """Refuse to send a product whose price is in another currency."""
        product = self._browse(link.record_id)
        if "SalesPrice" not in state and self._is_foreign(product):
            return self._foreign_words(product)
        return super()._record_refused_because(state, link)
