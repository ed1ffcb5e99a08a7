"""Values of an inventory file → Odoo's products, as the user who imports them."""

from datetime import timedelta

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core.errors import ValueRefused
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
NUMBERS = ("sales-price", "cost", "reorder-point")
NEVER_EMPTY = ("name", "active", "taxable", "sales-price", "cost")
CHECKS = {
    "active": "_check_active",
    **dict.fromkeys(ACCOUNTS, "_check_account"),
    "barcode": "_check_barcode",
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


class Targets:
    """The meaning of a file's texts in Odoo, for as long as it is worked on."""

    def __init__(self):
        self.found = {}


class Batch:
    """The values to write to the products of a batch, gathered by record.

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
    """Checks and writes values; use it by `_of_company`, like its parent."""

    _name = "qbd.inventory.write"
    _inherit = "qbd.inventory.products"
    _description = "Inventory File: Writing"

    # -- before -------------------------------------------------------------------

    def _check_change(self, product, name, new):
        """Check a value before anything is written.

        :param product: superuser's
        :return: (state of the line or None if nothing speaks against it, words);
            ("same", "") where Odoo has this value in other words
        """
        try:
            target = self._target(name, new)
        except ValueRefused as error:
            return "impossible", str(error)
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
            return self.env._(
                "The price of all %(number)s variants changes: %(prices)s.",
                number=len(variants),
                prices=", ".join(
                    f"{one._qbd_variant_name()} {base + one.price_extra:g}"
                    for one in variants[:NAMED]
                ),
            )
        return self.env._(
            "All %(number)s variants of the product get this value.",
            number=len(variants),
        )

    def _shared_value(self, product, name, text):
        """Return what variants have in common: of a price the part without extras."""
        if name != "sales-price" or text is None:
            return text
        return f"{float(text) - product.price_extra:.5f}"

    def _check_active(self, product, _name, active):
        """Goods of an archived product are in no list any more."""
        if active or not product.is_storable or not product.qty_available:
            return _FINE
        return "stock", self.env._(
            "%(quantity)s are in stock: they would be in no list any more.",
            quantity=f"{product.qty_available:g}",
        )

    def _check_price(self, product, _name, _price):
        words = self._foreign_words(product)
        return ("impossible", words) if words else _FINE

    def _check_account(self, product, name, account):
        return ("same", "") if product[ON_TEMPLATE[name]] == account else _FINE

    def _check_barcode(self, product, _name, barcode):
        """Odoo has each barcode once in a company."""
        other = barcode and self._with_barcode(product, barcode)
        if not other:
            return _FINE
        return "impossible", self.env._(
            "“%(name)s” has this barcode already.", name=other.display_name
        )

    def _with_barcode(self, product, barcode):
        domain = Domain("barcode", "=", barcode) & self._domain()
        return product.search(domain & Domain("id", "!=", product.id), limit=1)

    def _check_taxable(self, product, _name, taxable):
        usual = self.env.company.account_sale_tax_id
        if taxable and not usual:
            return "impossible", self.env._(
                "The company has no usual sales tax. Choose one in the settings of"
                " Invoicing, or a tax on the product."
            )
        taxes = product.taxes_id._filter_taxes_by_company(self.env.company)
        if taxable or taxes == usual:
            return _FINE
        return None, self.env._(
            "%(taxes)s will be taken off. A reversal gives the usual sales tax.",
            taxes=", ".join(taxes.mapped("name")),
        )

    def _check_vendor(self, product, _name, vendor):
        sellers = self._sellers(product)
        if not vendor and len(sellers) > 1:
            return "impossible", self.env._(
                "Several vendors have a price for it. Choose on the product which of"
                " them goes."
            )
        if self._main_seller(product).partner_id == vendor:
            return "same", ""
        known = vendor and self._seller_of(product, vendor)
        if not known or known.price_discounted == self._cost(product):
            return _FINE
        return None, self.env._(
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
            return "impossible", self.env._(
                "The vendor's price is in another currency. Change it on the product."
            )
        if holder != product:
            return _FINE
        if product.cost_method == "fifo":
            return "impossible", self.env._(
                "Odoo computes the cost of this product from its purchases (FIFO)."
            )
        if product.is_storable and product.qty_available:
            return "stock", self.env._(
                "The %(quantity)s in stock get another value by it.",
                quantity=f"{product.qty_available:g}",
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

    # -- what a text means ----------------------------------------------------------

    def _target(self, name, text):
        """Return Odoo's value of a text: a record, a number, a boolean or a text.

        :raise ValueRefused: if Odoo does not have it, or it must not be empty
        """
        if text is None:
            return self._empty(name)
        if name in ACCOUNTS:
            return self._looked_up(self._account, text)
        if name == "preferred-vendor":
            return self._looked_up(self._vendor, text)
        if name in NUMBERS:
            return float(text)
        return text == "true" if name in ("active", "taxable") else text

    def _looked_up(self, find, text):
        """Return the result of `find(text)`, called once while a file is worked on."""
        found = getattr(self.env.context.get("qbd_targets"), "found", {})
        key = find.__name__, text
        if key not in found:
            try:
                found[key] = find(text)
            except ValueRefused as error:
                found[key] = error
        if isinstance(found[key], ValueRefused):
            raise found[key]
        return found[key]

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
        self._write_vendors(changes)  # their prices are the costs from now on
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
            batch.costs[self._holder_for(product)] = target
        elif name == "active":
            batch.active[target].append(product.id)
        elif name == "taxable":
            batch.put(template, "taxes_id", self._tax_commands(product, target))

    def _holder_for(self, product):
        """Return the record that takes the cost, once the vendor is the new one."""
        holder = self._cost_holder(product)
        if holder is None:
            raise UserError(
                self.env._(
                    "The cost of “%(product)s” cannot be written: the price of its new"
                    " vendor is in another currency. Leave that line out.",
                    product=product.display_name,
                )
            )
        return holder

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
                record.price = record._qbd_price_of(cost)
        if own and hasattr(own, "_change_standard_price"):
            own._change_standard_price(before)

    def _write_vendors(self, changes):
        name, new = "preferred-vendor", []
        products = self.env["product.product"].browse()
        for product, values in changes:
            if name in values:
                new += self._prefer(product, self._target(name, values[name]))
                products += product
        self.env["product.supplierinfo"].create(new)
        products.product_tmpl_id.invalidate_recordset(["seller_ids"])  # their order

    def _prefer(self, product, vendor):
        """Make a vendor the first one of a product; without one the price is ended.

        :return: values of the prices that are to be created
        """
        known = vendor and self._prices_of(product, vendor)
        first = min(product.seller_ids.mapped("sequence"), default=1) - 1
        if not vendor:
            today = fields.Date.context_today(product)
            self._sellers(product).date_end = today - timedelta(days=1)
            return []
        if known:
            known.sequence = first  # all of the vendor: with prices for quantities
            if not known & self._sellers(product):
                known[-1:].write({"date_start": False, "date_end": False})
            return []
        return [
            {
                "partner_id": vendor.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": product.id if self._siblings(product) else False,
                "price": self._cost(product) or product.standard_price,
                "sequence": first,
                "company_id": self.env.company.id,
            }
        ]

    def _seller_of(self, product, vendor):
        """Return the vendor's price for one unit, best one that is in use."""
        found = self._prices_of(product, vendor)
        return (found & self._sellers(product) or found)[-1:]

    def _prices_of(self, product, vendor):
        """Return the prices of a vendor for a product, that for one unit the last."""
        found = product.seller_ids.filtered(
            lambda one: one.partner_id == vendor
            and one.product_id in (product, one.product_id.browse())
            and one.company_id in (self.env.company, one.company_id.browse())
        )
        return found.sorted(lambda one: (-one.min_qty, one.price))
