from . import (
    rounding,
    due,
    taxes,
    values,
    changes,
    apply,
    checks,
    posting,
    way,
    payments,
    jobs,
)
