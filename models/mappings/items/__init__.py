from . import (
    product,
    names,
    stock,
    matching,
    accounts,
    variants,
    stock_adjustment,
    inventory_adjustment,
    item,
    fields,
    elements,
)
