from . import (
    products,
    quickbooks,
    pairs,
    checks,
    write,
    new,
    workbook,
    file,
    line,
    staging,
    apply,
    imports,
)
