from . import (
    bulk_insert,
    reasons,
    allowed,
    decisions,
    pairing,
    questions,
    shown,
    link,
    display,
    sync_answer,
    hint,
)
