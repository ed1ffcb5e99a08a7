from . import (
    bulk_insert,
    reasons,
    allowed,
    failures,
    decisions,
    pairing,
    questions,
    link,
    display,
    hint,
)
