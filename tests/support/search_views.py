"""What our search views add to the search boxes of pages."""

from datetime import date

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo.tools.safe_eval import datetime, safe_eval


def search_nodes(env):
    """Yield (model, node) of each field and filter of our search views.

    :param env: with the user who searches
    """
    data = env["ir.model.data"].sudo()
    views = data.search(
        [("module", "=", "quickbooks_desktop"), ("model", "=", "ir.ui.view")]
    )
    views = env["ir.ui.view"].sudo().browse(views.mapped("res_id"))
    for view in views.filtered(lambda view: view.type == "search"):
        for node in etree.fromstring(view.arch_db).iter("filter", "field"):
            if not node.get("position"):
                yield env[view.model], node


def evaluated(env, text, typed=None):
    """Return the value of a domain or context of a view, as the web client reads it.

    :param typed: the text that is typed into the search box
    """
    known = {"uid": env.uid, "context_today": date.today, "self": typed}
    known |= {"datetime": datetime, "relativedelta": relativedelta}
    return safe_eval(text, known)


def domain_and_group(env, node):
    """Return the domain and the group of a filter; either may be empty."""
    domain = evaluated(env, node.get("domain") or "[]")
    return domain, evaluated(env, node.get("context") or "{}").get("group_by")
