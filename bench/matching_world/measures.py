"""Write a size, a quantity or a package in many ways.

A measure is noted as "1-1/4 in", "no 8", "M6", "330 ml" or "2015"; a package as
"box 100", "dozen 1".
"""

from fractions import Fraction

UNITS = {
    "in": ('"', " in", "in", " inch", " in.", "-in", '"', "''", " inches"),
    "ft": (" ft", "ft", "'", " feet", "-ft", " FT", " foot"),
    "mm": (" mm", "mm", " MM", "mm"),
    "cm": (" cm", "cm"),
    "awg": (" AWG", " ga", "ga", " gauge", "AWG", "-gauge"),
    "w": ("W", " W", " watt", "w", " Watts"),
    "a": ("A", " amp", " Amp", "amp", " A"),
    "v": ("V", " V", " volt", "v"),
    "oz": (" oz", "oz", " oz.", " ounce", "OZ"),
    "lb": (" lb", "lb", "#", " lbs", " lb.", "-lb"),
    "qt": (" qt", "qt", " quart"),
    "gal": (" gal", "gal", " gallon", "gal."),
    "g": (" g", "g", " gr", " grams", "G"),
    "kg": (" kg", "kg", "KG", " kilo"),
    "ml": (" ml", "ml", " mL", "ML"),
    "cl": (" cl", "cl"),
    "l": (" L", "L", " l", " liter", " ltr", " lt"),
    "hr": (" hour", " hr", "hr", " hours"),
    "day": (" day", "day"),
}

OTHERWISE = {
    "mm": ((0.08, "cm", Fraction(1, 10)),),
    "g": ((0.08, "kg", Fraction(1, 1000)),),
    "kg": ((0.15, "g", Fraction(1000)),),
    "ml": ((0.06, "l", Fraction(1, 1000)), (0.06, "cl", Fraction(1, 10))),
    "l": ((0.12, "ml", Fraction(1000)),),
    "lb": ((0.05, "oz", Fraction(16)),),
    "ft": ((0.02, "in", Fraction(12)),),
    "gal": ((0.04, "qt", Fraction(4)),),
}
"""{unit: ((how often, other unit, factor), …)}: one says 1 kg, another 1000 g."""

PACKS = {
    "pack": (
        "pack of {n}",
        "{n} pack",
        "{n}pk",
        "{n}-pack",
        "pk/{n}",
        "{n} ct",
        "x{n}",
    ),
    "box": ("box of {n}", "{n}/box", "bx {n}", "box/{n}", "{n} pcs", "({n})", "{n}/bx"),
    "bag": ("bag of {n}", "{n}/bag", "{n} pc bag", "bag {n}"),
    "case": ("case of {n}", "{n}/cs", "cs {n}", "{n}x", "case {n}", "{n} pk"),
    "ream": ("ream", "{n} sheets", "{n} sh", "ream of {n}", "{n} sheets/ream"),
    "dozen": ("dozen", "dz", "box of 12", "12/bx", "12 pack", "doz"),
}

GLYPHS = {"1/4": "¼", "1/2": "½", "3/4": "¾"}
"""Those that QuickBooks can hold."""


def spell(chance, measure, bare=0.0):
    """Return a measure as a user writes it.

    :param bare: how often an inch or a number loses its sign
    """
    number, _blank, unit = measure.partition(" ")
    if not unit:
        return number  # M6, 2015
    if number == "no":
        return chance.choice(("#{}", "#{}", "No. {}", "no {}", "# {}")).format(unit)
    for often, other, factor in OTHERWISE.get(unit, ()):
        if chance.random() < often:
            return _decimal(_value(number) * factor) + chance.choice(UNITS[other])
    sign = "" if chance.random() < bare else chance.choice(UNITS[unit])
    return _number(chance, number) + sign


def spell_pack(chance, pack):
    container, _blank, number = pack.partition(" ")
    return chance.choice(PACKS[container]).format(n=number)


def _number(chance, number):
    if "/" not in number:
        return number
    way = chance.random()
    if way < 0.15:
        text = _decimal(_value(number))
        return text.lstrip("0") if chance.random() < 0.4 else text
    if way < 0.2 and number.rpartition("-")[2] in GLYPHS:
        whole, _dash, part = number.rpartition("-")
        return whole + GLYPHS[part]
    return number if way < 0.6 else number.replace("-", " ")


def _value(number):
    return sum(Fraction(part) for part in number.split("-"))


def _decimal(value):
    return f"{float(value):.4f}".rstrip("0").rstrip(".")
