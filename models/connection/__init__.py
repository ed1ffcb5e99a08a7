from . import (
    access,
    questions,
    documents,
    items,
    stock,
    pairing,
    matching,
    reading,
    connection,
    stream_matching,
    stream_reading,
    stream,
)
