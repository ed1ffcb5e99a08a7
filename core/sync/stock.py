"""Whose quantity on hand counts for a pair, and when a person is asked first.

A quantity moves only where both sides are known and agreed on one before, or where a
person has chosen. An empty side that never had a quantity takes the other's: that is
an opening quantity.
"""

from dataclasses import dataclass

ODOO, QUICKBOOKS, ASK, CONFIRM = "odoo", "quickbooks", "asked", "stopped"

FOLLOWER = {ODOO: QUICKBOOKS, QUICKBOOKS: ODOO}
"""The side that counts -> the side that follows."""

FLOOR = 10
"""So many products may follow without a question about their share of all stock."""


@dataclass(frozen=True)
class Pair:
    """The stock of one product on both sides, which differ.

    :param ours, theirs: on hand in Odoo, in QuickBooks
    :param bool agreed: whether both sides had the same quantity once, or one was sent
        that of the other
    :param bool remade: whether that was with another object of QuickBooks
    :param bool chosen: whether the pair existed when the side that counts was chosen
    :param bool moved: whether Odoo ever moved the product
    """

    ours: float
    theirs: float
    agreed: bool = False
    remade: bool = False
    chosen: bool = False
    moved: bool = True


def follower(policy, pair):
    """Return the side that takes the other's quantity: "odoo" or "quickbooks".

    Else "asked" if a person has to choose for this product, or "stopped" if it is
    enough to confirm all first differences together.

    :param str policy: the side that counts
    """
    if pair.remade:
        return ASK
    if pair.agreed:
        return FOLLOWER[policy]
    if policy == ODOO and not pair.ours:
        return ASK if pair.moved else ODOO
    if policy == QUICKBOOKS and not pair.theirs:
        return ASK
    opening = not pair.ours or not pair.theirs
    return FOLLOWER[policy] if opening or pair.chosen else CONFIRM


@dataclass(frozen=True)
class Limits:
    """What the side that follows may take without a question.

    :param int products: number of products; 0 for no limit
    :param float value: in the currency of the company; 0 for no limit
    :param float share: of all pieces on that side, 0.25 for a quarter; 0 for no limit
    """

    products: int
    value: float
    share: float


def is_too_much(changes, pieces, limits):
    """Return whether a person is asked before changes of quantities are made.

    :param list changes: [(difference in pieces, its value)]
    :param float pieces: all pieces that the side that follows has now
    :param Limits limits: what may go without a question
    """
    if limits.products and len(changes) > limits.products:
        return True
    if limits.value and sum(abs(value) for _pieces, value in changes) > limits.value:
        return True
    moved = sum(abs(difference) for difference, _value in changes)
    return bool(limits.share) and len(changes) > FLOOR and moved > limits.share * pieces
