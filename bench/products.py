"""Measure pulling items of several types, against Odoo's ways to create products."""

from ..simulator.seeds.seeds import seed_items
from . import pull

SIZE = 1000


def _with_accounts(world):
    """Have the accounts that items refer to created in Odoo."""
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
    """Return the rows of a pull and of its baselines."""
    return pull.rows(env, PRODUCTS, size, profile)
