from . import (
    sale_side,
    purchase_side,
    document,
    credit_use,
    payment,
    payment_writing,
    sales,
    sales_writing,
    credit_memo,
    invoice,
    receive_payment,
    settlement,
)
