from types import MappingProxyType

from odoo import models


class QbdSaleSide(models.AbstractModel):
    """Data of the sales side of trade, for the services that all documents share.

    A mapping inherits it first; `qbd.purchase.side` is its mirror image.
    """

    _name = "qbd.sale.side"
    _description = "QuickBooks Sales Side"

    _is_proposed = True  # when documents are switched on
    _party_mapping = "customer"  # the mapping of the other party
    _party_ref = "CustomerRef"
    _owed_ref = "ARAccountRef"  # the account on which the documents are open
    _owed_type = "asset_receivable"
    _owed_property = "property_account_receivable_id"
    _tax_ref = "ItemSalesTaxRef"  # of the tax of a whole document, None if none
    _tax_total_ref = "SalesTaxTotal"
    _terms_property = "property_payment_term_id"
    _journal_type = "sale"
    _journal_setting = "invoice_journal_id"  # a field of the connection
    _usual_account_kind = "income"
    _settled = "invoice"  # the mapping of the documents that payments settle
    _settled_qb_type = "Invoice"
    _settled_type = "out_invoice"
    _refund_type = "out_refund"
    _receipt_type = "out_receipt"
    _settling_list = "settlement"  # the mapping of entries that settle these
    _matched_lines = "matched_debit_ids.debit_move_id"  # of a payment's open line
    _payment = MappingProxyType(
        {"payment_type": "inbound", "partner_type": "customer", "sign": 1}
    )
    """As `qbd.posting.payments` takes it: `sign` is 1 where money is a debit."""
