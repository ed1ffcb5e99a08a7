from . import (
    regions,
    address,
    matching,
    open_items,
    party_fields,
    party,
    customer,
    vendor_names,
    vendor,
)
