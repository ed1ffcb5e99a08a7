"""Checks of the values of an inventory file, before anything is written."""

from odoo import models
from odoo.fields import Domain

from ...core.errors import ValueRefused
from ...core.inventory.codes import is_mangled
from ...core.words import for_reader
from .products import SHARED

ON_TEMPLATE = {
    "name": "name",
    "sales-description": "description_sale",
    "purchase-description": "description_purchase",
    "income-account": "property_account_income_id",
    "expense-account": "property_account_expense_id",
}
ON_VARIANT = {
    "reference": "default_code",
    "barcode": "barcode",
    "part-number": "qbd_part_number",
    "reorder-point": "qbd_reorder_point",
}
"""Field of the file → field of Odoo, where writing is all there is to do."""

ACCOUNTS = ("income-account", "expense-account")
CHECKS = {
    "active": "_check_active",
    **dict.fromkeys(ACCOUNTS, "_check_account"),
    "barcode": "_check_barcode",
    "part-number": "_check_code",
    "reference": "_check_reference",
    "cost": "_check_cost",
    "preferred-vendor": "_check_vendor",
    "sales-price": "_check_price",
    "taxable": "_check_taxable",
}
"""Field → method (product, field name, what Odoo takes for the text) -> as
`_check_change`."""

NAMED = 6
"""So many variants are named with the price that each of them gets."""

_FINE = (None, "")


class QbdInventoryChecks(models.AbstractModel):
    """Says why a value cannot be taken, and its effect on other products.

    Use it by `_of_company`, like its parent.
    """

    _name = "qbd.inventory.checks"
    _inherit = "qbd.inventory.products"
    _description = "Inventory File: Checks"

    def _check_change(self, product, name, new):
        """Check a value before anything is written.

        :param product: superuser's
        :return: (state of the line or None if nothing speaks against it, words);
            ("same", "") where Odoo has this value in other words
        """
        try:
            target = self._target(name, new)
        except ValueRefused as error:
            return "impossible", error.said(for_reader(self.env)._)
        check = CHECKS.get(name)
        state, words = getattr(self, check)(product, name, target) if check else _FINE
        if not state and self._is_shared(product, name):
            return "shared", self._words_of_shared(product, name, target)
        return state, words

    def _words_of_shared(self, product, name, target):
        """Say what becomes of the other variants; their prices keep their extras."""
        variants = product | self._siblings(product)
        if name == "sales-price" and len(set(variants.mapped("price_extra"))) > 1:
            base = target - product.price_extra
            return for_reader(self.env)._(
                "The price of all %(number)s variants changes: %(prices)s.",
                number=len(variants),
                prices=", ".join(
                    f"{one._qbd_variant_name()} {base + one.price_extra:g}"
                    for one in variants[:NAMED]
                ),
            )
        return for_reader(self.env)._(
            "All %(number)s variants of the product get this value.",
            number=len(variants),
        )

    def _shared_value(self, product, name, text):
        """Return the value that variants share: of a price the part without extras."""
        if name != "sales-price" or text is None:
            return text
        return f"{float(text) - product.price_extra:.5f}"

    def _check_active(self, product, _name, active):
        """Goods of an archived product are in no list any more."""
        goods = 0 if active else product._qbd_goods()
        if not goods:
            return _FINE
        return "stock", for_reader(self.env)._(
            "%(quantity)s are in stock and would disappear from all lists.",
            quantity=f"{goods:g}",
        )

    def _check_price(self, product, _name, _price):
        words = self._foreign_words(product)
        return ("impossible", words) if words else _FINE

    def _check_account(self, product, name, account):
        """An account of another kind, or one not in use, may be a slip."""
        if product[ON_TEMPLATE[name]] == account:
            return "same", ""
        if account and not account.active:
            words = for_reader(self.env)._("This account is archived.")
            return "check", words
        kind = "income" if name == "income-account" else "expense"
        if not account or account.internal_group == kind:
            return _FINE
        types = account._fields["account_type"]._description_selection(
            for_reader(self.env)
        )
        return "check", for_reader(self.env)._(
            "This is an account of the type “%(type)s”.",
            type=dict(types)[account.account_type],
        )

    def _check_code(self, product, name, code):
        """Spreadsheets make 700 of 00700, and 4.00638E+12 of a long barcode."""
        before = product[ON_VARIANT[name]]
        if not is_mangled(before, code):
            return _FINE
        return "code", for_reader(self.env)._(
            "Spreadsheets change codes in this way when they take them for numbers or"
            " dates."
        )

    def _check_reference(self, product, name, reference):
        other = reference and product.search(
            Domain("default_code", "=", reference)
            & Domain("id", "!=", product.id)
            & self._domain(),
            limit=1,
        )
        if not other:
            return self._check_code(product, name, reference)
        return "check", for_reader(self.env)._(
            "“%(name)s” has this reference already.", name=other.display_name
        )

    def _check_barcode(self, product, name, barcode):
        """Odoo has each barcode once in a company, those of packagings included."""
        other = barcode and self._with_barcode(product, barcode)
        if not other:
            return self._check_code(product, name, barcode)
        return "impossible", for_reader(self.env)._(
            "“%(name)s” already has this barcode.", name=other.display_name
        )

    def _with_barcode(self, product, barcode):
        """Return the product with a barcode, or the packaging, empty if there is none.

        A product that gets another barcode by the same import does not count.
        """
        moved = self.env.context.get("qbd_barcodes", ())
        domain = Domain("barcode", "=", barcode) & self._domain()
        taken = [product.id, *moved]
        found = product.search(domain & Domain("id", "not in", taken), limit=1)
        packaging = self.env["product.uom"].sudo()
        return found or packaging.search([("barcode", "=", barcode)], limit=1)

    def _check_taxable(self, product, _name, taxable):
        usual = self.env.company.account_sale_tax_id
        if taxable and not usual:
            return "impossible", for_reader(self.env)._(
                "The company has no default sales tax. Choose one in the settings of "
                "Invoicing, or a tax on the product."
            )
        taxes = product.taxes_id._filter_taxes_by_company(self.env.company)
        if taxable or taxes == usual:
            return _FINE
        return None, for_reader(self.env)._(
            "%(taxes)s will be removed. A reversal restores the default sales tax.",
            taxes=", ".join(taxes.mapped("name")),
        )

    def _check_vendor(self, product, _name, vendor):
        sellers = self._sellers(product)
        if not vendor and len(sellers) > 1:
            return "impossible", for_reader(self.env)._(
                "Several vendors have a price for this product. Choose on the "
                "product which price is sent."
            )
        if self._main_seller(product).partner_id == vendor:
            return "same", ""
        known = vendor and self._seller_of(product, vendor)
        if known and known not in sellers and not known._qbd_is_ended():
            return "check", for_reader(self.env)._(
                "This vendor's price is not in use today (%(dates)s). Its dates will be"
                " taken off.",
                dates=f"{known.date_start or '…'} – {known.date_end or '…'}",
            )
        if not known or known.price_discounted == self._cost(product):
            return _FINE
        return None, for_reader(self.env)._(
            "The cost becomes this vendor's price, %(price)s, unless the file has"
            " another cost.",
            price=f"{known.price_discounted:g}",
        )

    def _is_shared(self, product, name):
        """Whether the variants of a product cannot have two values of a field."""
        if name not in (*SHARED, "cost", "preferred-vendor"):
            return False
        if not self._siblings(product):
            return False
        if name == "cost":
            holder = self._cost_holder(product)
            return bool(holder) and holder != product and not holder.product_id
        if name == "preferred-vendor":
            return any(not seller.product_id for seller in product.seller_ids)
        return name != "sales-price" or not self._own_attribute(product)

    def _check_cost(self, product, _name, _cost):
        holder = self._cost_holder(product)
        if holder is None:
            return "impossible", for_reader(self.env)._(
                "The vendor's price is in another currency. Change it on the product."
            )
        if holder != product:
            return _FINE
        if product.cost_method == "fifo":
            return "impossible", for_reader(self.env)._(
                "Odoo computes the cost of this product from its purchases (FIFO)."
            )
        valued = product.qbd_valued_quantity
        if valued:
            return "stock", for_reader(self.env)._(
                "This revalues the %(quantity)s in stock.", quantity=f"{valued:g}"
            )
        return _FINE

    def _siblings(self, product):
        return product.product_tmpl_id.product_variant_ids - product

    def _own_attribute(self, product):
        """Return an attribute that no other variant has, which may have a price."""
        siblings = self._siblings(product)
        return product.product_template_attribute_value_ids.filtered(
            lambda value: not value.ptav_product_variant_ids & siblings
        )[:1]
