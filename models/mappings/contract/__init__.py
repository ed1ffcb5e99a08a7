from . import (
    references,
    matching,
    suggestions,
    candidates,
    balances,
    requests,
    writing,
    mapping,
    nested_names,
)
