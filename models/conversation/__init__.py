from . import (
    message_set,
    session,
    throttle,
)
