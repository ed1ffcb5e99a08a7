from . import customer, payment_method, sales_tax_code, terms
