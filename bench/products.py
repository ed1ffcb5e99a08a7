"""Pulling items of several types, against Odoo's own ways to create the products."""

from ..simulator.seeds.seeds import seed_items
from . import pull

SIZE = 2000


def _with_accounts(world):
    """Items refer to accounts: these are created in Odoo."""
    world.stream("account").create_in_odoo = True


PRODUCTS = pull.List(
    name="products",
    mapping="item",
    model="product.product",
    parent="qbd_parent_id",
    fill=seed_items,
    prepare=_with_accounts,
)


def run(env, size, profile=None):
    """:return: the rows of a pull and of what it is compared with"""
    return pull.rows(env, PRODUCTS, size, profile)
