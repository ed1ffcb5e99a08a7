from lxml import etree

from odoo import models

from ....core.errors import ValueRefused
from ....core.qbxml import fields as qbf
from ....core.qbxml import messages


class QbdMappingRequests(models.AbstractModel):
    """What a mapping sends: operations, Adds, Mods, names and queries."""

    _name = "qbd.mapping.requests"
    _description = "QuickBooks Mapping: Requests"

    # -- what is done ---------------------------------------------------------

    def _review_merge(self, pair):
        """Make a question of what was merged, where that is too much. A hook."""

    def _choose_operation(self, changed, pair):
        """:return: (what is done, {path: value} that is sent) to carry a change

        "mod"; for documents also "void", "remove" (QuickBooks deletes it, and it may be
        taken up again in Odoo), "replace" (it is deleted and added anew), "use" (a
        credit is used).
        """
        return "mod", changed

    def _part_of_add(self, state):
        """:return: what of a record an Add carries; the rest follows as a change"""
        return state

    def _money_difference(self, record, quickbooks):
        """What differs in money although both are in step, in words (rule 9).

        :param quickbooks: canonical form of the object
        """
        return ""

    # -- Add and Mod ----------------------------------------------------------

    def _request_add(self, link, canonical, names):
        """Build an Add.

        :param names: callable that tells whether a name is taken in the name space
        :return: (element of the AddRq, name that is sent)
        """
        values = dict(canonical)
        name = self._qb_name(canonical, names)
        if name:
            values[self._name_field] = name
        extra = {"ExternalGUID": link.guid} if self._has_guid else {}
        body = self._build_add(link, {**self._complete_add(values), **extra})
        return self._wrap(f"{body.tag}Rq", body), name

    def _build_add(self, link, values):
        """:return: the element of an Add, e.g. a CustomerAdd"""
        return qbf.build_add(
            self._fields_map, f"{self._qb_type}Add", values, **self._target(link)
        )

    def _target(self, link):
        """:return: the version and country of the QuickBooks that a request is for"""
        connection = link.connection_id
        return {
            "version": connection._version(),
            "country": connection.country or "US",
        }

    def _request_mod(self, link, changed, canonical, names):
        """Build a Mod that carries the changed paths only.

        :param changed: {path: Odoo's canonical value}
        :param canonical: what QuickBooks shows now
        """
        values = dict(changed)
        self._refuse_fixed(values)
        name = None
        if self._name_field in values:
            name = self._qb_name(values, names)
            values[self._name_field] = name
        body = self._build_mod(link, self._complete_mod(values, canonical), canonical)
        return self._wrap(f"{body.tag}Rq", body), name

    def _build_mod(self, link, values, canonical):
        """:return: the element of a Mod, e.g. a CustomerMod"""
        return qbf.build_mod(
            self._fields_map,
            f"{link.qb_type or self._qb_type}Mod",
            (link.qb_id, link.edit_sequence),
            values,
            id_tag=self._id_tag,
            **self._target(link),
        )

    def _refuse_fixed(self, values):
        for path in sorted(self._fixed & values.keys()):
            raise ValueRefused(
                self.env._(
                    "QuickBooks cannot change this any more: “%(value)s”.",
                    value=values[path],
                ),
                path,
                self.env._(
                    "Take the change back in Odoo, or make a new record for it and"
                    " archive this one."
                ),
            )

    def _complete_add(self, values):
        """Last touch on what an Add sends. A hook; not part of any image."""
        return values

    def _complete_mod(self, values, canonical):
        """All of an aggregate travels when one part of it changed."""
        return qbf.complete(self._fields_map, values, canonical)

    # -- names ----------------------------------------------------------------

    def _qb_name(self, canonical, names):
        """The name QuickBooks gets for an Odoo record. Deterministic.

        :param names: callable(full name) -> whether it is taken in the name space
        """
        return canonical.get(self._name_field)

    def _full_name(self, name, link, state=None):
        """The full name ("Parent:Child") that a name becomes; None where not sent."""
        return name

    def _last_name(self, full_name):
        """The name itself, without the ancestors'."""
        return full_name.rpartition(":")[2]

    # -- elements -------------------------------------------------------------

    @staticmethod
    def _wrap(tag, body):
        request = etree.Element(tag)
        request.append(body)
        return request

    def _queries(self):
        """Return the names of the queries that together read all objects.

        One that returns all types, or else one for each type.
        """
        if self._query:
            return (self._query,)
        return tuple(f"{qb_type}Query" for qb_type in self._types())

    def _query_of(self, qb_type):
        """Return the name of the query that reads objects of a type.

        :param qb_type: as on a link; the first query for a type that is unknown
        """
        queries = self._queries()
        own = f"{qb_type}Query"
        return own if own in queries else queries[0]

    def _request_query(self, query=None, **filters):
        """Return the element of a query of this mapping's objects.

        :param query: one of `_queries`; the first one if not given
        """
        options = {**self._query_options, **filters}
        selectors = {"ListID", "TxnID"} & options.keys()
        if selectors:  # next to ids there are no filters
            options.pop("ActiveStatus", None)
        return messages.query(query or self._queries()[0], **options)

    def _request_deleted(self, since):
        """:return: the element of the query of deleted objects"""
        kind = "List" if self._id_tag == "ListID" else "Txn"
        return messages.query(
            f"{kind}DeletedQuery",
            **{f"{kind}DelType": list(self._deleted_types)},
            FromDeletedDate=since,
        )
