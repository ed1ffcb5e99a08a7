from . import (
    account_matching,
    entries,
    sales_taxes,
    list_entry,
    account,
    payment_method,
    sales_tax,
    sales_tax_code,
    sales_tax_group,
    terms,
)
