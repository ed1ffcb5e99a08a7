from collections.abc import Set

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

FEW = ("stream_id", "connection_id")
"""Fields with few values, each of many links."""

NAMES = ("any_name", "record_name")
"""Fields that are searched in several tables."""

LISTED = 20_000
"""Links of a name that are found once and listed by their ids."""


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
    def web_search_read(self, domain, *args, **kwargs):
        """Look a name up once, for the rows of a page and for their number."""
        domain = Domain(domain).map_conditions(self._listed)
        return super().web_search_read(domain, *args, **kwargs)

    def _listed(self, condition):
        """Return a condition on a name with the ids it finds, unless they are many."""
        name, operator = condition.field_expr, condition.operator
        if name not in NAMES or not _is_text_sought(condition):
            return condition
        queries = self._queries_of_names(operator, condition.value)
        if name == "any_name":
            queries.append(self._query_of_object_names(operator, condition.value))
        if not queries:
            return Domain.FALSE
        found = SQL(
            "SELECT DISTINCT id FROM %s found LIMIT %s", _union(queries), LISTED + 1
        )
        ids = {one for (one,) in self.env.execute_query(found)}
        return condition if len(ids) > LISTED else Domain("id", "in", ids)

    @api.model
    def _search_record_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented  # Odoo looks for those that are not found
        return self._found_by(self._queries_of_names(operator, value))

    def _search_any_name(self, operator, value):
        """Search for the name on either side, each by its own index."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        mine = self._query_of_object_names(operator, value)
        return self._found_by([mine, *self._queries_of_names(operator, value)])

    @staticmethod
    def _found_by(queries):
        """Return the domain of what any of the queries finds."""
        return Domain("id", "in", _union(queries)) if queries else Domain.FALSE

    def _query_of_object_names(self, operator, value):
        """Return a query for the links to objects of a name."""
        return self.sudo()._search([("qb_name", operator, value)]).select()

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


def _union(queries):
    return SQL("(%s)", SQL(" UNION ALL ").join(queries))


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


def _is_text_sought(condition):
    """Return whether a condition looks for texts; "" and False have other rules."""
    value = condition.value
    texts = [value] if isinstance(value, str) else value
    return (
        condition.operator in ("=", "in", "like", "ilike", "=like", "=ilike")
        and isinstance(texts, (list, tuple, Set))
        and bool(texts)
        and all(isinstance(text, str) and text for text in texts)
    )


def _is_named(condition):
    """Return whether a condition is on what a list or a connection is, or is called."""
    return condition.field_expr in FEW and not is_by_id(condition)
