from . import (
    account,
    credit_memo,
    customer,
    invoice,
    item,
    payment_method,
    receive_payment,
    sales_tax,
    sales_tax_code,
    sales_tax_group,
    settlement,
    terms,
)
