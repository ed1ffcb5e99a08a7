from . import (
    bulk_insert,
    decisions,
    pairing,
    questions,
    link,
    display,
    hint,
)
