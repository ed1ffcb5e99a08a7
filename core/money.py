"""Amounts of money between the wire and Odoo: Decimal, never a binary float.

Canonical forms hold text ("12.50"), Odoo's fields hold floats; everything between is
Decimal. A float is made only where the ORM is written.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from .errors import ValueRefused
from .words import _

ZERO = Decimal(0)
CENT = Decimal("0.01")
HALF_CENT = Decimal("0.005")


def money(value):
    """Return an amount as an exact Decimal; blank is zero.

    :param value: text of qbXML, a Decimal, an int, or a float of Odoo, which is taken
        as it prints ("0.1", not the binary fraction next to it)
    :raise ValueRefused: for anything that is no finite number
    """
    if value is None or value is False or value == "":
        return ZERO
    if isinstance(value, Decimal):
        number = value
    else:
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            number = Decimal("NaN")
    if not number.is_finite():
        raise ValueRefused(
            _("“%(value)s” is not an amount of money."),
            todo=_("Correct the amount, then try again."),
            value=str(value)[:40],
        )
    return number


def cents(value, step=CENT):
    """Return an amount rounded half up to `step`, as QuickBooks and Odoo round.

    :param value: any value that `money` takes
    :param step: Decimal, the smallest unit of the currency
    """
    return money(value).quantize(step, ROUND_HALF_UP)


def is_zero(value):
    """Return whether an amount, of any type that `money` takes, is zero to the cent."""
    return abs(money(value)) < HALF_CENT
