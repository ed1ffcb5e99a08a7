from . import account, customer, payment_method, sales_tax_code, terms
