from . import (
    address,
    matching,
    party,
    customer,
)
