"""Declare how the sync treats each field and kind of line of Odoo's documents.

A document is carried over whole or not at all. A field of account.move,
account.move.line or account.payment that is not declared here, or a kind of line, is
found by a test, so that no setting that changes amounts is overlooked; a kind of line
that is not declared is refused.
"""

CARRIED = "carried"
"""QuickBooks has the same, or the amounts of QuickBooks' lines contain it."""

STAYS = "stays in Odoo"
"""Changes no amount that QuickBooks has; it is never sent, and a pull leaves it."""

REFUSED = "refused"
"""Another value than the plain one is refused in words before it is sent."""

FOLLOWS = "follows"
"""Computed by Odoo of other fields, or kept for its own bookkeeping."""

DISCOUNT = "discount"
"""The kind of the lines that move discounts to an account of their own."""

LINE_KINDS = {
    "product": CARRIED,
    "tax": CARRIED,
    "payment_term": CARRIED,
    "line_section": CARRIED,
    "line_subsection": CARRIED,
    "line_note": CARRIED,
    "cogs": STAYS,
    DISCOUNT: REFUSED,
    "rounding": REFUSED,
    "epd": REFUSED,
    "non_deductible_product_total": REFUSED,
    "non_deductible_product": REFUSED,
    "non_deductible_tax": REFUSED,
}
"""{display_type of a line: its treatment}; those that stay add up to zero.

Discounts are refused if they change what any account gets: if the account for discounts
is another one than that of the line.
"""


def _treated(**names):
    """Return {field: treatment} of {treatment: names, separated by blanks}."""
    words = {
        "carried": CARRIED,
        "stays": STAYS,
        "refused": REFUSED,
        "follows": FOLLOWS,
    }
    return {one: words[key] for key, text in names.items() for one in text.split()}


FIELDS = {
    "account.move": _treated(
        carried="name ref date state move_type journal_id company_id line_ids"
        " invoice_line_ids invoice_date invoice_date_due invoice_payment_term_id"
        " partner_id commercial_partner_id narration amount_untaxed amount_tax"
        " amount_total amount_residual",
        refused="currency_id invoice_cash_rounding_id",
        stays="fiscal_position_id delivery_date taxable_supply_date partner_shipping_id"
        " partner_bank_id payment_reference preferred_payment_method_line_id"
        " qr_code_method invoice_user_id invoice_origin invoice_incoterm_id"
        " incoterm_location invoice_source_email quick_edit_total_amount auto_post"
        " auto_post_until auto_post_origin_id checked is_move_sent sending_data"
        " invoice_pdf_report_file reversed_entry_id reversal_move_ids attachment_ids"
        " invoice_currency_rate always_tax_exigible campaign_id source_id medium_id"
        " team_id",
        follows="journal_line_ids exchange_diff_partial_ids origin_payment_id"
        " matched_payment_ids statement_line_ids statement_line_id"
        " adjusting_entry_origin_move_ids"
        " adjusting_entries_move_ids tax_cash_basis_rec_id"
        " tax_cash_basis_origin_move_id tax_cash_basis_created_move_ids"
        " posted_before made_sequence_gap audit_trail_message_ids"
        " secure_sequence_number inalterable_hash amount_untaxed_signed"
        " amount_untaxed_in_currency_signed amount_tax_signed amount_total_signed"
        " amount_total_in_currency_signed amount_residual_signed payment_state"
        " invoice_partner_display_name is_manually_modified sequence_prefix"
        " sequence_number payment_ids stock_move_ids access_token"
        " transaction_ids authorized_transaction_ids",
    ),
    "account.move.line": _treated(
        carried="move_id account_id name debit credit balance amount_currency"
        " partner_id tax_ids display_type product_id product_uom_id quantity"
        " date_maturity price_unit price_subtotal price_total discount sequence"
        " amount_residual amount_residual_currency matched_debit_ids"
        " matched_credit_ids",
        refused="currency_id deductible_amount",
        stays="analytic_distribution analytic_line_ids tax_tag_ids discount_date"
        " discount_amount_currency discount_balance collapse_composition"
        " collapse_prices reconcile_model_id extra_tax_data no_followup"
        " cogs_origin_id sale_line_ids is_downpayment purchase_line_id"
        " purchase_order_id expense_id vehicle_id",
        follows="journal_id company_id company_currency_id move_name parent_state date"
        " invoice_date ref is_storno is_imported payment_id statement_line_id"
        " statement_id group_tax_id tax_line_id tax_group_id tax_base_amount"
        " tax_repartition_line_id reconciled full_reconcile_id matching_number",
    ),
    "account.payment": _treated(
        carried="date move_id journal_id company_id state payment_method_line_id"
        " amount payment_type partner_type memo payment_reference partner_id"
        " outstanding_account_id destination_account_id",
        refused="currency_id",
        stays="partner_bank_id paired_internal_transfer_payment_id attachment_ids"
        " payment_transaction_id payment_token_id source_payment_id",
        follows="name is_reconciled is_matched is_sent payment_method_id invoice_ids"
        " amount_company_currency_signed reconciled_invoice_ids",
    ),
}
"""{model: {field: treatment}}

* `currency_id`: refused unless it is the currency of the company
* `invoice_cash_rounding_id`: refused; its line of rounding is no line of QuickBooks
* `deductible_amount`: refused unless all of it is deductible
* `invoice_payment_term_id`: instalments become the last due date in QuickBooks; early
  discounts are granted by payments
* `discount`: the price that is sent is net of it, and so is the amount
* `quick_edit_total_amount`: only helps to type; the lines that it made are carried
"""
