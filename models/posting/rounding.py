"""Round amounts as both books do."""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


def exact(value, places):
    """Return a Decimal of this number of places, rounded half away from zero."""
    step = Decimal(1).scaleb(-places)
    return Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
