from . import (
    product,
    cost,
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
