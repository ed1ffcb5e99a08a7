from . import (
    account,
    customer,
    payment_method,
    sales_tax,
    sales_tax_code,
    sales_tax_group,
    terms,
)
