from odoo import Command, models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import boolean, guid, percent, text
from ....core.words import for_reader

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


class QbdMappingSalesTax(models.AbstractModel):
    """ItemSalesTax ↔ account.tax: a percentage on sales, added to the price.

    The agency that a tax is paid to (TaxVendorRef) stays in QuickBooks.
    """

    _name = "qbd.mapping.sales_tax"
    _inherit = ["qbd.sales.tax.mapping", "qbd.mapping"]
    _description = "Sales tax items"

    _qb_type = "ItemSalesTax"
    _space = "item"
    _odoo_model = "account.tax"
    _amount_type = "percent"
    _also_means = ("sales_tax_group",)
    _depends_on = ("account",)
    _can = frozenset({"add", "mod", "inactivate"})
    _watch = ("account.tax",)
    _deleted_types = ("ItemSalesTax",)
    _direction = "from_quickbooks"
    _creates_in_quickbooks = False
    _fields_map = (
        Field("Name", "name", text(31), required=True, label=_lt("Name")),
        Field("IsActive", "active", boolean, label=_lt("Active")),
        Field("ItemDesc", "invoice_label", text(4095), label=_lt("Label on invoices")),
        Field("TaxRate", "amount", percent, label=_lt("Rate in %")),
        Field("ExternalGUID", None, guid, add_only=True),
    )
    _elements = Elements(
        kept={
            "BarCodeValue": _lt("Barcode"),
            "ClassRef": _lt("Class"),
            "TaxVendorRef": _lt("Tax agency"),
            "SalesTaxReturnLineRef": _lt("Line of the tax return"),
            "DataExtRet": _lt("Custom field"),
        }
    )

    # -- QuickBooks' side -----------------------------------------------------

    def _normalise_object(self, canonical, element, image):
        canonical["TaxRate"] = canonical["TaxRate"] or percent.normalise(0)
        return canonical

    # -- writing to Odoo ------------------------------------------------------

    def _object_waits_for(self, canonical):
        if self._tax_account():
            return ""
        return for_reader(self.env)._(
            "Odoo needs an account for sales tax. Match “Sales Tax Payable” of "
            "QuickBooks with an account, or choose a default sales tax in the "
            "accounting settings."
        )

    def _new_values(self, canonical):
        account = self._tax_account()
        lines = [
            Command.create({"document_type": kind, **values})
            for kind in ("invoice", "refund")
            for values in (
                {"repartition_type": "base"},
                {"repartition_type": "tax", "account_id": account.id},
            )
        ]
        return {
            **super()._new_values(canonical),
            "price_include_override": "tax_excluded",
            "repartition_line_ids": lines,
        }

    def _tax_account(self):
        """Return the account of QuickBooks' sales tax, else of the default tax."""
        found = self._cached_in_batch(
            "tax account", lambda: self._find_tax_account().id
        )
        return self.env["account.account"].browse(found)

    def _find_tax_account(self):
        stream = self._stream()._sibling("account")
        linked = stream and stream._mapping()._special_account("SalesTaxPayable")
        return linked or self.env["qbd.mapping.account"]._default_tax_account()

    # -- matching -------------------------------------------------------------

    def _mark_words(self):
        return for_reader(self.env)._("The only one with this rate")

    def _mark_of(self, canonical):
        """Return the rate, None for zero, which many different taxes share."""
        rate = canonical["TaxRate"]
        return rate if rate != percent.normalise(0) else None

    def _mark(self, tax):
        return False if tax.price_include else percent.normalise(tax.amount)

    def _about(self, canonical):
        return f"{canonical['TaxRate']} %"
