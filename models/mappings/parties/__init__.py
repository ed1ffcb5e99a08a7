from . import (
    regions,
    address,
    matching,
    party,
    customer,
    vendor_names,
    vendor,
)
