"""Values of an inventory file → Odoo's products, as the user who imports them."""

from odoo import Command, models
from odoo.fields import Domain

from ..core.errors import ValueRefused
from .qbd_inventory_products import SHARED

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
NUMBERS = ("sales-price", "cost", "reorder-point")
NEVER_EMPTY = ("name", "active", "taxable", "sales-price", "cost", "preferred-vendor")


class Batch:
    """What is written to the products of a batch, gathered by record.

    :param values: {record: values for `write`}
    :param costs: {product or vendor's price: its new price}
    :param active: {True: ids to bring back, False: ids to archive}
    """

    def __init__(self):
        self.values, self.costs = {}, {}
        self.active = {True: [], False: []}

    def put(self, record, name, value):
        self.values.setdefault(record, {})[name] = value


class QbdInventoryWrite(models.AbstractModel):
    """Checks and writes values; use it by `_of_company`, like what it inherits."""

    _name = "qbd.inventory.write"
    _inherit = "qbd.inventory.products"
    _description = "Inventory File: Writing"

    # -- before -------------------------------------------------------------------

    def _check_change(self, product, name, new):
        """Check a value before anything is written.

        :param product: superuser's
        :return: (state of the line or None where nothing speaks against it, words);
            ("same", "") where Odoo has this value in other words
        """
        try:
            target = self._target(name, new)
        except ValueRefused as error:
            return "impossible", str(error)
        if name in ACCOUNTS and product[ON_TEMPLATE[name]] == target:
            return "same", ""
        if (
            name == "preferred-vendor"
            and self._main_seller(product).partner_id == target
        ):
            return "same", ""
        if name == "cost":
            return self._check_cost(product)
        if self._is_shared(product, name):
            return "shared", self.env._(
                "All %(number)s variants of the product get this value.",
                number=len(self._siblings(product)) + 1,
            )
        return None, ""

    def _is_shared(self, product, name):
        """Whether the variants of a product cannot have two values of a field."""
        if name not in SHARED or not self._siblings(product):
            return False
        return name != "sales-price" or not self._own_attribute(product)

    def _check_cost(self, product):
        holder = self._cost_holder(product)
        if holder is None:
            return "impossible", self.env._(
                "The vendor's price is in another currency. Change it on the product."
            )
        if holder != product:
            return None, ""
        if product.cost_method == "fifo":
            return "impossible", self.env._(
                "Odoo computes the cost of this product from its purchases (FIFO)."
            )
        if product.is_storable and product.qty_available:
            return "stock", self.env._(
                "The %(quantity)s in stock get another value by it.",
                quantity=f"{product.qty_available:g}",
            )
        return None, ""

    def _siblings(self, product):
        return product.product_tmpl_id.product_variant_ids - product

    def _own_attribute(self, product):
        """:return: an attribute that no other variant has, which may have a price"""
        siblings = self._siblings(product)
        return product.product_template_attribute_value_ids.filtered(
            lambda value: not value.ptav_product_variant_ids & siblings
        )[:1]

    # -- what a text means ----------------------------------------------------------

    def _target(self, name, text):
        """:return: what Odoo takes for a text: a record, a number, a truth, a text

        :raise ValueRefused: for what Odoo does not have, or what cannot be empty
        """
        if text is None:
            return self._empty(name)
        if name in ACCOUNTS:
            return self._account(text)
        if name == "preferred-vendor":
            return self._vendor(text)
        if name in NUMBERS:
            return float(text)
        return text == "true" if name in ("active", "taxable") else text

    def _empty(self, name):
        if name in NEVER_EMPTY:
            raise ValueRefused(self.env._("This cannot be empty."))
        return 0.0 if name in NUMBERS else False

    def _account(self, text):
        """By code, name, or both; QuickBooks' full names by their last part."""
        last = text.rpartition(":")[2].strip()
        code, _blank, name = text.partition(" ")
        tries = (("code", text), ("name", text), ("code", code), ("name", last))
        for field, value in tries:
            found = self._accounts(field, value)
            if field == "code" and value == code != text:
                found = found.filtered(lambda one: one.name == name.lstrip("· "))
            if len(found) == 1:
                return found
        words = self.env._("Odoo has no account “%(name)s”, or several.", name=text)
        raise ValueRefused(words)

    def _accounts(self, field, value):
        accounts = self.env["account.account"].sudo()
        company = accounts._check_company_domain(self.env.company)
        return accounts.search(Domain(company) & Domain(field, "=", value), limit=2)

    def _vendor(self, text):
        domain = [
            ("name", "=", text),
            ("company_id", "in", [False, self.env.company.id]),
        ]
        found = self.env["res.partner"].sudo().search(domain)
        vendors = found.filtered("supplier_rank")
        found = vendors if len(vendors) == 1 else found
        if len(found) != 1:
            raise ValueRefused(
                self.env._("Odoo has no vendor “%(name)s”, or several.", name=text)
            )
        return found

    # -- writing --------------------------------------------------------------------

    def _write_products(self, changes):
        """Write to products as the user of the environment.

        :param changes: [(product, {field name: text})]
        """
        batch = Batch()
        for product, values in changes:
            for name, text in values.items():
                self._gather(batch, product, name, self._target(name, text))
        for record, values in batch.values.items():
            record.write(values)
        self._write_costs(batch.costs)
        products = self.env["product.product"].with_context(active_test=True)
        products.browse(batch.active[True]).action_unarchive()
        products.browse(batch.active[False]).action_archive()
        self.env.flush_all()

    def _gather(self, batch, product, name, target):
        template = product.product_tmpl_id
        if name in ON_TEMPLATE:
            batch.put(template, ON_TEMPLATE[name], getattr(target, "id", target))
        elif name in ON_VARIANT:
            batch.put(product, ON_VARIANT[name], target)
        elif name == "sales-price":
            self._gather_price(batch, product, target)
        elif name == "cost":
            batch.costs[self._cost_holder(product)] = target
        elif name == "active":
            batch.active[target].append(product.id)
        elif name == "taxable":
            batch.put(template, "taxes_id", self._tax_commands(product, target))
        elif name == "preferred-vendor":
            self._prefer(product, target)

    def _gather_price(self, batch, product, price):
        """Of several variants one gets its price by an attribute that is its own."""
        own = self._siblings(product) and self._own_attribute(product)
        if own:
            extra = own.price_extra + price - product.lst_price
            batch.put(own, "price_extra", extra)
        else:
            batch.put(
                product.product_tmpl_id, "list_price", price - product.price_extra
            )

    def _tax_commands(self, product, taxable):
        taxes = product.taxes_id._filter_taxes_by_company(self.env.company)
        if taxable:
            return [
                Command.link(tax) for tax in self.env.company.account_sale_tax_id.ids
            ]
        return [Command.unlink(tax.id) for tax in taxes]

    def _write_costs(self, costs):
        """Prices of vendors; Odoo's own costs with one entry of their history each.

        Odoo writes that history product by product; here it is one call for all.
        """
        own = self.env["product.product"]
        own = own.concat(*(one for one in costs if one._name == own._name))
        before = {product: product.standard_price for product in own}
        for record, cost in costs.items():
            if record._name == own._name:
                quiet = record.with_context(disable_auto_revaluation=True)
                quiet.standard_price = cost
            else:
                record.price = cost
        if own and hasattr(own, "_change_standard_price"):
            own._change_standard_price(before)

    def _prefer(self, product, vendor):
        """Make a vendor the first one of a product."""
        sellers = product.seller_ids
        first = min(sellers.mapped("sequence"), default=1)
        known = sellers.filtered(
            lambda one: one.partner_id == vendor
            and one.product_id in (product, one.product_id.browse())
        )[:1]
        if known:
            known.sequence = first - 1
            return
        self.env["product.supplierinfo"].create(
            {
                "partner_id": vendor.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": product.id if self._siblings(product) else False,
                "price": product.standard_price,
                "sequence": first - 1,
                "company_id": self.env.company.id,
            }
        )
