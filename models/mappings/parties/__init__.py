from . import (
    address,
    matching,
    customer,
)
