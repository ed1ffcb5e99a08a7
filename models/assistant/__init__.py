from . import (
    endpoint,
    assistant,
    request,
)
