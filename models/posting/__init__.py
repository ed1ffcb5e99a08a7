from . import (
    rounding,
    due,
    taxes,
    values,
    changes,
    apply,
    checks,
    posting,
    entries,
    way,
    payments,
    jobs,
)
