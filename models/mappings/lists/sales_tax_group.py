from odoo import Command, models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import boolean, guid, many, ref, text
from ....core.words import for_reader

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


TAXES = "ItemSalesTaxRef"


class QbdMappingSalesTaxGroup(models.AbstractModel):
    """ItemSalesTaxGroup ↔ account.tax that is a group of the taxes of its items."""

    _name = "qbd.mapping.sales_tax_group"
    _inherit = ["qbd.sales.tax.mapping", "qbd.mapping"]
    _description = "Sales tax groups"

    _qb_type = "ItemSalesTaxGroup"
    _space = "item"
    _odoo_model = "account.tax"
    _amount_type = "group"
    _depends_on = ("sales_tax",)
    _can = frozenset({"add", "mod", "inactivate"})
    _watch = ("account.tax",)
    _deleted_types = ("ItemSalesTaxGroup",)
    _direction = "from_quickbooks"
    _creates_in_quickbooks = False
    _fields_map = (
        Field("Name", "name", text(31), required=True, label=_lt("Name")),
        Field("IsActive", "active", boolean, label=_lt("Active")),
        Field("ItemDesc", "invoice_label", text(4095), label=_lt("Label on invoices")),
        Field("ExternalGUID", None, guid, add_only=True),
        Field(
            TAXES, "_taxes", many(ref("sales_tax")), required=True, label=_lt("Taxes")
        ),
    )
    _elements = Elements(
        kept={"BarCodeValue": _lt("Barcode"), "DataExtRet": _lt("Custom field")}
    )

    # -- references -----------------------------------------------------------

    def _referred_by_lines(self, records):
        return {"sales_tax": set(records.children_tax_ids.ids)}

    def _refers_to(self):
        return super()._refers_to() | {"sales_tax"}

    def _refs_of(self, canonical):
        yield from super()._refs_of(canonical)
        for qb_id in canonical.get(TAXES) or ():
            yield TAXES, "sales_tax", qb_id

    # -- Odoo's side ----------------------------------------------------------

    def _taxes(self, group):
        """Return nothing: `_raw_values` adds the taxes' ids in QuickBooks."""
        return ()

    def _raw_values(self, record, references):
        values = super()._raw_values(record, references)
        ids = [
            references.get(("sales_tax", one)) for one in record.children_tax_ids.ids
        ]
        values[TAXES] = sorted(filter(None, ids))
        if None in ids:
            del values[TAXES]  # one is not in QuickBooks yet: it cannot be compared
        return values

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        """Sort the taxes: their order has no meaning."""
        canonical[TAXES] = sorted(canonical[TAXES] or ()) or None
        return canonical

    # -- writing to Odoo ------------------------------------------------------

    def _object_waits_for(self, canonical):
        if TAXES not in self._unresolved(canonical):
            return ""
        return for_reader(self.env)._(
            "Waits for the taxes of the group, which are not in Odoo yet."
        )

    def _odoo_values(self, changed, record=None):
        values = super()._odoo_values(changed, record)
        if changed.get(TAXES):
            ids = [self._to_record("sales_tax", one).id for one in changed[TAXES]]
            values["children_tax_ids"] = [Command.set(ids)]
        return values

    # -- matching -------------------------------------------------------------

    def _mark_words(self):
        return for_reader(self.env)._("The only one with these taxes")

    def _mark_of(self, canonical):
        """Return the taxes of the group, None if Odoo does not know all of them."""
        if TAXES in self._unresolved(canonical):
            return None
        return {self._to_record("sales_tax", one).id for one in canonical[TAXES] or ()}

    def _mark(self, tax):
        return set(tax.children_tax_ids.ids)

    # -- requests -------------------------------------------------------------

    def _records_waiting_for_add(self, records):
        """Add groups with a tax that is neither in QuickBooks nor about to be added."""
        waiting = super()._records_waiting_for_add(records)
        links = self._links_of("sales_tax", records.children_tax_ids.ids)
        for group in records.filtered(lambda one: one.id not in waiting):
            for tax in group.children_tax_ids:
                link = links.get(tax.id)
                if not link or not link.qb_id or link.state == "gone":
                    waiting[group.id] = for_reader(self.env)._(
                        "Waits for %(name)s.", name=tax.name
                    )
        return waiting
