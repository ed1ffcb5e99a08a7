from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import boolean, text

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


class QbdMappingSalesTaxCode(models.AbstractModel):
    """SalesTaxCode ↔ qbd.list.entry: whether a line or a customer is taxable.

    The tax itself is in another list, of sales tax items.
    """

    _name = "qbd.mapping.sales_tax_code"
    _inherit = ["qbd.list.entry.mapping", "qbd.mapping"]
    _description = "Sales tax codes"

    _qb_type = "SalesTaxCode"
    _space = "sales_tax_code"
    _odoo_model = "qbd.list.entry"
    _can = frozenset({"add", "mod", "inactivate"})
    _watch = ("qbd.list.entry",)
    _pages = False
    _has_guid = False
    _deleted_types = ("SalesTaxCode",)
    _direction = "from_quickbooks"
    _fields_map = (
        Field("Name", "name", text(3), required=True, label=_lt("Code")),
        Field("IsActive", "active", boolean, label=_lt("Active")),
        Field("IsTaxable", "taxable", boolean, required=True, label=_lt("Taxable")),
        Field("Desc", "description", text(31), label=_lt("Description")),
    )
    _elements = Elements(
        kept={
            "ItemPurchaseTaxRef": _lt("Purchase tax"),
            "ItemSalesTaxRef": _lt("Sales tax"),
        }
    )
