from . import (
    products,
    quickbooks,
    pairs,
    write,
    new,
    file,
    line,
    staging,
    apply,
    imports,
)
