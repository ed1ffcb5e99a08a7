from odoo import models
from odoo.tools.translate import LazyTranslate

from ....core.qbxml.elements import Elements
from ....core.qbxml.fields import Field
from ....core.qbxml.values import boolean, text

_lt = LazyTranslate(__name__)
# A table has no environment: its texts are translated where they are shown.
# pylint: disable=prefer-env-translation


class QbdMappingPaymentMethod(models.AbstractModel):
    """PaymentMethod ↔ qbd.list.entry. QuickBooks has no Mod for payment methods."""

    _name = "qbd.mapping.payment_method"
    _inherit = ["qbd.list.entry.mapping", "qbd.mapping"]
    _description = "Payment methods"

    _qb_type = "PaymentMethod"
    _space = "payment_method"
    _odoo_model = "qbd.list.entry"
    _can = frozenset({"add"})
    _watch = ("qbd.list.entry",)
    _pages = False
    _has_guid = False
    _deleted_types = ("PaymentMethod",)
    _fields_map = (
        Field("Name", "name", text(31), required=True, label=_lt("Name")),
        Field("IsActive", "active", boolean, label=_lt("Active")),
    )
    _elements = Elements(kept={"PaymentMethodType": _lt("Type")})
