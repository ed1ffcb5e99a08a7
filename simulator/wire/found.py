"""Results of queries, and the matching of texts."""

from dataclasses import dataclass, field

from . import status
from .status import Status

MATCHES = {
    "StartsWith": str.startswith,
    "Contains": str.__contains__,
    "EndsWith": str.endswith,
}


@dataclass
class Found:
    """The result of a query. ``attributes``: iteratorRemainingCount and iteratorID."""

    rows: list
    status: Status = status.OK
    attributes: dict = field(default_factory=dict)


def found(rows):
    """Return a Found of rows that filters let through; status 1 if there are none."""
    return Found(rows, status.OK if rows else status.NO_MATCH)
