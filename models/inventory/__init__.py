from . import (
    products,
    quickbooks,
    pairs,
    checks,
    write,
    new,
    file,
    line,
    staging,
    apply,
    imports,
)
