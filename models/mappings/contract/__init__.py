from . import (
    references,
    matching,
    suggestions,
    candidates,
    balances,
    deletions,
    requests,
    writing,
    mapping,
    nested_names,
)
