"""Values of an inventory file → Odoo's products, as the user who imports them."""

from datetime import timedelta

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core.errors import ValueRefused
from ...core.words import for_reader
from .checks import ACCOUNTS, ON_TEMPLATE, ON_VARIANT

NUMBERS = ("sales-price", "cost", "reorder-point")
NEVER_EMPTY = ("name", "active", "taxable", "sales-price", "cost")


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
    _inherit = "qbd.inventory.checks"
    _description = "Inventory File: Writing"

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
            raise ValueRefused(for_reader(self.env)._("This cannot be empty."))
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
        words = for_reader(self.env)._(
            "Odoo has no account “%(name)s”, or several of that name.", name=text
        )
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
                for_reader(self.env)._(
                    "Odoo has no vendor “%(name)s”, or several of that name.", name=text
                )
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
                for_reader(self.env)._(
                    "The cost of “%(product)s” cannot be written: the price of its "
                    "new vendor is in another currency. Skip that line.",
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
                record._qbd_set_cost(cost)
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
            for price in self._sellers(product):
                price.qbd_end_before = price.date_end
                price.date_end = price.qbd_ended_on = today - timedelta(days=1)
            return []
        if known:
            known.sequence = first  # all of the vendor: with prices for quantities
            for price in known.filtered(lambda one: one._qbd_is_ended()):
                price.write({"date_end": price.qbd_end_before, "qbd_ended_on": False})
            if not known & self._sellers(product):
                known[-1:].write({"date_start": False, "date_end": False})
            return []
        cost, own = self._cost(product), product.standard_price
        return [
            {
                "partner_id": vendor.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": product.id if self._siblings(product) else False,
                "price": own if cost is None else cost,
                "qbd_is_free": cost == 0 and bool(own),
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
