from collections import namedtuple
from functools import lru_cache

from odoo import models

from ....core.qbxml import fields as qbf
from .fields import (
    BOTH,
    KINDS,
    NAMES,
    ONE,
    PURCHASE,
    STOCK,
    TYPE_OF_KIND,
    TYPES,
    WITH_SIDES,
)

Variant = namedtuple("Variant", "qb_type sides bought percent", defaults=(False, False))
"""What decides which fields an item has: its type, `ONE` or `BOTH` sides, whether the
one is that of the purchase, whether its price is a percentage."""


class QbdItemVariants(models.AbstractModel):
    """Handles the types of items: their fields, and how these travel."""

    _name = "qbd.item.variants"
    _description = "QuickBooks Items: Variants"

    # -- which variant a product is -------------------------------------------

    def _informed(self, records):
        """Return this mapping, with the variants of these products in its context."""
        known = self.env.context.get("qbd_variants", {})
        if all(record_id in known for record_id in records.ids):
            return self
        found = {**known, **self._variants_in_batch(records)}
        rest = [one for one in records.ids if one not in found]
        links = self.env["qbd.link"]._by_records(self._stream(), rest)
        for record in self._browse(rest):
            link = links.get(record.id)
            known = self._variant_of_link(link)
            found[record.id] = known or self._new_variant(record, link)
        return self.with_context(qbd_variants=found, qbd_barcodes=self._uses_barcodes())

    def _variants_in_batch(self, records):
        seen = self._batch().found
        return {
            record_id: seen["variant", record_id]
            for record_id in records.ids
            if ("variant", record_id) in seen
        }

    def _remember_all(self, pairs):
        result = super()._remember_all(pairs)
        for pair in pairs:
            if pair.record_id and pair.quickbooks and pair.quickbooks.get("ItemType"):
                variant = self._variant_of(pair.quickbooks)
                self._batch().found["variant", pair.record_id] = variant
        return result

    def _variant(self, product):
        return self._informed(product).env.context["qbd_variants"][product.id]

    def _variant_of_link(self, link):
        """Return the variant of a linked item, None if there is none yet."""
        if not link or not link.qb_id:
            return None
        seen = link.quickbooks_seen or link.quickbooks_image or {}
        if seen.get("ItemType"):
            return self._variant_of(seen)
        # an Add that was found, not read: its image is what was sent
        both = link.qb_type in STOCK or {"SalesDesc", "PurchaseDesc"} <= seen.keys()
        bought = not both and "PurchaseDesc" in seen
        return Variant(link.qb_type, BOTH if both else ONE, bought)

    def _variant_of(self, canonical):
        return Variant(
            canonical["ItemType"],
            canonical["Sides"],
            bool(canonical.get("Bought")),
            canonical.get("PricePercent") is not None,
        )

    def _new_variant(self, product, link=None):
        """Return the variant that a product without an item becomes."""
        qb_type = TYPE_OF_KIND[self._kind(product)]
        was = link.qb_type if link else None
        if was and was not in TYPE_OF_KIND.values():  # nothing tells these in Odoo
            qb_type = was
        if qb_type in STOCK or self._is_bought_and_sold(product):
            return Variant(qb_type, BOTH)
        return Variant(qb_type, ONE, product.purchase_ok and not product.sale_ok)

    def _is_bought_and_sold(self, product):
        """Return whether a product has data on its purchase as well as its sale."""
        return (
            product.sale_ok
            and product.purchase_ok
            and bool(
                product.seller_ids
                or product.property_account_expense_id
                or product.description_purchase
                or self._cost(product)
            )
        )

    def _leaves_out(self, product, path):
        """Leave out paths that the type lacks, or that Odoo cannot hold right now."""
        mapping = self._informed(product)
        variant = mapping.env.context["qbd_variants"][product.id]
        if path == "Kind":
            return variant.qb_type not in KINDS
        if path not in _names(variant) and not (
            path in self._other_side(variant)
            and self._gets_other_side(product, variant)
        ):
            return True
        if path == "PurchaseCost":
            return self._cost_holder(product) is None
        if path == "SalesPrice" and self._is_foreign(product):
            return True
        return path == "BarCode" and not mapping.env.context["qbd_barcodes"]

    def _uses_barcodes(self):
        preferences = self._stream().connection_id.preferences or {}
        items = preferences.get("ItemsAndInventoryPreferences") or {}
        return items.get("IsBarcodeEnabled") == "true"

    def _canonical_records(self, records):
        return super(QbdItemVariants, self._informed(records))._canonical_records(
            records
        )

    def _referred(self, records):
        return super(QbdItemVariants, self._informed(records))._referred(records)

    # -- reading --------------------------------------------------------------

    def _canonical_object(self, element, image=None):
        qb_type = element.tag.removesuffix("Ret")
        shown = qbf.parse(TYPES[qb_type], element)
        both = qb_type in STOCK or element.find(BOTH) is not None
        canonical = {
            "ItemType": qb_type,
            "Kind": KINDS.get(qb_type, "service"),
            "Sides": BOTH if both else ONE,
        }
        for field in TYPES[qb_type]:
            name = field.key or field.qb
            if canonical.get(name) is None:
                canonical[name] = shown[field.qb]
        if qb_type in WITH_SIDES and not both:
            self._take_side(canonical, image or {})
        return self._normalise_object(canonical, element, image or {})

    def _take_side(self, canonical, image):
        """Assign the single price, text and account to their original side."""
        bought = image.get("Bought")
        if bought is None:
            bought = self._posts_expenses(canonical["IncomeAccountRef"])
        canonical["Bought"] = bought
        for sales, purchase in PURCHASE.items():
            canonical.pop(purchase)
            if bought:
                canonical[purchase] = canonical.pop(sales)

    def _posts_expenses(self, account_id):
        account = self._to_record("account", account_id) if account_id else None
        return bool(account) and account.internal_group == "expense"

    def _normalise_object(self, canonical, element, image):
        """Read a missing price as 0, and the tax code as taxable or not."""
        for path in ("SalesPrice", "PurchaseCost"):
            if path in canonical and canonical[path] is None:
                canonical[path] = "0"
        code = canonical.get("SalesTaxCodeRef")
        if code:
            name = element.findtext("SalesTaxCodeRef/FullName") or ""
            canonical["Taxable"] = self._code_is_taxable(code, name)
        return canonical

    # -- writing --------------------------------------------------------------

    def _build_add(self, link, values):
        product = self._browse(link.record_id)
        variant = self._variant(product)
        link.qb_type = variant.qb_type  # to be known when the answer comes
        if variant.bought and not link.quickbooks_image:
            link.quickbooks_image = {"Bought": True}
        fields = _fields_of(variant)
        values = {**self._accounts_to_add(product, variant), **_present(values)}
        values["SalesTaxCodeRef"] = self._tax_code(values.get("Taxable"))
        return qbf.build_add(
            fields,
            f"{variant.qb_type}Add",
            _as_sent(fields, values),
            **self._target(link),
        )

    def _complete_mod(self, values, canonical):
        if "Taxable" not in values:
            return values
        code = self._needed_tax_code(values["Taxable"])
        return {**values, "SalesTaxCodeRef": code}

    def _build_mod(self, link, values, canonical):
        variant = self._variant_of_link(link)
        if variant.qb_type in WITH_SIDES:
            variant, values = self._widened(link, variant, values)
        fields = _fields_of(variant)
        whole = _as_sent(fields, canonical)
        values = qbf.complete(fields, _as_sent(fields, values), whole)
        return qbf.build_mod(
            fields,
            f"{variant.qb_type}Mod",
            (link.qb_id, link.edit_sequence),
            _without_choices(values, whole),
            **self._target(link),
        )


@lru_cache(maxsize=100)
def _fields_of(variant):
    """Return the declaration of a type without the side that an item lacks."""
    other = ONE if variant.sides == BOTH else BOTH
    return tuple(field for field in TYPES[variant.qb_type] if field.path[0] != other)


@lru_cache(maxsize=100)
def _names(variant):
    """Return the paths that an item has, and Taxable if it has a tax code."""
    names = set(NAMES[variant.qb_type])
    if variant.qb_type in WITH_SIDES and variant.sides == ONE:
        names -= set(PURCHASE if variant.bought else PURCHASE.values())
    if variant.percent:
        names -= {"SalesPrice", "PurchaseCost"}
    return names | ({"Taxable"} if "SalesTaxCodeRef" in names else set())


def _as_sent(fields, values):
    """Return {path in the messages of a type: value} of canonical values."""
    values = dict(values)
    if any(field.path[0] == ONE for field in fields):
        for sales, purchase in PURCHASE.items():
            if purchase in values:  # it is only bought
                values.setdefault(sales, values[purchase])
    names = [(field.qb, field.key or field.qb) for field in fields]
    return {path: values[name] for path, name in names if name in values}


def _present(values):
    return {path: value for path, value in values.items() if value is not None}


def _without_choices(values, whole):
    """Return values with one of two choices, and without emptying an account."""
    price, percent = f"{ONE}/Price", f"{ONE}/PricePercent"
    other = price if whole.get(percent) is not None else percent
    kept = {path: value for path, value in values.items() if path != other}
    for path in [path for path in kept if path.endswith("AccountRef")]:
        kept[path] = kept[path] or whole.get(path)
        if not kept[path]:
            del kept[path]
    return kept
