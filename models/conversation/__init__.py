from . import (
    message_set,
    session_problem,
    session,
    throttle,
)
