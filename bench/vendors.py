"""Measure pulling vendors, against Odoo's own ways to create the same partners."""

from . import pull, samples

SIZE = 1000


def _switch_on(world):
    """Vendors are off until a user turns them on."""
    world.stream("vendor").write({"direction": "both", "create_in_odoo": True})


VENDORS = pull.List(
    name="vendors",
    mapping="vendor",
    model="res.partner",
    parent="parent_id",
    fill=samples.fill_vendors,
    prepare=_switch_on,
)


def run(env, size, profile=None):
    """Return the rows of a pull and of its baselines."""
    return pull.rows(env, VENDORS, size, profile)
