"""Make up catalogues kept twice: by users of Odoo and by others at QuickBooks.

It is based on the look of such lists, and knows nothing of the matcher.

============  ==================================================================
families      the range of goods, as data: nouns, sizes, colours, models
products      true products of a seed, with twins that differ in one attribute
measures      the ways to write a size, a quantity or a package
handwriting   the ways to write a product: order, abbreviations, typos
world         the two lists, and which entries are the same product
traps         products that differ in one small thing, half of them missing
parties       customers who are easily mixed up: families, branches, chains
============  ==================================================================
"""

from .parties import make_parties
from .traps import make_traps
from .world import World, make

__all__ = ["World", "make", "make_parties", "make_traps"]
