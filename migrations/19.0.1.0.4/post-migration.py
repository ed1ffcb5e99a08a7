"""The number of links of each list is kept where links come and go.

Before, the dashboard counted all of them each time.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Count the links that are there.

    :param version: the version of the database before the update
    """
    api.Environment(cr, SUPERUSER_ID, {})["qbd.link.count"]._recount()
