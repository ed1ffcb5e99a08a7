from odoo import models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ....core.matching.records import SURE
from ....core.qbxml.fields import Field
from ....core.qbxml.names import ODD_NAME, name_key
from ....core.qbxml.values import boolean, price, quantity, ref, text
from .elements import ELEMENTS
from .fields import LONG, READ_ONLY, SHOWN, TYPES

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


PART_NUMBER = 2
"""Place of the manufacturer's part number among the keys of a product."""


class QbdMappingItem(models.AbstractModel):
    """Items of all types except taxes ↔ product.product.

    The paths are those of an inventory item; `fields.py` has the names in the other
    types, and their order. Each variant of a product is an item.
    """

    _name = "qbd.mapping.item"
    _inherit = [
        "qbd.item.variants",
        "qbd.item.shape",
        "qbd.item.accounts",
        "qbd.item.product",
        "qbd.item.cost",
        "qbd.item.naming",
        "qbd.item.goods",
        "qbd.item.stock",
        "qbd.item.matching",
        "qbd.nested.names",
        "qbd.mapping",
    ]
    _description = "Items"
    _dashboard_order = 30

    _qb_types = tuple(TYPES)
    _query = "ItemQuery"
    _space = "item"
    _odoo_model = "product.product"
    _depends_on = ("account", "sales_tax_code")
    _can = frozenset({"add", "mod", "inactivate"})
    _fixed = frozenset({"Kind"})
    _watch = ("product.product", "product.template")
    _deleted_types = tuple(TYPES)
    _fields_map = (
        Field("Kind", "_kind", text(), label=_lt("Product type")),
        Field("Name", "_item_name", text(31), required=True, label=_lt("Name")),
        Field("BarCode", "barcode", text(50), label=_lt("Barcode")),
        Field("IsActive", "active", boolean, label=_lt("Active")),
        Field("ParentRef", "qbd_parent_id", ref("item"), label=_lt("Subitem of")),
        Field(
            "ManufacturerPartNumber",
            "qbd_part_number",
            text(31),
            label=_lt("Manufacturer's part number"),
        ),
        Field("Taxable", "_taxable", boolean, label=_lt("Taxable")),
        Field("SalesDesc", "_sales_desc", LONG, label=_lt("Description")),
        Field("SalesPrice", "lst_price", price, label=_lt("Sales price")),
        Field(
            "IncomeAccountRef",
            "property_account_income_id",
            ref("account"),
            label=_lt("Income account"),
        ),
        Field("PurchaseDesc", "description_purchase", LONG, label=_lt("Purchase text")),
        Field("PurchaseCost", "_cost", price, label=_lt("Cost")),
        Field(
            "ExpenseAccountRef",
            "property_account_expense_id",
            ref("account"),
            label=_lt("Expense account"),
        ),
        Field(
            "ReorderPoint", "qbd_reorder_point", quantity, label=_lt("Reorder point")
        ),
        *SHOWN,
    )
    _elements = ELEMENTS

    def _declaration(self, qb_type):
        return TYPES[qb_type]

    def _skips_object(self, element):
        """Skip tax items: they are in the answer as well, and belong to other lists."""
        return element.tag.removesuffix("Ret") not in TYPES

    def _can_do(self, qb_type, operation):
        return super()._can_do(qb_type, operation) and qb_type not in READ_ONLY

    # -- which products -------------------------------------------------------

    def _sweep_domain(self):
        company = self._stream().company_id
        return [("company_id", "in", [False, *company.parent_ids.ids])]

    def _records_domain(self):
        """Limit new items to products in use that are sold or bought, without combos.

        A combo is several items.
        """
        return [
            *self._sweep_domain(),
            ("active", "=", True),
            ("type", "!=", "combo"),
            "|",
            ("sale_ok", "=", True),
            ("purchase_ok", "=", True),
        ]

    def _hint_domain(self, model):
        return ["|", ("type", "!=", "combo"), ("qbd_state", "!=", "none")]

    def _records_concerned(self, model, ids):
        """Return all variants of a template for a change of the template."""
        if model == "product.template":
            variants = self._browse([]).with_context(active_test=False)
            return variants.search([("product_tmpl_id", "in", list(ids))]).ids
        return super()._records_concerned(model, ids)

    def _written_with(self, ids):
        """Add the templates that have no other variants."""
        found = super()._written_with(ids)
        templates = self._browse(ids).product_tmpl_id
        own = set(ids)
        return {
            **found,
            "product.template": templates.filtered(
                lambda template: own.issuperset(template.product_variant_ids.ids)
            ).ids,
        }

    # -- matching -------------------------------------------------------------

    def _record_names(self, records):
        return [*records.mapped("name"), *filter(None, records.mapped("default_code"))]

    def _match(self, objects):
        """Match by internal reference, else barcode, part number, or the exact name."""
        keys = {qb_id: self._keys_of(one) for qb_id, one in objects.items()}
        texts = {key for one in keys.values() for key in one if key}
        texts = sorted({*texts, *map(name_key, texts)})
        found = [{}, {}, {}, {}]
        for product in self._free_products(texts):
            for known, key in zip(found, self._keys_of_product(product), strict=True):
                for form in self._keys_of_name(key) if key else ():
                    known.setdefault(form, []).append(product.id)
        return {
            qb_id: self._best(found, one, objects[qb_id]) for qb_id, one in keys.items()
        }

    def _keys_of(self, canonical):
        """Return (reference, barcode, part number, name …) of an object."""
        name, described = canonical["Name"], canonical.get("SalesDesc")
        barcode, part = (
            canonical.get("BarCode"),
            canonical.get("ManufacturerPartNumber"),
        )
        return (name, barcode, part, name, described)

    def _keys_of_product(self, product):
        name = self._described(product)
        return (product.default_code, product.barcode, product.qbd_part_number, name)

    def _best(self, found, keys, canonical):
        """Return the products found by the first key that finds any.

        Two makers may use one part number: it counts if the names agree.
        """
        for known, key in zip((*found, found[-1]), keys, strict=True):
            ids = (key and self._named(known, key)) or []
            if ids and known is found[PART_NUMBER]:
                ids = self._named_alike(ids, canonical)
            if ids:
                return ids
        return []

    def _named_alike(self, ids, canonical):
        """Return those of the products whose names are not those of another thing."""
        values = self._matched_values(canonical)
        item = self._object_candidate(0, canonical["Name"], values)
        products = self._record_candidates(self._browse(ids))
        pairs = [self._matcher().propose([one], [item]) for one in products]
        return [one.left for found in pairs for one in found if one.verdict == SURE]

    def _free_products(self, texts):
        """Return the unpaired products that have any of the texts as a key.

        Keys that QuickBooks may hold in another form are all among them.
        """
        stream = self._stream()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                # Most products are linked: they go before their texts are compared
                "WITH free AS MATERIALIZED (SELECT p.id, p.product_tmpl_id,"
                " p.default_code, p.barcode, p.qbd_part_number FROM product_product p"
                " WHERE NOT EXISTS (SELECT 1 FROM qbd_link l WHERE l.record_id = p.id"
                " AND l.stream_id = %(stream)s AND l.qb_id IS NOT NULL))"
                " SELECT p.id FROM free p"
                " JOIN product_template t ON t.id = p.product_tmpl_id"
                " WHERE (t.company_id IS NULL OR t.company_id = ANY(%(companies)s))"
                " AND t.type != 'combo' AND ("
                "lower(btrim(left(btrim(p.default_code), 31))) = ANY(%(texts)s)"
                " OR lower(p.barcode) = ANY(%(texts)s)"
                " OR lower(p.qbd_part_number) = ANY(%(texts)s)"
                " OR lower(%(name)s) = ANY(%(texts)s) OR p.default_code ~ %(odd)s"
                " OR %(name)s ~ %(odd)s) ORDER BY p.id",
                companies=stream.company_id.parent_ids.ids,
                texts=[key.lower() for key in texts],
                odd=ODD_NAME,
                name=self.env["product.template"]._field_to_sql("t", "name"),
                stream=stream.id,
            )
        )
        return self._browse([product_id for (product_id,) in self.env.cr.fetchall()])
