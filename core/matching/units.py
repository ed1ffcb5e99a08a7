"""Measures: numbers with and without a unit."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

POUND = Fraction("453.59237")
GALLON = Fraction("3785.411784")
INCH = Fraction("25.4")

_TABLE = {
    "length": {  # mm
        "mm millimeter millimetre": 1,
        "cm centimeter centimetre": 10,
        "m meter metre mtr": 1000,
        "in inch inche": INCH,
        "ft foot feet": 12 * INCH,
        "yd yard": 36 * INCH,
    },
    "weight": {  # g
        "g gr gm gram gramm": 1,
        "mg": Fraction(1, 1000),
        "kg kilo kilogram kilogramm kgs": 1000,
        "oz ounce": POUND / 16,
        "lb lbs pound": POUND,
        "ton tonne": 1_000_000,
    },
    "volume": {  # ml
        "ml milliliter millilitre": 1,
        "cl": 10,
        "dl": 100,
        "l lt ltr liter litre lit": 1000,
        "floz": GALLON / 128,
        "pt pint": GALLON / 8,
        "qt quart": GALLON / 4,
        "gal gallon gl gall": GALLON,
    },
    "area": {"sqft sf": 1, "sqm": Fraction("10.7639"), "sqin": Fraction(1, 144)},
    "gauge": {"awg ga gauge": 1},
    "power": {"w watt": 1, "kw": 1000, "hp": Fraction("745.7")},
    "voltage": {"v volt vac vdc": 1, "kv": 1000},
    "current": {"a amp ampere": 1, "ma": Fraction(1, 1000)},
    "charge": {"ah": 1, "mah": Fraction(1, 1000)},
    "time": {"hr hour h": 60, "min minute": 1, "day": 1440, "week wk": 10080},
    "month": {"mo month": 1, "yr year": 12},
    "frequency": {"hz": 1, "khz": 1000, "mhz": 1_000_000, "ghz": 10**9},
    "data": {"kb": Fraction(1, 1024), "mb": 1, "gb": 1024, "tb": 1024 * 1024},
    "angle": {"deg degree": 1},
    "light": {"lm lumen": 1},
    "pressure": {"psi": 1, "bar": Fraction("14.5038")},
    "speed": {"rpm": 1},
    "grain": {"grit": 1},
    "layer": {"ply": 1},
    "thick": {"mil": 1, "micron": Fraction("0.0393701")},
    "density": {"gsm": 1},
    "share": {"percent pct": 1},
}

UNITS = {
    spelling: (dimension, Fraction(factor))
    for dimension, units in _TABLE.items()
    for spellings, factor in units.items()
    for spelling in spellings.split()
}
"""{unit: (dimension, its size in the dimension's first unit)}"""

UNIT_NAMES = tuple(sorted(unit for unit in UNITS if len(unit) > 3))

_CONTAINERS = {
    "": "pack pk pkg pkt package packet ct cnt count pc pce piece pcs each ea sheet sh"
    " qty ream",
    "box": "box bx boxe",
    "bag": "bag bg",
    "case": "case cs carton ctn crate",
    "roll": "roll rl",
    "pair": "pair pr",
    "tray": "tray",
    "bundle": "bundle",
}
CONTAINERS = {
    word: kind for kind, words in _CONTAINERS.items() for word in words.split()
}
"""{word of a package: its kind, "" where it may be any}"""

_SPELLINGS = tuple({*UNITS, *CONTAINERS})
_LETTERS = re.compile(r"\d*([a-z]*?)s?(?:x\d*)?")


def is_unit_begun(word):
    """Return whether a word is a unit or the beginning of one: inchesx1, gau, 22gau."""
    letters = _LETTERS.fullmatch(word)
    return bool(letters and letters.group(1)) and any(
        one.startswith(letters.group(1)) for one in _SPELLINGS
    )


DOZEN = frozenset(("dozen", "doz", "dz"))

OFTEN_TOLD = frozenset(
    ("weight", "volume", "time", "month", "data", "charge", "share", "pack")
)
"""Dimensions that have several units for the same numbers: 5 kg, 5 lb; and those that
nobody leaves out: 50 %, a pack of 10."""


class Measure(NamedTuple):
    """A number of a name.

    :param dimension: "length" …, "pack", "number" (#8), "" for a bare number
    :param size: in the dimension's first unit; equal for 1 kg and 1000 g
    :param raw: the number as it is written
    """

    dimension: str
    size: float
    raw: float

    def fits(self, other):
        """Return whether both may mean the same: a bare number fits any unit."""
        if self.dimension == other.dimension:
            return self.size == other.size
        if self.raw != other.raw:
            return False
        dimensions = {self.dimension, other.dimension}
        return "" in dimensions or dimensions == {"weight", "volume"}

    def surely_fits(self, other):
        """Return whether the unit can be inferred.

        Inches are often omitted, kilograms are not.
        """
        if self.dimension == other.dimension:
            return True
        dimensions = {self.dimension, other.dimension} - {""}
        return len(dimensions) < 2 and not dimensions & OFTEN_TOLD

    def times(self, number):
        """Return so many times this measure."""
        return Measure(self.dimension, self.size * number, self.raw * number)

    def excludes(self, other):
        """Whether both say the same thing of two products, in different numbers."""
        told = {self.dimension, other.dimension} - {""}
        return len(told) < 2 and not self.fits(other)


@lru_cache(maxsize=10_000)
def measure(number, unit=""):
    """Return the measure of a number and its unit.

    :param number: "12", ".5", "3/4", "1-1/4" or "1 1/4"
    :param unit: a key of `UNITS`, "pack", "number", or "" for none
    """
    value = sum(Fraction(part) for part in number.replace("-", " ").split())
    dimension, factor = UNITS.get(unit, (unit, Fraction(1)))
    return Measure(dimension, float(value * factor), float(value))
