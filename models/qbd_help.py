from odoo import models

PAGES = "/qbd/docs"


class QbdHelp(models.AbstractModel):
    """Knows the addresses of the pages in `docs/`, as the controller serves them."""

    _name = "qbd.help"
    _description = "QuickBooks Help"

    def _about(self, problem):
        """Return the address of the section on a problem.

        :param problem: its code: a reason of a link, an hresult, a question with the
            prefix "stop-"; may be empty
        :return: the address; False without a problem
        """
        return f"{PAGES}/errors#{problem.lower()}" if problem else False
