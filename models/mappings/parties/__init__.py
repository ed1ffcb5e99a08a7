from . import (
    regions,
    address,
    matching,
    party_fields,
    party,
    customer,
    vendor_names,
    vendor,
)
