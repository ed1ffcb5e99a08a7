from odoo import Command, models

from ....core.errors import ValueRefused
from ....core.money import money
from ....core.words import for_reader
from .fields import BOTH

PRODUCT_KINDS = {
    "service": {"type": "service", "is_storable": False},
    "goods": {"type": "consu", "is_storable": False},
    "stock": {"type": "consu", "is_storable": True},
}
"""{kind: values of a product}"""

SHARED = (
    "Kind",
    "Taxable",
    "SalesDesc",
    "IncomeAccountRef",
    "PurchaseDesc",
    "ExpenseAccountRef",
)
"""What the variants of a product have in common in Odoo, and items have not."""


class QbdItemProduct(models.AbstractModel):
    """Reads and writes the Odoo side of an item: names, prices, taxes of a product."""

    _name = "qbd.item.product"
    _description = "QuickBooks Items: Products"

    # -- reading --------------------------------------------------------------

    def _by_reference(self):
        """Return whether an item's name is the internal reference of its product."""
        rule = self.env.context.get("qbd_item_name_rule")
        rule = rule or self._stream().connection_id.item_name_rule
        return rule == "reference"

    def _kind(self, product):
        if product.type == "service":
            return "service"
        return "stock" if product.is_storable else "goods"

    def _item_name(self, product):
        reference = product.default_code if self._by_reference() else None
        return reference or self._described(product)

    def _described(self, product):
        """Return the name of a product with that of its variant."""
        variant = product.product_template_attribute_value_ids._get_combination_name()
        return f"{product.name} ({variant})" if variant else product.name

    def _sales_desc(self, product):
        by_reference = self._by_reference()
        return self._described(product) if by_reference else product.description_sale

    def _taxable(self, product):
        company = self._stream().company_id
        return bool(product.taxes_id._filter_taxes_by_company(company))

    # -- writing --------------------------------------------------------------

    def _odoo_values(self, changed, record=None):
        apart = ("IsActive", "SalesPrice")  # these take more than a value
        changed = {path: value for path, value in changed.items() if path not in apart}
        values = super()._odoo_values(changed, record)
        values.update(self._name_values(changed, record))
        if changed.get("Kind"):
            values.update(PRODUCT_KINDS[changed["Kind"]])
        if changed.get("Taxable") is not None:
            values["taxes_id"] = self._tax_commands(changed["Taxable"], record)
        return values

    def _name_values(self, changed, record):
        """Return the values of name and reference.

        A product needs a name: without a description it is called as its item, as one
        that is made of such an item is.
        """
        values = {}
        if changed.get("Name"):
            values["default_code" if self._by_reference() else "name"] = changed["Name"]
        if "SalesDesc" in changed:
            described = changed["SalesDesc"]
            if not self._by_reference():
                values["description_sale"] = described or False
            elif described or record:
                described = described or changed.get("Name") or record.default_code
                values["name"] = " ".join((described or record.name).split())
        return values

    def _tax_commands(self, taxable, record):
        company = self._stream().company_id
        if taxable:
            return [Command.link(tax) for tax in company.account_sale_tax_id.ids]
        if not record:
            return [Command.clear()]
        taxes = record.taxes_id._filter_taxes_by_company(company)
        return [Command.unlink(tax.id) for tax in taxes]

    def _new_values(self, canonical):
        values = super()._new_values(canonical)
        described = canonical.get("PurchaseDesc") or canonical["Name"]
        values.setdefault("name", " ".join(described.split()))
        self._add_other_account(canonical, values)
        values.setdefault("taxes_id", [Command.clear()])
        values.update(
            company_id=self._stream().company_id.id,
            list_price=float(money(canonical.get("SalesPrice"))),
            sale_ok=not canonical.get("Bought"),
            purchase_ok=canonical["Sides"] == BOTH or bool(canonical.get("Bought")),
            supplier_taxes_id=[Command.clear()],
            **PRODUCT_KINDS[canonical["Kind"]],
        )
        if canonical.get("PurchaseCost") and self._new_cost_is_standard():
            values["standard_price"] = float(money(canonical["PurchaseCost"]))
        return {**self._cached_in_batch("defaults", self._product_defaults), **values}

    def _product_defaults(self):
        """Return Odoo's defaults, which `create` would look up for each product."""
        model = self._browse([])
        return model.default_get(list(model._fields))

    def _add_other_account(self, canonical, values):
        """Use the single account of an item for both its purchases and its sales."""
        if "Bought" in canonical:
            names = ("property_account_income_id", "property_account_expense_id")
            account = next((values[one] for one in names if values.get(one)), False)
            values.update(dict.fromkeys(names, account))

    def _new_cost_is_standard(self):
        return (
            self._cached_in_batch("cost method", self._default_cost_method)
            == "standard"
        )

    def _default_cost_method(self):
        category = self.env["product.template"].default_get(["categ_id"])
        category = self.env["product.category"].browse(category.get("categ_id"))
        company = self._stream().company_id
        return category.property_cost_method or company.cost_method

    def _create_records(self, objects):
        products = super()._create_records(objects)
        inactive = [
            product.id
            for product, canonical in zip(products, objects, strict=True)
            if canonical["IsActive"] is False
        ]
        self._deactivate_record(self._browse(inactive))
        return products

    def _deactivate_record(self, record):
        """Archive the template as well, if no variant of it is left in use."""
        return super()._deactivate_record(record.with_context(active_test=True))

    def _update_record(self, record, changed, canonical):
        self._refuse_shared(record, changed)
        result = super()._update_record(record, changed, canonical)
        record = record.with_context(**self._quiet())
        if "SalesPrice" in changed:
            self._write_price(record, float(money(changed["SalesPrice"])))
        if "PurchaseCost" in changed:
            self._write_cost(record, changed["PurchaseCost"])
        if changed.get("IsActive") is not None:
            active = changed["IsActive"]
            record.action_unarchive() if active else self._deactivate_record(record)
        return result

    # -- what variants share --------------------------------------------------

    def _siblings_of(self, product):
        return product.product_tmpl_id.product_variant_ids - product

    def _refuse_shared(self, record, changed):
        """Refuse a change of one variant in a value that all variants share."""
        shared = (*SHARED, *(() if self._by_reference() else ("Name",)))
        paths = [path for path in shared if path in changed]
        if not paths or not self._siblings_of(record):
            return
        state = self._canonical_records(record)[record.id]
        siblings = self._siblings_of(record)
        for path in paths:
            if state.get(path) in (None, changed[path]):
                continue
            if not self._agree(siblings, path, changed[path]):
                self._refuse_for_variants(path, changed[path], state[path])
            self._release_siblings(siblings)

    def _refuse_for_variants(self, path, value, present):
        raise ValueRefused(
            for_reader(self.env)._(
                "QuickBooks has “%(value)s” here, and in Odoo all variants of the"
                " product share “%(present)s”.",
                value=value,
                present=present,
            ),
            self._label(path),
            for_reader(self.env)._(
                "Change the product in Odoo, or undo the change in QuickBooks."
            ),
        )
