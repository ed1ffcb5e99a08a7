from . import (
    words,
    rows,
    making,
    suggestion,
    pair,
    proposal,
    match,
)
