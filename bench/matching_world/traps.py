"""Make up products that differ in one small thing, as real catalogues have them.

The order of two colours or sizes, a sign, a single letter, a word such as *without*,
which of two sizes is meant, or a code that was given to the wrong one. Half of each
list is missing in the other, so that often only the wrong one of two is there.
"""

import random
from itertools import permutations, product

from .handwriting import SHORT, typo
from .products import Product
from .world import BOTH, NAME, Entry, World

COLOURS = ["Black", "White", "Red", "Blue", "Green", "Yellow", "Silver", "Gold"]
SIZES = ["1/4", "3/8", "1/2", "3/4", "1", "1-1/4", "1-1/2", "2"]


def _ordered(pattern, options):
    """Return names with two different options in either order."""
    return [pattern.format(*pair) for pair in permutations(options, 2)]


def _every(pattern, *options):
    return [" ".join(pattern.format(*one).split()) for one in product(*options)]


MODELS = [
    "Alpha",
    "Bravo",
    "Delta",
    "Echo",
    "Sierra",
    "Tango",
    "Victor",
    "Whiskey",
    "Omega",
    "Kilo",
]
KINDS = ["PVC", "Brass", "Copper", "Steel", "Nylon"]

FAMILIES = (
    _every("{} label {}", MODELS[:4], _ordered("{0} on {1}", COLOURS[:5])),
    _every("{} banner {}", MODELS[:3], _ordered("{0} with {1} trim", COLOURS[:4])),
    _every("{} reducer {}", KINDS, _ordered("{0} in x {1} in", SIZES[:5])),
    _every("{} adapter {}", KINDS, _ordered("{0} in male x {1} in female", SIZES[2:6])),
    _every(
        "{} door {} hand {} swing", MODELS[:6], ("left", "right"), ("left", "right")
    ),
    _every(
        "{} jeans {} waist {} length",
        MODELS[:3],
        ("30", "32", "34"),
        ("30", "32", "34"),
    ),
    _every(
        "{} clips {}", MODELS[:3], _ordered("{0} boxes of {1}", ("2", "5", "10", "20"))
    ),
    _every(
        "USB {} cable {}",
        ("", "braided"),
        [*_ordered("{0} to {1}", "ABC"), "C to C", "A to A"],
    ),
    _every("Lightning USB-{} {} ft", "AC", ("3", "6", "10")),
    _every(
        "Vitamin {} {} tablets", ("A", "B", "C", "D", "E", "K"), ("60", "90", "120")
    ),
    _every("{} gasket {}", MODELS, ("", "A", "B", "Y", "Z")),
    _every("{} pump {}", MODELS[:5], ("", "X", "Y", "XY")),
    _every("Johnson {} baby {}", ("", "Johnson"), ("oil", "powder", "shampoo")),
    _every(
        "{} lens {}", MODELS[:5], ("+1.50", "-1.50", "+2.00", "-2.00", "+0.75", "-0.75")
    ),
    _every("{} thermometer {} C", MODELS[:5], ("-20", "20", "-40", "40")),
    _every(
        "{} shade {}", MODELS[:5], ("5", "10", "12", "10 pack of 2", "12 pack of 2")
    ),
    _every("Resistor {} {}", ("10", "22", "47"), ("mohm", "Mohm", "kohm", "ohm")),
    _every("{} coupon {}", MODELS[:3], ("50 off", "50% off", "25 off", "25% off")),
    _every("{} shirt {} {}", MODELS[:6], COLOURS[:4], ("S", "M", "L", "XL", "XXL")),
    _every("{} chair {} arms", MODELS, ("with", "without")),
    _every("{} coffee {} {}", MODELS[:5], ("", "decaf"), ("250 g", "1 kg")),
    _every("Labor {} {}", MODELS[:8], ("regular", "overtime", "weekend")),
    _every("{} cola {}", MODELS[:5], ("", "6 pack", "12 pack", "zero")),
    _every(
        "{} cable {} {}", MODELS[:4], ("male", "female"), ("5 ft", "10 ft", "25 ft")
    ),
    _every("{} glove {} {}", MODELS[:6], ("left", "right"), ("S", "M", "L")),
    _every(
        "{} ring {} {}", MODELS[:4], ("inner", "outer"), ("10 mm", "12 mm", "15 mm")
    ),
    _every("{} valve {} {} in", KINDS, ("normally open", "normally closed"), SIZES[:4]),
    _every("{} switch {}", MODELS, ("1 way", "2 way", "3 way")),
    _every("{} battery {}", MODELS[:5], ("AA", "AAA", "C", "D", "9V")),
    _every("{} filter {} micron", MODELS, ("1", "5", "10", "0.5")),
)
"""The names of each family; two that stand beside each other are easily mixed up."""

SERVICES = ("Labor", "coupon")


class Typist:
    """Writes names as they get into a list, without changing the thing meant."""

    def __init__(self, chance, upper, short):
        self.chance, self.upper, self.short = chance, upper, short

    def write(self, name):
        words = [self.word(word) for word in name.split(" ")]
        text = " ".join(words)
        if self.chance.random() < 0.03:
            text = typo(self.chance, text)
        if self.chance.random() < 0.1:
            text = text.replace(" x ", "x").replace(" in", '"')
        return text.upper() if self.chance.random() < self.upper else text

    def word(self, word):
        known = SHORT.get(word.lower()) if len(word) > 3 else None
        if known and self.chance.random() < self.short:
            return self.chance.choice(known)
        return word


def make_traps(seed, size):
    """Return a World of products; the same for the same numbers.

    :param size: how many entries each list may have; there are about a thousand
    """
    chance, world = random.Random(seed), World(seed)
    ours, theirs = Typist(chance, 0.05, 0.05), Typist(chance, 0.3, 0.2)
    things = _things(chance)
    chance.shuffle(things)
    for thing in things[: round(size * 1.4)]:
        where = chance.random()
        if where < BOTH:
            world.shared.add(thing.number)
        if where < BOTH or where < (1 + BOTH) / 2:
            world.odoo.append(_entry(chance, world.odoo, ours, thing, things))
        if where < BOTH or where >= (1 + BOTH) / 2:
            rows = world.quickbooks
            rows.append(_entry(chance, rows, theirs, thing, things, NAME))
    chance.shuffle(world.odoo)
    chance.shuffle(world.quickbooks)
    return world


def _things(chance):
    """Return all products; some families share the codes of a base product."""
    things = []
    for family in FAMILIES:
        price = round(chance.uniform(2, 90), 2)
        shared = chance.random() < 0.3
        code = f"{chance.choice('ABCDEFGH')}{chance.randint(1000, 9999)}"
        for name in family:
            number = len(things)
            own = code if shared and chance.random() < 0.15 else f"T-{10000 + number}"
            gtin = f"40{10**10 + number * 37}"
            cost = price if chance.random() < 0.8 else round(price * 1.3, 2)
            things.append(Product(number, name, (), own, f"MP{number:05}", gtin, cost))
    return things


def _entry(chance, rows, typist, thing, things, most=None):
    coded = thing
    if chance.random() < 0.01:  # the code of another one, mistaken for it
        coded = (
            things[max(thing.number - 1, 0)] if thing.number < len(things) else thing
        )
    name = typist.write(thing.family)
    reference = coded.sku if chance.random() < 0.45 else ""
    described = ""
    if most and chance.random() < 0.25 and reference:
        name, described, reference = reference, name, ""
    elif most:
        described = name if chance.random() < 0.5 or len(name) > most else ""
        name = name[:most].strip()
    return Entry(
        key=len(rows),
        product=thing.number,
        name=name,
        description=described,
        reference=reference if not most else "",
        part_number=coded.mpn if chance.random() < 0.2 else "",
        barcode=coded.gtin if chance.random() < 0.2 else "",
        price=thing.price if chance.random() < 0.8 else 0.0,
    )
