from datetime import timedelta
from types import MappingProxyType

from odoo import models

from ....core.qbxml import messages


class QbdMappingReading(models.AbstractModel):
    """The part of a mapping that defines the queries, and how often they run."""

    _name = "qbd.mapping.reading"
    _description = "QuickBooks Mapping: Reading"

    _query = None  # name of the one query of all types; None: each has <type>Query
    _query_options = MappingProxyType({"ActiveStatus": "All"})  # of each query
    _pages = True  # whether the query takes MaxReturned and iterators
    _reads_reports = False  # whether objects come from a report, and from no query
    _reads_again = False  # whether objects change without a new EditSequence
    _id_elements = ("EditSequence",)  # what a comparison of ids reads besides the id

    # -- queries --------------------------------------------------------------

    def _queries(self):
        """Hook: return the names of the queries that together read all objects.

        A single query that returns all types, or else one for each type. Called by the
        engine wherever it reads; a mapping overrides it that needs one more.
        """
        if self._query:
            return (self._query,)
        return tuple(f"{qb_type}Query" for qb_type in self._types())

    def _report_refused_because(self):
        """Hook: say which part of the reports of this list is not read at present.

        Called by the engine for mappings with `_reads_reports`, which override these.

        :return: words, "" if all of them is read
        """
        return ""

    def _report_begin(self):
        """Hook: return the first day whose postings count; None if it is not known.

        Called by the engine when all months are to be read.
        """
        return None

    def _report_objects(self, found):
        """Hook: return the objects of a report, and the ids of which it says nothing.

        Called by the engine for each report.

        :param found: rows of the report, as `reports.rows` returns them
        :return: ({id: canonical}, ids)
        """
        return {}, set()

    def _report_links(self, month):
        """Hook: return the links of objects of a month.

        Called by the engine, which takes those for deleted that a report lacks.

        :param str month: "YYYY-MM"
        """
        return self.env["qbd.link"]

    def _accounts_of_stock(self):
        """Hook: return the ListIDs of the accounts of goods in stock and their cost.

        Called by the verification of the books for mappings with `_reads_reports`.
        """
        return frozenset()

    def _types_read(self):
        """Hook: return the types of transactions that become records of this list.

        Called by the engine to name those that are not read.
        """
        return () if self._only_to_quickbooks else self._types()

    def _is_paged(self, query):
        """Hook: return whether a query takes MaxReturned and iterators.

        Called wherever a query is built or its page is looked at. Mappings of several
        queries override it if one of them has no pages.
        """
        return self._pages

    def _query_of(self, qb_type):
        """Hook: return the name of the query that reads objects of a type.

        Called by the engine to read single objects again. Mappings override it that
        take objects over from another list.

        :param qb_type: as on a link; the first query for a type that is unknown
        """
        queries = self._queries()
        own = f"{qb_type}Query"
        return own if own in queries else queries[0]

    def _request_query(self, query=None, **filters):
        """Hook: return the element of a query of this mapping's objects.

        Called for each request that reads. Mappings override it if one of their queries
        takes other options.

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
        """Hook: return whether an object without a link does not belong to this stream.

        Called by the engine for each object that it reads.

        :param element: a Ret; in a comparison of ids it has `_id_elements` only
        """
        return False

    def _list_of(self, element):
        """Hook: return the name of the mapping whose record an object becomes.

        Called by the engine for each object that it reads. Mappings override it whose
        query also returns objects of another list.

        :param element: a Ret
        """
        return self._mapping_name()

    def _reads_for(self, link):
        """Hook: return whether a link of another list is of an object that this reads.

        Called by the engine for deleted objects.
        """
        return False

    def _switched_on(self):
        """Hook: have objects read again that this list takes over from others.

        Called whenever a direction is chosen for the list.
        """

    def _swept_domain(self):
        """Hook: return the domain of the links whose objects a comparison of ids shows.

        Called by the engine when all ids are read. Mappings override it that read
        objects of another list, or have objects that another list reads.
        """
        return [("stream_id", "=", self._stream().id)]

    def _reads_back(self):
        """Hook: return whether a stream that only writes is read, too.

        Called by the engine at the start of a round. Reading shows the outcome of
        writes; a mapping that finds out in another way overrides it.
        """
        return True

    def _between_id_sweeps(self):
        """Hook: return the time between two comparisons of all ids.

        Called by the engine when it looks for comparisons that are due. A mapping
        overrides it if the list shows more than ids, for example quantities on hand.

        :return: `timedelta`
        """
        return timedelta(days=self._stream().sweep_days)

    def _ids_per_page(self, usual):
        """Hook: return the number of objects on a page of a comparison of ids.

        Called by the engine. A mapping overrides it if it reads more than the ids.
        """
        return usual

    def _foresee(self, elements):
        """Hook: look up in few queries all that several of these objects refer to.

        Called by the engine before it reads the objects of a page, for speed.

        :param elements: list of Rets
        """

    def _keep_apart(self, elements):
        """Hook: store values of objects that are no part of their canonical form.

        Called by the engine with the new and changed objects of a page.

        :param elements: list of Rets
        """

    def _notice(self, elements):
        """Hook: return the values in a comparison of ids that have no EditSequence.

        Called by the engine for each page of such a comparison.

        :param elements: the objects, with `_id_elements` only
        :return: list that is passed to `_take_noticed`, whole or in parts
        """
        return []

    def _take_noticed(self, noticed):
        """Hook: store the noticed values, or act on them.

        Called by the engine with the list that `_notice` returned.
        """

    def _ids_compared(self):
        """Hook: judge the noticed values, now that the comparison is complete.

        Called by the engine once all pages are read and it is known what is gone.

        :return: list that is passed to `_take_compared`, whole or in parts
        """
        return []

    def _take_compared(self, found):
        """Hook: change records of Odoo by what a complete comparison shows.

        Called by the engine with the list that `_ids_compared` returned.
        """

    def _park_noticed(self, one, words):
        """Hook: note that a noticed value could not be stored.

        Called by the engine with the item that `_take_noticed` or `_take_compared`
        failed with.

        :param words: the reason
        """
