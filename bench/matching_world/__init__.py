"""Made-up catalogues, kept twice: by people at Odoo and by others at QuickBooks.

It is written from what such lists look like, and knows nothing of the matcher.

============  ==================================================================
families      what there is to sell, as data: nouns, sizes, colours, models
products      true products of a seed, with twins that differ in one thing
measures      the ways to write a size, a quantity or a package
handwriting   the ways to write a product: order, abbreviations, typos
world         the two lists, and which entries are the same product
============  ==================================================================
"""

from .world import World, make

__all__ = ["World", "make"]
