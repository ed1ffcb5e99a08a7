"""The changes that an import would make, reported before any of them is made.

For each field three values count: that of the file, Odoo's present one, and the
digest of Odoo's value when the file was exported.

=============  ======================================================================
change         edited in the file only
jump           the same, but a price changes by so much that it may be a mistake
conflict       edited in the file and, since the export, in Odoo, to different values
unknown        the file carries no checksum: the change cannot be attributed
``meanwhile``  changed in Odoo only; it stays
``told``       the field informs only (e.g. the quantity on hand)
=============  ======================================================================
"""

from decimal import Decimal
from typing import NamedTuple

from .checksum import base, digest, edited
from .fields import BY_NAME

CHANGE, JUMP, CONFLICT, UNKNOWN = "change", "jump", "conflict", "unknown"
MEANWHILE, TOLD = "meanwhile", "told"

FACTOR = 10
"""A price that is so many times as high, or as low, may have lost its point."""


class Difference(NamedTuple):
    """One field whose value is another in the file than in Odoo, or than it was.

    :param name: the field's
    :param old: Odoo's present value, canonical text or None
    :param new: the file's
    :param state: see the module
    """

    name: str
    old: str
    new: str
    state: str


def differences(product, now):
    """Compare a product of a file with the same product in Odoo.

    :param Product product: of the file
    :param now: {field name: canonical text} of Odoo
    :return: list of `Difference`; empty if the file was not edited
    """
    in_file = set(edited(product))
    if not in_file:
        return []
    before = base(product) if product.checksum else None
    return [
        Difference(name, now.get(name), value, state)
        for name, value in product.values.items()
        if (state := _state(product, before, now, name, in_file))
    ]


def _state(product, before, now, name, in_file):
    """Return the state of one field, None if there is nothing to report."""
    new, old = product.values[name], now.get(name)
    if new == old:
        return None
    if not BY_NAME[name].imported:
        return TOLD if name in in_file else None
    if before is None:
        return UNKNOWN
    in_odoo = before.get(name) != digest(product.odoo_id, name, old)
    if name not in in_file:
        return MEANWHILE
    if in_odoo:
        return CONFLICT
    return JUMP if is_jump(name, old, new) else CHANGE


def is_jump(name, old, new):
    """Return whether a price changes by so much that a person has to confirm it.

    A price that appears is none; one that vanishes, or falls below zero, is.
    """
    if not BY_NAME[name].price:
        return False
    before, after = Decimal(old or 0), Decimal(new or 0)
    if not before:
        return after < 0
    return not 1 / Decimal(FACTOR) < after / before < FACTOR
