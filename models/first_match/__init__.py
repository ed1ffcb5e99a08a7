from . import (
    words,
    rows,
    making,
    pair,
    proposal,
    match,
)
