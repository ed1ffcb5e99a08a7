from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ....core.matching.documents import DocumentMatcher
from ....core.matching.lexicon import PARTIES, PRODUCTS
from ....core.matching.named import NameMatcher

MATCHERS = {
    "products": NameMatcher(PRODUCTS),
    "parties": NameMatcher(PARTIES),
    "documents": DocumentMatcher(),
}
"""What finds the pairs: of lists by their names, of documents by their figures."""

MATCHED_STATES = ("ok", "dirty", "parked", "retry")
"""States of an object without a record that may be matched."""


class QbdMappingCandidates(models.AbstractModel):
    """The part of a mapping that supplies the matcher with candidates of both sides.

    A mapping that sets `_match_profile` is matched before the first write, and guarded
    against doubles afterwards. Records are the left side, links of objects the right.
    """

    _name = "qbd.mapping.candidates"
    _description = "QuickBooks Mapping: Candidates"

    _match_profile = None  # key of `MATCHERS`; None: matched by exact names only
    _match_texts = ("name",)  # fields with the names and codes of a record
    _match_paths = ("Name",)  # paths with the names and codes of an object
    _match_more = ("IsActive",)  # what else is looked at of an object

    def _matcher(self):
        """Return what compares both sides, None for exact names only."""
        return MATCHERS.get(self._match_profile)

    def _is_matched_by_name(self):
        """Return whether its entries are compared by their names and codes."""
        return isinstance(self._matcher(), NameMatcher)

    # -- what to compare: hooks -----------------------------------------------

    def _record_candidate(self, record):
        """Hook: return a record as the matcher takes it, its id as the key.

        Called by the first match and the guard against doubles. Mappings with a
        `_match_profile` override it.
        """
        raise NotImplementedError

    def _object_candidate(self, key, full_name, values):
        """Hook: return an object as the matcher takes it.

        Called for the objects of `_open_objects`. Mappings with a `_match_profile`
        override it.

        :param key: id of the object's link
        :param values: {path of `_match_paths`: text}
        """
        raise NotImplementedError

    def _prepare_objects(self, objects):
        """Hook: read in few queries what the candidates of objects need.

        Called before they are read. Mappings override it for speed.

        :param objects: as `_open_objects` returns them
        """

    def _matchable_domain(self):
        """Hook: return the domain of the records that an object may be.

        Called by every search for open records. Mappings override it if their
        `_records_domain` is narrower.
        """
        return self._records_domain()

    # -- records --------------------------------------------------------------

    def _open_domain(self):
        """Return the domain of records that an object may be, without an object yet."""
        return Domain(self._matchable_domain()) & self._free_domain()

    def _free_domain(self):
        """Return the domain of records without an object, or one that is on its way."""
        linked = self.env["qbd.link"]._search(
            [
                ("stream_id", "=", self._stream().id),
                ("record_id", "not in", [False, 0]),
                "|",
                ("qb_id", "!=", False),
                ("state", "in", ("sent", "unknown")),
            ]
        )
        return Domain("id", "not in", linked.subselect("record_id"))

    def _open_records(self, domain=(), limit=None):
        return self._browse([]).search(
            self._open_domain() & Domain(list(domain)), order="id", limit=limit
        )

    def _asked_domain(self):
        """Hook: return the domain of the records that a new object may be.

        Called by the guard against doubles, and before a pair is made. Mappings
        override it if a person is to be asked about others than `_open_domain` has.
        """
        return self._open_domain()

    def _is_asked_about(self, record, reasons):
        """Hook: return whether a new object may be a record.

        Called by the guard against doubles. Mappings override it for records that
        `_asked_domain` adds.

        :param reasons: kinds of the reasons why they look alike, e.g. "same_number"
        """
        return True

    def _open_texts(self):
        """Return {record id: its names and codes}, in a single statement."""
        model = self._browse([])
        query = model._search(self._asked_domain(), order="id")
        key = SQL.identifier(query.table, "id")
        columns = [
            model._field_to_sql(query.table, name, query) for name in self._match_texts
        ]
        rows = self.env.execute_query(query.select(key, *columns))
        return {record_id: texts for record_id, *texts in rows}

    def _record_candidates(self, records, failed=None):
        """Return [`Candidate`] of records, in their order; what fails is parked.

        :param failed: dict that gets {record id: error}, if it matters
        """
        links, failed = self.env["qbd.link"], {} if failed is None else failed

        def park(bad, error):
            failed[bad.id] = error
            links._park_record(self._stream(), bad.id, error)

        return links._each(records, self._record_candidate, park)

    # -- objects --------------------------------------------------------------

    def _stream_of_objects(self):
        """Hook: return the stream that reads the objects that a record may be.

        Called for each search of open objects. Mappings override it whose records are
        of a second kind, besides those of the list that reads the objects.
        """
        return self._stream()

    def _open_objects(self, link_ids=None, limit=None):
        """Read the values that the matcher compares, of the objects without a record.

        :param link_ids: only the objects of these links
        :return: {link id: (full name, {path: text})}
        """
        self.env["qbd.link"].flush_model()
        names = (*self._match_paths, *self._match_more)
        paths = [SQL("quickbooks_seen ->> %s", path) for path in names]
        self.env.cr.execute(
            SQL(
                "SELECT id, qb_name, %s FROM qbd_link WHERE stream_id = %s"
                " AND qb_id IS NOT NULL AND COALESCE(record_id, 0) = 0"
                " AND state = ANY(%s) AND quickbooks_seen IS NOT NULL"
                " AND (%s::int[] IS NULL OR id = ANY(%s))"
                " ORDER BY id LIMIT %s",
                SQL(", ").join(paths),
                self._stream_of_objects().id,
                list(MATCHED_STATES),
                link_ids,
                link_ids,
                limit,
            )
        )
        return {
            link_id: (full_name, dict(zip(names, texts, strict=True)))
            for link_id, full_name, *texts in self.env.cr.fetchall()
        }

    def _matched_values(self, canonical):
        """Return {path: text} of an object, as in `_open_objects`."""
        paths = (*self._match_paths, *self._match_more)
        return {path: canonical.get(path) for path in paths}

    def _object_texts(self, full_name, values):
        """Hook: return the names and codes of an object, without blanks.

        Called by the guard against doubles. Mappings override it whose total is not a
        path.
        """
        said = (full_name, *(values[path] for path in self._match_paths))
        return [one for one in said if one]

    def _object_candidates(self, objects, failed=None):
        """Return [`Candidate`] of what `_open_objects` returned, in its order.

        What fails is parked.

        :param objects: the keys may be QuickBooks' ids as well
        :param failed: dict that gets {key: error}, if it matters
        """
        links, failed = self.env["qbd.link"], {} if failed is None else failed

        def park(bad, error):
            key = bad[0]
            failed[key] = error
            if isinstance(key, int):
                links.browse(key)._park_failed("unreadable", error)
            else:
                links._park_object(self._stream(), key, error)

        links._in_parts(
            objects.items(), lambda part: self._prepare_objects(dict(part)), park
        )
        return links._each(
            [item for item in objects.items() if item[0] not in failed],
            lambda item: self._object_candidate(item[0], *item[1]),
            park,
        )
