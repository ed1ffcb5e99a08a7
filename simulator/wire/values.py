"""The simple types of qbXML: values of a request, and how QuickBooks prints them.

Patterns as in the schema of qbXML 16.0. An empty value, which clears a field, is
allowed where the schema allows it: everywhere but INT, GUID and enumerations.
"""

import re
from datetime import date
from decimal import Decimal

_BOOL = {"true": "true", "false": "false", "1": "true", "0": "false", "": ""}
_INT = re.compile(r"[+-]?[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(T[0-9]{1,2}(:[0-9]{1,2}(:[0-9]{1,2}([+-][0-9]{1,2}:[0-9]{1,2})?)?)?)?"
)
_AMOUNT = re.compile(r"[+-]?[0-9]{1,13}(\.[0-9]{2})?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,10}(\.[0-9]{1,5})?")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_GUID = re.compile(r"0|\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}")


def _match(pattern, text, empty=True):
    if not (text == "" and empty) and not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _bool(text):
    if text.strip() not in _BOOL:
        raise ValueError(text)
    return _BOOL[text.strip()]


def _int(text):
    return str(int(_match(_INT, text.strip(), empty=False)))


def _date(text):
    text = _match(_DATE, text.strip())
    if text:
        date.fromisoformat(text)
    return text


def _at_least_two_decimals(text):
    value = Decimal(text)
    places = max(2, -value.normalize().as_tuple().exponent)
    return f"{value:.{places}f}"


def _amount(text):
    return text and f"{Decimal(_match(_AMOUNT, text)):.2f}"


def _price(text):
    return text and _at_least_two_decimals(_match(_NUMBER, text))


def _quantity(text):
    return text and f"{Decimal(_match(_NUMBER, text)).normalize():f}"


_PARSERS = {
    "BOOL": _bool,
    "INT": _int,
    "DATE": _date,
    "DATETIME": lambda text: _match(_DATETIME, text.strip()),
    "AMT": _amount,
    "PRICE": _price,
    "PERCENT": _price,
    "QUAN": _quantity,
    "FLOAT": lambda text: _match(_FLOAT, text.strip()),
    # Printed in small letters (assumed: every recorded GUID is).
    "GUID": lambda text: _match(_GUID, text, empty=False).lower(),
}


def normalised(element, text):
    """Return the text of an element as QuickBooks keeps it; ValueError if it is not
    valid.

    Over-long STR text is not an error here: it fails the one request with 3070, while
    an over-long id or name of an element refuses the message set.
    """
    text = text or element.default
    if element.enum:
        if text not in element.enum:
            raise ValueError(text)
        return text
    if element.type == "ID" and len(text) > (element.length or 36):
        raise ValueError(text)
    parse = _PARSERS.get(element.type)
    value = parse(text) if parse else text
    if element.type == "INT":
        _check_range(element, int(value))
    return value


def _check_range(element, number):
    low, high = element.low, element.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(str(number))
