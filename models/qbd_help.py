from markupsafe import Markup

from odoo import models

PAGES = "/qbd/docs"
LINK = Markup('<a href="{}" target="_blank">{}</a>')


class QbdHelp(models.AbstractModel):
    """Knows the addresses of the pages in `docs/`, as the controller serves them."""

    _name = "qbd.help"
    _description = "QuickBooks Help"

    def _about(self, problem):
        """Return a link to the section on a problem, as HTML.

        :param problem: its code: a reason of a link, an hresult, a question with the
            prefix "stop-"; may be empty
        :return: Markup; False without a problem
        """
        if not problem:
            return False
        address = f"{PAGES}/errors#{problem.lower()}"
        return LINK.format(address, self.env._("Help on this problem"))
