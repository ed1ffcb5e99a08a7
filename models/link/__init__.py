from . import (
    bulk_insert,
    reasons,
    allowed,
    decisions,
    pairing,
    questions,
    link,
    display,
    hint,
)
