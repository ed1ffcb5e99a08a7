from . import (
    values,
    apply,
    checks,
    posting,
    payments,
    jobs,
)
