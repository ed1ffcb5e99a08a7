from collections.abc import Set

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

FEW = ("stream_id", "connection_id")
"""Fields with few values, each of many links."""


class QbdLinkSearch(models.AbstractModel):
    """Searches a million links by what each index of them answers."""

    _name = "qbd.link.search"
    _description = "QuickBooks Link: Search"

    @api.model
    def _search(self, domain, *args, **kwargs):
        domain = Domain(domain)
        if any(map(_is_named, domain.iter_conditions())):
            # a condition on a name becomes "any"
            domain = domain.optimize(self).map_conditions(self._of_lists)
        return super()._search(domain, *args, **kwargs)

    def _of_lists(self, condition):
        """Return a condition on the name of a list or a connection with their ids.

        PostgreSQL, that does not know how few there are, would look at all links for
        the first ones of a list that has some, or does not exist.
        """
        name, wanted = condition.field_expr, condition.value
        which = {"any": "in", "not any": "not in"}.get(condition.operator)
        if name not in FEW or not which or not isinstance(wanted, Domain):
            return condition
        model = self.env[self._fields[name].comodel_name]
        found = model._search(wanted, active_test=False)
        return Domain(name, which, found.get_result_ids())

    @api.model
    def _search_record_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented  # Odoo looks for those that are not found
        return self._found_by(self._queries_of_names(operator, value))

    def _search_any_name(self, operator, value):
        """Search for the name on either side, each by its own index."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        mine = self.sudo()._search([("qb_name", operator, value)]).select()
        return self._found_by([mine, *self._queries_of_names(operator, value)])

    @staticmethod
    def _found_by(queries):
        """Return the domain of what any of the queries finds."""
        union = SQL("(%s)", SQL(" UNION ALL ").join(queries))
        return Domain("id", "in", union) if queries else Domain.FALSE

    def _queries_of_names(self, operator, value):
        """Return a query for the links to records of a name, for each model.

        Of models that the user may not read nothing is found.
        """
        names = self.env["qbd.mapping"]._mapping_names()
        mappings = [self.env[f"qbd.mapping.{name}"] for name in names]
        searched = {one._odoo_model: one._searched_name for one in mappings}
        queries = []
        for name, field in sorted(searched.items()):
            model = self.env[name].with_context(active_test=False)
            if not model.has_access("read"):
                continue
            records = model._search([(field, operator, value)])
            domain = [("res_model", "=", name), ("record_id", "in", records)]
            queries.append(self.sudo()._search(domain).select())
        return queries


def is_by_id(condition):
    """Return whether a condition names lists or connections by their ids."""
    value = condition.value
    values = [value] if isinstance(value, int) else value
    return (
        condition.field_expr in FEW
        and condition.operator in ("=", "!=", "in", "not in")
        and isinstance(values, (list, tuple, Set))
        and all(isinstance(one, int) for one in values)
    )


def _is_named(condition):
    """Return whether a condition is on what a list or a connection is, or is called."""
    return condition.field_expr in FEW and not is_by_id(condition)
