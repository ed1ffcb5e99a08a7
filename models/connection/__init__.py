from . import (
    access,
    questions,
    documents,
    items,
    stock,
    pairing,
    matching,
    connection,
    stream_matching,
    stream,
)
