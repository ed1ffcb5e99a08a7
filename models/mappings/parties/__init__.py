from . import (
    regions,
    address,
    matching,
    party,
    customer,
    vendor,
)
