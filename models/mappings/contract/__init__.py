from . import (
    references,
    matching,
    suggestions,
    candidates,
    requests,
    writing,
    mapping,
    nested_names,
)
