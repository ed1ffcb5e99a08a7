"""Amounts of money: exact decimals, rounded half up to cents as QuickBooks does."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
_RATE = Decimal("0.00001")
ZERO = Decimal(0)


def money(text):
    """Return the Decimal of an amount, rate or quantity; nothing is zero."""
    return Decimal(text or 0)


def rounded(value):
    """Round to cents, half away from zero."""
    return value.quantize(CENT, ROUND_HALF_UP)


def amount_text(value):
    """Return it as an AMTTYPE: always two decimals."""
    return f"{rounded(value) + ZERO:.2f}"


def rate_text(value):
    """Return it as a PRICETYPE: two to five decimals."""
    value = value.quantize(_RATE, ROUND_HALF_UP) + ZERO
    places = max(2, -value.normalize().as_tuple().exponent)
    return f"{value:.{places}f}"


def quantity_text(value):
    """Return it as a QUANTYPE: up to five decimals, no needless ones."""
    return f"{value.quantize(_RATE, ROUND_HALF_UP).normalize() + ZERO:f}"


def to_cents(value):
    """Return it as a whole number of cents, for the database."""
    return int(rounded(value) * 100)


def from_cents(cents):
    """Return the Decimal of a number of cents; None is zero."""
    return Decimal(cents or 0).scaleb(-2)
