"""Measure pulling customers, against Odoo's own ways to create the same partners."""

from . import pull, samples

SIZE = 2000
CUSTOMERS = pull.List(
    name="customers",
    mapping="customer",
    model="res.partner",
    parent="parent_id",
    fill=samples.fill,
)


def run(env, size, profile=None):
    """Return the rows of a pull and of its baselines."""
    return pull.rows(env, CUSTOMERS, size, profile)
