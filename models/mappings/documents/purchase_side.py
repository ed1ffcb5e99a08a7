from types import MappingProxyType

from odoo import models


class QbdPurchaseSide(models.AbstractModel):
    """Data of the purchase side of trade: the mirror image of `qbd.sale.side`."""

    _name = "qbd.purchase.side"
    _description = "QuickBooks Purchase Side"

    _is_proposed = False  # books that were kept twice are not matched yet
    _party_mapping = "vendor"
    _party_ref = "VendorRef"  # PayeeEntityRef in payments
    _owed_ref = "APAccountRef"
    _owed_type = "liability_payable"
    _owed_property = "property_account_payable_id"
    _tax_ref = None
    _tax_total_ref = None
    _terms_property = "property_supplier_payment_term_id"
    _journal_type = "purchase"
    _journal_setting = "bill_journal_id"
    _usual_account_kind = "expense"
    _settled = "bill"
    _settled_qb_type = "Bill"
    _settled_type = "in_invoice"
    _refund_type = "in_refund"
    _receipt_type = "in_receipt"
    _settling_list = "bill_settlement"
    _matched_lines = "matched_credit_ids.credit_move_id"
    _payment = MappingProxyType(
        {"payment_type": "outbound", "partner_type": "supplier", "sign": -1}
    )
