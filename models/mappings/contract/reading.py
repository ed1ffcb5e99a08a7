from datetime import timedelta
from types import MappingProxyType

from odoo import models

from ....core.qbxml import messages


class QbdMappingReading(models.AbstractModel):
    """The part of a mapping that says what is read of QuickBooks, how and how often."""

    _name = "qbd.mapping.reading"
    _description = "QuickBooks Mapping: Reading"

    _query = None  # name of the one query of all types; None: each has <type>Query
    _query_options = MappingProxyType({"ActiveStatus": "All"})  # of each query
    _pages = True  # whether the query takes MaxReturned and iterators
    _reads_again = False  # whether objects change without a new EditSequence
    _id_elements = ("EditSequence",)  # what a comparison of ids reads besides the id

    # -- queries --------------------------------------------------------------

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
        """Return the element of the query of deleted objects."""
        kind = "List" if self._id_tag == "ListID" else "Txn"
        return messages.query(
            f"{kind}DeletedQuery",
            **{f"{kind}DelType": list(self._deleted_types)},
            FromDeletedDate=since,
        )

    # -- which objects, how often ---------------------------------------------

    def _skips_object(self, element):
        """Hook: tell whether an object without a link is none of this stream.

        Called by the engine for each object that it reads.

        :param element: a Ret; in a comparison of ids it has `_id_elements` only
        """
        return False

    def _reads_back(self):
        """Hook: tell whether a stream to QuickBooks is read, too.

        Called by the engine at the start of a round. Reading shows what became of
        writes; a mapping that finds out in another way overrides it.
        """
        return True

    def _between_id_sweeps(self):
        """Hook: return how long a comparison of all ids holds good.

        Called by the engine when it looks for comparisons that are due. A mapping
        overrides it if the list shows more than ids, e.g. quantities on hand.

        :return: `timedelta`
        """
        return timedelta(days=self._stream().sweep_days)

    def _ids_per_page(self, usual):
        """Hook: return how many objects a page of a comparison of ids holds.

        Called by the engine. A mapping overrides it if it reads more than the ids.
        """
        return usual

    def _notice(self, elements):
        """Hook: return what a comparison of ids shows without an EditSequence.

        Called by the engine for each page of such a comparison.

        :param elements: the objects, with `_id_elements` only
        :return: list that `_take_noticed` is given, whole or in parts
        """
        return []

    def _take_noticed(self, noticed):
        """Hook: keep what was noticed, or do what it asks for.

        Called by the engine with what `_notice` returned.
        """

    def _park_noticed(self, one, words):
        """Hook: note that one of the things noticed could not be kept.

        Called by the engine with one item of `_notice` that `_take_noticed` failed
        with.

        :param words: the reason
        """
