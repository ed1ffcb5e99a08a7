from . import (
    bulk_insert,
    reasons,
    allowed,
    failures,
    decisions,
    pairing,
    questions,
    shown,
    link,
    display,
    sync_answer,
    hint,
)
