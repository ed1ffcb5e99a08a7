from odoo import models

from ....core.matching.records import Candidate

FULL = 30
"""Characters from which on the end of an item's name may be missing."""


UNSET = 1.0
"""The sales price of a product for which nobody has entered one."""


class QbdItemMatching(models.AbstractModel):
    """Supplies the matcher with candidates of products and items."""

    _name = "qbd.item.matching"
    _description = "QuickBooks Items: Matching"

    _match_profile = "products"
    _match_texts = ("name", "default_code", "barcode", "qbd_part_number")
    _match_paths = ("Name", "SalesDesc", "BarCode", "ManufacturerPartNumber")
    _match_more = ("IsActive", "SalesPrice", "Kind")

    def _matchable_domain(self):
        """Include archived products, and those that are neither sold nor bought."""
        return [*self._sweep_domain(), ("type", "!=", "combo")]

    def _record_candidate(self, product):
        described = product.name
        if product.product_template_attribute_value_ids:
            described = self._described(product)
        return Candidate(
            product.id,
            (described, product.description_sale or ""),
            (
                ("reference", product.default_code or ""),
                ("barcode", product.barcode or ""),
                ("part_number", product.qbd_part_number or ""),
            ),
            0 if product.lst_price == UNSET else product.lst_price,
            facts=_kind(self._kind(product)),
        )

    def _object_candidate(self, key, full_name, values):
        name = values["Name"] or ""
        return Candidate(
            key,
            ((full_name or name).replace(":", " "), values["SalesDesc"] or ""),
            (
                ("name", name),
                ("barcode", values["BarCode"] or ""),
                ("part_number", values["ManufacturerPartNumber"] or ""),
            ),
            float(values["SalesPrice"] or 0),
            cut=len(name) >= FULL,
            facts=_kind(values["Kind"]),
        )


def _kind(kind):
    """Return whether it is a service; goods are in stock or not, as people choose."""
    return (("kind", "service" if kind == "service" else "goods"),) if kind else ()
