"""The smallest parts of a worked case: cells, amounts, dates, words."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation


def cells(text):
    """Return the parts of a line: two or more spaces are between them."""
    return re.split(r"\s{2,}", text.strip())


def number(text):
    """Return a Decimal. ValueError where it is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"“{text}” is not a number") from None


def money(text):
    """Return an amount in the form 1234.50. ValueError where it is none."""
    if not re.fullmatch(r"-?\d+\.\d\d", text):
        raise ValueError(f"“{text}” is not an amount like 1234.50")
    return Decimal(text)


def day(text):
    """Return ISO text of a date. ValueError where it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"“{text}” is not a date like 2026-06-15") from None


def words(cell):
    """Return the text between two quotation marks. ValueError where there is none."""
    if len(cell) < 3 or not cell.endswith('"'):
        raise ValueError('words stand between two "')
    return cell[1:-1]


def cents(value):
    """Return a float or Decimal as a Decimal with cents."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
